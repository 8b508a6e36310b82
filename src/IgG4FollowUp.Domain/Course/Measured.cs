using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Course;

/// <summary>What can be compared from one neurological examination to the next.</summary>
internal enum Measure
{
    /// <summary>AIS as it follows from the examination.</summary>
    DerivedGrade,

    /// <summary>AIS as entered.</summary>
    EnteredGrade,

    /// <summary>UEMS, 0 to 50 points.</summary>
    UpperMotor,

    /// <summary>LEMS, 0 to 50 points.</summary>
    LowerMotor,

    /// <summary>Voluntary anal contraction: 1 present, 0 absent.</summary>
    AnalContraction,

    /// <summary>UEMS and LEMS together.</summary>
    TotalMotor,

    /// <summary>The first of the key muscles, each by itself, 0 to 5; see <see cref="Measures"/>.</summary>
    FirstMuscle,
}

/// <summary>The measures by groups.</summary>
internal static class Measures
{
    private static readonly BodySide[] Sides = [BodySide.Right, BodySide.Left];

    /// <summary>Grades, scores and contraction.</summary>
    public static readonly Measure[] OfTheWhole = [.. Enum.GetValues<Measure>().Where(measure => measure != Measure.FirstMuscle)];

    /// <summary>Every key muscle of both sides: right and left of C5 first, of S1 last.</summary>
    public static readonly Measure[] Muscles =
        [.. Enumerable.Range(0, 2 * CordLevels.KeyMuscleCount).Select(i => Measure.FirstMuscle + i)];

    /// <summary>Which muscle a measure is of.</summary>
    /// <param name="muscle">One of <see cref="Muscles"/>.</param>
    public static (BodySide Side, CordLevel Level) MuscleOf(Measure muscle) =>
        (Sides[(muscle - Measure.FirstMuscle) % 2], CordLevels.KeyMuscles[(muscle - Measure.FirstMuscle) / 2]);

    /// <summary>The muscles that a motor score is the sum of; none for what is no score.</summary>
    /// <param name="score">The score.</param>
    public static ReadOnlySpan<Measure> MusclesOf(Measure score) => score switch
    {
        Measure.UpperMotor => Muscles.AsSpan()[..10],
        Measure.LowerMotor => Muscles.AsSpan()[10..],
        Measure.TotalMotor => Muscles,
        _ => [],
    };
}

/// <summary>
/// What a neurological examination measured, read once. Grades of two methods never compare. The edition does not change what is added, so
/// examinations of two editions compare in their motor scores.
/// </summary>
internal sealed class Measured
{
    private const sbyte NotDetermined = -1;

    private static readonly BodySide[] Sides = [BodySide.Right, BodySide.Left];
    private static readonly SensoryModality[] Modalities = [SensoryModality.LightTouch, SensoryModality.PinPrick];

    // By measure, of somebody without a deficit.
    private static readonly sbyte[] Full =
        [(sbyte)AsiaGrade.E, (sbyte)AsiaGrade.E, 50, 50, 1, 100, .. Measures.Muscles.Select(_ => (sbyte)5)];

    // Most examinations have a grade and nothing else: by grade, and last without any.
    private static readonly sbyte[][] OfAGrade = [.. Enumerable.Range(0, (int)AsiaGrade.E + 1).Select(WithGrade), WithGrade(NotDetermined)];

    // By measure; and the same where the absence of a deficit tells what was not determined.
    private readonly sbyte[] _values, _implied;

    private Measured()
    {
        Entry = new() { EntryId = Guid.Empty, AssessedOn = ClinicalDate.NotReported, Grade = AsiaGrade.E };
        (_values, _implied) = (Full, Full);
    }

    public Measured(AsiaGradeRecorded entry)
    {
        Entry = entry;
        if (entry.Examination is not { } examination)
        {
            _values = entry.Grade is { } grade ? OfAGrade[(int)grade] : OfAGrade[^1];
            _implied = entry.Grade == AsiaGrade.E ? Full : _values;
            return;
        }

        var classified = IsncsciClassification.Of(examination);
        (SensoryLevel, MotorLevel) = (Worse(classified.SensoryLevel), Worse(classified.MotorLevel));
        _values = WithGrade((int?)entry.Grade ?? NotDetermined);
        var (upper, lower) = (classified.Totals.UpperExtremity, classified.Totals.LowerExtremity);
        Set(Measure.DerivedGrade, (int?)classified.Grade.Single);
        Set(Measure.UpperMotor, upper);
        Set(Measure.LowerMotor, lower);
        Set(Measure.TotalMotor, upper + lower);
        Set(Measure.AnalContraction, examination.VoluntaryAnalContraction switch
        {
            AnorectalFinding.Yes => 1,
            AnorectalFinding.No => 0,
            _ => null,
        });
        foreach (var muscle in Measures.Muscles)
        {
            var (side, level) = Measures.MuscleOf(muscle);
            Set(muscle, examination.Muscle(side, level).Value);
        }

        _implied = Grade == AsiaGrade.E ? [.. _values.Zip(Full, (value, full) => value == NotDetermined ? full : value)] : _values;

        void Set(Measure measure, int? value) => _values[(int)measure] = (sbyte?)value ?? NotDetermined;
    }

