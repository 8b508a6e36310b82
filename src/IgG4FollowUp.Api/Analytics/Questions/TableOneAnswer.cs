using System.Globalization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain.Cohorts;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a question for the first table of a paper may say besides conditions on columns.</summary>
/// <param name="Beside">Id of the published series beside the cohort; yang-2023 unless given.</param>
/// <param name="Table">Table to send as CSV or line by line.</param>
public sealed record TableOneQuery(string? Beside, string? Table)
{
    public static readonly IReadOnlyList<ReadParameter> Parameters =
    [
        CohortParameters.Choice("beside", "Published series beside the cohort; yang-2023 unless given.",
            PublishedAggregates.Default.Sources.Select(source => source.Id)),
        PatientParameters.Known, CohortParameters.Table("rows", "variables", "measurements"),
    ];
}

/// <summary>Who is in the cohort, with a denominator per row, beside a published series.</summary>
public static class TableOneAnswer
{
    private static readonly TableCategory[] Levels =
        [new("thoracic", "Thoracic spine"), new("cervical", "Cervical spine"), new("lumbar", "Lumbar spine"),
            new("sacral", "Sacral spine")];

    private static readonly TableCategory[] Compartments =
    [
        new("dura", "Dura mater"), new("epidural", "Epidural space"), new("intradural-extramedullary", "Intradural-extramedullary space"),
        new("intramedullary", "Intramedullary space"),
    ];

    private static readonly TableCategory[] Patterns = [new("homogeneous", "Ventral and dorsal"), new("dorsal", "Dorsal"),
        new("ventral", "Ventral")];
    private static readonly TableCategory[] Sexes = [new("female", "Female"), new("male", "Male"), new("other", "Other")];
    private static readonly TableCategory[] Shapes = [new("striated", "Striated"), new("fusiform", "Fusiform"),
        new("lobulated-oval", "Lobulated oval")];
    private static readonly TableCategory[] Grades = [new("a", "A"), new("b", "B"), new("c", "C"), new("d", "D"), new("e", "E")];

