using System.ComponentModel.DataAnnotations;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Laboratory results that were asked for, such as those of a panel, are missing, each with the reason. It is no result: nothing is
/// compared with it, nobody need have been seen for it, and a test that is planned stays due.
/// </summary>
public sealed record LabMissed : ClinicalEntry
{
    /// <summary>When the sample should have been taken, or that there is no result was known.</summary>
    public required ClinicalDate MissedOn { get => Bounded(field); init; }

    /// <summary>What was not measured, and why; 1 to 30, each analyte once.</summary>
    [MinLength(1), MaxLength(30)]
    public required IReadOnlyList<NotMeasured> NotMeasured { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => MissedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is LabMissed missed && missed.NotMeasured.DistinctBy(missing => missing.Analyte).Count() != missed.NotMeasured.Count)
            yield return new(
                entry.EntryId, "notMeasured", "analyte-repeated", "A result is missing for one reason; name each analyte once.");
    }
}

/// <summary>A laboratory result that is missing.</summary>
/// <param name="Analyte">What was to be measured.</param>
/// <param name="Reason">Why there is no result.</param>
public sealed record NotMeasured(Analyte Analyte, MissingReason Reason);
