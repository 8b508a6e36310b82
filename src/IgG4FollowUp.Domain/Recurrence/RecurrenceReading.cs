using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>Where a sign stands in relation to treatment.</summary>
internal enum Placement
{
    /// <summary>Not after its start: the course of the untreated disease.</summary>
    Before,

    /// <summary>Certainly after it.</summary>
    After,

    /// <summary>Certainly within the window after its start or after an operation.</summary>
    Early,

    /// <summary>Partial dates leave it open.</summary>
    Open,
}

/// <summary>What a sign says of the course.</summary>
internal enum SignOf
{
    /// <summary>The disease came back.</summary>
    Recurrence,

    /// <summary>It grew on treatment without ever having been quiet.</summary>
    Progression,

    /// <summary>The patient was worse soon after treatment began or after an operation.</summary>
    EarlyDeterioration,

    /// <summary>Partial dates leave open which of them.</summary>
    NotDeterminable,
}

/// <summary>One sign of recurrence, found in one entry.</summary>
/// <param name="Kinds">What it is a sign of.</param>
/// <param name="By">When it was first seen.</param>
/// <param name="LastFree">When its absence was last seen; null when that is not recorded.</param>
/// <param name="EntryId">The entry.</param>
internal sealed record Sign(RecurrenceSigns Kinds, DaySpan By, DaySpan? LastFree, Guid EntryId)
{
    /// <summary>The sign that this one carries on; null when it is a new one.</summary>
    public Guid? Continues { get; init; }

    /// <summary>Whether it shows something besides what it carries on.</summary>
    public bool ShowsMore { get; init; }

    /// <summary>Whether nobody had looked at what shows it under treatment before, outside the early window.</summary>
    public bool IsFirstLook { get; init; }

    /// <summary>The recurrence as a clinician recorded it, if this is one.</summary>
    public RecurrenceRecorded? Recorded { get; init; }

    /// <summary>True when a clinician confirmed it at a visit without saying how it showed itself.</summary>
    public bool ConfirmedAtVisit { get; init; }

    /// <summary>The study, if it was seen on one.</summary>
    public LesionImaged? Study { get; init; }

    /// <summary>What it says of the course.</summary>
    public SignOf Of { get; init; }

    /// <summary>What confirms it, see <see cref="Confirmations"/>; a sign that nothing confirms is suspected.</summary>
    public Confirmations ConfirmedBy { get; init; }

    /// <summary>When the next examination showed the patient back before anything confirmed it; null while that is undecided.</summary>
    public DaySpan? DisprovedOn { get; init; }

    /// <summary>The level that the patient fell from and is not back at; null for what is over, or is no deficit.</summary>
    public Measured? Below { get; init; }
}

/// <summary>
/// A chart, read, under the thresholds of one set of definitions. Two entries are compared only when one certainly came first: partial
/// dates that overlap prove no change in either direction.
/// </summary>
internal sealed class RecurrenceReading
{
    private readonly SortedSet<Guid> _unplaced = [];
    private (HashSet<Guid> Outgrown, HashSet<Guid> Quiet)? _measured;
    private (List<Sign> Signs, List<(DaySpan Day, Guid EntryId)> Quiet)? _neurological;
    private (HashSet<Guid> Outweighed, HashSet<Guid> Outweighing)? _weighed;
    private bool? _treatedAnyDay;
    private (bool Read, DaySpan? By) _treated;

    public RecurrenceReading(ChartReading reading, RecurrenceSettings settings) => (Reading, Settings) = (reading, settings);

    public ChartReading Reading { get; }

    public PatientChart Chart => Reading.Chart;

    public RecurrenceSettings Settings { get; }

    public SteroidExposure Exposure => Reading.Exposure;

    /// <summary>Glucocorticoid that is not for another disease.</summary>
    public SteroidExposure DiseaseExposure => Reading.DiseaseExposure;

    public FollowUpPeriod Period => Reading.Period;

