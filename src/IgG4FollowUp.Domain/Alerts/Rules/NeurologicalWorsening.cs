using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A worse deficit that the patient has not come back from: AIS grades that came about in the same way, motor scores of arms and legs
/// (muscle by muscle where a sum cannot be had), voluntary anal contraction, and single key muscles where the score of the limbs does not
/// tell it, each by <see cref="LastingFall"/>; and whatever the definitions of recurrence count as a confirmed deficit. It stands until the
/// patient is back, the recurrence is recorded as under control, or a person closes it; what is left of a deficit then is what later
/// examinations are held against. Motor scores vary from one examiner to the next, so a fall that rests on one of them, or on a grade that
/// follows from little more, is looked into soon, and today once it is confirmed; what was found long ago is not for today, nor is a muscle
/// that others made up for, nor what somebody who saw the patient later ruled out to be a recurrence.
/// </summary>
internal static class NeurologicalWorsening
{
    public static AlertRule Rule { get; } = new(
        "neurological-worsening", 4, "House default after published definitions of clinical relapse: new or worse deficit.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        SpeaksOfAnEpisode = true,
        PredictsRecurrence = true,
        AskedByTelephone = TelephoneQuestions.Compression,
        Read = Read,
    };

    private static readonly ImmutableArray<Judged> Scores =
    [
        new(Measure.DerivedGrade, "ais", "grade", "AIS grade")
        {
            Threshold = ThresholdTable.Of(nameof(ClinicSettings.AisGradesDown)), How = " (both derived from the examination)",
        },
        new(Measure.EnteredGrade, "ais", "grade", "AIS grade")
        {
            Threshold = ThresholdTable.Of(nameof(ClinicSettings.AisGradesDown)),
            How = " (both entered)",
        },
        new(Measure.UpperMotor, "uems", "motor-score", "motor score of the arms")
        {
            Threshold = ThresholdTable.Of(nameof(ClinicSettings.MotorPointsDown)), Kind = EvidenceKind.MotorScores,
        },
        new(Measure.LowerMotor, "lems", "motor-score", "motor score of the legs")
        {
            Threshold = ThresholdTable.Of(nameof(ClinicSettings.MotorPointsDown)), Kind = EvidenceKind.MotorScores,
        },
        new(Measure.AnalContraction, "vac", "contraction", "voluntary anal contraction") { Kind = EvidenceKind.AnalContraction },
    ];

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var settled = SettledOn(input.Reading);
        // Both grades of one examination may have fallen; it is one finding.
        var found = new HashSet<string>(StringComparer.Ordinal);
        var told = new HashSet<Guid>();
        var fallen = new List<Measure>();
        foreach (var measure in Scores)
        {
            // Where nobody was examined nothing but an entered grade can have fallen.
            if (!input.Explains && input.Reading.MuscleFalls.Length == 0 && measure.Measure != Measure.EnteredGrade) continue;
            var series = Series(input, measure, settled);
            var (candidate, fall) = Read(input, measure, series);
            if (fall is not null) Told(measure, fall, series);
            if (fall is null || found.Add(candidate.EpisodeKey)) yield return candidate;
        }

        foreach (var muscle in Worsening.MusclesThatFell(input.Reading, input.Settings.MuscleGradesDownAtOnce))
        {
            var judged = Muscle(muscle);
            if (fallen.Exists(score => Measures.MusclesOf(score).Contains(muscle))) continue;
            var series = Series(input, judged, settled);
            var (candidate, fall) = Read(input, judged, series);
            if (fall is null) continue;
            Told(judged, fall, series);
            if (found.Add(candidate.EpisodeKey)) yield return candidate;
        }

        foreach (var candidate in Counted(input, settled, told)) yield return candidate;

