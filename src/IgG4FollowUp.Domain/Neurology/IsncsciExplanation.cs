using System.Text;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// Says for each result which cells decided it. Nothing is worked out before it is asked for, so that classifying stays
/// cheap; the same examination always gives the same sentences.
/// </summary>
public static class IsncsciExplanation
{
    /// <summary>The reasons of every result, in the order of the worksheet: levels, completeness, grade, zones, totals.</summary>
    /// <param name="classification">The classification to explain.</param>
    public static IEnumerable<IsncsciReason> Explain(this IsncsciClassification classification)
    {
        var c = classification;
        foreach (var side in (BodySide[])[BodySide.Right, BodySide.Left])
            yield return SensoryLevel(c, side);
        foreach (var side in (BodySide[])[BodySide.Right, BodySide.Left])
            yield return MotorLevel(c, side);
        yield return NeurologicalLevel(c);
        yield return GradeExplanation.Completeness(c);
        yield return GradeExplanation.Grade(c);
        foreach (var side in (BodySide[])[BodySide.Right, BodySide.Left])
            yield return ZoneExplanation.Sensory(c, side);
        foreach (var side in (BodySide[])[BodySide.Right, BodySide.Left])
            yield return ZoneExplanation.Motor(c, side);
        foreach (var reason in TotalExplanation.All(c))
            yield return reason;
    }

    internal static string Name(BodySide side) => side == BodySide.Right ? "right" : "left";

    private static IsncsciReason SensoryLevel(IsncsciClassification c, BodySide side)
    {
        var levels = c.SensoryLevel[side];
        var clauses = new Clauses(levels.IsDetermined);
        foreach (var level in levels)
        {
            if (level == CordLevel.INT)
                clauses.Add("INT", "light touch and pin prick are normal from C2 to S4-5", UnsureSensation(c.Examination, side));
            else
                clauses.Add(
                    level.Notation(),
                    "this is the last segment with normal light touch and pin prick",
                    NotNormal(c.Examination, side, level + 1));
        }

        return clauses.Reason($"sensory level {Name(side)}", levels.ToString(), c.Examination, side);
    }

    private static IsncsciReason MotorLevel(IsncsciClassification c, BodySide side)
    {
        var e = c.Examination;
        var levels = c.MotorLevel[side];
        var clauses = new Clauses(levels.IsDetermined);
        var view = SideView.Of(e, side);
        foreach (var level in levels)
        {
            var cells = new List<IsncsciCell>();
            var rule = "the key muscle of the next segment is below 3";
            foreach (var stop in MotorStop.All)
            {
                var narrowed = view;
                if (stop.Level != (int)level || !stop.Narrow(ref narrowed) || (stop.Muscle < 0 && stop.Abnormal == 0))
                    continue;
                if (stop.Muscle >= 0)
                {
                    cells.Add(IsncsciCell.Muscle(e, side, CordLevels.KeyMuscles[stop.Muscle]));
                    rule = stop.Low == 3 ? "this key muscle is at least 3 and everything above is normal" : rule;
                }
                else
                {
                    cells.AddRange(NotNormal(e, side, (CordLevel)System.Numerics.BitOperations.TrailingZeroCount(stop.Abnormal)));
                    rule = level is CordLevel.T1 or CordLevel.S1
                        ? "the key muscles are normal so far, and below them the motor level follows sensation, which is not normal"
                        : "where no key muscle is the motor level follows the sensory level";
                }
            }

            if (level == CordLevel.INT)
                rule = "every key muscle and the sensation that stands for the others is normal, with voluntary anal contraction";
            if (level == CordLevel.S3)
            {
                rule = "everything is normal down to S3, but not below";
                cells.AddRange(NotNormal(e, side, CordLevel.S4_5));
            }

            if (level is CordLevel.S3 or CordLevel.INT)
                cells.Add(IsncsciCell.Contraction(e));
            clauses.Add(level.Notation(), rule, cells);
        }

        return clauses.Reason($"motor level {Name(side)}", levels.ToString(), c.Examination, side);
    }