    /// <summary>The chart without what came after the end of follow-up, under the same thresholds; this one when nothing did.</summary>
    public RecurrenceReading Followed => ReferenceEquals(Reading.Followed, Reading) ? this : Reading.Followed.Under(Settings);

    /// <summary>
    /// Start of treatment, by the day by which the treatments were known where none of them has a date; null when that is not known either.
    /// </summary>
    public DaySpan? Treatment => Reading.Treatment ?? TreatedBy;

    /// <summary>Neurological examinations in clinical order.</summary>
    public IReadOnlyList<Examined> Examinations => field ??= [.. Deficits.Read(Reading, Settings)];

    /// <summary>
    /// Examinations at which the patient was not worse: the first of all, and those that compared with an earlier one. Where confirmation
    /// is asked for, small steps down from the best level add up.
    /// </summary>
    public List<AsiaGradeRecorded> Stable => field ??=
        [.. Examinations.Where((examined, i) => examined.WorseThan.IsEmpty && (i == 0 || examined.Compared))
            .Select(examined => examined.Entry)
            .Where(entry => !Settings.AsksForConfirmation || !Worse.Contains(entry.EntryId))];

    /// <summary>Studies that were negative or stable.</summary>
    public List<LesionImaged> QuietStudies => field ??= Studies.FindAll(IsQuiet);

    /// <summary>Studies with a date that show a new or larger lesion, whenever they were done.</summary>
    public List<LesionImaged> ActiveStudies => field ??=
        Studies.FindAll(study => study.ImagedOn.IsReported && (IsActive(study) || Reappeared.Contains(study.EntryId)));

    /// <summary>Studies of the spine after the start of treatment, or of which that is open, that show a new or larger lesion.</summary>
    public List<LesionImaged> GrownStudies => field ??= Studies.FindAll(study =>
        (IsActive(study) || Reappeared.Contains(study.EntryId)) && Place(study) != Placement.Before && !IsFirstSight(study)
            && !IsElsewhere(study));

    /// <summary>Recurrences that a clinician recorded for another reason than the serum, or another organ, alone.</summary>
    public List<RecurrenceRecorded> Diagnosed => field ??=
        (Settings.OtherOrgansAreApart ? Reading.SpinalRecurrences : Reading.Recurrences)
            .FindAll(recorded => recorded.Kinds is not [RecurrenceKind.Serological]);

    public List<LesionImaged> Studies => Reading.Studies;

    public List<VisitLogged> FreeVisits => Reading.FreeVisits;

    /// <summary>Visits at which a recurrence was confirmed; empty under settings by which that does not count.</summary>
    public List<VisitLogged> ConfirmedVisits => field ??=
        Settings.ConfirmedVisitCounts ? Reading.Visits.FindAll(visit => visit.RecurrenceAssessment == RecurrenceAssessment.Confirmed) : [];

    /// <summary>Days of the operations that were treatment.</summary>
    public List<DaySpan> Operations =>
        field ??= Reading.Surgeries.FindAll(Surgeries.IsTreatment).ConvertAll(surgery => surgery.PerformedOn.Span());

    /// <summary>Whether the disease was treated, and no treatment has a date: whatever is seen may have come before it or after.</summary>
    public bool MayBeTreatedAnyDay => _treatedAnyDay ??=
        Settings.PartialDatesLeaveKindOpen && Treatment is null && DiseaseTreatments.First(Reading) is not null;

    /// <summary>Whether an operation has no date.</summary>
    public bool IsOperatedAnyDay => Settings.PartialDatesLeaveKindOpen && Operations.Exists(operation => !operation.HasBounds());

    /// <summary>
    /// Whether an operation without a date may have come just before something was seen: it came no earlier than the presentation, and no
    /// later than the day by which it was known.
    /// </summary>
    /// <param name="seen">When it was seen.</param>
    public bool MayBeJustOperated(DaySpan seen) => !(seen.Latest <= Reading.Presentation?.PresentedOn.Earliest)
        && Reading.Surgeries.Exists(surgery => surgery.IsTreatment() && !surgery.PerformedOn.IsReported
            && !(surgery.KnownBy is { } known && seen.Earliest > DaySpans.Shift(known, Settings.EarlyDays)));

