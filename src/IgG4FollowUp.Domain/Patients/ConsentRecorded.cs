using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// What the patient, or somebody for the patient, decided about what may be done with the data. It alone changes a consent: a correction
/// of anything else takes none back. What holds is told by <see cref="ConsentStates"/>.
/// </summary>
public sealed record ConsentRecorded : ClinicalEntry
{
    /// <summary>When it was decided; at least the year, since the last decision holds.</summary>
    public required ClinicalDate DecidedOn { get => Bounded(field); init; }

    /// <summary>What it was decided about, each once; at least one.</summary>
    [MinLength(1), MaxLength(4)]
    public required IReadOnlyList<ConsentPurpose> Purposes { get; init; }

    /// <summary>What was decided.</summary>
    public required ConsentDecision Decision { get; init; }

    /// <summary>Version of the form that was signed, as the clinic calls it, at most 40 characters.</summary>
    [FreeText, StringLength(40)]
    public string? FormVersion { get; init; }

    /// <summary>Who decided.</summary>
    public ConsentGiver? By { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => DecidedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not ConsentRecorded consent) yield break;
        if (!consent.DecidedOn.IsReported)
            yield return new(entry.EntryId, "decidedOn", "consent-undated", "The last decision holds; give at least the year of this one.");
        if (consent.Purposes.Count == 0)
            yield return new(entry.EntryId, "purposes", "consent-to-nothing", "Say what was decided about; name at least one purpose.");
    }
}

/// <summary>
/// What data may be used for. The first is the registry itself; the others are those of the common data elements for rare disease
/// registration (ERDRI 2017, group 7).
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ConsentPurpose>))]
public enum ConsentPurpose
{
    /// <summary>Being followed up in the registry.</summary>
    FollowUp,

    /// <summary>Reuse of the data for research.</summary>
    DataReuse,

    /// <summary>Being contacted again.</summary>
    ContactAgain,

    /// <summary>Linking a stored biological sample to the record.</summary>
    BiobankLink,
}

/// <summary>
/// What was decided. The words follow HL7 FHIR's Consent and article 7 of the GDPR: who refuses never agreed, who withdraws had agreed.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ConsentDecision>))]
public enum ConsentDecision
{
    /// <summary>Agreed.</summary>
    Given,

    /// <summary>Not agreed.</summary>
    Refused,

    /// <summary>Agreed before, and no longer.</summary>
    Withdrawn,
}

/// <summary>Who decides about the data.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ConsentGiver>))]
public enum ConsentGiver
{
    /// <summary>The patient.</summary>
    Patient,

    /// <summary>A parent of a patient under age.</summary>
    Parent,

    /// <summary>Another legal representative.</summary>
    LegalRepresentative,
}