        // However often the deficit was looked at while it stood.
        void Told(Judged measure, LastingFall fall, List<Measured> series)
        {
            fallen.Add(measure.Measure);
            told.UnionWith(series.Where(examined => !examined.IsBefore(fall.Began)).Select(examined => examined.Entry.EntryId));
        }
    }

    // Definitions ask for treatment and for confirmation, and then for fewer points than a single examination must have lost.
    private static IEnumerable<Candidate> Counted(RuleInput input, ClinicalDate? settled, HashSet<Guid> told)
    {
        var reading = input.Reading;
        if (reading.Examinations.Count < 2) yield break;
        // What is told or over needs no look at what else is on record.
        if (!reading.Under(RecurrenceDefinition.Composite.Settings).Neurological.Signs
            .Exists(sign => sign.Below is not null && !told.Contains(sign.EntryId))) yield break;
        var counted = reading.Recurrence(RecurrenceDefinition.Composite).Outlines
            .Concat(reading.Recurrence(RecurrenceDefinition.Progression).Outlines)
            .Where(outline => outline.Group.Signs.Exists(sign => sign.ConfirmedBy != Confirmations.None))
            .SelectMany(outline => outline.Group.Signs);
        var (kept, standing) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var sign in counted)
        {
            if (sign.Below is not { } level || !kept.Add(sign.EntryId)) continue;
            if (told.Contains(sign.EntryId) || !reading.ExaminationOf.TryGetValue(sign.EntryId, out var now)) continue;
            if (settled is { } day && !now.On.IsCertainlyAfter(day)) continue;
            // A second look at a deficit that is told here is the last one of that finding.
            if (!sign.ShowsMore && sign.Continues is { } former && standing.Contains(former)) continue;
            standing.Add(sign.EntryId);
            var last = reading.Examinations.FindLast(other => other.On.IsCertainlyAfter(now.On));
            yield return new(now.Entry, "course:", [Condition.Of(input, "counted-deficit", $"", holds: true)])
            {
                Urgency = Urgency.Soon,
                Told = _ => new(
                    $"The examination of {now.On} is worse than that of {level.On} by the limits of {RecurrenceDefinition.Clinical.Id}, "
                    + $"and confirmed: {Value(level)}, then {Value(now)}{(last is null ? "" : $", and {Value(last)} on {last.On}")}.")
                {
                    RestsOn =
                    [
                        .. new[] { level, now, last }.OfType<Measured>()
                            .Select(one => new Evidence(EvidenceKind.MotorScores, one.Entry.EntryId, one.On, Value(one))),
                    ],
                    Counterfactuals = () =>
                        [new WithoutEntry(sign.EntryId, $"the examination of {now.On} were not on record")],
                },
            };
        }

        static string Value(Measured examined) => examined.Entry.Examination is null ? $"AIS {examined.Grade}" : examined.MotorScores;
    }

    private static List<Measured> Series(RuleInput input, Judged measure, ClinicalDate? settled) => SinceSettled(
        input.Reading.ExaminationsByPhase.FindAll(examined => examined.On.IsReported && Worsening.Tells(examined, measure.Measure)),
        settled);

    // Nothing is settled while a recurrence that may have been there by then is not.
    internal static ClinicalDate? SettledOn(ChartReading reading) =>
        reading.SpinalResolutions.FindLast(resolved => resolved.ResolvedOn.IsReported)?.ResolvedOn is { } day
        && !reading.SpinalRecurrences.Exists(recurrence =>
            !reading.ResolutionsOf.Contains(recurrence.EntryId) && !recurrence.DetectedOn.IsCertainlyAfter(day))
            ? day
            : null;

    /// <summary>
    /// The first visit in person after something was seen that ruled recurrence out: whoever saw the patient knows of it.
    /// </summary>
    internal static VisitLogged? RuledOutAfter(ChartReading reading, ClinicalDate seen) => reading.FreeVisits.Find(visit =>
        visit.Mode != VisitMode.Remote && visit.VisitedOn.IsCertainlyAfter(seen));

    /// <summary>Says so.</summary>
    internal static string RuledOut(VisitLogged? visit) =>
        visit is null ? "" : $" At the visit of {visit.VisitedOn} recurrence was ruled out.";

    /// <summary>The same as evidence.</summary>
    internal static IEnumerable<Evidence> RestsOn(VisitLogged? ruledOut) => ruledOut is null ? []
        : [new(EvidenceKind.Visit, ruledOut.EntryId, ruledOut.VisitedOn, "recurrence ruled out")];

    // The last examination up to the day on which the last recurrence came under control, with those of its day that nobody knows the order
    // of, and those after it.
    private static List<Measured> SinceSettled(List<Measured> series, ClinicalDate? settled)
    {
        if (settled is not { } day) return series;
        var last = series.FindLastIndex(examined => !examined.On.IsCertainlyAfter(day));
        while (last > 0 && series[last - 1].IsSameDay(series[last]) && !series[last - 1].IsBefore(series[last])) last--;
        return last > 0 ? series[last..] : series;
    }

    private static (Candidate Candidate, LastingFall? Standing) Read(RuleInput input, Judged measure, List<Measured> series)
    {
        if (series.Count == 0)
        {
            return (
                Candidate.NotApplicable(input, $"{measure.Condition}-determined", $"No {measure.Words} with a date is on record."), null);
        }

        var standing = LastingFall.Standing(series, measure.Fall, measure.Limit(input.Settings), out var compared);
        if (!compared)
        {
            return (Candidate.NotApplicable(
                input, $"earlier-{measure.Condition}", $"Nothing that certainly came before {series[^1].On} compares in {measure.Words}."),
                null);
        }

        if (standing is not { } fall)
        {
            return (new(
                measure.Key,
                [
                    Condition.Of(
                        input, $"{measure.Condition}-fell",
                        $"The {measure.Words} is not worse: {measure.Value(series[^1])} on {series[^1].On}.", holds: false),
                ]), null);
        }

        // Somebody saw the patient and found no recurrence; the deficit is there all the same.
        var ruledOut = RuledOutAfter(input.Reading, fall.Last.On);
        return (new(fall.To.Entry, $"{measure.Key}:", [Condition.Of(input, $"{measure.Condition}-fell", $"", holds: true)])
        {
            Urgency = Urgency.Soon,
            UrgentUntil = ruledOut is not null || measure.IsMuscle || measure.RestsOnOneReading(fall)
                ? DateOnly.MinValue : DaySpans.Shift(fall.Last.On.Latest, input.Settings.WorseningUrgentDays + 1),
            Told = _ => new(Sentence(measure, fall) + RuledOut(ruledOut))
            {
                RestsOn =
                [
                    .. new[] { fall.From, fall.To, fall.Last }.Distinct()
                        .Select(examined => new Evidence(measure.Kind, examined.Entry.EntryId, examined.On, measure.Value(examined))),
                    .. RestsOn(ruledOut),
                ],
                Thresholds =
                    [.. measure.Threshold is { } threshold ? [threshold] : Array.Empty<Threshold>(),
                        ThresholdTable.Of(nameof(ClinicSettings.WorseningUrgentDays))],
                Counterfactuals = () => Counterfactuals(measure, series, fall),
            },
        }, fall);
    }

    private static Judged Muscle(Measure muscle)
    {
        var (side, level) = Measures.MuscleOf(muscle);
        return new(muscle, "muscle", "muscle", $"strength at {level.Notation()} on the {(side == BodySide.Right ? "right" : "left")}")
        {
            Threshold = ThresholdTable.Of(nameof(ClinicSettings.MuscleGradesDownAtOnce)),
            Kind = EvidenceKind.MotorScores,
        };
    }

    private static string Sentence(Judged measure, LastingFall fall) =>
        $"The {measure.Words} fell from {measure.Value(fall.From)} on {fall.From.On} to {measure.Value(fall.To)} on "
        + $"{fall.To.On}{(fall.From[measure.Measure] is null ? "" : measure.How)}"
        + (fall.Last == fall.To ? "" : $" and was {measure.Value(fall.Last)} on {fall.Last.On}")
        + (measure.RestsOnOneReading(fall) ? "; it rests on one reading." : ".");

    // Under a higher limit the patient may still be worse than at another examination.
    private static IEnumerable<Counterfactual> Counterfactuals(Judged measure, List<Measured> series, LastingFall fall)
    {
        if (measure.Threshold is { } threshold)
        {
            var limit = fall.By + 1;
            while (LastingFall.Standing(series, measure.Fall, limit, out _) is { } still) limit = Math.Max(limit, still.By) + 1;
            yield return OtherThreshold.Of(threshold, limit);
        }

        yield return new WithoutEntry(fall.To.Entry.EntryId, $"the examination of {fall.To.On} were not on record");
    }

    /// <summary>A measure of a deficit as the rule judges it.</summary>
    /// <param name="Measure">The measure.</param>
    /// <param name="Key">Begins the key of an episode.</param>
    /// <param name="Condition">Names the conditions.</param>
    /// <param name="Words">The measure in words.</param>
    private sealed record Judged(Measure Measure, string Key, string Condition, string Words)
    {
        /// <summary>Steps that count; null where there is only one.</summary>
        public Threshold? Threshold { get; init; }

        public EvidenceKind Kind { get; init; } = EvidenceKind.AsiaGrade;

        public string How { get; init; } = "";

        private bool IsMotor => Kind == EvidenceKind.MotorScores;

        public bool IsMuscle => Measure >= Measure.FirstMuscle;

        public int Limit(ClinicSettings settings) => Threshold is null ? 1 : (int)Threshold.Get(settings);

        public int? Fall(Measured before, Measured now) => Worsening.Fall(before, now, Measure);

        public bool RestsOnOneReading(LastingFall fall) =>
            !fall.Confirmed && (IsMotor || (Measure == Measure.DerivedGrade && !Worsening.IsBeyondError(fall.From, fall.To, times: 2)));

        public string Value(Measured examined) => Kind switch
        {
            EvidenceKind.AsiaGrade => ((AsiaGrade?)examined[Measure] ?? examined.Grade!.Value).ToString(),
            // No deficit is left, so the score follows from the grade.
            _ when examined[Measure] is null && examined.Grade == AsiaGrade.E => "AIS E",
            EvidenceKind.MotorScores when IsMuscle => $"{examined[Measure]} of 5",
            EvidenceKind.MotorScores => examined.MotorScores,
            _ => examined[Measure] == 1 ? "present" : "absent",
        };
    }
}
