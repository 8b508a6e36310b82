namespace IgG4FollowUp.Domain.Neurology;

/// <summary>One value per side.</summary>
/// <param name="Right">The right side.</param>
/// <param name="Left">The left side.</param>
/// <typeparam name="T">The value.</typeparam>
public readonly record struct BothSides<T>(T Right, T Left)
{
    /// <summary>The value of a side.</summary>
    public T this[BodySide side] => side == BodySide.Right ? Right : Left;
}

/// <summary>
/// The subtotals of one side. Null is "not determinable": something in the column was NT, tagged or not. Tags do not
/// change what is added. Source: ISNCSCI, 8th edition (2019).
/// </summary>
/// <param name="UpperExtremity">UER or UEL: five key muscles, 0 to 25.</param>
/// <param name="LowerExtremity">LER or LEL: five key muscles, 0 to 25.</param>
/// <param name="LightTouch">28 dermatomes, 0 to 56.</param>
/// <param name="PinPrick">28 dermatomes, 0 to 56.</param>
public readonly record struct IsncsciSideTotals(int? UpperExtremity, int? LowerExtremity, int? LightTouch, int? PinPrick)
{
    /// <summary>All ten key muscles of the side, 0 to 50.</summary>
    public int? Motor => UpperExtremity + LowerExtremity;

    internal static IsncsciSideTotals Of(IsncsciExamination examination, BodySide side)
    {
        var muscles = examination.MotorCells(side);
        return new(
            Muscles(muscles[..5]),
            Muscles(muscles[5..]),
            Sensation(examination.SensoryCells(side, SensoryModality.LightTouch)),
            Sensation(examination.SensoryCells(side, SensoryModality.PinPrick)));
    }

    private static int? Muscles(ReadOnlySpan<byte> cells)
    {
        int? sum = 0;
        foreach (var code in cells)
            sum += MuscleGrade.FromCode(code).Value;
        return sum;
    }

    private static int? Sensation(ReadOnlySpan<byte> cells)
    {
        int? sum = 0;
        foreach (var code in cells)
            sum += SensoryScore.FromCode(code).Value;
        return sum;
    }
}

/// <summary>
/// The totals of an examination. Null is "not determinable". Upper and lower extremity motor scores are reported
/// separately and have no sum. Source: ISNCSCI, 8th edition (2019).
/// </summary>
/// <param name="Right">The subtotals of the right side.</param>
/// <param name="Left">The subtotals of the left side.</param>
public readonly record struct IsncsciTotals(IsncsciSideTotals Right, IsncsciSideTotals Left)
{
    /// <summary>UEMS, 0 to 50.</summary>
    public int? UpperExtremity => Right.UpperExtremity + Left.UpperExtremity;

    /// <summary>LEMS, 0 to 50.</summary>
    public int? LowerExtremity => Right.LowerExtremity + Left.LowerExtremity;

    /// <summary>Light touch of both sides, 0 to 112.</summary>
    public int? LightTouch => Right.LightTouch + Left.LightTouch;

    /// <summary>Pin prick of both sides, 0 to 112.</summary>
    public int? PinPrick => Right.PinPrick + Left.PinPrick;

    /// <summary>Adds up an examination.</summary>
    public static IsncsciTotals Of(IsncsciExamination examination) => new(
        IsncsciSideTotals.Of(examination, BodySide.Right),
        IsncsciSideTotals.Of(examination, BodySide.Left));
}
