using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>What is wrong in the text form of an examination, and what would be right.</summary>
/// <param name="Line">The line, from 1. A missing line is reported on the line after the last.</param>
/// <param name="Position">The character within the line, from 1.</param>
/// <param name="Message">What is wrong and what would be right, as a sentence.</param>
public readonly record struct IsncsciTextError(int Line, int Position, string Message)
{
    /// <summary>The error with its place.</summary>
    public override string ToString() => $"Line {Line}, position {Position}: {Message}";
}

/// <summary>
/// The compact text form of an examination, one line per side and modality:
/// <code>
/// LT-R 2222222 222222222222 22222 2222
/// LT-L 2222222 222222222222 22222 2222
/// PP-R 2222222 222222222222 22222 2222
/// PP-L 2222222 222222222222 22222 2222
/// M-R 55555 55555
/// M-L 55555 55555
/// VAC Yes
/// DAP Yes
/// NK-R L4
/// </code>
/// Sensation runs C2-C8, T1-T12, L1-L5, S1 to S4-5; muscles run C5-T1, L2-S1. <c>NT</c> is not testable; one star after a
/// value means tagged and not normal for classification, two stars tagged and considered normal. <c>NK-R</c> and
/// <c>NK-L</c>, the lowest non-key muscles with motor function, are optional. Lines come in any order and may be separated
/// by semicolons instead, which keeps an examination in one CSV cell; spaces between values are free.
/// </summary>
public static class IsncsciText
{
    private static readonly string[] _names = ["LT-R", "LT-L", "PP-R", "PP-L", "M-R", "M-L", "VAC", "DAP", "NK-R", "NK-L"];
    private const int RequiredLines = 8;
    private const string ScoreForm = "it must be 0, 1, 2 or NT, and 0, 1 and NT may carry * or **";
    private const string GradeForm = "it must be 0 to 5 or NT, and 0 to 4 and NT may carry * or **";

    /// <summary>The canonical text form: the lines in the order of the worksheet, separated by line feeds.</summary>
    public static string Print(IsncsciExamination examination) => Print(examination, "\n");

    /// <summary>The canonical text form on one line, separated by <c>"; "</c>, for a CSV cell.</summary>
    public static string PrintOnOneLine(IsncsciExamination examination) => Print(examination, "; ");

    /// <summary>Reads the text form.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The examination.</returns>
    /// <exception cref="FormatException">The text is not an examination; the message lists every error with its place.</exception>
    public static IsncsciExamination Parse(string text) =>
        TryParse(text, out var examination, out var errors)
            ? examination
            : throw new FormatException(string.Join(Environment.NewLine, errors));