    /// <summary>Nobody is known to have had a deficit before the disease.</summary>
    public static Measured Normal { get; } = new();

    public AsiaGradeRecorded Entry { get; }

    public ClinicalDate On => Entry.AssessedOn;

    /// <summary>
    /// Whether it certainly came before another one: by its date, or on one day by what both say of the treatment of that day.
    /// </summary>
    public bool IsBefore(Measured other) => On.IsCertainlyBefore(other.On)
        || (IsSameDay(other) && Entry.TreatmentPhase == TreatmentPhase.BeforeTreatment
            && other.Entry.TreatmentPhase == TreatmentPhase.AfterTreatment);

    /// <summary>Whether both were done on one known day.</summary>
    public bool IsSameDay(Measured other) => On == other.On && On.Precision == DatePrecision.Day;

    /// <summary>Sensory level of the worse side by the whole examination; null where it is not determined on both.</summary>
    public CordLevel? SensoryLevel { get; }

    /// <summary>Motor level of the worse side; null where it is not determined on both.</summary>
    public CordLevel? MotorLevel { get; }

    /// <summary>The AIS grade that counts: the one that follows from the examination, else the entered one; null when neither is.</summary>
    public AsiaGrade? Grade => (AsiaGrade?)this[Measure.DerivedGrade] ?? Entry.Grade;

    /// <summary>Whether anything is known of single key muscles: they were examined, or no deficit is left.</summary>
    public bool TellsMuscles => Entry.Examination is not null || ReferenceEquals(_implied, Full);

    /// <summary>True when nothing was determined that can be compared.</summary>
    public bool IsEmpty => (this[Measure.DerivedGrade] ?? this[Measure.EnteredGrade] ?? this[Measure.UpperMotor] ?? this[Measure.LowerMotor]
        ?? this[Measure.AnalContraction]) is null;

    /// <summary>UEMS and LEMS in words; ND where a muscle was not testable.</summary>
    public string MotorScores =>
        $"UEMS {this[Measure.UpperMotor]?.ToString() ?? "ND"}, LEMS {this[Measure.LowerMotor]?.ToString() ?? "ND"}";

    /// <summary>A value; null where it was not determined.</summary>
    public int? this[Measure measure] => _values[(int)measure] is var value and not NotDetermined ? value : null;

    /// <summary>The same; an entered AIS E says that all strength is there, and a derived one that any letter is.</summary>
    public int? Implied(Measure measure) => _implied[(int)measure] is var value and not NotDetermined ? value : null;

    private static sbyte[] WithGrade(int grade)
    {
        var values = new sbyte[Full.Length];
        Array.Fill(values, NotDetermined);
        values[(int)Measure.EnteredGrade] = (sbyte)grade;
        return values;
    }

    /// <summary>Whether deep anal pressure was felt at an earlier examination and is not now.</summary>
    /// <param name="before">The earlier examination.</param>
    public bool LostDeepAnalPressure(Measured before) =>
        before.Entry.Examination?.DeepAnalPressure == AnorectalFinding.Yes
        && Entry.Examination?.DeepAnalPressure == AnorectalFinding.No;

    /// <summary>
    /// Points of light touch and pin prick together that were lost since an earlier examination, of what was testable both times; negative
    /// where more was gained.
    /// </summary>
    /// <param name="before">The earlier examination; without one sensation was normal.</param>
    public int SensoryPointsLost(Measured before)
    {
        if (Entry.Examination is not { } now) return 0;
        var (former, lost) = (before.Entry.Examination ?? IsncsciExamination.AllNormal, 0);
        for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
        {
            foreach (var side in Sides) lost += SensoryPointsLost(former, now, side, level);
        }

        return lost;
    }

    /// <summary>
    /// Points of light touch and pin prick lost since an earlier examination in the dermatomes below one level down to another, what was
    /// gained taken off; and how many of these in a row, from the first one down, are worse on one side.
    /// </summary>
    /// <param name="before">The earlier examination.</param>
    /// <param name="level">The level.</param>
    /// <param name="last">The last dermatome.</param>
    public (int Points, int InARow) SensationLost(Measured before, CordLevel level, CordLevel last)
    {
        if (Entry.Examination is not { } now || before.Entry.Examination is not { } former) return (0, 0);
        var (points, inARow) = (0, 0);
        foreach (var side in Sides)
        {
            var (row, goesOn) = (0, true);
            for (var below = level + 1; below <= last && below <= CordLevel.S4_5; below++)
            {
                var lost = SensoryPointsLost(former, now, side, below);
                points += lost;
                goesOn &= lost > 0;
                if (goesOn) row++;
            }

            inARow = Math.Max(inARow, row);
        }

        return (points, inARow);
    }

    private static int SensoryPointsLost(IsncsciExamination former, IsncsciExamination now, BodySide side, CordLevel level)
    {
        var lost = 0;
        foreach (var modality in Modalities)
            lost += former.Sensation(side, modality, level).Value - now.Sensation(side, modality, level).Value ?? 0;
        return lost;
    }

    private static CordLevel? Worse(BothSides<PossibleValues<CordLevel>> sides) =>
        sides is { Right.Single: { } right, Left.Single: { } left } ? (right < left ? right : left) : null;
}
