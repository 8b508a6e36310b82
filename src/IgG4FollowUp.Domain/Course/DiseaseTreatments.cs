using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Course;

/// <summary>What was begun.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TreatmentKind>))]
public enum TreatmentKind
{
    /// <summary>An operation that was more than taking tissue.</summary>
    Surgery,

    /// <summary>A systemic glucocorticoid course.</summary>
    Glucocorticoid,

    /// <summary>A higher dose within such a course.</summary>
    GlucocorticoidRaised,

    /// <summary>A steroid-sparing agent.</summary>
    SparingAgent,

    /// <summary>More of a steroid-sparing agent in the same time, after its titration.</summary>
    SparingAgentRaised,
}

/// <summary>A treatment of this disease that was begun, or raised.</summary>
/// <param name="EntryId">The entry that says so.</param>
/// <param name="Kind">What it is.</param>
/// <param name="BegunOn">When; without bounds when no date is given.</param>
/// <param name="Agent">The steroid-sparing agent; null for other kinds.</param>
public sealed record Treatment(Guid EntryId, TreatmentKind Kind, DaySpan BegunOn, SparingAgent? Agent = null);

/// <summary>A steroid-sparing agent over time; infusions that lie further apart than it acts are several uses of one treatment.</summary>
/// <param name="TreatmentId">Entry id of its start.</param>
/// <param name="Agent">The agent.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day on which it acts, its <see cref="AgentWindow"/> included; without bounds while it goes on.</param>
public sealed record AgentUse(Guid TreatmentId, SparingAgent Agent, DaySpan From, DaySpan Until)
{
    /// <summary>The entry it begins with: the start of the treatment, or what was given after that had worn off.</summary>
    public Guid BegunBy { get; init; } = TreatmentId;

    /// <summary>
    /// The days on which it acts whatever days partial dates mean: between <see cref="From"/> and <see cref="Until"/> infusions
    /// may lie further apart than it acts.
    /// </summary>
    public ImmutableArray<DaySpan> Certain { get; init; } = [];

    /// <summary>Whether it was given again after it had worn off.</summary>
    public bool IsResumed => BegunBy != TreatmentId;

    /// <summary>Whether it acts on a day.</summary>
    /// <param name="day">The day.</param>
    public Determination On(DateOnly day)
    {
        if (day < From.Earliest || day > Until.Latest) return Determination.No;
        foreach (var days in Certain)
        {
            if (day >= days.Earliest && day <= days.Latest) return Determination.Yes;
        }

        return Determination.NotDeterminable;
    }
}

/// <summary>
/// What was given for this disease: operations that were more than a biopsy, systemic glucocorticoid, steroid-sparing agents. A drug given
/// for another disease is left out; one of which the indication is not reported counts, as everywhere.
/// </summary>
public sealed class DiseaseTreatments
{
    /// <summary>Days within which what is begun belongs to one plan. House default.</summary>
    public const int DefaultInitialPlanDays = 90;

    /// <summary>
    /// Days after treatment began within which what is seen still shows what it began with: an admission. House default.
    /// </summary>
    public const int DefaultAdmissionDays = 7;

    /// <summary>
    /// Days after an agent was begun within which a higher dose is its planned titration. House default: 12 weeks.
    /// </summary>
    public const int DefaultTitrationDays = 84;

    private readonly ChartReading _reading;

    private readonly SteroidExposure _exposure;

    private readonly Dictionary<Guid, AgentUse> _resumed;

    private DiseaseTreatments(
        ChartReading reading, ImmutableArray<Treatment> begun, ImmutableArray<AgentUse> agents, Dictionary<Guid, AgentUse> resumed,
        int surgeries) =>
        (_reading, _exposure, Begun, Agents, _resumed, Surgeries) = (reading, reading.DiseaseExposure, begun, agents, resumed, surgeries);

    /// <summary>What was begun, raised or, after it had worn off, given again, in clinical order.</summary>
    public ImmutableArray<Treatment> Begun { get; }

