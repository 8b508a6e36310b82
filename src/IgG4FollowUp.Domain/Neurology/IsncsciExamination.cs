using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// One ISNCSCI examination: light touch and pin prick in 28 dermatomes, ten key muscles, both on two sides, the anorectal
/// findings, and where recorded the lowest non-key muscle with motor function. Immutable, 136 bytes, compared by value;
/// an impossible value cannot be held. Source: ISNCSCI, 8th edition (2019).
/// </summary>
public sealed class IsncsciExamination : IEquatable<IsncsciExamination>
{
    private const int Dermatomes = CordLevels.DermatomeCount;
    private const int MotorOffset = Dermatomes * 4;
    private const int VacOffset = MotorOffset + (CordLevels.KeyMuscleCount * 2);
    private const int DapOffset = VacOffset + 1;
    private const int NonKeyOffset = DapOffset + 1;
    private const int Size = NonKeyOffset + 2;

    private readonly Cells _cells;

    private IsncsciExamination(Cells cells) => _cells = cells;

    /// <summary>
    /// Everything normal: light touch and pin prick 2, every key muscle 5, voluntary anal contraction and deep anal
    /// pressure present.
    /// </summary>
    public static IsncsciExamination AllNormal { get; } = Uniform(SensoryScore.Normal, MuscleGrade.Normal, AnorectalFinding.Yes);

    /// <summary>Nothing could be tested.</summary>
    public static IsncsciExamination AllNotTestable { get; } =
        Uniform(SensoryScore.NotTestable, MuscleGrade.NotTestable, AnorectalFinding.NT);

    /// <summary>Voluntary anal contraction.</summary>
    public AnorectalFinding VoluntaryAnalContraction => (AnorectalFinding)_cells[VacOffset];

    /// <summary>Deep anal pressure.</summary>
    public AnorectalFinding DeepAnalPressure => (AnorectalFinding)_cells[DapOffset];

    /// <summary>The score of a key point.</summary>
    /// <param name="side">The side.</param>
    /// <param name="modality">Light touch or pin prick.</param>
    /// <param name="level">C2 to S4-5.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level has no dermatome.</exception>
    public SensoryScore Sensation(BodySide side, SensoryModality modality, CordLevel level) =>
        SensoryScore.FromCode(_cells[SensoryIndex(side, modality, level)]);

    /// <summary>The grade of a key muscle.</summary>
    /// <param name="side">The side.</param>
    /// <param name="level">C5 to T1 or L2 to S1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level has no key muscle.</exception>
    public MuscleGrade Muscle(BodySide side, CordLevel level) => MuscleGrade.FromCode(_cells[MotorIndex(side, level)]);

    /// <summary>The segment of the lowest non-key muscle with motor function, or null when none was recorded.</summary>
    public CordLevel? LowestNonKeyMuscle(BodySide side) =>
        _cells[NonKeyOffset + (int)side] is var level and not 0 ? (CordLevel)level : null;

    /// <summary>Whether any value carries a tag.</summary>
    public bool HasTags =>
        AsSpan()[..MotorOffset].ContainsAnyInRange((byte)4, (byte)9)
        || AsSpan()[MotorOffset..VacOffset].ContainsAnyInRange((byte)7, (byte)18);

    /// <summary>The same examination with another score at a key point.</summary>
    /// <param name="side">The side.</param>
    /// <param name="modality">Light touch or pin prick.</param>
    /// <param name="level">C2 to S4-5.</param>
    /// <param name="score">The score.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level has no dermatome.</exception>
    public IsncsciExamination With(BodySide side, SensoryModality modality, CordLevel level, SensoryScore score) =>
        WithCell(SensoryIndex(side, modality, level), score.Code);

    /// <summary>The same examination with another grade of a key muscle.</summary>
    /// <param name="side">The side.</param>
    /// <param name="level">C5 to T1 or L2 to S1.</param>
    /// <param name="grade">The grade.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level has no key muscle.</exception>
    public IsncsciExamination With(BodySide side, CordLevel level, MuscleGrade grade) =>
        WithCell(MotorIndex(side, level), grade.Code);

    /// <summary>The same examination with another voluntary anal contraction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The finding is not defined.</exception>
    public IsncsciExamination WithVoluntaryAnalContraction(AnorectalFinding finding) => WithCell(VacOffset, Checked(finding));