    private sealed record Person(
        string Origin, string? Sex, int? Age, string? Course, IReadOnlyCollection<string>? Levels, string? Compartment, string? Pattern,
        string? Shape,
        string? Enhancement, string? Grade);

    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, TableOneQuery query)
    {
        var suppression = snapshot.Suppression;
        var beside = TimesRequest.Choice("beside", query.Beside, PublishedAggregates.Default["yang-2023"],
            PublishedAggregates.Default.Sources.ToDictionary(s => s.Id));
        var filter = CohortFilter.OfPersons(http.Request.Query, TableOneQuery.Parameters.Names());
        var people = await ReadAsync(snapshot, filter, http.RequestAborted);
        var table = Of(people, beside);
        var smallCohort = suppression.IsSmall(people.Count);
        var shown = table.Variables.Select(variable => (Variable: variable, Hidden: HiddenCells.Of(variable, suppression, smallCohort)))
            .ToList();
        var about = new AnswerMetadata
        {
            { "statistic", "table-one" },
            { "definition", "first lesion imaged; course until presentation; baseline AIS of the outcome settings" },
            { "definition_version", 1 },
            { "origin", "presentation" },
        };
        snapshot.Describe(about, filter);
        suppression.Describe(about, people.Count);
        about.Describe(suppression, people.Select(person => person.Origin));
        about.Add("beside", beside.Id);
        about.Add("beside_citation", beside.Citation);
        about.Add("beside_patients", beside.Subjects);
        return new CohortAnswer(about,
        [
            TidyTable.Of("rows",
                [
                    "variable", "code", "label", "count", "denominator", "percent", "text", "published_count", "published_denominator",
                    "published_percent",
                    "published_text", "equals_published", "suppressed", "equals_published_count",
                ],
                shown.SelectMany(item =>
                    item.Variable.Rows.Select((row, i) => Row(item.Variable, row, item.Hidden.Rows[i], item.Hidden.Known)))),
            TidyTable.Of("variables", ["variable", "label", "known", "missing", "multi_label", "suppressed", "note"],
                shown.Select(item => new object?[]
                {
                    item.Variable.Id, item.Variable.Label, item.Hidden.Known ? null : item.Variable.Known,
                    item.Hidden.Known ? null : item.Variable.Missing,
                    item.Variable.MultiLabel, item.Hidden.Known, item.Variable.Published?.Note,
                })),
            TidyTable.Of("measurements",
                ["variable", "label", "known", "mean", "std_deviation", "median", "lower_quartile", "upper_quartile", "minimum", "maximum",
                    "published_mean", "published_median", "suppressed"],
                shown.Where(item => item.Variable.Summary is not null)
                    .Select(item =>
                        Measurement(item.Variable, suppression.IsSmall(item.Variable.Known) || item.Hidden.Known,
                            suppression.Minimum > 1))),
        ]);
    }

    private static TableOne<Person> Of(IReadOnlyList<Person> people, PublishedSource beside) => new TableOne<Person>(people, beside)
        .OneOf("sex", "Sex", Sexes, person => person.Sex)
        .YesNo("female", "Women", person => person.Sex is null ? null : person.Sex == "female")
        .Measured("age", "Age at presentation, years", person => person.Age)
        .YesNo("progressive-worsening", "Progressive worsening of neurological impairment", person =>
            person.Course is null ? null : person.Course == "progressive")
        .AnyOf("spinal-level", "Spinal level involved", Levels, person => person.Levels)
        .OneOf("compartment", "Lesion compartment", Compartments, person => person.Compartment)
        .OneOf("pattern", "Pattern relative to the cord in the sagittal plane", Patterns, person => person.Pattern)
        .OneOf("lesion-shape", "Shape", Shapes, person => person.Shape)
        .YesNo("homogeneous-enhancement", "Homogeneous T1 gadolinium enhancement", person =>
            person.Enhancement is null ? null : person.Enhancement == "homogeneous")
        .OneOf("baseline-ais", "ASIA Impairment Scale at baseline", Grades, person => person.Grade);

    /// <summary>A percentage with as many decimals as its text has; null for one that is printed as no number, such as ">90".</summary>
    internal static decimal? Number(string? percent) =>
        decimal.TryParse(percent, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static object?[] Row(TableVariable variable, TableRow row, bool hidden, bool knownHidden) =>
    [
        variable.Id, row.Code, row.Label, hidden ? null : row.Cohort.Count, knownHidden ? null : row.Cohort.Denominator,
        hidden || knownHidden ? null : Number(row.Percent),
        hidden || knownHidden ? "suppressed" : row.Text, row.Published?.StatedCount, row.Published?.Denominator,
        Number(row.Published?.PercentPrinted), row.Published?.Text,
        hidden || knownHidden ? null : row.EqualsPublished, hidden || knownHidden, hidden ? null : row.EqualsPublishedCount,
    ];

    // Smallest and largest are single people; with a minimum cell size they are never shown.
    private static object?[] Measurement(TableVariable variable, bool hidden, bool noExtremes) => variable.Summary is { } s && !hidden
        ? [variable.Id, variable.Label, variable.Known, s.Mean, s.StandardDeviation, s.Median, s.LowerQuartile, s.UpperQuartile,
            noExtremes ? null : s.Minimum, noExtremes ? null : s.Maximum, variable.Published?.Summary?.Mean,
            variable.Published?.Summary?.Median, noExtremes]
        : [variable.Id, variable.Label, null, null, null, null, null, null, null, null, variable.Published?.Summary?.Mean,
            variable.Published?.Summary?.Median, true];

    /// <summary>Which rows of a variable, and whether its denominator, are hidden.</summary>
    private sealed record HiddenCells(bool[] Rows, bool Known)
    {
        public static HiddenCells Of(TableVariable variable, CellSuppression suppression, bool smallCohort)
        {
            if (smallCohort) return new([.. variable.Rows.Select(_ => true)], Known: true);
            // Known and missing make n, and a yes has its no: every split of a known total is hidden together.
            if (!variable.MultiLabel && variable.Rows.Length > 1)
            {
                var cells = suppression.Hidden([.. variable.Rows.Select(row => row.Cohort.Count), variable.Missing]);
                return new(cells[..^1], Known: cells[^1]);
            }

            var known = suppression.IsSmall(variable.Known, variable.Known + variable.Missing);
            return new([.. variable.Rows.Select(row => known || suppression.IsSmall(row.Cohort.Count, row.Cohort.Denominator))], known);
        }
    }

    private static async Task<List<Person>> ReadAsync(CohortSnapshot snapshot, CohortFilter filter, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        command.CommandText = $"""
            select s.origin, s.sex, s.age_years, s.course, s.lesion_compartment, s.lesion_pattern, s.lesion_shape, s.lesion_enhancement,
              lower(s.baseline_grade) as grade, {string.Join(", ", Levels.Select(level => $"s.{LesionAt(level)}"))}
            from {Persons.Sql} s where {filter.Sql("s", command.Parameters)}
            """;
        return await command.ReadAsync(
            row => new Person(
                row.Cell<string>("origin"), row.Text("sex"), row.Maybe<int>("age_years"), row.Text("course"),
                Levels.Any(level => row.IsNull(LesionAt(level)))
                    ? null
                    : [.. Levels.Where(level => row.Cell<bool>(LesionAt(level))).Select(level => level.Code)],
                row.Text("lesion_compartment"), row.Text("lesion_pattern"), row.Text("lesion_shape"), row.Text("lesion_enhancement"),
                row.Text("grade")),
            cancellation);
    }

    private static string LesionAt(TableCategory level) => $"lesion_{level.Code}";
}
