using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Domain.Imaging;

/// <summary>A region of the spine.</summary>
[Flags]
public enum SpinalRegions
{
    /// <summary>No region.</summary>
    None = 0,

    /// <summary>C1 to C7.</summary>
    Cervical = 1,

    /// <summary>T1 to T12.</summary>
    Thoracic = 2,

    /// <summary>L1 to L5.</summary>
    Lumbar = 4,

    /// <summary>S1 to S5.</summary>
    Sacral = 8,
}

/// <summary>
/// One vertebral segment, C1 to C7, T1 to T12, L1 to L5, S1 to S5, in craniocaudal order. Vertebrae, not spinal nerves: there
/// is no C8.
/// </summary>
/// <param name="Index">0 for C1 to 28 for S5.</param>
public readonly record struct VertebralSegment(byte Index) : IComparable<VertebralSegment>
{
    /// <summary>Number of segments.</summary>
    public const int Count = 29;

    private static readonly (char Letter, int First, int Count, SpinalRegions Region)[] Table =
    [
        ('C', 0, 7, SpinalRegions.Cervical), ('T', 7, 12, SpinalRegions.Thoracic), ('L', 19, 5, SpinalRegions.Lumbar),
        ('S', 24, 5, SpinalRegions.Sacral),
    ];

    /// <summary>The region the segment belongs to.</summary>
    public SpinalRegions Region => Row.Region;

    private (char Letter, int First, int Count, SpinalRegions Region) Row => Table[Index < 7 ? 0 : Index < 19 ? 1 : Index < 24 ? 2 : 3];

    /// <inheritdoc/>
    public int CompareTo(VertebralSegment other) => Index.CompareTo(other.Index);

    /// <summary>The segment's name, such as <c>T4</c>.</summary>
    public override string ToString() => $"{Row.Letter}{Index - Row.First + 1}";

    /// <summary>Reads a segment's name.</summary>
    /// <param name="text">Such as <c>T4</c>.</param>
    /// <param name="segment">The segment read.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out VertebralSegment segment)
    {
        segment = default;
        if (text.Length is < 2 or > 3 || text[1] == '0') return false;
        var number = 0;
        foreach (var c in text[1..])
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = number * 10 + (c - '0');
        }

        foreach (var row in Table)
        {
            if (row.Letter != text[0]) continue;
            if (number > row.Count) return false;
            segment = new((byte)(row.First + number - 1));
            return true;
        }

        return false;
    }

    /// <summary>All segments of a set of regions, as bits.</summary>
    internal static uint BitsOf(SpinalRegions regions)
    {
        uint bits = 0;
        foreach (var row in Table)
        {
            if (regions.HasFlag(row.Region)) bits |= ((1u << row.Count) - 1) << row.First;
        }

        return bits;
    }
}

/// <summary>
/// Where in the spine: vertebral segments and ranges, or regions when that is all that is known. The parts are kept as they
/// were reported (<c>C5-T4 and T1-T6</c> stays two ranges), while <see cref="Segments"/> and <see cref="Regions"/> are the sets
/// they cover. A range runs caudally. At most 16 parts.
/// </summary>
[JsonConverter(typeof(SpinalLevelsJsonConverter))]
public sealed partial class SpinalLevels : IEquatable<SpinalLevels>
{
    /// <summary>What levels must look like, for error messages.</summary>
    public const string Expected =
        "Levels are vertebral segments C1 to C7, T1 to T12, L1 to L5, S1 to S5, ranges that run caudally, or "
        + "regions, joined by ' and ': 'T4', 'C5-T4', "
        + "'C5-T4 and T1-T6', 'cervical'. 'Th5-8', 'D5', 'HWK 4-6', 'BWK 5', 'LWK 1', 'T5/8', 'C4 to T2' and lists with commas are "
        + "understood; a disc such as 'C3/4' is no segment.";

    private const int MaximumParts = 16;
    private const string Separator = " and ";
    private readonly ImmutableArray<Part> _parts;

    private SpinalLevels(ImmutableArray<Part> parts)
    {
        _parts = parts;
        foreach (var part in parts)
        {
            Segments |= part.Bits;
            Regions |= part.Regions;
        }
    }

