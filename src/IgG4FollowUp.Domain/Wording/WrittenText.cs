using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace IgG4FollowUp.Domain.Wording;

/// <summary>
/// What people write, whatever keyboard, word processor or form it comes through: whether there is anything to read in it, and
/// whether two texts are one. Texts are kept as they were given; only comparisons go through here.
/// </summary>
/// <remarks>
/// The framework's normalisation does nothing where globalization is invariant, as it is in this service. The table of
/// decompositions is that of the Unicode character database, version 14, for the basic plane without ideographs.
/// </remarks>
public static class WrittenText
{
    private static readonly FrozenDictionary<char, string> Decompositions = Read();

    // Letters and symbols by their category that show nothing: Hangul fillers, the empty Braille cell, stand-ins, the null notehead.
    private static readonly FrozenSet<int> Empty =
        new[] { 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0xFFFC, 0xFFFD, 0x1D159 }.ToFrozenSet();

    /// <summary>Takes two texts for one when they differ only in case, in white space, in characters that are not seen, in the form of
    /// a dash or an apostrophe, in width, or in how accents are encoded.</summary>
    public static IEqualityComparer<string> Alike { get; } = new AlikeComparer();

    /// <summary>True when there is nothing to read: no text, or only spaces, controls, formatting and marks without a letter.</summary>
    /// <param name="text">The text; null when there is none.</param>
    public static bool IsBlank(string? text) => text is null || Visible(text) == 0;

    /// <summary>How many letters, digits, punctuation marks and symbols a text has that can be seen.</summary>
    /// <param name="text">The text.</param>
    public static int Visible(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var visible = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsVisible(rune)) visible++;
        }

        return visible;
    }

    /// <summary>
    /// True when everything in a text is seen as it is: letters, digits, punctuation marks, symbols, accents, and single spaces between
    /// them. Nothing in it turns the direction of what follows, or makes one name of two that look alike.
    /// </summary>
    /// <param name="text">The text.</param>
    public static bool IsSeenWhole(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !IsBlank(text) && text[0] != ' ' && text[^1] != ' ' && !text.Contains("  ", StringComparison.Ordinal)
            && text.EnumerateRunes().All(rune => rune.Value == ' ' || IsVisible(rune) || IsMark(rune));
    }

    /// <summary>A text without what ends a line or turns the direction of other text; its letters stay as they are.</summary>
    /// <param name="text">The text.</param>
    public static string WithoutControls(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Two of the format characters join and part letters; the scripts of Persia and of India are not written without.
        return string.Concat(text.EnumerateRunes().Where(rune => rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator)));
    }

    /// <summary>The form by which texts are compared: equal exactly when <see cref="Alike"/> takes them for one.</summary>
    /// <param name="text">The text.</param>
    public static string Key(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = new StringBuilder(text.Length);
        var marks = new List<Rune>();
        var space = false;
        foreach (var rune in Decomposed(text))
        {
            if (Rune.IsWhiteSpace(rune))
            {
                EndLetter();
                space = key.Length > 0;
            }
            else if (IsMark(rune))
            {
                marks.Add(rune);
            }
            else if (Folded(rune) is { } letter)
            {
                EndLetter();
                if (space) key.Append(' ');
                space = false;
                key.Append(letter);
            }
        }

        EndLetter();
        return key.ToString();

        // Accents of one letter mean the same in any order.
        void EndLetter()
        {
            marks.Sort();
            foreach (var mark in marks) key.Append(mark);
            marks.Clear();
        }
    }

    private static bool IsVisible(Rune rune) => !Empty.Contains(rune.Value) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    // Variation selectors and the grapheme joiner are marks that show nothing.
    private static bool IsMark(Rune rune) => rune.Value is not (0x034F or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF))
        && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    // Null for what is not seen.
    private static string? Folded(Rune rune) => rune.Value switch
    {
        0x2018 or 0x2019 or 0x02BC or 0x201B => "'",
        0x2212 => "-",
        _ when Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation => "-",
        // The one letter whose capitals are two.
        0x00DF or 0x1E9E => "SS",
        _ when !IsVisible(rune) => null,
        _ => Rune.ToUpperInvariant(rune).ToString(),
    };

    private static IEnumerable<Rune> Decomposed(string text)
    {
        foreach (var rune in text.EnumerateRunes().ToArray())
        {
            if (rune.Value is >= 0xAC00 and <= 0xD7A3)
            {
                // A Hangul syllable is made of its letters by arithmetic (Unicode Standard, 3.12).
                var index = rune.Value - 0xAC00;
                yield return new Rune(0x1100 + (index / 588));
                yield return new Rune(0x1161 + (index % 588 / 28));
                if (index % 28 > 0) yield return new Rune(0x11A7 + (index % 28));
            }
            else if (rune.IsBmp && Decompositions.TryGetValue((char)rune.Value, out var parts))
            {
                foreach (var part in parts.EnumerateRunes().ToArray()) yield return part;
            }
            else
            {
                yield return rune;
            }
        }
    }

    private static FrozenDictionary<char, string> Read()
    {
        using var file = new StreamReader(typeof(WrittenText).Assembly.GetManifestResourceStream("decompositions.txt")!);
        return file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(Character).ToArray())
            .ToFrozenDictionary(characters => characters[0], characters => new string(characters.AsSpan(1)));

        static char Character(string code) => (char)int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private sealed class AlikeComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) =>
            string.Equals(x, y, StringComparison.Ordinal) || (x is not null && y is not null && Key(x) == Key(y));

        public int GetHashCode(string obj) => Key(obj).GetHashCode(StringComparison.Ordinal);
    }
}