    // Whichever of several came first, it came by the first day by which one of them was known.
    private DaySpan? TreatedBy
    {
        get
        {
            if (_treated.Read || !Settings.PartialDatesLeaveKindOpen) return _treated.By;
            var known = Reading.TreatmentEntries.Where(DiseaseTreatments.Begins).Min(entry => entry.KnownBy);
            _treated = (true, known is { } day ? new(DateOnly.MinValue, day) : null);
            return _treated.By;
        }
    }

    /// <summary>Days on which the patient was seen to be quiet in one respect or another, by first possible day.</summary>
    public List<(DaySpan Day, Guid EntryId)> QuietDays => field ??= Remissions.QuietDays(this);

    /// <summary>What examinations alone tell, before it is held against what else is on record.</summary>
    public (List<Sign> Signs, List<(DaySpan Day, Guid EntryId)> Quiet) Neurological => _neurological ??= NeurologicalCourse.Read(this);

    /// <summary>Worsening told apart into recurrence, progression and early deterioration.</summary>
    public CourseOfDisease Course => field ??= CourseOfDisease.Read(this);

    /// <summary>Entries that would be signs, of any kind, if they certainly came after the start of treatment.</summary>
    public IReadOnlyCollection<Guid> Unplaced
    {
        get
        {
            // Signs of every kind are looked for, since each look leaves its own open.
            _ = (Clinical, Radiological, Serological, Escalation);
            // What a clinician called a recurrence is placed by that.
            if (Settings.DiagnosisMakesARecurrence)
            {
                _unplaced.ExceptWith(
                    Clinical.Concat(Radiological).Where(sign => sign.Of == SignOf.Recurrence).Select(sign => sign.EntryId));
            }

            return _unplaced;
        }
    }

    /// <summary>What studies alone tell.</summary>
    public List<Sign> Imaged => field ??= CourseOfDisease.Imaging(this);

    // Studies with a lesion where the one before showed none, of which the reader does not say that it is new.
    private HashSet<Guid> Reappeared => field ??=
        [.. Settings.ReappearanceConfirms ? Imaged.Where(sign => !IsActive(sign.Study!)).Select(sign => sign.EntryId) : []];

    private HashSet<Guid> Worse => field ??= [.. Course.Clinical.Select(sign => sign.EntryId)];

    private List<Sign> Recorded => field ??= [.. RecordedSigns.Find(this), .. ConfirmedSigns.Find(this)];

    private List<Sign> Clinical => field ??= Settings.AsksForConfirmation ? Course.Clinical : [.. ClinicalSigns.Find(this)];

    private List<Sign> Radiological => field ??= Settings.AsksForConfirmation ? Course.Radiological : [.. RadiologicalSigns.Find(this)];

    private List<Sign> Serological => field ??= [.. SerologicalSigns.Find(this)];

    private List<Sign> Escalation =>
        field ??= [.. Settings.InitialPlanDays is null ? DoseEscalationSigns.Find(this) : EscalationSigns.Find(this)];

    /// <summary>From when time is counted; null when not recorded.</summary>
    public DaySpan? Origin(TimeZero zero) => TimeZeros.Find(Reading, zero);

    /// <summary>The signs of some kinds; those of other kinds are not even looked for.</summary>
    public IEnumerable<Sign> SignsOf(RecurrenceSigns kinds)
    {
        IEnumerable<Sign> signs = Recorded;
        if (kinds.HasFlag(RecurrenceSigns.Clinical)) signs = signs.Concat(Clinical);
        if (kinds.HasFlag(RecurrenceSigns.Radiological)) signs = signs.Concat(Radiological);
        if (kinds.HasFlag(RecurrenceSigns.Serological)) signs = signs.Concat(Serological);
        if (kinds.HasFlag(RecurrenceSigns.TreatmentEscalation)) signs = signs.Concat(Escalation);
        return signs.Where(sign => (sign.Kinds & kinds) != RecurrenceSigns.None);
    }

