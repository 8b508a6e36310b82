using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// The edition of the International Standards for Neurological Classification of Spinal Cord Injury whose rules gave a
/// result. Zones of partial preservation and tagged values mean different things before 2019, so results of different
/// editions are never compared.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<IsncsciEdition>))]
public enum IsncsciEdition
{
    /// <summary>The 8th edition (2019): Top Spinal Cord Inj Rehabil 2021;27(2):1-22.</summary>
    [JsonStringEnumMemberName("isncsci-2019")]
    Isncsci2019 = 2019,
}
