using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Dates;

/// <summary>An answer that partial dates and unknown doses may leave open.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Determination>))]
public enum Determination
{
    /// <summary>No, under every reading.</summary>
    No,

    /// <summary>Yes, under every reading.</summary>
    Yes,

    /// <summary>It depends on what is not known.</summary>
    NotDeterminable,
}