    /// <summary>Keeps a sign only when it certainly came after the start of treatment.</summary>
    public bool Counts(ClinicalEntry entry)
    {
        var placement = Treatment is not { } start || entry.Date.Latest <= start.Earliest ? Placement.Before
            : start.Latest < entry.Date.Earliest ? Placement.After
            : Placement.Open;
        if (placement == Placement.Open) _unplaced.Add(entry.EntryId);
        return placement == Placement.After;
    }

    /// <summary>Where an entry stands, the window after the start of treatment and after operations kept apart.</summary>
    public Placement Place(ClinicalEntry entry)
    {
        var day = entry.Date.Span();
        // What says that it came after treatment did, on the day of the treatment too.
        var after = Settings.PhaseOrdersOneDay && entry is AsiaGradeRecorded { TreatmentPhase: TreatmentPhase.AfterTreatment } ? 1 : 0;
        if (Treatment is not { } start) return MayBeTreatedAnyDay ? Placement.Open : Placement.Before;
        if (day.Latest.DayNumber + after <= start.Earliest.DayNumber) return Placement.Before;
        if (start.Latest.DayNumber >= day.Earliest.DayNumber + after) return Placement.Open;
        var placement = InWindow(start, day, after);
        // Only those within whose window it may lie.
        var since = DaySpans.Shift(day.Earliest, -Settings.EarlyDays - ClinicalSearch.LongestDate);
        for (var i = Operations.CountBefore(DaySpans.Shift(day.Latest, after), static operation => operation) - 1; i >= 0; i--)
        {
            if (placement == Placement.Early || Operations[i].Earliest < since) break;
            if (InWindow(Operations[i], day, after) is var window and not Placement.After) placement = window;
        }

        return placement;
    }

    /// <summary>The last treatment or operation within whose window some days lie; null when they lie within none.</summary>
    public DaySpan? WindowOf(DaySpan day)
    {
        DaySpan? last = null;
        if (Treatment is { } start) Take(start);
        // Only those within whose window it may lie.
        var since = DaySpans.Shift(day.Latest, -Settings.EarlyDays);
        var before = Operations.CountBefore(day.Earliest, static operation => operation);
        for (var i = before - 1; i >= 0 && Operations[i].Earliest >= since; i--) Take(Operations[i]);
        return last;

        void Take(DaySpan treated)
        {
            if (InWindow(treated, day) == Placement.Early) last = last is { } former ? DaySpans.Last(former, treated) : treated;
        }
    }

    /// <summary>Whether an entry certainly came after the start of treatment, within the window after it or not.</summary>
    public bool IsUnderTreatment(ClinicalEntry entry) => Treatment is { } start && start.Latest < entry.Date.Earliest;

    /// <summary>
    /// Whether partial dates leave open whether a dated entry came after the start of treatment, and by more than the early window.
    /// </summary>
    public bool MayBeUnderTreatment(ClinicalEntry entry) => entry.Date.IsReported && !IsUnderTreatment(entry)
        && Treatment is { } start && DaySpans.Shift(start.Earliest, Settings.EarlyDays) < entry.Date.Latest;

    /// <summary>Whether a study shows a new or larger lesion, by its reader or by what was measured.</summary>
    public bool IsActive(LesionImaged study) => study.IsActive() || Measured.Outgrown.Contains(study.EntryId);

    /// <summary>Whether a study shows none, by its reader or by what was measured.</summary>
    public bool IsQuiet(LesionImaged study) =>
        IsQuietByItself(study) && !Elsewhere.Contains(study.EntryId) && !Outweighed.Contains(study.EntryId);

    private bool IsQuietByItself(LesionImaged study) =>
        (study.IsQuiet() && !Measured.Outgrown.Contains(study.EntryId)) || Measured.Quiet.Contains(study.EntryId);

    /// <summary>Whether a study shows more of a lesion than another one of the same day.</summary>
    public bool IsOutweighing(LesionImaged study) => Weighed.Outweighing.Contains(study.EntryId);

