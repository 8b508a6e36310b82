using IgG4FollowUp.Api.Hosting;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// Hides counts so small that they could point at a person. What is hidden must not follow from what is shown: of cells that add up to a
/// known total at least two are hidden, and together they hold at least the minimum. A count of 0 is nobody and is shown.
/// </summary>
/// <param name="minimum">Smallest count that is shown; 1 shows everything.</param>
public sealed class CellSuppression(int minimum)
{
    /// <summary>Nothing is hidden unless the service's owner says so: setting <c>Cohort:MinimumCellSize</c>.</summary>
    public const int HouseDefault = 1;

    public const string Setting = "Cohort:MinimumCellSize";

    public int Minimum => minimum;

    private static readonly NumberSetting Least = new(Setting, HouseDefault, 1);

    public static CellSuppression From(IConfiguration configuration) => new(Least.CountIn(configuration));

    /// <summary>True for a count that may not be shown by itself.</summary>
    public bool IsSmall(int count) => count > 0 && count < minimum;

    /// <summary>True for a count of which it, or the rest up to its denominator, may not be shown.</summary>
    public bool IsSmall(int count, int denominator) => IsSmall(count) || IsSmall(denominator - count);

    /// <summary>A count that stands by itself; null when it may not be shown.</summary>
    public object? Shown(int count) => IsSmall(count) ? null : count;

    /// <summary>
    /// How many of a cohort are of one origin: with a minimum it is said only where there are none, since the rest would follow from it.
    /// </summary>
    public object? OfOrigin(int count) => count > 0 && minimum > 1 ? null : count;

    /// <summary>The groups of an answer by their sizes; those too small are withheld as a whole.</summary>
    public GroupsShown Groups(IEnumerable<string> members)
    {
        var groups = members.CountBy(member => member, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var hidden = Hidden([.. groups.Select(group => group.Value)]);
        return new([.. groups.Where((_, i) => hidden[i]).Select(group => group.Key)]);
    }

    /// <summary>A number of people and the parts it falls into, with those of them that may be shown.</summary>
    public void Describe(AnswerMetadata about, int people, params (string Name, int Count)[] parts)
    {
        about.People = people;
        about.Add("minimum_cell_size", minimum);
        about.Add("patients", Shown(people));
        var hidden = IsSmall(people) ? [.. parts.Select(_ => true)] : Hidden([.. parts.Select(part => part.Count)]);
        for (var i = 0; i < parts.Length; i++) about.Add(parts[i].Name, hidden[i] ? null : parts[i].Count);
    }

    /// <summary>Which of several cells with a known total are hidden.</summary>
    public bool[] Hidden(IReadOnlyList<int> cells)
    {
        var hidden = cells.Select(cell => IsSmall(cell)).ToArray();
        if (!hidden.Contains(value: true)) return hidden;
        foreach (var next in Enumerable.Range(0, cells.Count).Where(i => !hidden[i]).OrderBy(i => cells[i] == 0).ThenBy(i => cells[i]))
        {
            if (hidden.Count(isHidden => isHidden) > 1 && cells.Where((_, i) => hidden[i]).Sum() >= minimum) break;
            hidden[next] = true;
        }

        return hidden;
    }
}

/// <summary>What an answer by groups leaves out.</summary>
/// <param name="Withheld">Groups that are withheld as a whole.</param>
public sealed record GroupsShown(IReadOnlyList<string> Withheld)
{
    private const string Reason =
        "Fewer people than the minimum cell size, or the size of a withheld group would follow from this one. Times with fewer at risk are "
            + "left out as well.";

    public bool Contains(string group) => !Withheld.Contains(group, StringComparer.Ordinal);

    /// <param name="about">What the answer says about itself.</param>
    /// <param name="withoutAnalysed">Groups of which nobody could be analysed.</param>
    public void Describe(AnswerMetadata about, IEnumerable<string> withoutAnalysed)
    {
        about.Add("groups_without_analysed", string.Join(", ", withoutAnalysed.Order(StringComparer.Ordinal)));
        about.Add("withheld_groups", string.Join(", ", Withheld));
        about.Add("withheld_because", Withheld.Count == 0 ? null : Reason);
    }
}