    /// <summary>
    /// What was begun, and agents of which more was given in the same time after their titration of
    /// <see cref="DefaultTitrationDays"/> days, in clinical order; without glucocorticoid that goes on at no higher dose in another course.
    /// </summary>
    public ImmutableArray<Treatment> BegunOrRaised => field.IsDefault ? field = WithRaisedAgents() : field;

    /// <summary>Steroid-sparing agents, in clinical order.</summary>
    public ImmutableArray<AgentUse> Agents { get; }

    // When each was begun, by first possible day, each up to the last day on which it or one before it may have been.
    private List<DaySpan> BegunBy
    {
        get
        {
            if (field is not null) return field;
            List<DaySpan> begun = [.. Begun.Select(treatment => treatment.BegunOn).OrderBy(day => day.Earliest)];
            for (var i = 1; i < begun.Count; i++)
            {
                if (begun[i].Latest < begun[i - 1].Latest) begun[i] = begun[i] with { Latest = begun[i - 1].Latest };
            }

            return field = begun;
        }
    }

    /// <summary>Daily dose of systemic glucocorticoid, mg of prednisone.</summary>
    public DoseSteps Dose => _exposure.Dose;

    /// <summary>Number of systemic glucocorticoid courses.</summary>
    public int SteroidCourses => _exposure.Systemic.Length;

    /// <summary>Number of treatments with a sparing agent, however many times its infusions lay further apart than it acts.</summary>
    public int SparingAgents => Agents.Select(use => use.TreatmentId).Distinct().Count();

    /// <summary>Number of operations.</summary>
    public int Surgeries { get; }

    /// <summary>Reads a chart.</summary>
    /// <param name="chart">The chart.</param>
    public static DiseaseTreatments Of(PatientChart chart) => new ChartReading(chart).Treatments;

    internal static DiseaseTreatments Of(ChartReading reading)
    {
        var begun = ImmutableArray.CreateBuilder<Treatment>();
        var agents = ImmutableArray.CreateBuilder<AgentUse>();
        var stops = new Dictionary<Guid, SparingAgentStopped>(reading.AgentStops.Count);
        foreach (var stop in reading.AgentStops) stops[stop.TreatmentId] = stop;
        foreach (var start in reading.AgentStarts)
        {
            if (start.Indication != Indication.Other) agents.AddRange(Uses(reading, start, stops.GetValueOrDefault(start.EntryId)));
        }

        var resumed = agents.Where(use => use.IsResumed).ToDictionary(use => use.BegunBy);
        var (courses, factors, surgeries) = (reading.DiseaseCourses, reading.DiseaseExposure.Factors, 0);
        foreach (var entry in reading.TreatmentEntries)
        {
            switch (entry)
            {
                case SurgeryPerformed surgery when surgery.IsTreatment():
                    surgeries++;
                    begun.Add(new(entry.EntryId, TreatmentKind.Surgery, entry.Date.Span()));
                    break;
                case SteroidCourseStarted when courses.ContainsKey(entry.EntryId):
                    begun.Add(new(entry.EntryId, TreatmentKind.Glucocorticoid, entry.Date.Span()));
                    break;
                case SteroidDoseChanged change
                    when courses.TryGetValue(change.CourseId, out var course) && IsRaised(change, course, factors):
                    begun.Add(new(entry.EntryId, TreatmentKind.GlucocorticoidRaised, entry.Date.Span()));
                    break;
                case SparingAgentStarted { Indication: not Indication.Other } start:
                    begun.Add(new(entry.EntryId, TreatmentKind.SparingAgent, entry.Date.Span(), start.Agent));
                    break;
                case AgentAdministered or SparingAgentStopped when resumed.TryGetValue(entry.EntryId, out var again):
                    begun.Add(new(entry.EntryId, TreatmentKind.SparingAgent, again.From, again.Agent));
                    break;
            }
        }

        return new(reading, begun.ToImmutable(), agents.ToImmutable(), resumed, surgeries);
    }

