using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Imaging;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Levels in an author's words.</summary>
/// <param name="Levels">What is certain of them; null when nothing is.</param>
/// <param name="Exact">True when the words are the levels, so that nothing was lost or derived.</param>
/// <param name="Relapse">What is certain of the levels of a relapse that the words speak of.</param>
public sealed record ReadLevels(SpinalLevels? Levels, bool Exact, SpinalLevels? Relapse)
{
    /// <summary>True when the words are the levels, however they are written.</summary>
    public bool Certain { get; init; } = Exact;
}

/// <summary>
/// Reads levels as authors write them. Only what the words make certain is kept: a disc such as <c>C3/4</c> contributes the
/// vertebra that lies inside the range, a part of a region contributes the region, and anything else contributes nothing.
/// </summary>
public static partial class LevelsText
{
    private static readonly string[] Regions = ["cervical", "thoracic", "lumbar", "sacral"];

    public static ReadLevels Read(string words)
    {
        if (SpinalLevels.TryParse(words, out var exact)) return new(exact, true, null);
        if (SpinalLevels.TryRead(words, out var written)) return new(written, false, null) { Certain = true };
        var clauses = words.Split(';', StringSplitOptions.TrimEntries);
        var relapse = clauses.Skip(1).FirstOrDefault(clause => clause.StartsWith("relapse at ", StringComparison.OrdinalIgnoreCase));
        return new(Certain(clauses[0]), false, relapse is null ? null : Certain(relapse["relapse at ".Length..]));
    }

    /// <summary>The one segment or range of segments that a text names; null when it names none or several.</summary>
    public static SpinalLevels? OnlyRangeIn(string text) =>
        SpinalLevels.NamedIn(Parenthesis().Replace(text, "")).ToList() is [var only] ? only : null;

    private static SpinalLevels? Certain(string words)
    {
        var parts = new List<string>();
        foreach (var word in BetweenEnds().Replace(Parenthesis().Replace(words, ""), "${from} to ${to}")
            .Split([",", " and ", " plus "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            parts.AddRange(Part(word));
        return SpinalLevels.TryParse(string.Join(" and ", parts.Distinct(StringComparer.Ordinal)), out var levels) ? levels : null;
    }

    private static IEnumerable<string> Part(string words)
    {
        if (words.StartsWith("including ", StringComparison.OrdinalIgnoreCase)) words = words["including ".Length..];
        if (SpinalLevels.TryRead(words, out var written)) return [written.ToString()];
        if (RegionsOf(words) is { Count: > 0 } regions) return regions;
        return Ends().Match(words) is { Success: true } ends ? Between(ends.Groups["from"].Value, ends.Groups["to"].Value) : [];
    }

    private static List<string> RegionsOf(string words) => words.ToLowerInvariant() switch
    {
        "cervicothoracic" or "cervico-thoracic" => ["cervical", "thoracic"],
        "thoracolumbar" or "thoraco-lumbar" => ["thoracic", "lumbar"],
        "lumbosacral" or "lumbo-sacral" => ["lumbar", "sacral"],
        var word => PartOfRegion().Match(word) is { Success: true } part ? [part.Groups["region"].Value] : [],
    };

    private static IEnumerable<string> Between(string from, string to)
    {
        var (first, last) = (Segment(from, start: true), Segment(to, start: false));
        if (first is { } a && last is { } b) return a.Index <= b.Index ? [Printed(a, b)] : [];
        // One end is a segment, the other a region: from the segment to the border of its own region, then by names.
        if (first is { } start && RegionsOf(to) is [.., var lower] && Order(lower) >= Order(start))
        {
            var border = start;
            while (border.Index + 1 < VertebralSegment.Count && Order(new VertebralSegment((byte)(border.Index + 1))) == Order(start))
                border = new((byte)(border.Index + 1));
            return Order(lower) == Order(start)
                ? [start.ToString(), lower]
                : [Printed(start, border), .. Regions[(Order(start) + 1)..(Order(lower) + 1)]];
        }

        return [.. RegionsOf(from), .. RegionsOf(to)];
    }

    private static VertebralSegment? Segment(string words, bool start)
    {
        // The cervical spine begins below the foramen magnum.
        if (start && words.Equals("foramen magnum", StringComparison.OrdinalIgnoreCase)) return new(0);
        var disc = Disc().Match(words);
        var name = !disc.Success ? words : disc.Groups["region"].Value + disc.Groups[start ? "below" : "above"].Value;
        return VertebralSegment.TryParse(name, out var segment) ? segment : null;
    }

    private static string Printed(VertebralSegment from, VertebralSegment to) => from == to ? from.ToString() : $"{from}-{to}";

    private static int Order(string region) => Array.IndexOf(Regions, region);

    private static int Order(VertebralSegment segment) => Order(segment.Region.ToString().ToLowerInvariant());

    [GeneratedRegex(@"\s*\([^)]*\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parenthesis();

    // The "and" between two ends separates no levels.
    [GeneratedRegex(@"\bbetween (?<from>.+?) and (?<to>.+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BetweenEnds();

    [GeneratedRegex(@"^(?<from>.+?)(?: to |(?<!mid|upper|lower)-)(?<to>.+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Ends();

    [GeneratedRegex(@"^(?:(?:upper|mid|lower)[- ])?(?<region>cervical|thoracic|lumbar|sacral)(?: cord| spine)?\z",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PartOfRegion();

    [GeneratedRegex(@"^(?<region>[CTLS])(?<above>[0-9]{1,2})/(?<below>[0-9]{1,2})\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Disc();
}
