using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// A diagnosis as the clinician made it, with the criteria it rests on; a later one may revise it, and the latest holds. What the criteria
/// give on the record itself is computed and never stored here.
/// </summary>
public sealed record DiagnosisMade : ClinicalEntry
{
    /// <summary>When it was made.</summary>
    public required ClinicalDate DiagnosedOn { get => Bounded(field); init; }

    /// <summary>The diagnosis.</summary>
    public required Diagnosis Diagnosis { get; init; }

    /// <summary>How certain.</summary>
    public DiagnosticCertainty? Certainty { get; init; }

    /// <summary>The criteria that were applied, with their edition.</summary>
    public CriteriaSet? Criteria { get; init; }

    /// <summary>Points of the 2019 ACR/EULAR criteria as the clinician counted them, 0 to 101; only with those.</summary>
    [Range(0, 101)]
    public int? StatedPoints { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => DiagnosedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is DiagnosisMade { StatedPoints: not null, Criteria: not CriteriaSet.AcrEular2019 })
            yield return new(entry.EntryId, "statedPoints", "points-of-other-criteria",
                "Only the criteria acr-eular-2019 have points; name them in criteria, or leave the points out.");
    }
}

/// <summary>How certain a diagnosis is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DiagnosticCertainty>))]
public enum DiagnosticCertainty
{
    /// <summary>Definite.</summary>
    Definite,

    /// <summary>Probable.</summary>
    Probable,

    /// <summary>Possible.</summary>
    Possible,
}

/// <summary>Criteria for IgG4-related disease, each edition a set of its own.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CriteriaSet>))]
public enum CriteriaSet
{
    /// <summary>Classification criteria of ACR and EULAR (Wallace, Ann Rheum Dis 2020;79:77-87).</summary>
    [JsonStringEnumMemberName("acr-eular-2019")]
    AcrEular2019,

    /// <summary>Revised comprehensive diagnostic criteria (Umehara, Mod Rheumatol 2021;31:529-33).</summary>
    [JsonStringEnumMemberName("comprehensive-2020")]
    Comprehensive2020,

    /// <summary>Comprehensive diagnostic criteria before the revision (Umehara, Mod Rheumatol 2012;22:21-30).</summary>
    [JsonStringEnumMemberName("comprehensive-2011")]
    Comprehensive2011,

    /// <summary>Criteria of one organ, or others.</summary>
    Other,
}
