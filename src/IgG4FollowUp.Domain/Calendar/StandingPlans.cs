using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Calendar;

/// <summary>An entry by which a plan may have been kept.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="On">When it happened; of a dose, its first day.</param>
/// <param name="Until">Last day on which it kept the plan: of a dose, the last day on it; null for what happened once.</param>
public sealed record PlanAnswer(Guid EntryId, ClinicalDate On, DateOnly? Until = null)
{
    /// <summary>True where the entry names the plan: it keeps it however early that was done.</summary>
    public bool NamesPlan { get; init; }
}

/// <summary>
/// Something planned other than a visit or a study, with all that decides what became of it but the clinic's days of grace. Each step of a
/// taper is one.
/// </summary>
/// <param name="PlanId">Entry id of the plan.</param>
/// <param name="What">What is planned.</param>
/// <param name="Due">When it is due.</param>
/// <param name="MadeOn">When it was planned.</param>
public sealed record StandingPlan(Guid PlanId, PlannedKind What, DaySpan Due, ClinicalDate MadeOn)
{
    /// <summary>Agent of an infusion.</summary>
    public SparingAgent? Agent { get; init; }

    /// <summary>What a laboratory test measures.</summary>
    public Analyte? Analyte { get; init; }

    /// <summary>Daily dose of a step in milligrams of the drug.</summary>
    public decimal? DailyDoseMg { get; init; }

    /// <summary>What was taken on the day of a step; null until the patient was heard of then or later, and for all else.</summary>
    public DoseTaken? Taken { get; init; }

    /// <summary>Day from which the next step of the taper stands in its place.</summary>
    public DateOnly? GivesWayOn { get; init; }

    /// <summary>Entries by which it may have been kept, in clinical order.</summary>
    public ImmutableArray<PlanAnswer> Answers { get; init; } = [];

    /// <summary>When it was given up or moved, or follow-up ended; null while it stands.</summary>
    public ClinicalDate? LiftedOn { get; init; }
}

/// <summary>Reads from a chart what is planned, and says what became of it.</summary>
internal static class StandingPlans
{
    /// <summary>What is planned besides visits and studies, by due day.</summary>
    /// <param name="reading">The chart.</param>
    /// <param name="withDoses">Whether anybody asks what was taken beside a planned dose.</param>
    public static ImmutableArray<StandingPlan> Of(ChartReading reading, bool withDoses)
    {
        if (reading.Plans.Count == 0) return [];
        var plans = ImmutableArray.CreateBuilder<StandingPlan>();
        TakenDoses? taken = null;
        var dropped = Dropped(reading);
        var kept = new Dictionary<PlannedKind, List<ClinicalEntry>>();
        foreach (var plan in reading.Plans)
        {
            if (plan.What is PlannedKind.Visit or PlannedKind.Mri) continue;
            var lifted = LiftedOn(reading, plan, dropped);
            if (plan.What == PlannedKind.Taper)
                AddSteps(plans, reading, taken ??= new(reading), plan, lifted, withDoses);
            else if (plan.DueOn is { IsReported: true } due)
            {
                plans.Add(new(plan.EntryId, plan.What, due.Span(), plan.PlannedOn)
                {
                    Agent = plan.Agent,
                    Analyte = plan.Analyte,
                    Answers = [.. Answers(reading, plan, OfKind(plan.What))],
                    LiftedOn = lifted,
                });
            }
        }

        return [.. plans.OrderBy(plan => plan.Due.Latest).ThenBy(plan => plan.Due.Earliest).ThenBy(plan => plan.PlanId)];

        List<ClinicalEntry> OfKind(PlannedKind what)
        {
            if (!kept.TryGetValue(what, out var entries))
                kept[what] = entries = [.. reading.Chart.Entries.Where(entry => entry is PlanSettled || MayKeep(entry, what))];
            return entries;
        }
    }

