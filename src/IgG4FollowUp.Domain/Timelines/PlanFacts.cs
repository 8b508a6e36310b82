using System.Collections.Immutable;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>What became of plans, and what was taken beside what a taper planned.</summary>
public static class PlanFacts
{
    /// <summary>What became of each plan and each step of a taper, plan by plan in clinical order.</summary>
    /// <param name="reading">The chart.</param>
    /// <param name="settings">Days of grace and equivalents.</param>
    public static IEnumerable<PlanDue> Of(ChartReading reading, TimelineSettings settings)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(settings);
        return reading.Plans.Count == 0 ? [] : Of(reading, settings, FollowUpCalendar.Of(reading.Dates, settings.FollowUp));
    }

    private static IEnumerable<PlanDue> Of(ChartReading reading, TimelineSettings settings, ImmutableArray<PlannedContact> contacts)
    {
        var calendar = contacts.Where(contact => contact.StatedBy is not null)
            .ToDictionary(contact => (contact.What, contact.StatedBy!.Value, contact.DueOn));
        foreach (var plan in reading.Plans)
        {
            if (plan is { What: PlannedKind.Taper, Drug: { } drug, Steps: { } steps })
            {
                foreach (var step in steps)
                    yield return Fact(plan, step.From, Fraction.Of(step.DailyDoseMg) * settings.Factors[drug]);
            }
            else if (plan.DueOn is { IsReported: true } due) yield return Fact(plan, due.Latest, dose: null);
        }

        PlanDue Fact(PlanMade plan, DateOnly due, Fraction? dose)
        {
            var contact = calendar.GetValueOrDefault((plan.What, plan.EntryId, due));
            var (heard, passed) = dose is null ? default
                : (DoseTaken.SeenFrom(reading, due), DoseTaken.SeenFrom(reading, contact?.GivesWayOn));
            var beside = dose is { } planned ? DoseTaken.Of(reading, due, planned) : null;
            var fate = Fate(reading, plan, contact, passed is not null, IsBehind(plan.What, due));
            return new(
                plan.What, due, fate, contact?.KeptOn, Grace(plan.What, settings.FollowUp),
                dose?.Round(2), beside is null ? null : new(beside.MgPerDayAtLeast, beside.MgPerDayAtMost),
                beside is null ? null : new(beside.DeviationAtLeast, beside.DeviationAtMost), dose is null ? null : settings.Factors.Id)
            {
                MissedFrom = fate == PlanFate.Open ? contact!.To.AddDays(1) : null,
                RestsOn =
                [
                    plan.EntryId,
                    .. Behind(reading, plan).Concat(new[] { heard, passed }.OfType<Guid>()).Where(id => id != plan.EntryId).Distinct(),
                ],
            };
        }

        bool IsBehind(PlannedKind what, DateOnly due) => what is PlannedKind.Visit or PlannedKind.Mri
            && contacts.Any(contact => contact is { Open: true, StatedBy: not null } && contact.What == what && contact.DueOn <= due);
    }

    internal static void Add(
        TimelineFacts facts, ChartReading reading, TimelineSettings settings, ImmutableArray<PlannedContact> calendar) =>
        facts.Due.AddRange(Of(reading, settings, calendar).Select(fact => (ClinicalDate.On(fact.DueOn), (DerivedFact)fact)));

    private static PlanFate Fate(ChartReading reading, PlanMade plan, PlannedContact? contact, bool passed, bool behind)
    {
        if (contact is { KeptBy: not null }) return PlanFate.Kept;
        if (contact is { Missed: true } || (contact is not null && passed))
            return plan.What == PlannedKind.Taper ? PlanFate.Missed : PlanFate.Late;
        if (contact is not null) return PlanFate.Open;
        if (reading.PlanOutcomes.Find(settled => settled.PlanId == plan.EntryId) is { Outcome: var outcome })
            return outcome == PlanOutcome.Done ? PlanFate.Kept : PlanFate.GivenUp;
        if (reading.Plans.Exists(later => later.Replaces == plan.EntryId)) return PlanFate.Moved;
        if (behind) return PlanFate.Waiting;
        return reading.Ends.Exists(end => !end.EndedOn.IsCertainlyBefore(plan.PlannedOn)) || reading.FollowUpConsent is { IsGiven: false }
            || reading.Chart.Of<FollowUpResumed>().Any(resumed => resumed.ResumedOn.Earliest > plan.PlannedOn.Earliest)
                ? PlanFate.Lifted
                : PlanFate.Moved;
    }

    private static int Grace(PlannedKind what, ClinicSettings settings) => what switch
    {
        PlannedKind.Visit => settings.VisitGraceDays,
        PlannedKind.Mri => settings.MriGraceDays,
        _ => settings.PlanGraceDays,
    };

    // Whatever may have kept, moved or lifted it, a visit that plans a study and consent to follow-up included, and whatever another plan
    // for the same may have taken from it.
    private static IEnumerable<Guid> Behind(ChartReading reading, PlanMade plan)
    {
        foreach (var entry in reading.Chart.Entries)
        {
            if (entry is PlanMade or PlanSettled or FollowUpEnded or FollowUpResumed || StandingPlans.MayKeep(entry, plan.What)
                || (entry is VisitLogged && plan.What == PlannedKind.Mri) || ConsentStates.SpeaksOf(entry, ConsentPurpose.FollowUp))
                yield return entry.EntryId;
        }
    }
}
