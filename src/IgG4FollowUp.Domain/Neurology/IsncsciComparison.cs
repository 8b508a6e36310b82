namespace IgG4FollowUp.Domain.Neurology;

/// <summary>The change of a level between two examinations.</summary>
/// <param name="Earlier">The earlier level or levels.</param>
/// <param name="Later">The later level or levels.</param>
public readonly record struct LevelChange(PossibleValues<CordLevel> Earlier, PossibleValues<CordLevel> Later)
{
    /// <summary>
    /// Segments gained (the level moved caudally), negative when lost; null when either is not determined. Intact counts as
    /// S4-5, so that S3 to intact is one segment.
    /// </summary>
    public int? Segments => Earlier.IsDetermined && Later.IsDetermined ? Position(Later.First) - Position(Earlier.First) : null;

    private static int Position(CordLevel level) => (int)(level == CordLevel.INT ? CordLevel.S4_5 : level);
}

/// <summary>The change of a total between two examinations.</summary>
/// <param name="Earlier">The earlier total, or null when not determinable.</param>
/// <param name="Later">The later total, or null when not determinable.</param>
public readonly record struct TotalChange(int? Earlier, int? Later)
{
    /// <summary>Points gained, negative when lost; null when either is not determinable.</summary>
    public int? Points => Later - Earlier;
}

/// <summary>
/// Two examinations of one person, the earlier and the later: what was gained and lost, and whether they may be compared.
/// </summary>
/// <param name="Earlier">The earlier classification.</param>
/// <param name="Later">The later classification.</param>
public sealed record IsncsciComparison(IsncsciClassification Earlier, IsncsciClassification Later)
{
    /// <summary>
    /// Grades gained, from -4 to 4, negative when lost; null when either is not determined or they follow two editions.
    /// </summary>
    public int? GradeSteps => Earlier.Edition == Later.Edition ? Later.Grade.Single - Earlier.Grade.Single : null;

    /// <summary>Change of the sensory level of each side.</summary>
    public BothSides<LevelChange> SensoryLevel =>
        new(new(Earlier.SensoryLevel.Right, Later.SensoryLevel.Right), new(Earlier.SensoryLevel.Left, Later.SensoryLevel.Left));

    /// <summary>Change of the motor level of each side.</summary>
    public BothSides<LevelChange> MotorLevel =>
        new(new(Earlier.MotorLevel.Right, Later.MotorLevel.Right), new(Earlier.MotorLevel.Left, Later.MotorLevel.Left));

    /// <summary>Change of the neurological level of injury.</summary>
    public LevelChange NeurologicalLevel => new(Earlier.NeurologicalLevel, Later.NeurologicalLevel);

    /// <summary>Change of UEMS.</summary>
    public TotalChange UpperExtremity => new(Earlier.Totals.UpperExtremity, Later.Totals.UpperExtremity);

    /// <summary>Change of LEMS.</summary>
    public TotalChange LowerExtremity => new(Earlier.Totals.LowerExtremity, Later.Totals.LowerExtremity);

    /// <summary>Change of the light touch total.</summary>
    public TotalChange LightTouch => new(Earlier.Totals.LightTouch, Later.Totals.LightTouch);

    /// <summary>Change of the pin prick total.</summary>
    public TotalChange PinPrick => new(Earlier.Totals.PinPrick, Later.Totals.PinPrick);

    /// <summary>Why not everything can be compared: another edition, or parts that are not determined. Empty when all can.</summary>
    public IReadOnlyList<string> Reasons => [.. Why(Earlier, Later)];

    /// <summary>Whether everything can be compared.</summary>
    public bool IsComparable => Reasons.Count == 0;

    private static IEnumerable<string> Why(IsncsciClassification earlier, IsncsciClassification later)
    {
        if (earlier.Edition != later.Edition)
            yield return $"The earlier classification follows {earlier.Edition} and the later one {later.Edition}.";
        foreach (var (name, c) in ((string, IsncsciClassification)[])[("earlier", earlier), ("later", later)])
        {
            foreach (var part in Undetermined(c))
                yield return $"In the {name} examination {part}.";
        }
    }

    private static IEnumerable<string> Undetermined(IsncsciClassification c)
    {
        (string Name, bool Determined, string Value)[] parts =
        [
            ("the right sensory level", c.SensoryLevel.Right.IsDetermined, c.SensoryLevel.Right.ToString()),
            ("the left sensory level", c.SensoryLevel.Left.IsDetermined, c.SensoryLevel.Left.ToString()),
            ("the right motor level", c.MotorLevel.Right.IsDetermined, c.MotorLevel.Right.ToString()),
            ("the left motor level", c.MotorLevel.Left.IsDetermined, c.MotorLevel.Left.ToString()),
            ("the neurological level of injury", c.NeurologicalLevel.IsDetermined, c.NeurologicalLevel.ToString()),
            ("the grade", c.Grade.IsDetermined, c.Grade.ToString()),
            ("UEMS", c.Totals.UpperExtremity is not null, "ND"),
            ("LEMS", c.Totals.LowerExtremity is not null, "ND"),
            ("the light touch total", c.Totals.LightTouch is not null, "ND"),
            ("the pin prick total", c.Totals.PinPrick is not null, "ND"),
        ];
        return from part in parts where !part.Determined select $"{part.Name} is not determined ({part.Value})";
    }
}