    /// <summary>Bit i is set when the segment with index i is known to be involved; a region alone sets none.</summary>
    public uint Segments { get; }

    /// <summary>The regions involved, whether given by segments or by name. One lesion may involve several.</summary>
    public SpinalRegions Regions { get; }

    /// <summary>Number of segments known to be involved; 0 when only regions are known.</summary>
    public int SegmentCount => BitOperations.PopCount(Segments);

    /// <summary>True when the two can share a segment: exactly by segments, or by region where one knows only the region.</summary>
    /// <param name="other">The other levels.</param>
    public bool Overlaps(SpinalLevels other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Reach & other.Reach) != 0;
    }

    private uint Reach
    {
        get
        {
            var reach = Segments;
            foreach (var part in _parts)
            {
                if (part.IsRegion) reach |= VertebralSegment.BitsOf(part.Regions);
            }

            return reach;
        }
    }

    /// <summary>The levels as reported.</summary>
    public override string ToString() => string.Join(Separator, _parts);

    /// <inheritdoc/>
    public bool Equals(SpinalLevels? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SpinalLevels);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Segments, Regions, _parts.Length);

    /// <summary>Reads levels exactly as <see cref="ToString"/> prints them.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is not levels; the message says what would be right.</exception>
    public static SpinalLevels Parse(string text) => TryParse(text, out var levels) ? levels : throw new FormatException(Expected);

    /// <summary>Reads levels exactly as <see cref="ToString"/> prints them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="levels">The levels read.</param>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SpinalLevels? levels)
    {
        levels = null;
        if (string.IsNullOrEmpty(text) || text.Length > 200) return false;
        var words = text.Split(Separator);
        if (words.Length > MaximumParts) return false;
        var parts = ImmutableArray.CreateBuilder<Part>(words.Length);
        foreach (var word in words)
        {
            if (!Part.TryParse(word, out var part)) return false;
            parts.Add(part);
        }

        levels = new(parts.MoveToImmutable());
        return true;
    }

    /// <summary>
    /// Reads levels as people write them: <c>Th5-8</c>, <c>C4/T2</c>, <c>C4 to T2</c>, <c>c5 – t4, L1</c>, <c>Cervical spine</c>. Two
    /// neighbours with a slash are a disc and no level.
    /// </summary>
    /// <param name="text">The text; at most 200 characters.</param>
    /// <param name="levels">The levels read.</param>
    public static bool TryRead(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SpinalLevels? levels)
    {
        if (TryParse(text, out levels)) return true;
        if (text is not { Length: <= 200 } || text.Any(char.IsControl)) return false;
        var parts = Joint().Split(text.Trim()).Select(Part.Written).ToList();
        return !parts.Contains(null) && TryParse(string.Join(Separator, parts), out levels);
    }

    /// <summary>The segments and ranges of segments that a text speaks of, in order, each as far as it is one.</summary>
    /// <param name="text">The text, such as an operation in words.</param>
    public static IEnumerable<SpinalLevels?> NamedIn(string text)
    {
        foreach (Match match in SegmentsInText().Matches(text)) yield return TryRead(match.Value, out var levels) ? levels : null;
    }

    // Th and D (dorsal vertebrae) are other names of T; HWK, BWK, LWK and SWK those of German vertebrae.
    private const string Letters = "C|Th?|D|L|S|[HBLS]WK?";
    private const string Dash = "[-‐‑‒–—−~/]";
    private const string To = "(?:to|bis|thru|through|à|a)";

    [GeneratedRegex(@"\s*(?:[,;&+]\s*(?:and\s)?|\s(?:and|plus|und|et|y|e)\s)\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Joint();

    [GeneratedRegex(
        $@"^(?:(?:levels?|segments?|vertebra[el]?|vertebral bod(?:y|ies)|from)\s)?(?<from>{Letters})\s?(?<first>[0-9]{{1,2}})"
        + $@"(?:\s?(?<joint>{Dash}|\s{To}\s)\s?(?<to>{Letters})?\s?(?<last>[0-9]{{1,2}}))?(?:\s(?:levels?|vertebra[el]?))?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WrittenSegments();

    // In running text a letter is a capital and stands beside its number; vitamin D3 is no vertebra.
    [GeneratedRegex(
        @"(?<!\w|vitamin |vit\. ?)(?:C|T[hH]?|D|L|S|[HBLS]WK? ?)[0-9]{1,2}"
        + $@"(?:(?: ?{Dash} ?| {To} )(?:C|T[hH]?|D|L|S|[HBLS]WK? ?)?[0-9]{{1,2}})?(?!\w)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SegmentsInText();

    [GeneratedRegex(
        @"^(?:(?<region>cervical|thoracic|lumbar|sacral|zervikal|thorakal|lumbal|sakral)(?:[\s-](?:spine|cord|levels?|vertebrae))?"
        + @"|(?<german>[HBL])WS|(?<letter>[CTL])-spine)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RegionNamed();

    private readonly record struct Part(VertebralSegment From, VertebralSegment To, SpinalRegions RegionName)
    {
        public bool IsRegion => RegionName != SpinalRegions.None;

        public uint Bits => IsRegion ? 0 : (uint)(((1UL << (To.Index - From.Index + 1)) - 1) << From.Index);

        public SpinalRegions Regions
        {
            get
            {
                if (IsRegion) return RegionName;
                var regions = SpinalRegions.None;
                for (var i = From.Index; i <= To.Index; i++) regions |= new VertebralSegment(i).Region;
                return regions;
            }
        }

        public override string ToString() =>
            IsRegion ? RegionName.ToString().ToLowerInvariant() : From == To ? From.ToString() : $"{From}-{To}";

        /// <summary>A part as people write it, in the form in which it is printed; null when it is none.</summary>
        public static string? Written(string word)
        {
            if (RegionNamed().Match(word) is { Success: true } region)
            {
                var name = region.Groups["region"].Value + region.Groups["german"].Value + region.Groups["letter"].Value;
                return char.ToUpperInvariant(name[0]) switch
                {
                    'C' or 'Z' or 'H' => "cervical",
                    'T' or 'B' => "thoracic",
                    'L' => "lumbar",
                    _ => "sacral",
                };
            }

            if (WrittenSegments().Match(word) is not { Success: true } match) return null;
            var from = Segment(match.Groups["from"].Value, match.Groups["first"].Value);
            if (match.Groups["last"] is not { Success: true } last) return from;
            var to = Segment(match.Groups["to"] is { Success: true } other ? other.Value : match.Groups["from"].Value, last.Value);
            if (!VertebralSegment.TryParse(from, out var first) || !VertebralSegment.TryParse(to, out var end)) return null;
            return match.Groups["joint"].Value == "/" && end.Index == first.Index + 1 ? null : $"{from}-{to}";
        }

        private static string Segment(string region, string number) => region.ToUpperInvariant() switch
        {
            "TH" or "D" or "BW" or "BWK" => "T",
            "HW" or "HWK" => "C",
            var other => other[..1],
        } + number;

        public static bool TryParse(string word, out Part part)
        {
            part = default;
            var region = word switch
            {
                "cervical" => SpinalRegions.Cervical,
                "thoracic" => SpinalRegions.Thoracic,
                "lumbar" => SpinalRegions.Lumbar,
                "sacral" => SpinalRegions.Sacral,
                _ => SpinalRegions.None,
            };
            if (region != SpinalRegions.None)
            {
                part = new(default, default, region);
                return true;
            }

            var dash = word.IndexOf('-', StringComparison.Ordinal);
            if (!VertebralSegment.TryParse(dash < 0 ? word : word.AsSpan(0, dash), out var from)) return false;
            var to = from;
            // A range of one segment would not print as it was read.
            if (dash >= 0 && (!VertebralSegment.TryParse(word.AsSpan(dash + 1), out to) || to.Index <= from.Index)) return false;
            part = new(from, to, SpinalRegions.None);
            return true;
        }
    }
}

/// <summary>
/// Spinal levels as a JSON string: read as people write them, written as <see cref="SpinalLevels.ToString"/> prints them.
/// </summary>
public sealed class SpinalLevelsJsonConverter : JsonConverter<SpinalLevels>
{
    /// <inheritdoc/>
    public override SpinalLevels Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && SpinalLevels.TryRead(reader.GetString(), out var levels)
            ? levels
            : throw new JsonException(SpinalLevels.Expected);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SpinalLevels value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
