using System.Collections.Immutable;
using IgG4FollowUp.Statistics;
using MathNet.Numerics.Statistics;

namespace IgG4FollowUp.Domain.Cohorts;

/// <summary>One category of a table, by code and as shown.</summary>
/// <param name="Code">Stable code, the same as the published category's.</param>
/// <param name="Label">As shown.</param>
public readonly record struct TableCategory(string Code, string Label);

/// <summary>One counted row of a table.</summary>
/// <param name="Code">Code of the category; empty for a yes-or-no variable.</param>
/// <param name="Label">As shown.</param>
/// <param name="Cohort">Count and denominator in this cohort; the denominator leaves out those without the information.</param>
/// <param name="Published">The same row in the published series; null when it has none.</param>
public sealed record TableRow(string Code, string Label, Proportion Cohort, PublishedFigure? Published)
{
    /// <summary>Decimals of the percentage: those of the published one, otherwise 1.</summary>
    public int Decimals => Published?.PercentPrinted is { } printed && printed.Contains('.', StringComparison.Ordinal)
        ? printed.Length - printed.IndexOf('.', StringComparison.Ordinal) - 1
        : Published?.PercentPrinted is null ? 1 : 0;

    /// <summary>The percentage, rounded half away from zero; null when the denominator is 0.</summary>
    public string? Percent => Cohort.Percent(Decimals);

    /// <summary>"22/45 (48.9%)": the raw fraction first, because small numbers are read by it.</summary>
    public string Text => Percent is { } percent ? $"{Cohort.Fraction} ({percent}%)" : Cohort.Fraction;

    /// <summary>
    /// Whether this cohort shows the published figure: count and denominator, and the percentage as far as it is published and borne out.
    /// Null when nothing is published that could be compared, and when the count is the same out of nobody knows how many: "35/35" is not
    /// shown to equal "35/?", see <see cref="EqualsPublishedCount"/>.
    /// </summary>
    public bool? EqualsPublished => EqualsPublishedCount != true ? EqualsPublishedCount
        : Published!.Denominator is not { } denominator ? null
        : denominator == Cohort.Denominator && (Published.AssertablePercent is null || Published.AssertablePercent == Percent);

    /// <summary>Whether the count alone is the published one, whatever it is out of; null when no count is published.</summary>
    public bool? EqualsPublishedCount => Published?.StatedCount is { } count ? count == Cohort.Count : null;
}

/// <summary>Location and spread of a measurement; null throughout when nobody has it.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">With n − 1; null for fewer than two.</param>
/// <param name="Median">Median.</param>
/// <param name="LowerQuartile">25th percentile by R's default definition (type 7).</param>
/// <param name="UpperQuartile">75th percentile by the same definition.</param>
/// <param name="Minimum">Smallest.</param>
/// <param name="Maximum">Largest.</param>
public sealed record TableSummary(
    double? Mean, double? StandardDeviation, double? Median, double? LowerQuartile, double? UpperQuartile, double? Minimum,
    double? Maximum);

/// <summary>One variable of a table with everyone accounted for: known and missing make n.</summary>
/// <param name="Id">Stable id, the same as the published measure's.</param>
/// <param name="Label">As shown.</param>
/// <param name="Known">People with the information: the denominator.</param>
/// <param name="Missing">People without it. Not reported is never no.</param>
/// <param name="MultiLabel">True when a person may count in several rows, so that counts may exceed the denominator.</param>
/// <param name="Rows">Counted rows; empty for a measurement.</param>
/// <param name="Summary">Location and spread of a measurement; null for other variables.</param>
/// <param name="Published">The published measure beside it; null when the series does not report it.</param>
public sealed record TableVariable(
    string Id, string Label, int Known, int Missing, bool MultiLabel, ImmutableArray<TableRow> Rows, TableSummary? Summary,
    PublishedMeasure? Published);

/// <summary>
/// The first table of a paper: who is in the cohort, row by row with a denominator of its own, beside a published series.
/// </summary>
/// <typeparam name="T">A row of data: one person.</typeparam>
public sealed class TableOne<T>(IReadOnlyList<T> people, PublishedSource? beside = null)
{
    private readonly List<TableVariable> _variables = [];

