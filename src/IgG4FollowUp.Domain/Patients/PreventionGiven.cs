using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Something was given to prevent harm by the treatment: prophylaxis, protection of bone, advice for stress, a vaccination. It is corrected
/// when it is stopped.
/// </summary>
public sealed record PreventionGiven : ClinicalEntry
{
    /// <summary>When it was begun, or given if it is given once.</summary>
    public required ClinicalDate StartedOn { get => Bounded(field); init; }

    /// <summary>When it was given last; never of what is given once.</summary>
    public ClinicalDate? StoppedOn { get => field is { } date ? Bounded(date) : null; init; }

    /// <summary>What was given.</summary>
    public required Prevention What { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => StartedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not PreventionGiven { StoppedOn: { } stop } given) yield break;
        if (stop.IsReported && given.StartedOn.IsReported && stop.IsCertainlyBefore(given.StartedOn))
            yield return new(entry.EntryId, "stoppedOn", "date-before-start",
                "It cannot stop before it was begun; correct one of the two.");
        if (IsGivenOnce(given.What))
            yield return new(entry.EntryId, "stoppedOn", "given-once",
                "A vaccination or a card is given once and not stopped; record each dose as an entry of its own.");
    }

    private static bool IsGivenOnce(Prevention what) => what is Prevention.StressDoseCard
        or Prevention.InfluenzaVaccination or Prevention.PneumococcalVaccination or Prevention.Covid19Vaccination
        or Prevention.HerpesZosterVaccination or Prevention.HepatitisBVaccination or Prevention.OtherVaccination;
}

/// <summary>What is given to prevent harm by the treatment.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Prevention>))]
public enum Prevention
{
    /// <summary>Prophylaxis against Pneumocystis pneumonia.</summary>
    PneumocystisProphylaxis,

    /// <summary>Antiviral prophylaxis, such as against hepatitis B.</summary>
    AntiviralProphylaxis,

    /// <summary>Preventive treatment of tuberculosis.</summary>
    TuberculosisPrevention,

    /// <summary>Calcium and vitamin D.</summary>
    [JsonStringEnumMemberName("calcium-and-vitamin-d")]
    CalciumAndVitaminD,

    /// <summary>Drug that acts on bone, such as a bisphosphonate.</summary>
    BoneActiveDrug,

    /// <summary>Protection of the stomach.</summary>
    GastricProtection,

    /// <summary>Replacement of immunoglobulins.</summary>
    ImmunoglobulinReplacement,

    /// <summary>Card and advice for doses under stress.</summary>
    StressDoseCard,

    /// <summary>Vaccination against influenza.</summary>
    InfluenzaVaccination,

    /// <summary>Vaccination against pneumococci.</summary>
    PneumococcalVaccination,

    /// <summary>Vaccination against COVID-19.</summary>
    [JsonStringEnumMemberName("covid-19-vaccination")]
    Covid19Vaccination,

    /// <summary>Vaccination against herpes zoster.</summary>
    HerpesZosterVaccination,

    /// <summary>Vaccination against hepatitis B.</summary>
    HepatitisBVaccination,

    /// <summary>Another vaccination.</summary>
    OtherVaccination,
}
