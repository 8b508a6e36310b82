namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// A spinal segment as the standard names it, from rostral to caudal, so levels may be compared. The names of the members
/// are the notation of the worksheet, except <see cref="S4_5"/> for S4-5. Source: ISNCSCI, 8th edition (2019).
/// </summary>
public enum CordLevel : byte
{
    /// <summary>Not applicable: a zone of partial preservation is not defined for this injury.</summary>
    NA = 0,
    /// <summary>First cervical segment: it has no key point and counts as normal.</summary>
    C1,
    /// <summary>Second cervical segment.</summary>
    C2,
    /// <summary>Third cervical segment.</summary>
    C3,
    /// <summary>Fourth cervical segment.</summary>
    C4,
    /// <summary>Fifth cervical segment: elbow flexors.</summary>
    C5,
    /// <summary>Sixth cervical segment: wrist extensors.</summary>
    C6,
    /// <summary>Seventh cervical segment: elbow extensors.</summary>
    C7,
    /// <summary>Eighth cervical segment: finger flexors.</summary>
    C8,
    /// <summary>First thoracic segment: little-finger abductors.</summary>
    T1,
    /// <summary>Second thoracic segment.</summary>
    T2,
    /// <summary>Third thoracic segment.</summary>
    T3,
    /// <summary>Fourth thoracic segment.</summary>
    T4,
    /// <summary>Fifth thoracic segment.</summary>
    T5,
    /// <summary>Sixth thoracic segment.</summary>
    T6,
    /// <summary>Seventh thoracic segment.</summary>
    T7,
    /// <summary>Eighth thoracic segment.</summary>
    T8,
    /// <summary>Ninth thoracic segment.</summary>
    T9,
    /// <summary>Tenth thoracic segment.</summary>
    T10,
    /// <summary>Eleventh thoracic segment.</summary>
    T11,
    /// <summary>Twelfth thoracic segment.</summary>
    T12,
    /// <summary>First lumbar segment.</summary>
    L1,
    /// <summary>Second lumbar segment: hip flexors.</summary>
    L2,
    /// <summary>Third lumbar segment: knee extensors.</summary>
    L3,
    /// <summary>Fourth lumbar segment: ankle dorsiflexors.</summary>
    L4,
    /// <summary>Fifth lumbar segment: long toe extensors.</summary>
    L5,
    /// <summary>First sacral segment: ankle plantar flexors.</summary>
    S1,
    /// <summary>Second sacral segment.</summary>
    S2,
    /// <summary>Third sacral segment.</summary>
    S3,
    /// <summary>Fourth and fifth sacral segments, examined as one dermatome.</summary>
    S4_5,
    /// <summary>Intact throughout.</summary>
    INT,
}

/// <summary>The side of the body.</summary>
public enum BodySide : byte
{
    /// <summary>Right.</summary>
    Right,
    /// <summary>Left.</summary>
    Left,
}

/// <summary>The modality of a sensory key point.</summary>
public enum SensoryModality : byte
{
    /// <summary>Light touch.</summary>
    LightTouch,
    /// <summary>Pin prick.</summary>
    PinPrick,
}

/// <summary>An anorectal finding: voluntary anal contraction or deep anal pressure.</summary>
public enum AnorectalFinding : byte
{
    /// <summary>Absent.</summary>
    No,
    /// <summary>Present.</summary>
    Yes,
    /// <summary>Not testable.</summary>
    NT,
}

/// <summary>Whether function is preserved in the lowest sacral segments.</summary>
public enum InjuryCompleteness : byte
{
    /// <summary>Complete: no sacral sparing.</summary>
    C,
    /// <summary>Incomplete: sacral sparing.</summary>
    I,
}

/// <summary>The segments that the examination tests, and where they stand.</summary>
public static class CordLevels
{
    private static readonly CordLevel[] _keyMuscles =
    [
        CordLevel.C5, CordLevel.C6, CordLevel.C7, CordLevel.C8, CordLevel.T1,
        CordLevel.L2, CordLevel.L3, CordLevel.L4, CordLevel.L5, CordLevel.S1,
    ];

    /// <summary>The number of dermatomes on a side, C2 to S4-5.</summary>
    public const int DermatomeCount = 28;

    /// <summary>The number of key muscles on a side.</summary>
    public const int KeyMuscleCount = 10;

    /// <summary>The segments of the ten key muscles, rostral first.</summary>
    public static ReadOnlySpan<CordLevel> KeyMuscles => _keyMuscles;

    /// <summary>Whether the segment has a dermatome that is examined: C2 to S4-5.</summary>
    public static bool HasDermatome(this CordLevel level) => level is >= CordLevel.C2 and <= CordLevel.S4_5;

    /// <summary>Whether the segment has a key muscle: C5 to T1 and L2 to S1.</summary>
    public static bool HasKeyMuscle(this CordLevel level) => KeyMuscleIndex(level) >= 0;

    /// <summary>The segment in the notation of the worksheet: as the member's name, but <c>S4-5</c>.</summary>
    public static string Notation(this CordLevel level) => level == CordLevel.S4_5 ? "S4-5" : level.ToString();

    internal static int KeyMuscleIndex(this CordLevel level) => level switch
    {
        >= CordLevel.C5 and <= CordLevel.T1 => level - CordLevel.C5,
        >= CordLevel.L2 and <= CordLevel.S1 => level - CordLevel.L2 + 5,
        _ => -1,
    };
}
