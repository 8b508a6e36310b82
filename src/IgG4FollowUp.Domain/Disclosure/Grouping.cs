using System.Collections.Immutable;

namespace IgG4FollowUp.Domain.Disclosure;

/// <summary>
/// A column of a release divided into groups of at least the minimum number of persons, the same in every answer: whether a rare code is
/// held by nobody or by a few cannot be told apart.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Labels">The groups as told.</param>
/// <param name="Of">The group of each person, in the order of the release.</param>
public sealed record Grouping(ReleaseColumn Column, ImmutableArray<GroupLabel> Labels, ImmutableArray<int> Of)
{
    // House default: with groups that are large, more can be told of each.
    private const int MostGroups = 6;
    private const int MostBands = 4;

    /// <summary>Name of the column.</summary>
    public string Name => Column.Name;

    /// <summary>Persons in each group.</summary>
    public ImmutableArray<int> Sizes { get; } = [.. Labels.Select((_, group) => Of.Count(one => one == group))];

    /// <summary>Divides persons by a column; null when there would be fewer than two groups.</summary>
    /// <param name="column">The column.</param>
    /// <param name="persons">The persons of the release.</param>
    /// <param name="minimum">Fewest persons of a group.</param>
    public static Grouping? By(ReleaseColumn column, IReadOnlyList<ReleasedPerson> persons, int minimum)
    {
        var codes = persons.Select(person => person.Codes.GetValueOrDefault(column.Name)).ToList();
        var counts = column.Codes.Select(code => codes.Count(one => one == code.Code)).ToList();
        var least = Math.Max(minimum, (persons.Count - 1) / (column.IsOrdered ? MostBands : MostGroups) + 1);
        var told = column.IsOrdered ? Neighbours(counts, least) : Single();
        if (told.Count == 0) return null;

        var rest = persons.Count - told.Sum(codesOf => codesOf.Sum(code => counts[code]));
        var groups = told.ConvertAll(codesOf => new GroupLabel([.. codesOf.Select(code => column.Codes[code])], WithRest: false));
        if (rest >= least)
        {
            groups.Add(new([], WithRest: true));
        }
        else
        {
            // Always, also when nobody is left over: else somebody would be known to be, or nobody.
            var largest = Enumerable.Range(0, told.Count).MaxBy(group => told[group].Sum(code => counts[code]));
            groups[largest] = groups[largest] with { WithRest = true };
        }

        if (groups.Count < 2) return null;
        var restIs = groups.FindIndex(group => group.WithRest);
        return new(column, [.. groups], [.. codes.Select(code => GroupOf(code) is >= 0 and var at ? at : restIs)]);

        int GroupOf(string? code) => groups.FindIndex(group => group.Codes.Any(one => one.Code == code));

        List<List<int>> Single() =>
            [.. Enumerable.Range(0, counts.Count).Where(code => counts[code] >= least).Select(code => new List<int> { code })];
    }

    // Neighbours together until they are enough; what is left over at the end joins the last.
    private static List<List<int>> Neighbours(List<int> counts, int least)
    {
        var groups = new List<List<int>>();
        var (open, persons) = (new List<int>(), 0);
        for (var code = 0; code < counts.Count; code++)
        {
            open.Add(code);
            persons += counts[code];
            if (persons < least) continue;
            groups.Add(open);
            (open, persons) = ([], 0);
        }

        if (groups.Count > 0) groups[^1].AddRange(open);
        return groups;
    }
}

/// <summary>A group as told.</summary>
/// <param name="Codes">Its codes; empty for the rest alone.</param>
/// <param name="WithRest">Whether whoever has another code, or none reported, is in it.</param>
public sealed record GroupLabel(ImmutableArray<Cohorts.TableCategory> Codes, bool WithRest)
{
    private const string Rest = "other or not reported";

    /// <summary>Stable code: the codes joined by '+', and 'rest'.</summary>
    public string Code => string.Join('+', Codes.Select(code => code.Code).Concat(WithRest ? ["rest"] : []));

    /// <summary>As shown.</summary>
    public string Text => string.Join(" or ", Codes.Select(code => code.Label).Concat(WithRest ? [Rest] : []));
}
