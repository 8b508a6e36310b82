using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// The ASIA Impairment Scale (AIS). The order of the members is the order of recovery, A &lt; B &lt; C &lt; D &lt; E,
/// so grades may be compared. Source: ISNCSCI, 8th edition (2019).
/// </summary>
[JsonConverter(typeof(NamedEnumConverter<AsiaGrade>))]
public enum AsiaGrade
{
    /// <summary>Complete: neither sensory nor motor function is preserved in S4-5.</summary>
    A,

    /// <summary>Sensory incomplete: sensation but no motor function is preserved below the neurological level, S4-5 included.</summary>
    B,

    /// <summary>Motor incomplete: fewer than half of the key muscles below the neurological level have a grade of 3 or more.</summary>
    C,

    /// <summary>Motor incomplete: at least half of the key muscles below the neurological level have a grade of 3 or more.</summary>
    D,

    /// <summary>Normal in every segment, in a person who had a deficit before. Someone who never had one gets no grade.</summary>
    E,
}
