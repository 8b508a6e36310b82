using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// Doses of a made-up patient's steroid-sparing agent after the first day: rituximab on two days, two weeks apart, as usually given, and
/// azathioprine raised once. The shares are made up.
/// </summary>
internal sealed class SyntheticInfusions(DeterministicRandom random)
{
    /// <summary>House default: percent of courses of rituximab of which the second infusion is on record.</summary>
    public const int SecondPercent = 80;

    /// <summary>House default: percent of azathioprine treatments with a change of dose on record.</summary>
    public const int RaisedPercent = 50;

    /// <summary>What is recorded of a treatment besides its start, with the day of it; nothing for most agents.</summary>
    public IEnumerable<(DateOnly Day, ClinicalEntry Entry)> After(
        SparingAgentStarted start, DateOnly day, Func<DateOnly, DateTimeOffset> at)
    {
        if (start.Agent == SparingAgent.Rituximab && random.Percent(SecondPercent))
        {
            var second = day.AddDays(14);
            yield return (second, new AgentAdministered
            {
                EntryId = random.NextUuid(at(second)),
                TreatmentId = start.EntryId,
                GivenOn = ClinicalDate.On(second),
                Dose = new(1000, AgentDoseUnit.Mg, Route: AgentRoute.Intravenous),
                Course = 1,
            });
        }
        else if (start.Agent == SparingAgent.Azathioprine && random.Percent(RaisedPercent))
        {
            var raised = day.AddDays(random.Between(28, 84));
            yield return (raised, new AgentDoseChanged
            {
                EntryId = random.NextUuid(at(raised)),
                TreatmentId = start.EntryId,
                ChangedOn = ClinicalDate.On(raised),
                Dose = new(random.OneOf(100m, 125m, 150m), AgentDoseUnit.Mg, DoseFrequency.Daily, AgentRoute.Oral),
            });
        }
    }
}
