using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>When a made-up patient stops a steroid-sparing agent that is taken daily or weekly. The shares are made up.</summary>
internal sealed class SyntheticAgentStops(DeterministicRandom random)
{
    /// <summary>House default: percent of such treatments that are stopped.</summary>
    public const int StoppedPercent = 35;

    /// <summary>House default: days after the start on which they are, from and to.</summary>
    public const int FromDays = 90, ToDays = 1100;

    private SparingAgentStarted? _start;
    private DateOnly _last;

    /// <summary>A treatment begins.</summary>
    public void Begun(SparingAgentStarted start, DateOnly day)
    {
        var taken = start.Agent is SparingAgent.Azathioprine or SparingAgent.Mycophenolate or SparingAgent.Methotrexate;
        if (!taken || !random.Percent(StoppedPercent)) return;
        (_start, _last) = (start, day.AddDays(random.Between(FromDays, ToDays)));
    }

    /// <summary>The stop that is told at a visit; null at most.</summary>
    /// <param name="at">Moment of recording.</param>
    /// <param name="visit">The visit.</param>
    public SparingAgentStopped? ToldAt(DateTimeOffset at, DateOnly visit)
    {
        if (_start is not { } start || _last > visit) return null;
        _start = null;
        return new()
        {
            EntryId = random.NextUuid(at),
            TreatmentId = start.EntryId,
            LastDoseOn = ClinicalDate.On(_last),
            Reason = random.OneOf(StopReason.AdverseEffect, StopReason.PatientDecision, StopReason.Remission, StopReason.Completed),
        };
    }
}