    private static IsncsciReason NeurologicalLevel(IsncsciClassification c)
    {
        var e = c.Examination;
        var clauses = new Clauses(c.NeurologicalLevel.IsDetermined);
        SideView right = SideView.Of(e, BodySide.Right), left = SideView.Of(e, BodySide.Left);
        foreach (var level in c.NeurologicalLevel)
        {
            var cells = new List<IsncsciCell>();
            foreach (var stop in InjuryStop.All)
            {
                SideView a = right, b = left;
                if (stop.Level != (int)level || !stop.Narrow(ref a, ref b))
                    continue;
                if (stop.Muscle >= 0)
                    cells.Add(IsncsciCell.Muscle(e, stop.Side, CordLevels.KeyMuscles[stop.Muscle]));
                else
                    cells.AddRange(NotNormal(e, stop.Side, level + 1));
            }

            clauses.Add(
                level.Notation(),
                level == CordLevel.INT
                    ? "everything is normal on both sides"
                    : "this is the last segment with normal sensation and muscles of at least 3 on both sides, all above being normal",
                cells);
        }

        return clauses.Reason("neurological level of injury", c.NeurologicalLevel.ToString(), e, BodySide.Right, BodySide.Left);
    }

    private static List<IsncsciCell> NotNormal(IsncsciExamination e, BodySide side, CordLevel level) =>
        Sensations(e, side, level, static score => (score.Possible & 0b011) != 0);

    private static List<IsncsciCell> UnsureSensation(IsncsciExamination e, BodySide side)
    {
        var cells = new List<IsncsciCell>();
        for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
            cells.AddRange(Sensations(e, side, level, static score => score.Value != 2));
        return cells;
    }

    internal static List<IsncsciCell> Sensations(IsncsciExamination e, BodySide side, CordLevel level, Func<SensoryScore, bool> which)
    {
        var cells = new List<IsncsciCell>(2);
        foreach (var modality in (ReadOnlySpan<SensoryModality>)[SensoryModality.LightTouch, SensoryModality.PinPrick])
        {
            if (which(e.Sensation(side, modality, level)))
                cells.Add(IsncsciCell.Sensation(e, side, modality, level));
        }

        return cells;
    }
}

/// <summary>Puts together the clauses of one result: "X because ..." when it is determined, "X if ..." for each possible value.</summary>
internal sealed class Clauses(bool determined)
{
    private readonly StringBuilder _text = new();
    private readonly List<IsncsciCell> _cells = [];

    public void Add(string value, string rule, IEnumerable<IsncsciCell> cells)
    {
        List<IsncsciCell> own = [.. cells.Distinct()];
        _text.Append(_text.Length > 0 ? "; " : "").Append(value).Append(determined ? " because " : " if ").Append(rule);
        if (own.Count > 0)
            _text.Append(" (").AppendJoin(", ", own).Append(')');
        _cells.AddRange(own);
    }

    public IsncsciReason Reason(string result, string value, IsncsciExamination examination, params ReadOnlySpan<BodySide> sides)
    {
        _text.Append('.');
        if (value.Contains('*', StringComparison.Ordinal))
        {
            List<IsncsciCell> tagged = [];
            foreach (var side in sides)
                tagged.AddRange(Tagged(examination, side));
            _text.Append(" The star says that a tagged value was involved (").AppendJoin(", ", tagged).Append(").");
            _cells.AddRange(tagged);
        }

        return new(result, value, _text.ToString(), [.. _cells.Distinct()]);
    }

    private static IEnumerable<IsncsciCell> Tagged(IsncsciExamination e, BodySide side)
    {
        for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
        {
            foreach (var cell in IsncsciExplanation.Sensations(e, side, level, static score => score.Tag != NonSciTag.None))
                yield return cell;
            if (level.HasKeyMuscle() && e.Muscle(side, level).Tag != NonSciTag.None)
                yield return IsncsciCell.Muscle(e, side, level);
        }
    }
}