    private ImmutableArray<Treatment> WithRaisedAgents()
    {
        var raised = _reading.TreatmentEntries
            .Where(entry => entry is AgentDoseChanged or AgentAdministered && !Resumes(entry)
                && Intensifies(_reading, entry, DefaultTitrationDays))
            .Select(entry => new Treatment(
                entry.EntryId, TreatmentKind.SparingAgentRaised, entry.Date.Span(), StartOf(_reading, entry)!.Agent))
            .ToDictionary(treatment => treatment.EntryId);
        foreach (var treatment in Begun) raised[treatment.EntryId] = treatment;
        foreach (var course in _reading.CourseStarts)
        {
            if (GoesOn(_reading, course)) raised.Remove(course.EntryId);
        }

        return [.. _reading.TreatmentEntries.Where(entry => raised.ContainsKey(entry.EntryId)).Select(entry => raised[entry.EntryId])];
    }

    /// <summary>
    /// When treatment was, or may have been, begun or raised, with the entry that says so and whether it was whichever days partial dates
    /// mean.
    /// </summary>
    internal IEnumerable<(Guid EntryId, DaySpan On, bool Certain)> PossiblyBegunOrRaised()
    {
        var told = BegunOrRaised.Select(treatment => treatment.EntryId).ToHashSet();
        foreach (var entry in _reading.TreatmentEntries.Where(IsOfTheDisease))
        {
            var on = entry.Date.Span();
            switch (entry)
            {
                case SurgeryPerformed or SparingAgentStarted:
                    yield return (entry.EntryId, on, true);
                    break;
                case SteroidCourseStarted or SteroidDoseChanged when !on.IsExact:
                case AgentDoseChanged or AgentAdministered when !on.IsExact:
                    yield return (entry.EntryId, on, false);
                    break;
                case SteroidCourseStarted or SteroidDoseChanged:
                    var (before, now) = (Dose.On(DaySpans.Shift(on.Earliest, -1)), Dose.On(on.Earliest));
                    if (now.AtMost <= before.AtLeast) break;
                    yield return (entry.EntryId, on,
                        before.AtMost < now.AtLeast || (entry is SteroidCourseStarted && before == DoseRange.None));
                    break;
                case AgentDoseChanged or AgentAdministered when told.Contains(entry.EntryId):
                    yield return (entry.EntryId, on, true);
                    break;
            }
        }
    }

    /// <summary>Whether something may have been begun, raised or given again on some days.</summary>
    /// <param name="days">The days.</param>
    internal bool MayBegin(DaySpan days)
    {
        // Of those that may have begun by the last of the days, the one that may have begun latest.
        var by = BegunBy.CountBefore(DaySpans.Shift(days.Latest, 1), static day => day);
        return by > 0 && BegunBy[by - 1].Latest >= days.Earliest;
    }

    /// <summary>
    /// The last day of which somebody told how the patient was treated: a visit, an examination, a study, or an entry of treatment. What is
    /// noted besides, such as a risk, or given for another disease says nothing of it.
    /// </summary>
    internal DaySpan? LastTold => field ??= _reading.TreatmentEntries.Where(IsOfTheDisease).Concat(_reading.Visits).Concat(_reading.Studies)
        .Concat(_reading.Recurrences).Concat(_reading.Resolutions).Concat(_reading.Examinations.Select(examined => examined.Entry))
        .Where(entry => entry.Date.IsReported).Select(entry => entry.Date.Span())
        .Aggregate((DaySpan?)null, static (last, day) => last is { } former ? DaySpans.Last(former, day) : day);