    /// <summary>
    /// What became of the plans by a clinic's days of grace, by due day; a plan that was lifted in time is none any more.
    /// </summary>
    /// <param name="plans">The plans.</param>
    /// <param name="settings">The days of grace.</param>
    /// <param name="onlyOpen">Whether only those are asked for that may still be kept.</param>
    public static IEnumerable<PlannedContact> Contacts(
        ImmutableArray<StandingPlan> plans, ClinicSettings settings, bool onlyOpen = false)
    {
        HashSet<Guid>? used = null;
        foreach (var plan in plans)
        {
            var from = DaySpans.Shift(plan.Due.Earliest, -settings.PlanGraceDays);
            var to = DaySpans.Shift(plan.Due.Latest, settings.PlanGraceDays);
            var answer = Answer(plan, from, used);
            if (answer is not null && plan.LiftedOn is { } lifted && answer.On.IsCertainlyAfter(lifted)) answer = null;
            var kept = answer is not null && answer.On.Earliest <= to;
            var missed = !kept && (answer is not null || plan.LiftedOn?.Earliest > to);
            if (!kept && !missed && plan.LiftedOn is not null) continue;
            if (kept) (used ??= []).Add(answer!.EntryId);
            if (onlyOpen && (kept || missed)) continue;
            yield return new()
            {
                What = plan.What,
                DueOn = plan.Due.Latest,
                From = from,
                To = to,
                StatedBy = plan.PlanId,
                After = plan.PlanId,
                Agent = plan.Agent,
                Analyte = plan.Analyte,
                DailyDoseMg = plan.DailyDoseMg,
                Taken = plan.Taken,
                GivesWayOn = plan.GivesWayOn,
                Missed = missed,
                KeptBy = kept ? answer!.EntryId : null,
                // A dose that was reached early keeps the plan from the first day on which it could.
                KeptOn = !kept ? null : answer!.Until is not null && answer.On.Latest < from ? ClinicalDate.On(from) : answer.On,
            };
        }
    }

    // One infusion keeps one plan; a dose is reached by every step that plans it.
    private static PlanAnswer? Answer(StandingPlan plan, DateOnly from, HashSet<Guid>? used)
    {
        foreach (var answer in plan.Answers)
        {
            if ((answer.NamesPlan || (answer.Until ?? answer.On.Latest) >= from)
                && (answer.Until is not null || used?.Contains(answer.EntryId) != true)) return answer;
        }

        return null;
    }

    // When plans were first given up, or moved by a plan in their place.
    private static Dictionary<Guid, ClinicalDate> Dropped(ChartReading reading)
    {
        var dropped = new Dictionary<Guid, ClinicalDate>();
        foreach (var settled in reading.PlanOutcomes)
        {
            if (settled.Outcome == PlanOutcome.GivenUp) Take(settled.PlanId, settled.SettledOn);
        }

        foreach (var later in reading.Plans)
        {
            if (later.Replaces is { } plan) Take(plan, later.PlannedOn);
        }

        return dropped;

        void Take(Guid plan, ClinicalDate on)
        {
            if (!dropped.TryGetValue(plan, out var first) || on < first) dropped[plan] = on;
        }
    }

    // Given up, moved by the plan in its place, or left behind by an end of follow-up; whichever came first.
    private static ClinicalDate? LiftedOn(ChartReading reading, PlanMade plan, Dictionary<Guid, ClinicalDate> dropped)
    {
        ClinicalDate? first = dropped.TryGetValue(plan.EntryId, out var on) ? on : null;
        foreach (var end in reading.Ends)
        {
            if (end.EndedOn.IsReported ? !end.EndedOn.IsCertainlyBefore(plan.PlannedOn) : end == reading.End) Take(end.EndedOn);
        }

        return first;

        void Take(ClinicalDate lifted)
        {
            if (first is null || lifted < first) first = lifted;
        }
    }

    private static IEnumerable<PlanAnswer> Answers(ChartReading reading, PlanMade plan, List<ClinicalEntry> candidates)
    {
        foreach (var entry in candidates)
        {
            if ((entry.Date.IsReported || entry is PlanSettled) && !entry.Date.IsCertainlyBefore(plan.PlannedOn)
                && !WasDoneWhenPlanned(entry, plan) && Keeps(reading, entry, plan))
                yield return new(entry.EntryId, entry.Date) { NamesPlan = entry is PlanSettled };
        }
    }

    // The first infusion is not the second one that was planned on its day.
    private static bool WasDoneWhenPlanned(ClinicalEntry entry, PlanMade plan) =>
        entry is not PlanSettled && entry.Date.Latest <= plan.PlannedOn.Earliest && plan.DueOn?.Earliest > plan.PlannedOn.Latest;

    /// <summary>Whether an entry is of the kinds by which such plans are kept.</summary>
    public static bool MayKeep(ClinicalEntry entry, PlannedKind what) => entry switch
    {
        VisitLogged => what == PlannedKind.Visit,
        LesionImaged study => what == PlannedKind.Mri && study.IsSpinalMri(),
        SparingAgentStarted or AgentAdministered => what == PlannedKind.Infusion,
        SurgeryPerformed => what == PlannedKind.Operation,
        LabMeasured => what == PlannedKind.Laboratory,
        AsiaGradeRecorded or StatusAssessed => what == PlannedKind.Examination,
        SteroidCourseStarted or SteroidDoseChanged or SteroidCourseStopped => what == PlannedKind.Taper,
        _ => false,
    };

