using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Dates;

/// <summary>
/// The days between which something happened, both inclusive. <see cref="DateOnly.MinValue"/> and
/// <see cref="DateOnly.MaxValue"/> stand for no bound on that side: not determinable.
/// </summary>
/// <param name="Earliest">First day it can have been.</param>
/// <param name="Latest">Last day it can have been.</param>
public readonly record struct DaySpan(DateOnly Earliest, DateOnly Latest)
{
    /// <summary>True when the day is known.</summary>
    [JsonIgnore]
    public bool IsExact => Earliest == Latest;
}
