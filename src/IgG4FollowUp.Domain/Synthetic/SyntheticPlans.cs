using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// Which tapers of a made-up patient were written down as a plan. The share is made up; how often clinics do so is not known to have been
/// published.
/// </summary>
internal sealed class SyntheticPlans(DeterministicRandom random)
{
    /// <summary>House default: percent of tapers that are planned in writing.</summary>
    public const int WrittenPercent = 40;

    private Guid? _last;

    /// <summary>
    /// The plan of a taper, in place of the one before; where nobody wrote a new one down, that the one before was given up; null for
    /// neither.
    /// </summary>
    public ClinicalEntry? Write(DateTimeOffset at, DateOnly day, Glucocorticoid drug, IEnumerable<TaperStep> steps)
    {
        var (former, on) = (_last, ClinicalDate.On(day));
        if (!random.Percent(WrittenPercent))
        {
            _last = null;
            return former is { } planId
                ? new PlanSettled { EntryId = random.NextUuid(at), PlanId = planId, SettledOn = on, Outcome = PlanOutcome.GivenUp }
                : null;
        }

        _last = random.NextUuid(at);
        return new PlanMade
        {
            EntryId = _last.Value,
            PlannedOn = on,
            What = PlannedKind.Taper,
            Drug = drug,
            Steps = [.. steps],
            Replaces = former,
        };
    }
}
