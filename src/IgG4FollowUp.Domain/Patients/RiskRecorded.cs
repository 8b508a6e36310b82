using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Something that bears on the risks of treatment was asked about: another disease, a drug, a habit, a pregnancy. What nobody asked about
/// has no entry; the latest entry about a thing says how it is.
/// </summary>
public sealed record RiskRecorded : ClinicalEntry
{
    /// <summary>When it was asked about or became known.</summary>
    public required ClinicalDate NotedOn { get => Bounded(field); init; }

    /// <summary>What was asked about.</summary>
    public required RiskFactor What { get; init; }

    /// <summary>Whether the patient has it on that day.</summary>
    public required RiskState State { get; init; }

    /// <summary>When it began; never of what is absent.</summary>
    public ClinicalDate? Since { get => field is { } date ? Bounded(date) : null; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => NotedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not RiskRecorded { Since: { } since } risk) yield break;
        if (risk.State == RiskState.Absent)
            yield return new(entry.EntryId, "since", "absent-since", "What is absent did not begin; correct one of the two.");
        if (since.IsReported && risk.NotedOn.IsReported && since.IsCertainlyAfter(risk.NotedOn))
            yield return new(entry.EntryId, "since", "date-after-noting", "It cannot begin after it was noted; correct one of the two.");
    }
}

/// <summary>What bears on the risks of treatment.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RiskFactor>))]
public enum RiskFactor
{
    /// <summary>Diabetes.</summary>
    Diabetes,

    /// <summary>Hypertension.</summary>
    Hypertension,

    /// <summary>Cardiovascular disease.</summary>
    CardiovascularDisease,

    /// <summary>Thrombosis or embolism.</summary>
    Thrombosis,

    /// <summary>Anticoagulant treatment.</summary>
    Anticoagulant,

    /// <summary>Osteoporosis, or a fracture by it.</summary>
    Osteoporosis,

    /// <summary>Glaucoma.</summary>
    Glaucoma,

    /// <summary>Peptic ulcer.</summary>
    PepticUlcer,

    /// <summary>Psychiatric disorder.</summary>
    PsychiatricDisorder,

    /// <summary>Chronic kidney disease.</summary>
    ChronicKidneyDisease,

    /// <summary>Chronic liver disease.</summary>
    ChronicLiverDisease,

    /// <summary>Chronic or latent infection, such as hepatitis B or tuberculosis.</summary>
    ChronicInfection,

    /// <summary>Immunodeficiency, other than by the treatment.</summary>
    Immunodeficiency,

    /// <summary>Malignancy.</summary>
    Malignancy,

    /// <summary>Atopy or allergy.</summary>
    AtopyOrAllergy,

    /// <summary>Smoking.</summary>
    Smoking,

    /// <summary>Pregnancy.</summary>
    Pregnancy,

    /// <summary>That the patient may become pregnant.</summary>
    PossiblePregnancy,

    /// <summary>Breast-feeding.</summary>
    BreastFeeding,
}

/// <summary>Whether a patient has something.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RiskState>))]
public enum RiskState
{
    /// <summary>Present.</summary>
    Present,

    /// <summary>Absent, as far as known always.</summary>
    Absent,

    /// <summary>Was present and is no more.</summary>
    Former,
}
