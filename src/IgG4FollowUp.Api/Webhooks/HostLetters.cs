using System.Globalization;
using System.Text;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>
/// What a host may be written in beyond ASCII: a sign that other programs take for another one, as <c>①</c> for 1, would be a name that is
/// judged here and another one that is meant. These are the letters, marks and digits that stand for themselves (RFC 5892, 2.1 and 2.2).
/// </summary>
/// <remarks>The framework's normalisation does nothing where globalization is invariant, as it is in this service.</remarks>
public static class HostLetters
{
    // Letters, marks and digits that NFKC or case folding makes another text (Unicode character database, version 14); no other letter,
    // mark or digit lies between the ends of a range. A sharp s and a last sigma stand for themselves (RFC 5892, 2.6).
    private static readonly (int First, int Last)[] Unstable = [.. (
        "AA-BA 133 140 149 17F 1C6-1CC 1F3 2B0-2B8 2E0-2E4 340-341 343-345 374 37A 3D0-3D6 3F0-3F2 3F5 587 675-678 958-95F 9DC-9DF A33 "
        + "A36 A59-A5B A5E B5C-B5D E33 EB3 EDC-EDD F43 F4D F52 F57 F5C F69 F73 F75-F79 F81 F93 F9D FA2 FA7 FAC FB9 10FC 13F8-13FD "
        + "1C80-1C88 1D2C-1D2E 1D30-1D3A 1D3C-1D4D 1D4F-1D6A 1D78 1D9B-1DBF 1E9A-1E9B 1F71 1F73 1F75 1F77 1F79 1F7B 1F7D-1FA7 1FB2-1FB4 "
        + "1FB7-1FC4 1FC7 1FD3 1FE3 1FF2-1FF4 1FF7-209C 210A-2149 2C7C-2C7D 2D6F 309F 30FF 3131-318E A69C-A69D A770 A7F2-A7F4 A7F8-A7F9 "
        + "AB5C-AB5F AB69-ABBF F900-FA0D FA10 FA12 FA15-FA1E FA20 FA22 FA25-FA26 FA2A-FB1D FB1F-FDFB FE70-FE72 FE74-FFDC 10781-107BA "
        + "1D41A-1D7FF 1EE00-1FBF9 2F800-2FA1D").Split(' ').Select(Range)];

    /// <summary>True for a host that every program takes for the same name.</summary>
    public static bool AreOneName(string host)
    {
        if (Ascii.IsValid(host)) return true;
        return host.EnumerateRunes().All(rune => rune.IsAscii || StandsForItself(rune))
            // A name that is all digits, of whatever script, is an address to some.
            && host.TrimEnd('.').Split('.')[^1].EnumerateRunes().Any(Rune.IsLetter);
    }

    private static bool StandsForItself(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
        // An accent beside its letter is the letter with the accent to whoever composes them; those that show nothing are none.
        && rune.Value is not ((>= 0x300 and <= 0x36F) or 0x3099 or 0x309A or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F)
            or (>= 0xE0100 and <= 0xE01EF) or (>= 0x1160 and <= 0x11FF) or (>= 0x1100 and <= 0x115F))
        && !Array.Exists(Unstable, range => range.First <= rune.Value && rune.Value <= range.Last);

    private static (int First, int Last) Range(string range)
    {
        var ends = range.Split('-').Select(end => int.Parse(end, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToList();
        return (ends[0], ends[^1]);
    }
}
