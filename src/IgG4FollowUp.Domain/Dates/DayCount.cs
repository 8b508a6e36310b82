using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Dates;

/// <summary>Bounds of a number of days.</summary>
/// <param name="AtLeast">Lower bound.</param>
/// <param name="AtMost">Upper bound; null when it is not determinable.</param>
public readonly record struct DayCount(int AtLeast, int? AtMost)
{
    /// <summary>True when the number is known exactly.</summary>
    [JsonIgnore]
    public bool IsExact => AtMost == AtLeast;
}
