using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// The spine was not imaged when it should have been, and why. It is no study: none is compared with it, and one that is due stays due.
/// </summary>
public sealed record ImagingMissed : ClinicalEntry
{
    /// <summary>When it should have been done, or that it was not was known.</summary>
    public required ClinicalDate MissedOn { get => Bounded(field); init; }

    /// <summary>Why.</summary>
    public required MissingReason Reason { get; init; }

    /// <summary>What stood in the way of one that was not possible; of nothing else.</summary>
    public ImagingObstacle? Obstacle { get; init; }

    /// <summary>How it should have been imaged; magnetic resonance unless stated.</summary>
    public ImagingModality? Modality { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => MissedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is ImagingMissed { Obstacle: not null, Reason: not MissingReason.NotPossible })
            yield return new(
                entry.EntryId, "obstacle", "obstacle-but-possible",
                "An obstacle makes a study not possible; say so, or leave the obstacle out.");
    }
}
