namespace IgG4FollowUp.Domain.Neurology;

/// <summary>How a grade came into the record. Only grades of the same method are compared.</summary>
public enum GradeMethod
{
    /// <summary>A person entered the letter.</summary>
    Entered,

    /// <summary>The letter was derived from a whole examination.</summary>
    Derived,
}

/// <summary>A grade with what is needed to know whether another may be compared with it.</summary>
/// <param name="Grade">The grade, or the grades that are possible.</param>
/// <param name="Method">How it came into the record.</param>
/// <param name="Edition">The edition of the rules that gave it; null for an entered grade.</param>
public readonly record struct AssessedGrade(PossibleValues<AsiaGrade> Grade, GradeMethod Method, IsncsciEdition? Edition)
{
    /// <summary>A grade that a person entered.</summary>
    public static AssessedGrade Entered(AsiaGrade grade) =>
        new(PossibleValues<AsiaGrade>.Of(grade), GradeMethod.Entered, Edition: null);

    /// <summary>The grade of a classification.</summary>
    public static AssessedGrade Derived(IsncsciClassification classification) =>
        new(classification.Grade, GradeMethod.Derived, classification.Edition);
}

/// <summary>The change of the grade between two assessments.</summary>
/// <param name="Earlier">The earlier grade.</param>
/// <param name="Later">The later grade.</param>
public sealed record GradeConversion(AssessedGrade Earlier, AssessedGrade Later)
{
    /// <summary>Whether the two grades may be compared: same method, same edition, both determined.</summary>
    public bool IsComparable =>
        Earlier.Method == Later.Method && Earlier.Edition == Later.Edition && Earlier.Grade.IsDetermined && Later.Grade.IsDetermined;

    /// <summary>Grades gained, from -4 to 4, negative when lost; null when not comparable.</summary>
    public int? Steps => IsComparable ? Later.Grade.First - Earlier.Grade.First : null;

    /// <summary>The usual definition of improvement: at least one grade. Null when not comparable. Baseline E cannot improve.</summary>
    public bool? HasImproved => Steps is { } steps ? steps > 0 : null;

    /// <summary>Why they cannot be compared; empty when they can.</summary>
    public IReadOnlyList<string> Reasons => [.. Why()];

    private IEnumerable<string> Why()
    {
        if (Earlier.Method != Later.Method)
            yield return $"The earlier grade was {Word(Earlier.Method)} and the later one {Word(Later.Method)}.";
        else if (Earlier.Edition != Later.Edition)
            yield return $"The earlier grade follows {Earlier.Edition} and the later one {Later.Edition}.";
        if (!Earlier.Grade.IsDetermined)
            yield return $"The earlier grade is not determined: {Earlier.Grade} are possible.";
        if (!Later.Grade.IsDetermined)
            yield return $"The later grade is not determined: {Later.Grade} are possible.";
    }

    private static string Word(GradeMethod method) => method == GradeMethod.Entered ? "entered" : "derived";
}

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
    /// <summary>The change of the grade.</summary>
    public GradeConversion Grade => new(AssessedGrade.Derived(Earlier), AssessedGrade.Derived(Later));

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
