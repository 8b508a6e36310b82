using System.Collections.Immutable;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Disclosure;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Analytics.Releases;

/// <summary>
/// A question to a release: one column at most, by which persons are divided or whose groups are asked for. A code that is told together
/// with others asks for all of them, and the answer says so.
/// </summary>
public sealed class ReleaseQuestion
{
    // What an address calls otherwise than the release.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) { ["age_years"] = "age_band" };

    // Nobody else is in a release.
    private static readonly string ClinicsOwn = StoredName.Of(DataOrigin.Clinic);

    private const string Rule =
        "Counts of at least the minimum of persons, the same for every analyst until the next release; small groups and empty ones are "
            + "told together with others, and what would follow about fewer is not told.";

    private readonly ReleaseRow _release;
    private readonly string? _condition;
    private readonly string? _by;

    private ReleaseQuestion(ReleaseRow release, string? condition, string? by, IReadOnlyList<int> asked) =>
        (_release, _condition, _by, Asked) = (release, condition, by, asked);

    /// <summary>The groups of the condition's column that are asked for; everybody's one group without a condition.</summary>
    public IReadOnlyList<int> Asked { get; }

    public ReleasedCounts Counts => _release.Counts;

    /// <summary>The column by which persons are divided.</summary>
    public string? Division => _by ?? _condition;

    /// <summary>The groups that the answer has, each with the groups of the release that it is made of.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<int> Of)> Groups =>
        _by is null
            ? [("all", Asked)]
            : [.. Asked.Select(group => (Counts.Column(_by)!.Groups[group].Text, (IReadOnlyList<int>)[group]))];

    /// <summary>Reads a question.</summary>
    /// <param name="query">The request's query.</param>
    /// <param name="release">The release.</param>
    /// <param name="by">The column by which groups are asked for.</param>
    /// <param name="fixedTo">
    /// Parameters that have but one value in a release; others than these and conditions are not looked at.
    /// </param>
    /// <param name="own">Parameters that are no conditions.</param>
    /// <exception cref="BadQuestion">The release does not tell it.</exception>
    public static ReleaseQuestion Parse(
        IQueryCollection query, ReleaseRow release, string? by, IReadOnlyDictionary<string, string> fixedTo,
        IReadOnlyCollection<string> own)
    {
        foreach (var (name, value) in fixedTo)
        {
            if (query.TryGetValue(name, out var given) && given != value)
                throw new BadQuestion(Problem.NotReleased($"Parameter '{name}': a release has {value} alone."));
        }

        var counts = release.Counts;
        var offered = string.Join(", ", counts.Columns.Where(column => column.Divides).Select(column => column.Name));
        var conditions = query.Where(one => !own.Contains(one.Key, StringComparer.Ordinal) && one.Key != CohortAnswer.AboutParameter)
            .Select(one => (Name: one.Key == CohortParameters.DataOrigin.Name ? Persons.Origin : one.Key, Values: (string?[])one.Value!))
            .Select(one => one.Name == Persons.Origin ? one with { Values = [.. one.Values.SelectMany(value => value!.Split(','))] } : one)
            .Where(one => one.Name != Persons.Origin || one.Values is not [{ } origin] || origin != ClinicsOwn)
            .ToList();
        var named = conditions.Select(one => one.Name).Concat(by is null ? [] : [Names.GetValueOrDefault(by, by)])
            .Distinct(StringComparer.Ordinal).ToList();
        if (named.Count > 1 || conditions.Count > 1 || named.Exists(name => counts.Column(name) is not { Divides: true }))
            throw new BadQuestion(Problem.NotReleased($"A question divides the persons once, by one of: {offered}."));
        var column = named.Count == 0 ? null : counts.Column(named[0]);
        int[] asked = conditions.Count == 0
            ? [.. Enumerable.Range(0, column?.Groups.Length ?? 1)]
            : [.. Enumerable.Range(0, column!.Groups.Length).Where(group =>
                conditions[0].Values.Any(value => Holds(column.Groups[group], value)))];
        return new(release, conditions.Count == 0 ? null : named[0], by is null ? null : named[0], asked);

        bool Holds(GroupLabel group, string? value) =>
            group.Codes.Any(code => code.Code == value) || (group.WithRest && !column!.Groups.Any(other =>
                other.Codes.Any(code => code.Code == value)));
    }

    /// <summary>What every answer says of itself.</summary>
    public AnswerMetadata About(string statistic)
    {
        var persons = Asked.Sum(group => Counts.Cells(null, Division ?? "") is { } sizes ? sizes[0][group] : Counts.Persons ?? 0);
        var about = new AnswerMetadata
        {
            { "statistic", statistic },
            { "by", _by },
            { "condition", _condition is null ? null
                : $"{_condition}: {string.Join(" | ", Asked.Select(group => Counts.Column(_condition)!.Groups[group].Text))}" },
            { "release", _release.Number },
            { "released_on", DateOnly.FromDateTime(_release.MadeAt.UtcDateTime) },
            { "minimum_cell_size", Counts.Minimum },
            { "row_level_reads", false },
            { "disclosure_control", Rule },
            { "divides", string.Join(", ", Counts.Columns.Where(column => column.Divides).Select(column => column.Name)) },
            { "patients", persons },
        };
        about.People = persons;
        return about;
    }

    /// <summary>The cells of a column in a group of the answer; null where they are not told.</summary>
    public IReadOnlyList<int>? Cells(string column, IReadOnlyList<int> groups) =>
        Counts.Cells(Division, column) is { } cells
            ? [.. Enumerable.Range(0, cells[0].Length).Select(at => groups.Sum(group => cells[group][at]))]
            : null;

    /// <summary>The life table of a group of the answer; null where it is not told.</summary>
    public LifeTableCounts? Times(IReadOnlyList<int> groups)
    {
        return Counts.LifeTable(Division) is { } times
            ? new(times.Months, [Sum(times.Events)], [Sum(times.Lost)], [groups.Sum(group => times.Beyond[group])])
            : null;

        ImmutableArray<int> Sum(ImmutableArray<ImmutableArray<int>> cells) =>
            [.. cells[0].Select((_, interval) => groups.Sum(group => cells[group][interval]))];
    }
}