    /// <summary>The same examination with another deep anal pressure.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The finding is not defined.</exception>
    public IsncsciExamination WithDeepAnalPressure(AnorectalFinding finding) => WithCell(DapOffset, Checked(finding));

    /// <summary>The same examination with another lowest non-key muscle.</summary>
    /// <param name="side">The side.</param>
    /// <param name="level">C5 to T1 or L2 to S1, or null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is none of those.</exception>
    public IsncsciExamination WithLowestNonKeyMuscle(BodySide side, CordLevel? level)
    {
        if (level is { } given && !given.HasKeyMuscle())
            throw new ArgumentOutOfRangeException(nameof(level), level, "C5 to T1 or L2 to S1.");
        return WithCell(NonKeyOffset + CheckedSide(side), (byte)(level ?? CordLevel.NA));
    }

    /// <summary>The examination without tags: every star is dropped and the scores stay.</summary>
    public IsncsciExamination WithoutTags()
    {
        if (!HasTags)
            return this;
        var cells = _cells;
        Span<byte> span = cells;
        foreach (ref var code in span[..MotorOffset])
            code = (byte)(SensoryScore.FromCode(code).Value ?? SensoryScore.NotTestable.Code);
        foreach (ref var code in span[MotorOffset..VacOffset])
            code = (byte)(MuscleGrade.FromCode(code).Value ?? MuscleGrade.NotTestable.Code);
        return new IsncsciExamination(cells);
    }

    /// <inheritdoc/>
    public bool Equals(IsncsciExamination? other) => other is not null && AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IsncsciExamination);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(AsSpan());
        return hash.ToHashCode();
    }

    /// <summary>The compact text form of <see cref="IsncsciText"/>.</summary>
    public override string ToString() => IsncsciText.Print(this);

    internal ReadOnlySpan<byte> SensoryCells(BodySide side, SensoryModality modality) =>
        AsSpan().Slice((((int)modality * 2) + (int)side) * Dermatomes, Dermatomes);

    internal ReadOnlySpan<byte> MotorCells(BodySide side) =>
        AsSpan().Slice(MotorOffset + ((int)side * CordLevels.KeyMuscleCount), CordLevels.KeyMuscleCount);

    private static IsncsciExamination Uniform(SensoryScore score, MuscleGrade grade, AnorectalFinding finding)
    {
        Cells cells = default;
        Span<byte> span = cells;
        span[..MotorOffset].Fill(score.Code);
        span[MotorOffset..VacOffset].Fill(grade.Code);
        span.Slice(VacOffset, 2).Fill((byte)finding);
        return new IsncsciExamination(cells);
    }

    private IsncsciExamination WithCell(int index, byte code)
    {
        var cells = _cells;
        cells[index] = code;
        return new IsncsciExamination(cells);
    }

    private ReadOnlySpan<byte> AsSpan() => MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<Cells, byte>(ref Unsafe.AsRef(in _cells)), Size);

    private static int SensoryIndex(BodySide side, SensoryModality modality, CordLevel level)
    {
        if (!level.HasDermatome())
            throw new ArgumentOutOfRangeException(nameof(level), level, "C2 to S4-5.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)modality, 1, nameof(modality));
        return ((((int)modality * 2) + CheckedSide(side)) * Dermatomes) + (level - CordLevel.C2);
    }

    private static int MotorIndex(BodySide side, CordLevel level)
    {
        var muscle = level.KeyMuscleIndex();
        if (muscle < 0)
            throw new ArgumentOutOfRangeException(nameof(level), level, "C5 to T1 or L2 to S1.");
        return MotorOffset + (CheckedSide(side) * CordLevels.KeyMuscleCount) + muscle;
    }

    private static int CheckedSide(BodySide side)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)side, 1, nameof(side));
        return (int)side;
    }

    private static byte Checked(AnorectalFinding finding)
    {
        if (finding > AnorectalFinding.NT)
            throw new ArgumentOutOfRangeException(nameof(finding), finding, "No, Yes or NT.");
        return (byte)finding;
    }

    [InlineArray(Size)]
    private struct Cells
    {
        private byte _first;
    }
}
