using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>A dose of a steroid-sparing agent.</summary>
/// <param name="Amount">How much is given at once, above 0 to 1,000,000.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Frequency">How often; null when it was given once or that is not reported.</param>
/// <param name="Route">Route; null when not reported.</param>
public sealed record AgentDose(
    [property: Range(0.001, 1_000_000)] decimal Amount, AgentDoseUnit Unit, DoseFrequency? Frequency = null, AgentRoute? Route = null);

/// <summary>Unit of a dose.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AgentDoseUnit>))]
public enum AgentDoseUnit
{
    /// <summary>Milligrams.</summary>
    Mg,

    /// <summary>Milligrams for each kilogram of body weight.</summary>
    [JsonStringEnumMemberName("mg/kg")]
    MgPerKg,

    /// <summary>Milligrams for each square metre of body surface.</summary>
    [JsonStringEnumMemberName("mg/m2")]
    MgPerSquareMetre,

    /// <summary>Gray, of radiotherapy.</summary>
    Gy,

    /// <summary>Plasma volumes, of plasma exchange.</summary>
    PlasmaVolumes,
}

/// <summary>How often a dose is taken or given.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DoseFrequency>))]
public enum DoseFrequency
{
    /// <summary>Once a day.</summary>
    Daily,

    /// <summary>Twice a day.</summary>
    TwiceDaily,

    /// <summary>Three times a day.</summary>
    ThreeTimesDaily,

    /// <summary>Every other day.</summary>
    AlternateDays,

    /// <summary>Once a week.</summary>
    Weekly,

    /// <summary>Every two weeks.</summary>
    EveryTwoWeeks,

    /// <summary>Every four weeks or month.</summary>
    Monthly,

    /// <summary>Every three months.</summary>
    EveryThreeMonths,

    /// <summary>Every six months.</summary>
    EverySixMonths,
}

/// <summary>Route of a steroid-sparing agent.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AgentRoute>))]
public enum AgentRoute
{
    /// <summary>By mouth.</summary>
    Oral,

    /// <summary>Into a vein.</summary>
    Intravenous,

    /// <summary>Under the skin.</summary>
    Subcutaneous,

    /// <summary>Into a muscle.</summary>
    Intramuscular,

    /// <summary>Into the cerebrospinal fluid.</summary>
    Intrathecal,

    /// <summary>Another route.</summary>
    Other,
}

/// <summary>
/// A steroid-sparing agent was given on a day after the first one of its treatment: an infusion, an injection, a session. What is taken
/// steadily needs no such entry.
/// </summary>
public sealed record AgentAdministered : ClinicalEntry
{
    /// <summary>Entry id of the treatment.</summary>
    public required Guid TreatmentId { get; init; }

    /// <summary>When it was given.</summary>
    public required ClinicalDate GivenOn { get => Bounded(field); init; }

    /// <summary>What was given.</summary>
    public AgentDose? Dose { get; init; }

    /// <summary>
    /// Number of the course that it belongs to, 1 to 100, where the clinic counts courses; the start belongs to the first.
    /// </summary>
    [Range(1, 100)]
    public int? Course { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => GivenOn;
}

/// <summary>The dose or schedule of a steroid-sparing agent changed.</summary>
public sealed record AgentDoseChanged : ClinicalEntry
{
    /// <summary>Entry id of the treatment.</summary>
    public required Guid TreatmentId { get; init; }

    /// <summary>First day on the new dose.</summary>
    public required ClinicalDate ChangedOn { get => Bounded(field); init; }

    /// <summary>The new dose; to end treatment, stop the agent.</summary>
    public required AgentDose Dose { get; init; }

    /// <summary>Why.</summary>
    public StopReason? Reason { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => ChangedOn;
}