    /// <summary>The variables in the order they were added.</summary>
    public IReadOnlyList<TableVariable> Variables => _variables;

    /// <summary>Adds a yes-or-no variable.</summary>
    /// <param name="id">Id of the variable and of the published measure.</param>
    /// <param name="label">As shown.</param>
    /// <param name="value">True or false; null when not reported.</param>
    public TableOne<T> YesNo(string id, string label, Func<T, bool?> value)
    {
        var known = people.Select(value).OfType<bool>().ToArray();
        var published = beside?.Measure(id);
        var row = new TableRow("", label, new Proportion(known.Count(yes => yes), known.Length), published?.Figure);
        return Add(id, label, known.Length, multiLabel: false, [row], summary: null);
    }

    /// <summary>Adds a variable of which a person has exactly one category.</summary>
    /// <param name="id">Id of the variable and of the published measure.</param>
    /// <param name="label">As shown.</param>
    /// <param name="categories">Every category, in the order of the rows, including those nobody has.</param>
    /// <param name="value">Code of the category; null when not reported.</param>
    /// <exception cref="ArgumentException">A person has a category that is not listed.</exception>
    public TableOne<T> OneOf(string id, string label, IReadOnlyList<TableCategory> categories, Func<T, string?> value) =>
        Categorical(id, label, multiLabel: false, categories, person => value(person) is { } code ? [code] : null);

    /// <summary>Adds a variable of which a person has any number of categories.</summary>
    /// <param name="id">Id of the variable and of the published measure.</param>
    /// <param name="label">As shown.</param>
    /// <param name="categories">Every category, in the order of the rows.</param>
    /// <param name="values">Codes, duplicates counted once; empty for none of them, null when not reported.</param>
    /// <exception cref="ArgumentException">A person has a category that is not listed.</exception>
    public TableOne<T> AnyOf(
        string id, string label, IReadOnlyList<TableCategory> categories, Func<T, IReadOnlyCollection<string>?> values) =>
        Categorical(id, label, multiLabel: true, categories, values);

    /// <summary>Adds a measurement.</summary>
    /// <param name="id">Id of the variable and of the published measure.</param>
    /// <param name="label">As shown, with the unit.</param>
    /// <param name="value">The value; null when not reported.</param>
    public TableOne<T> Measured(string id, string label, Func<T, double?> value)
    {
        var known = people.Select(value).OfType<double>().ToArray();
        var summary = known.Length == 0
            ? new TableSummary(null, null, null, null, null, null, null)
            : new TableSummary(
                known.Mean(), known.Length < 2 ? null : known.StandardDeviation(), known.Median(),
                known.QuantileCustom(0.25, QuantileDefinition.R7), known.QuantileCustom(0.75, QuantileDefinition.R7),
                known.Min(), known.Max());
        return Add(id, label, known.Length, multiLabel: false, [], summary);
    }

    private TableOne<T> Categorical(
        string id, string label, bool multiLabel, IReadOnlyList<TableCategory> categories, Func<T, IReadOnlyCollection<string>?> values)
    {
        var counts = categories.ToDictionary(c => c.Code, _ => 0);
        var known = 0;
        foreach (var person in people)
        {
            if (values(person) is not { } codes)
                continue;
            known++;
            foreach (var code in codes.Distinct())
            {
                if (!counts.TryGetValue(code, out var count))
                    throw new ArgumentException($"'{code}' is not a category of '{id}'.", nameof(values));
                counts[code] = count + 1;
            }
        }

        var published = beside?.Measure(id);
        return Add(id, label, known, multiLabel,
            [.. categories.Select(c => new TableRow(c.Code, c.Label, new Proportion(counts[c.Code], known), published?.Category(c.Code)))],
            summary: null);
    }

    private TableOne<T> Add(
        string id, string label, int known, bool multiLabel, ImmutableArray<TableRow> rows, TableSummary? summary)
    {
        _variables.Add(new TableVariable(id, label, known, people.Count - known, multiLabel, rows, summary, beside?.Measure(id)));
        return this;
    }
}
