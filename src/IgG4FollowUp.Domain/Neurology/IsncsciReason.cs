namespace IgG4FollowUp.Domain.Neurology;

/// <summary>One cell of the examination that a result rests on.</summary>
/// <param name="Line">The line of the text form that holds it: LT-R, LT-L, PP-R, PP-L, M-R, M-L, VAC, DAP, NK-R or NK-L.</param>
/// <param name="Level">The segment, or null for VAC and DAP.</param>
/// <param name="Value">The value in the notation of the text form.</param>
public readonly record struct IsncsciCell(string Line, CordLevel? Level, string Value)
{
    /// <summary>The cell in words, such as <c>right light touch T5 is 1</c>.</summary>
    public override string ToString() => Line switch
    {
        "VAC" => $"voluntary anal contraction is {Value}",
        "DAP" => $"deep anal pressure is {Value}",
        "NK-R" or "NK-L" => $"{Words} with motor function is {Value}",
        _ => $"{Words} {Level?.Notation()} is {Value}",
    };

    private string Words => (Line[^1] == 'R' ? "right " : "left ") + Line[..^2] switch
    {
        "LT" => "light touch",
        "PP" => "pin prick",
        "M" => "key muscle",
        _ => "lowest non-key muscle",
    };

    internal static IsncsciCell Sensation(IsncsciExamination e, BodySide side, SensoryModality modality, CordLevel level) =>
        new((modality == SensoryModality.LightTouch ? "LT-" : "PP-") + Letter(side), level, e.Sensation(side, modality, level).ToString());

    internal static IsncsciCell Muscle(IsncsciExamination e, BodySide side, CordLevel level) =>
        new("M-" + Letter(side), level, e.Muscle(side, level).ToString());

    internal static IsncsciCell NonKeyMuscle(BodySide side, CordLevel level) => new("NK-" + Letter(side), level, level.Notation());

    internal static IsncsciCell Contraction(IsncsciExamination e) => new("VAC", null, e.VoluntaryAnalContraction.ToString());

    internal static IsncsciCell Pressure(IsncsciExamination e) => new("DAP", null, e.DeepAnalPressure.ToString());

    private static char Letter(BodySide side) => side == BodySide.Right ? 'R' : 'L';
}

/// <summary>Why a result is what it is.</summary>
/// <param name="Result">The result, such as <c>motor level right</c>.</param>
/// <param name="Value">Its value or values, such as <c>C5</c>, <c>B,C</c> or <c>ND</c>.</param>
/// <param name="Sentence">The reason in plain English: one clause per possible value.</param>
/// <param name="Cells">The cells that decided, in the order of the examination.</param>
public sealed record IsncsciReason(string Result, string Value, string Sentence, IReadOnlyList<IsncsciCell> Cells);