    private bool IsOfTheDisease(ClinicalEntry entry) => entry switch
    {
        SteroidCourseStarted start => _reading.DiseaseCourses.ContainsKey(start.EntryId),
        SteroidDoseChanged change => _reading.DiseaseCourses.ContainsKey(change.CourseId),
        SteroidCourseStopped stop => _reading.DiseaseCourses.ContainsKey(stop.CourseId),
        SurgeryPerformed surgery => surgery.IsTreatment(),
        SparingAgentStarted start => IsStart(start.EntryId),
        AgentDoseChanged change => IsStart(change.TreatmentId),
        AgentAdministered given => IsStart(given.TreatmentId),
        SparingAgentStopped stop => IsStart(stop.TreatmentId),
        _ => throw new InvalidOperationException($"{entry.GetType().Name} is no entry of treatment."),
    };

    private bool IsStart(Guid agent) => _reading.AgentStartOf.GetValueOrDefault(agent) is { Indication: not Indication.Other };

    /// <summary>Whether an entry says that an agent was given again after it had worn off.</summary>
    /// <param name="entry">The entry.</param>
    internal bool Resumes(ClinicalEntry entry) => _resumed.ContainsKey(entry.EntryId);

    /// <summary>Whether an agent was in use, whichever of some days is meant.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="days">The days.</param>
    public Determination On(SparingAgent agent, DaySpan days) =>
        Over(days, [.. Agents.Where(use => use.Agent == agent)]);

    /// <summary>Whether any glucocorticoid or agent was in use, whichever of some days is meant.</summary>
    /// <param name="days">The days.</param>
    public Determination OnAny(DaySpan days) =>
        Over(days, Agents, [.. _exposure.Systemic.Select(course => (course.FirstDose, course.LastDose))]);

    /// <summary>
    /// Last day on which treatment of this disease was or may have been begun or raised; null when it never was. Unlike in
    /// <see cref="Begun"/> a dose counts as raised when the one recorded before it was lower, whatever partial dates leave open.
    /// </summary>
    internal static DateOnly? LastChange(ChartReading reading)
    {
        DateOnly? last = null;
        var doses = new Dictionary<Guid, LastDose>();
        foreach (var entry in reading.TreatmentEntries)
        {
            var before = entry switch
            {
                SteroidCourseStarted start => Take(start.EntryId, start.StartedOn, start.DailyDoseMg),
                SteroidDoseChanged change => Take(change.CourseId, change.ChangedOn, change.DailyDoseMg),
                _ => null,
            };
            var changed = entry switch
            {
                SteroidCourseStarted start => reading.DiseaseCourses.ContainsKey(start.EntryId) && !GoesOn(reading, start),
                SteroidDoseChanged change => change.DailyDoseMg > before && reading.DiseaseCourses.ContainsKey(change.CourseId),
                SparingAgentStarted agent => agent.Indication != Indication.Other,
                AgentAdministered or SparingAgentStopped or AgentDoseChanged =>
                    reading.Treatments.Resumes(entry) || Intensifies(reading, entry, titrationDays: 0),
                SurgeryPerformed surgery => surgery.IsTreatment(),
                _ => false,
            };
            if (changed && entry.Date.IsReported && (last is null || entry.Date.Latest > last)) last = entry.Date.Latest;
        }

        return last;

        decimal? Take(Guid course, ClinicalDate on, decimal? mg)
        {
            if (!doses.TryGetValue(course, out var dose)) doses[course] = dose = new();
            return dose.Take(on, mg);
        }
    }

    /// <summary>The dose of a course that was recorded last.</summary>
    private sealed class LastDose
    {
        private ClinicalDate _on;
        private decimal? _mg, _before;
        private bool _hasBefore, _taken;

        /// <summary>Records the next one, and gives the one that it follows: of two of one day nobody knows which came first.</summary>
        public decimal? Take(ClinicalDate on, decimal? mg)
        {
            var sameDay = _on == on && on.Precision == DatePrecision.Day;
            var follows = sameDay && _hasBefore ? _before : _mg;
            if (_on != on) (_before, _hasBefore) = (_mg, _taken);
            (_on, _mg, _taken) = (on, mg, true);
            return follows;
        }
    }