    private HashSet<Guid> Outweighed => Weighed.Outweighed;

    // Quiet studies beside a graver one of the same lesion and day: active before quiet, a lesion before none.
    private (HashSet<Guid> Outweighed, HashSet<Guid> Outweighing) Weighed
    {
        get
        {
            if (_weighed is { } known) return known;
            if (!Settings.GraverStudyOfOneDayCounts) return (_weighed = ([], [])).Value;
            var (outweighed, outweighing) = (new HashSet<Guid>(), new HashSet<Guid>());
            var dated = Reading.DatedStudies;
            for (var i = 1; i < dated.Length; i++)
            {
                if (dated[i].ImagedOn.Precision != DatePrecision.Day) continue;
                for (var j = i - 1; j >= 0 && dated[j].ImagedOn == dated[i].ImagedOn; j--)
                {
                    var (one, other) = Weight(dated[i]) < Weight(dated[j]) ? (dated[i], dated[j]) : (dated[j], dated[i]);
                    if (Weight(one) >= Weight(other) || !one.SpeaksOf(other)) continue;
                    outweighed.Add(one.EntryId);
                    outweighing.Add(other.EntryId);
                }
            }

            return (_weighed = (outweighed, outweighing)).Value;

            int Weight(LesionImaged study) => IsActive(study) ? 2 : study.LesionPresent ? 1 : 0;
        }
    }

    // Studies that say nothing of any lesion that was known by then.
    private HashSet<Guid> Elsewhere
    {
        get
        {
            if (field is not null || !Settings.LesionsAreApart) return field ??= [];
            var (elsewhere, standing) = (new HashSet<Guid>(), new List<LesionImaged>());
            foreach (var study in Reading.DatedStudies)
            {
                var known = standing.Count;
                for (var i = standing.Count - 1; i >= 0; i--)
                {
                    if (study.SpeaksOf(standing[i])) standing.RemoveAt(i);
                }

                if (known > 0 && standing.Count == known) elsewhere.Add(study.EntryId);
                if (study.LesionPresent) standing.Add(study);
            }

            return field = elsewhere;
        }
    }

    private (HashSet<Guid> Outgrown, HashSet<Guid> Quiet) Measured => _measured ??= Settings.LesionGrowthMm is { } limit
        ? LesionGrowth.Measured(Reading, [.. SettledDays.Of(Reading)], limit)
        : ([], []);

    /// <summary>Whether nothing of the spine was imaged, so that what grows there is told as of another organ.</summary>
    public bool IsElsewhere(LesionImaged study) => Settings.OtherOrgansAreApart && study.IsOfTheBrainAlone();

    /// <summary>Whether a study shows for the first time the lesion that treatment began with, shortly after it did.</summary>
    public bool IsFirstSight(LesionImaged study) =>
        Settings.FirstSightDays is { } days && LesionGrowth.IsFirstSight(Reading, study, days);

    /// <summary>Names an entry as a sign whose place partial dates leave open.</summary>
    public void LeaveOpen(Guid entryId) => _unplaced.Add(entryId);

    private Placement InWindow(DaySpan treated, DaySpan day, int after = 0)
    {
        if (day.Latest.DayNumber + after <= treated.Earliest.DayNumber || treated.Latest == DateOnly.MaxValue
            || (!treated.HasBounds() && !Settings.PartialDatesLeaveKindOpen)
            || day.Earliest > DaySpans.Shift(treated.Latest, Settings.EarlyDays))
            return Placement.After;
        return treated.Latest.DayNumber < day.Earliest.DayNumber + after
            && day.Latest <= DaySpans.Shift(treated.Earliest, Settings.EarlyDays)
            ? Placement.Early
            : Placement.Open;
    }

    /// <summary>Last visit certainly before some days at which recurrence was ruled out.</summary>
    public DaySpan? FreeVisitBefore(DaySpan by) => FreeVisits.LastBefore(by)?.Date.Span();
}