    private static bool Keeps(ChartReading reading, ClinicalEntry entry, PlanMade plan) => entry switch
    {
        PlanSettled settled => settled.PlanId == plan.EntryId && settled.Outcome == PlanOutcome.Done,
        _ when !MayKeep(entry, plan.What) => false,
        SparingAgentStarted start => start.Agent == plan.Agent,
        AgentAdministered given => reading.AgentStartOf.GetValueOrDefault(given.TreatmentId) is { } start && start.Agent == plan.Agent,
        LabMeasured lab => plan.Analyte is null || lab.Analyte == plan.Analyte,
        LesionImaged study => LesionGrowth.LooksAtTheLesion(reading, study),
        _ => true,
    };

    private static void AddSteps(
        ImmutableArray<StandingPlan>.Builder plans, ChartReading reading, TakenDoses taken, PlanMade plan, ClinicalDate? lifted,
        bool withDoses)
    {
        if (plan is not { Drug: { } drug, Steps: { } steps }) return;
        for (var i = 0; i < steps.Count; i++)
        {
            var planned = Fraction.Of(steps[i].DailyDoseMg) * PrednisoneEquivalents.HouseDefault[drug];
            // What was lifted during the taper left the steps before it as they were.
            plans.Add(new(plan.EntryId, PlannedKind.Taper, new(steps[i].From, steps[i].From), plan.PlannedOn)
            {
                DailyDoseMg = steps[i].DailyDoseMg,
                Taken = withDoses ? DoseTaken.Of(reading, steps[i].From, planned) : null,
                GivesWayOn = i + 1 < steps.Count ? steps[i + 1].From : null,
                LiftedOn = lifted,
                Answers = taken.Of(planned),
            });
        }
    }

    /// <summary>
    /// The dose of systemic glucocorticoid for this disease, step by step, with the entry that set it: the last one that may have.
    /// </summary>
    private sealed class TakenDoses
    {
        private readonly ImmutableArray<DoseStep> _steps;

        // In clinical order, which is by first possible day.
        private readonly List<ClinicalEntry> _sources = [];

        // The steps of which the dose is known, by that, and those of which it is not.
        private readonly Dictionary<Fraction, List<int>> _exact = [];
        private readonly List<int> _vague = [];
        private readonly Dictionary<Fraction, ImmutableArray<PlanAnswer>> _found = [];

        public TakenDoses(ChartReading reading)
        {
            _steps = reading.DiseaseExposure.Dose.Steps;
            foreach (var entry in reading.TreatmentEntries)
            {
                if (CourseOf(entry) is { } course && reading.DiseaseCourses.ContainsKey(course)) _sources.Add(entry);
            }

            for (var i = 0; i < _steps.Length; i++)
            {
                if (!_steps[i].Dose.IsExact) _vague.Add(i);
                else if (_exact.TryGetValue(_steps[i].Dose.AtLeast, out var others)) others.Add(i);
                else _exact[_steps[i].Dose.AtLeast] = [i];
            }
        }

        /// <summary>When a dose was or may have been taken, in order.</summary>
        /// <param name="dose">The dose, mg of prednisone a day.</param>
        public ImmutableArray<PlanAnswer> Of(Fraction dose)
        {
            if (!_found.TryGetValue(dose, out var found))
            {
                var answers = ImmutableArray.CreateBuilder<PlanAnswer>();
                var steps = _vague.FindAll(step => _steps[step].Dose is var taken && taken.AtLeast <= dose && !(taken.AtMost < dose));
                if (_exact.TryGetValue(dose, out var exact)) steps.AddRange(exact);
                steps.Sort();
                foreach (var step in steps)
                {
                    if (Answer(step) is { } answer) answers.Add(answer);
                }

                _found[dose] = found = answers.ToImmutable();
            }

            return found;
        }

        private PlanAnswer? Answer(int step)
        {
            var (from, until) = (_steps[step].From, step + 1 < _steps.Length ? _steps[step + 1].From.AddDays(-1) : DateOnly.MaxValue);
            return from.Year is >= 1900 and <= 2200 && _sources.CountBefore(from.AddDays(1)) is > 0 and var source
                ? new(_sources[source - 1].EntryId, ClinicalDate.On(from), until)
                : null;
        }

        private static Guid? CourseOf(ClinicalEntry entry) => entry switch
        {
            SteroidCourseStarted start => start.EntryId,
            SteroidDoseChanged change => change.CourseId,
            SteroidCourseStopped stop => stop.CourseId,
            _ => null,
        };
    }
}