    /// <summary>
    /// Whether an entry gives certainly more of a steroid-sparing agent in the same time than the dose in force before it, which is the
    /// last one that certainly came before; see <see cref="AgentIntensity"/>.
    /// </summary>
    /// <param name="reading">The chart.</param>
    /// <param name="entry">The entry; only a change of dose, or what was given on a day, can.</param>
    /// <param name="titrationDays">Within so many days after the agent was begun more of it was planned.</param>
    internal static bool Intensifies(ChartReading reading, ClinicalEntry entry, int titrationDays)
    {
        if (StartOf(reading, entry) is not { Indication: not Indication.Other } start) return false;
        if (!start.StartedOn.IsReported || entry.Date.Earliest <= DaySpans.Shift(start.StartedOn.Latest, titrationDays)) return false;
        ClinicalEntry? former = null;
        // The entry itself is among them.
        var doses = reading.AgentDosesOf[start.EntryId];
        foreach (var other in doses)
        {
            if (other.Date.IsReported) break;
            if (IsHeldAgainst(other)) return false;
        }

        for (var i = doses.CountBefore(DaySpans.Shift(entry.Date.Latest, 1)) - 1; i >= 0; i--)
        {
            var other = doses[i];
            if (former is not null && DaySpans.Shift(other.Date.Earliest, ClinicalSearch.LongestDate) < entry.Date.Earliest) break;
            if (!IsHeldAgainst(other)) continue;
            // One that may have come before or after leaves open what it was raised from.
            if (!other.Date.IsCertainlyBefore(entry.Date)) return false;
            former ??= other;
        }

        former ??= start;
        return AgentIntensity.IsMore(Dose(former), Weight(former), Dose(entry), Weight(entry));

        // A change of the dose is held against changes alone.
        bool IsHeldAgainst(ClinicalEntry other) =>
            other.EntryId != entry.EntryId && (other is AgentDoseChanged || entry is AgentAdministered);

        // The last one by then.
        decimal? Weight(ClinicalEntry on)
        {
            for (var i = reading.Statuses.CountBefore(DaySpans.Shift(on.Date.Earliest, 1)) - 1; i >= 0; i--)
            {
                if (reading.Statuses[i] is { WeightKg: { } weight, AssessedOn: { IsReported: true } day } && day.Latest <= on.Date.Earliest)
                    return weight;
            }

            return null;
        }

        static AgentDose? Dose(ClinicalEntry entry) => entry switch
        {
            SparingAgentStarted start => start.Dose,
            AgentDoseChanged change => change.Dose,
            AgentAdministered given => given.Dose,
            _ => null,
        };
    }

    /// <summary>
    /// Whether a course goes on, without a day off, at no more than what was taken on the day before it: another drug or another route of
    /// the same treatment.
    /// </summary>
    private static bool GoesOn(ChartReading reading, SteroidCourseStarted start)
    {
        if (!start.StartedOn.IsReported || !reading.DiseaseCourses.ContainsKey(start.EntryId)) return false;
        var (first, last, dose) = (start.StartedOn.Earliest, start.StartedOn.Latest, reading.DiseaseExposure.Dose);
        var before = dose.On(DaySpans.Shift(first, -1)).AtLeast;
        return before > Fraction.Zero && dose.On(last).AtMost is { } now && now <= before;
    }

    // The start of the agent of which an entry says how much was given.
    private static SparingAgentStarted? StartOf(ChartReading reading, ClinicalEntry entry)
    {
        var treatment = entry switch
        {
            AgentDoseChanged change => change.TreatmentId,
            AgentAdministered { Dose: not null } given => given.TreatmentId,
            _ => Guid.Empty,
        };
        return treatment == Guid.Empty ? null : reading.AgentStartOf.GetValueOrDefault(treatment);
    }

    /// <summary>When treatment of this disease began, dated or not; null when none is recorded.</summary>
    internal static DaySpan? First(ChartReading reading)
    {
        DaySpan? first = null;
        foreach (var entry in reading.TreatmentEntries)
        {
            if (Begins(entry)) first = Earlier(first, entry.Date);
        }

        return first;
    }

