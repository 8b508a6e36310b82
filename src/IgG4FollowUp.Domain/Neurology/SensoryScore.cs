namespace IgG4FollowUp.Domain.Neurology;

/// <summary>What the examiner says about a value that something other than the cord lesion has influenced (2019 edition).</summary>
public enum NonSciTag : byte
{
    /// <summary>No other condition.</summary>
    None,
    /// <summary>Another condition is present; the value counts as not normal for classification. Written <c>*</c>.</summary>
    NotNormal,
    /// <summary>Another condition explains the value; it counts as normal for classification. Written <c>**</c>.</summary>
    Normal,
}

/// <summary>
/// The score of one sensory key point: 0 absent, 1 altered, 2 normal or NT not testable; 0, 1 and NT may carry a tag.
/// The default value is 0. No other combination can be held. Source: ISNCSCI, 8th edition (2019).
/// </summary>
public readonly record struct SensoryScore
{
    private static readonly string[] _names = ["0", "1", "2", "NT", "0*", "1*", "NT*", "0**", "1**", "NT**"];

    private SensoryScore(byte code) => Code = code;

    internal const int Count = 10;

    internal byte Code { get; }

    /// <summary>0: absent.</summary>
    public static SensoryScore Absent => default;

    /// <summary>1: altered.</summary>
    public static SensoryScore Altered => new(1);

    /// <summary>2: normal.</summary>
    public static SensoryScore Normal => new(2);

    /// <summary>NT: not testable.</summary>
    public static SensoryScore NotTestable => new(3);

    /// <summary>The score as examined, 0 to 2, or null when not testable.</summary>
    public int? Value => Code switch { < 3 => Code, 4 or 5 => Code - 4, 7 or 8 => Code - 7, _ => null };

    /// <summary>The tag.</summary>
    public NonSciTag Tag => Code switch { < 4 => NonSciTag.None, < 7 => NonSciTag.NotNormal, _ => NonSciTag.Normal };

    internal static SensoryScore FromCode(byte code) => new(code);

    /// <summary>Reads <c>0 1 2 NT</c>, <c>0* 1* NT*</c> or <c>0** 1** NT**</c>.</summary>
    /// <param name="text">The notation.</param>
    /// <param name="score">The score, when it is one.</param>
    /// <returns>False when the text is none of them.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out SensoryScore score)
    {
        for (byte code = 0; code < Count; code++)
        {
            if (text.Equals(_names[code], StringComparison.OrdinalIgnoreCase))
            {
                score = new SensoryScore(code);
                return true;
            }
        }

        score = default;
        return false;
    }

    /// <summary>The notation that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => _names[Code];

    // What the score says for classification. The bits are the scores 0, 1 and 2 that the cord lesion alone may have left.
    internal byte Possible => Code switch
    {
        0 => 0b001,
        1 or 5 => 0b010,
        3 => 0b111,
        4 or 6 => 0b011,
        _ => 0b100,
    };

    internal bool IsAltered => Code is 0 or 1 or 4 or 5;
    internal bool IsPlainNotTestable => Code == 3;
    internal bool IsTaggedNotTestable => Code == 6;
    internal bool IsTreatedAsNormal => Code >= 7;
    internal bool IsTreatedAsNormalWithScore => Code is 7 or 8;
}

/// <summary>
/// The grade of one key muscle: 0 total paralysis to 5 normal, or NT not testable; 0 to 4 and NT may carry a tag.
/// The default value is 0. No other combination can be held. Source: ISNCSCI, 8th edition (2019).
/// </summary>
public readonly record struct MuscleGrade
{
    private static readonly string[] _names =
    [
        "0", "1", "2", "3", "4", "5", "NT", "0*", "1*", "2*", "3*", "4*", "NT*", "0**", "1**", "2**", "3**", "4**", "NT**",
    ];

    private MuscleGrade(byte code) => Code = code;

    internal const int Count = 19;

    internal byte Code { get; }

    /// <summary>5: normal.</summary>
    public static MuscleGrade Normal => new(5);

    /// <summary>NT: not testable.</summary>
    public static MuscleGrade NotTestable => new(6);

    /// <summary>The grade as examined, 0 to 5, or null when not testable.</summary>
    public int? Value => Code switch { < 6 => Code, > 6 and < 12 => Code - 7, > 12 and < 18 => Code - 13, _ => null };

    /// <summary>The tag.</summary>
    public NonSciTag Tag => Code switch { < 7 => NonSciTag.None, < 13 => NonSciTag.NotNormal, _ => NonSciTag.Normal };

    /// <summary>An untagged grade.</summary>
    /// <param name="grade">0 to 5.</param>
    /// <exception cref="ArgumentOutOfRangeException">The grade is outside 0 to 5.</exception>
    public static MuscleGrade Of(int grade)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(grade);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(grade, 5);
        return new MuscleGrade((byte)grade);
    }

    internal static MuscleGrade FromCode(byte code) => new(code);

    /// <summary>Reads <c>0</c> to <c>5</c> or <c>NT</c>, and <c>0</c> to <c>4</c> or <c>NT</c> with one or two stars.</summary>
    /// <param name="text">The notation.</param>
    /// <param name="grade">The grade, when it is one.</param>
    /// <returns>False when the text is none of them.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out MuscleGrade grade)
    {
        for (byte code = 0; code < Count; code++)
        {
            if (text.Equals(_names[code], StringComparison.OrdinalIgnoreCase))
            {
                grade = new MuscleGrade(code);
                return true;
            }
        }

        grade = default;
        return false;
    }

    /// <summary>The notation that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => _names[Code];

    // The lowest and highest grade that the cord lesion alone may have left.
    internal byte Low => Code switch { < 6 => Code, 6 or 12 => 0, < 12 => (byte)(Code - 7), _ => 5 };
    internal byte High => Code switch { < 6 => Code, 6 => 5, < 13 => 4, _ => 5 };

    internal bool IsPlainNotTestable => Code == 6;
    internal bool IsTaggedNotTestable => Code == 12;
    internal bool IsBelowThree => Code < 3;
    internal bool MayBeTaggedBelowThree => Code is (>= 7 and <= 9) or 12;
    internal bool IsThreeOrFour => Code is 3 or 4 or 10 or 11;
    internal bool IsTreatedAsNormal => Code >= 13;
    internal bool IsTreatedAsNormalBelowThree => Code is >= 13 and <= 15;
    internal bool IsTaggedZero => Code == 7;
    internal bool IsZeroTreatedAsNormal => Code == 13;
    internal bool IsTaggedBelowThree => Code is >= 7 and <= 9;
}
