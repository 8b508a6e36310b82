namespace IgG4FollowUp.Api.Cohorts;

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

    public static CellSuppression From(IConfiguration configuration)
    {
        var minimum = configuration.GetValue(Setting, HouseDefault);
        return minimum >= 1 ? new(minimum) : throw new InvalidOperationException($"{Setting} is a whole number from 1.");
    }

    /// <summary>True for a count that may not be shown by itself.</summary>
    public bool IsSmall(int count) => count > 0 && count < minimum;

    /// <summary>True for a count of which it, or the rest up to its denominator, may not be shown.</summary>
    public bool IsSmall(int count, int denominator) => IsSmall(count) || IsSmall(denominator - count);

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