    /// <summary>Whether treatment of this disease may have begun with an entry.</summary>
    /// <param name="entry">The entry.</param>
    internal static bool Begins(ClinicalEntry entry) => entry switch
    {
        SurgeryPerformed surgery => surgery.IsTreatment(),
        SteroidCourseStarted course => SteroidCourse.IsSystemic(course.Route) && !ChartReading.IsForAnother(course),
        SparingAgentStarted agent => agent.Indication != Indication.Other,
        _ => false,
    };

    /// <summary>The first operation that was more than a biopsy, dated or not; null when none is recorded.</summary>
    internal static DaySpan? FirstOperation(ChartReading reading)
    {
        DaySpan? first = null;
        foreach (var surgery in reading.Surgeries)
        {
            if (surgery.IsTreatment()) first = Earlier(first, surgery.PerformedOn);
        }

        return first;
    }

    private static DaySpan Earlier(DaySpan? first, ClinicalDate date) =>
        first is { } former ? DaySpans.First(former, date.Span()) : date.Span();

    // It exceeds whatever may have been taken of the course on the day before; without a known dose then nothing says that it was raised.
    private static bool IsRaised(SteroidDoseChanged change, SteroidCourse course, PrednisoneEquivalents factors) =>
        course.Drug is { } drug && change.ChangedOn.IsReported && change.ChangedOn.Earliest > course.FirstDose.Latest
        && Before(change.ChangedOn.Span(), course.Dose).AtMost is { } before && change.DailyDoseMg is { } dose
        && Fraction.Of(dose) * factors[drug] > before;

    private static DoseRange Before(DaySpan on, DoseSteps dose) => on.IsExact ? dose.On(on.Earliest.AddDays(-1)) : dose.Over(on.Shift(-1));

    // What is given in courses acts for its window after each of them, and not in between where the next came later.
    private static IEnumerable<AgentUse> Uses(ChartReading reading, SparingAgentStarted start, SparingAgentStopped? stop)
    {
        var window = AgentWindow.Of(start.Agent);
        if (!window.GivenInCourses)
        {
            var (first, until) = (start.StartedOn.Span(), Steadily(start, stop, reading.End));
            yield return new(start.EntryId, start.Agent, first, until)
            {
                Certain = first.Latest <= until.Earliest ? [new(first.Latest, until.Earliest)] : [],
            };
            yield break;
        }

        var (from, last, recorded) = (start.StartedOn.Span(), start.StartedOn.Span(), reading.AdministrationsOf[start.EntryId].Any());
        var (begunBy, given) = (start.EntryId, reading.AdministrationsOf[start.EntryId].Cast<ClinicalEntry>());
        List<DaySpan> doses = [from];
        foreach (var dose in stop is null ? given : given.Append(stop))
        {
            var day = dose.Date;
            // The last dose is not before the first.
            var next = day.Span() with { Earliest = day.Earliest > last.Earliest ? day.Earliest : last.Earliest };
            // Where only the first and the last day are on record, the infusions between them are not.
            if (recorded && last.HasBounds() && DaySpans.Shift(last.Latest, window.AtMost) < next.Earliest)
            {
                yield return Use();
                (from, begunBy, doses) = (next, dose.EntryId, []);
            }

            doses.Add(next);
            last = next.Latest > last.Latest || !last.HasBounds() ? next : next with { Latest = last.Latest };
        }

        yield return Use();

        AgentUse Use() => new(start.EntryId, start.Agent, from, Acting(last))
        {
            BegunBy = begunBy,
            Certain = CertainlyActing(doses, window, recorded),
        };

        DaySpan Acting(DaySpan dose) => new(DaySpans.Shift(dose.Earliest, window.AtLeast), DaySpans.Shift(dose.Latest, window.AtMost));
    }