    /// <summary>Reads the text form.</summary>
    /// <param name="text">The text.</param>
    /// <param name="examination">The examination, when the text is one.</param>
    /// <param name="errors">Every error, by line and position; empty when the text is an examination.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out IsncsciExamination? examination,
        out IReadOnlyList<IsncsciTextError> errors)
    {
        var found = new List<IsncsciTextError>();
        errors = found;
        var result = IsncsciExamination.AllNotTestable;
        var seen = 0;
        var number = 0;
        foreach (var range in (text ?? "").AsSpan().SplitAny('\n', ';'))
        {
            number++;
            var line = text.AsSpan()[range].TrimEnd();
            var start = line.Length - line.TrimStart().Length;
            if (start == line.Length)
                continue;
            var length = line[start..].IndexOfAny(' ', '\t');
            var end = length < 0 ? line.Length : start + length;
            var name = NameIndex(line[start..end]);
            if (name < 0)
                found.Add(new(number, start + 1, $"\"{line[start..end]}\" names no line; it must be one of {string.Join(", ", _names)}."));
            else if ((seen & (1 << name)) != 0)
                found.Add(new(number, start + 1, $"{_names[name]} is given twice; it must be given once."));
            else
                result = Read(new TokenReader(line, number, end, found), name, result);
            seen |= name < 0 ? 0 : 1 << name;
        }

        for (var name = 0; name < RequiredLines; name++)
        {
            if ((seen & (1 << name)) == 0)
                found.Add(new(number + 1, 1, $"{_names[name]} is missing; {Expected(name)}."));
        }

        examination = found.Count == 0 ? result : null;
        return examination is not null;
    }

    private static IsncsciExamination Read(TokenReader reader, int name, IsncsciExamination result) => name switch
    {
        < 4 => ReadSensation(reader, name, result),
        4 or 5 => ReadMuscles(reader, name, result),
        6 or 7 => ReadFinding(reader, name, result),
        _ => ReadNonKeyMuscle(reader, name, result),
    };

    private static IsncsciExamination ReadSensation(TokenReader reader, int name, IsncsciExamination result)
    {
        for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
        {
            if (!reader.NextScore(_names[name], level, out var token))
                return result;
            if (SensoryScore.TryParse(token, out var score))
                result = result.With((BodySide)(name & 1), (SensoryModality)(name >> 1), level, score);
            else
                reader.Fail($"\"{token}\" is no sensory score for {level.Notation()}; {ScoreForm}.");
        }

        reader.ExpectEnd($"{_names[name]} has more than 28 values; {Expected(name)}.");
        return result;
    }

    private static IsncsciExamination ReadMuscles(TokenReader reader, int name, IsncsciExamination result)
    {
        foreach (var level in CordLevels.KeyMuscles)
        {
            if (!reader.NextScore(_names[name], level, out var token))
                return result;
            if (MuscleGrade.TryParse(token, out var grade))
                result = result.With((BodySide)(name & 1), level, grade);
            else
                reader.Fail($"\"{token}\" is no muscle grade for {level.Notation()}; {GradeForm}.");
        }

        reader.ExpectEnd($"{_names[name]} has more than 10 values; {Expected(name)}.");
        return result;
    }

    private static IsncsciExamination ReadFinding(TokenReader reader, int name, IsncsciExamination result)
    {
        var word = reader.Word();
        AnorectalFinding? finding =
            word.Equals("Yes", StringComparison.OrdinalIgnoreCase) ? AnorectalFinding.Yes
            : word.Equals("No", StringComparison.OrdinalIgnoreCase) ? AnorectalFinding.No
            : word.Equals("NT", StringComparison.OrdinalIgnoreCase) ? AnorectalFinding.NT : null;
        if (finding is not { } known)
        {
            reader.Fail($"\"{word}\" is no finding; {Expected(name)}.");
            return result;
        }

        reader.ExpectEnd($"{_names[name]} has more than one value; {Expected(name)}.");
        return name == 6 ? result.WithVoluntaryAnalContraction(known) : result.WithDeepAnalPressure(known);
    }

    private static IsncsciExamination ReadNonKeyMuscle(TokenReader reader, int name, IsncsciExamination result)
    {
        var word = reader.Word();
        foreach (var level in CordLevels.KeyMuscles)
        {
            if (!word.Equals(level.ToString(), StringComparison.OrdinalIgnoreCase))
                continue;
            reader.ExpectEnd($"{_names[name]} has more than one value; {Expected(name)}.");
            return result.WithLowestNonKeyMuscle((BodySide)(name & 1), level);
        }

        reader.Fail($"\"{word}\" is no segment with a key muscle; {Expected(name)}.");
        return result;
    }

    private static string Expected(int name) => name switch
    {
        < 4 => "28 values are needed, C2-C8, T1-T12, L1-L5 and S1 to S4-5",
        4 or 5 => "10 values are needed, C5-T1 and L2-S1",
        6 or 7 => "it must be Yes, No or NT",
        _ => "it must be C5 to T1 or L2 to S1",
    };

    private static int NameIndex(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (word.Equals(_names[i], StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    private static string Print(IsncsciExamination examination, string separator)
    {
        var text = new StringBuilder(224);
        for (var name = 0; name < 4; name++)
        {
            text.Append(_names[name]);
            for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
            {
                text.Append(level is CordLevel.C2 or CordLevel.T1 or CordLevel.L1 or CordLevel.S1 ? " " : "")
                    .Append(examination.Sensation((BodySide)(name & 1), (SensoryModality)(name >> 1), level).ToString());
            }

            text.Append(separator);
        }

        for (var name = 4; name < 6; name++)
        {
            text.Append(_names[name]);
            foreach (var level in CordLevels.KeyMuscles)
            {
                text.Append(level is CordLevel.C5 or CordLevel.L2 ? " " : "")
                    .Append(examination.Muscle((BodySide)(name & 1), level).ToString());
            }

            text.Append(separator);
        }

        text.Append("VAC ").Append(examination.VoluntaryAnalContraction).Append(separator)
            .Append("DAP ").Append(examination.DeepAnalPressure);
        if (examination.LowestNonKeyMuscle(BodySide.Right) is { } right)
            text.Append(separator).Append("NK-R ").Append(right);
        if (examination.LowestNonKeyMuscle(BodySide.Left) is { } left)
            text.Append(separator).Append("NK-L ").Append(left);
        return text.ToString();
    }

    private ref struct TokenReader(ReadOnlySpan<char> line, int number, int position, List<IsncsciTextError> errors)
    {
        private readonly ReadOnlySpan<char> _line = line;
        private int _position = position;
        private int _tokenStart = position;

        // A token is a digit or NT with its stars; anything else is one wrong character, so that reading goes on after it.
        public bool NextScore(string name, CordLevel level, out ReadOnlySpan<char> token)
        {
            SkipSpaces();
            token = default;
            if (_position >= _line.Length)
            {
                errors.Add(new(number, _line.Length + 1, $"{name} ends before {level.Notation()}; {Expected(NameIndex(name))}."));
                return false;
            }

            _position += _line[_position..].StartsWith("NT", StringComparison.OrdinalIgnoreCase) ? 2 : 1;
            while (_position < _line.Length && _line[_position] == '*')
                _position++;
            token = _line[_tokenStart.._position];
            return true;
        }

        public ReadOnlySpan<char> Word()
        {
            SkipSpaces();
            while (_position < _line.Length && !char.IsWhiteSpace(_line[_position]))
                _position++;
            return _line[_tokenStart.._position];
        }

        public void Fail(string message) => errors.Add(new(number, _tokenStart + 1, message));

        public void ExpectEnd(string message)
        {
            SkipSpaces();
            if (_position < _line.Length)
                Fail(message);
        }

        private void SkipSpaces()
        {
            while (_position < _line.Length && char.IsWhiteSpace(_line[_position]))
                _position++;
            _tokenStart = _position;
        }
    }
}