    // From one dose to another where they lie no further apart than it acts whatever days are meant, and its window after the last of them.
    private static ImmutableArray<DaySpan> CertainlyActing(List<DaySpan> doses, AgentWindow window, bool recorded)
    {
        doses = doses.FindAll(static dose => dose.HasBounds());
        var apart = recorded ? window.AtMost : int.MaxValue;
        // The stretch that each dose belongs to: from the latest day of any of its doses that is earliest to the earliest that is latest.
        var (stretches, stretchOf) = (new List<DaySpan?>(), new int[doses.Count]);
        for (var i = 0; i < doses.Count; i++)
        {
            stretchOf[i] = stretches.Count;
            stretches.Add(new(doses[i].Latest, doses[i].Earliest));
            for (var j = i - 1; j >= 0 && doses[i].Latest.DayNumber - doses[j].Earliest.DayNumber <= apart; j--)
            {
                if (stretchOf[j] != stretchOf[i] && doses[j].Latest.DayNumber - doses[i].Earliest.DayNumber <= apart)
                    Join(stretchOf[i], stretchOf[j], i);
            }
        }

        return
        [
            .. stretches.OfType<DaySpan>().Select(days => days with { Latest = DaySpans.Shift(days.Latest, window.AtLeast) })
                .Where(days => days.Earliest <= days.Latest),
        ];

        void Join(int from, int into, int last)
        {
            var (one, other) = (stretches[from]!.Value, stretches[into]!.Value);
            stretches[into] = new(
                one.Earliest < other.Earliest ? one.Earliest : other.Earliest, one.Latest > other.Latest ? one.Latest : other.Latest);
            stretches[from] = null;
            for (var i = 0; i <= last; i++)
            {
                if (stretchOf[i] == from) stretchOf[i] = into;
            }
        }
    }

    private static DaySpan Steadily(SparingAgentStarted start, SparingAgentStopped? stop, FollowUpEnded? end)
    {
        if (stop is not null)
        {
            var last = stop.LastDoseOn.Span();
            return last with { Earliest = last.Earliest > start.StartedOn.Earliest ? last.Earliest : start.StartedOn.Earliest };
        }

        return end is null ? new(DateOnly.MaxValue, DateOnly.MaxValue)
            : end.Reason == FollowUpEndReason.Died ? end.EndedOn.Span()
            : new(end.EndedOn.Earliest, DateOnly.MaxValue);
    }

    // An answer changes on few days only; it holds for the whole span when it is the same on each of them.
    private static Determination Over(
        DaySpan days, ImmutableArray<AgentUse> uses, ImmutableArray<(DaySpan From, DaySpan Until)> courses = default)
    {
        if (courses.IsDefault) courses = [];
        if (!days.HasBounds()) return uses.IsEmpty && courses.IsEmpty ? Determination.No : Determination.NotDeterminable;
        var answer = On(days.Earliest);
        var changes = courses
            .SelectMany(course => new[]
            {
                course.From.Earliest, course.From.Latest, DaySpans.Shift(course.Until.Earliest, 1), DaySpans.Shift(course.Until.Latest, 1),
            })
            .Concat(uses.SelectMany(use => use.Certain.Append(new(use.From.Earliest, use.Until.Latest)))
                .SelectMany(stretch => new[] { stretch.Earliest, DaySpans.Shift(stretch.Latest, 1) }))
            .Where(day => day > days.Earliest && day <= days.Latest);
        return changes.All(day => On(day) == answer) ? answer : Determination.NotDeterminable;

        Determination On(DateOnly day)
        {
            var acts = Determination.No;
            foreach (var (from, until) in courses)
            {
                if (day >= from.Latest && day <= until.Earliest) return Determination.Yes;
                if (day >= from.Earliest && day <= until.Latest) acts = Determination.NotDeterminable;
            }

            foreach (var use in uses)
            {
                switch (use.On(day))
                {
                    case Determination.Yes: return Determination.Yes;
                    case Determination.NotDeterminable: acts = Determination.NotDeterminable; break;
                }
            }

            return acts;
        }
    }
}
