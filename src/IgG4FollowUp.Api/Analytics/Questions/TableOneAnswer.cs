using System.Globalization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Cohorts;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using Npgsql;

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
    // Said of every row since rows could be hidden: to the last person nothing is.
    private const string Suppressed = "suppressed";

    private const string LesionPrefix = "lesion_";
    private const string SymptomPrefix = "symptom_";
    private const string OrganPrefix = "organ_";

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

    private static readonly TableCategory[] Signals = [.. Of<SignalIntensity>()];
    private static readonly TableCategory[] Symptoms = [.. Of<Symptom>()];
    private static readonly TableCategory[] Organs = [.. Of<Organ>()];

    private static readonly string[] Flagged =
        [.. Levels.Select(LesionAt), .. Symptoms.Select(symptom => Flag(SymptomPrefix, symptom)),
            .. Organs.Select(organ => Flag(OrganPrefix, organ))];

    public static QuestionReads Reads { get; } = new(
    [
        "sex", "age_years", "course", "lesion_compartment", "lesion_pattern", "lesion_shape", "lesion_enhancement", "baseline_grade",
        "lesion_t1_signal", "lesion_t2_signal", "lesion_cord_compression", "lesion_cord_cavity", "serum_igg4_raised",
        "igg4_positive_cells_per_hpf", "igg4_to_igg_percent", "storiform_fibrosis", "obliterative_phlebitis", "last_grade", "improved",
        "recurrence_recorded", "stated_follow_up_months", .. Flagged,
    ]);

    private sealed record Person(
        string Origin, string? Sex, int? Age, string? Course, IReadOnlyCollection<string>? Levels, string? Compartment, string? Pattern,
        string? Shape, string? Enhancement, string? Grade, Further Further);

    private sealed record Further(
        IReadOnlyCollection<string>? Symptoms, IReadOnlyCollection<string>? Organs, string? T1, string? T2, bool? Compression, bool? Cavity,
        bool? SerumRaised, int? Cells, decimal? Ratio, bool? Storiform, bool? Phlebitis, string? LastGrade, bool? Improved,
        bool? Recurrence, decimal? Months);

    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, TableOneQuery query)
    {
        var beside = TimesRequest.Choice("beside", query.Beside, PublishedAggregates.Default["yang-2023"],
            PublishedAggregates.Default.Sources.ToDictionary(s => s.Id));
        var filter = CohortFilter.OfPersons(http.Request.Query, TableOneQuery.Parameters.Names());
        var people = await ReadAsync(snapshot, filter, http.RequestAborted);
        var table = Of(people, beside);
        var about = new AnswerMetadata
        {
            { "statistic", "table-one" },
            { "definition", "first lesion imaged; course until presentation; baseline AIS of the outcome settings" },
            { "definition_version", 1 },
            { "origin", "presentation" },
        };
        snapshot.Describe(about, filter);
        about.DescribePeople(people.Count);
        about.Describe(people.Select(person => person.Origin));
        about.Add("beside", beside.Id);
        about.Add("beside_citation", beside.Citation);
        about.Add("beside_patients", beside.Subjects);
        return new CohortAnswer(about,
        [
            TidyTable.Of("rows",
                [
                    "variable", "code", "label", "count", "denominator", "percent", "text", "published_count", "published_denominator",
                    "published_percent",
                    "published_text", "equals_published", Suppressed, "equals_published_count",
                ],
                table.Variables.SelectMany(variable => variable.Rows.Select(row => Row(variable, row)))),
            TidyTable.Of("variables", ["variable", "label", "known", "missing", "multi_label", Suppressed, "note"],
                table.Variables.Select(variable => new object?[]
                {
                    variable.Id, variable.Label, variable.Known, variable.Missing, variable.MultiLabel, false, variable.Published?.Note,
                })),
            TidyTable.Of("measurements",
                ["variable", "label", "known", "mean", "std_deviation", "median", "lower_quartile", "upper_quartile", "minimum", "maximum",
                    "published_mean", "published_median", Suppressed],
                table.Variables.Where(variable => variable.Summary is not null).Select(Measurement)),
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
        .OneOf("baseline-ais", "ASIA Impairment Scale at baseline", Grades, person => person.Grade)
        .AnyOf("symptom", "Symptoms at presentation", Symptoms, person => person.Further.Symptoms)
        .YesNo("other-organs", "Another organ involved", person => person.Further.Organs is { } organs ? organs.Count > 0 : null)
        .AnyOf("other-organ", "Other organs involved", Organs, person => person.Further.Organs)
        .OneOf("t1-signal", "T1 signal", Signals, person => person.Further.T1)
        .OneOf("t2-signal", "T2 signal", Signals, person => person.Further.T2)
        .YesNo("cord-compression", "Compression of the cord", person => person.Further.Compression)
        .YesNo("cord-cavity", "Cavity of the cord", person => person.Further.Cavity)
        .YesNo("serum-igg4-raised", "Serum IgG4 raised, first on record", person => person.Further.SerumRaised)
        .Measured("igg4-cells", "IgG4-positive plasma cells per high-power field", person => person.Further.Cells)
        .Measured("igg4-igg-percent", "IgG4-positive of IgG-positive plasma cells, per cent", person => (double?)person.Further.Ratio)
        .YesNo("storiform-fibrosis", "Storiform fibrosis", person => person.Further.Storiform)
        .YesNo("obliterative-phlebitis", "Obliterative phlebitis", person => person.Further.Phlebitis)
        .OneOf("last-ais", "ASIA Impairment Scale at the last assessment", Grades, person => person.Further.LastGrade)
        .YesNo("ais-improved", "Better on the ASIA Impairment Scale at the last assessment", person => person.Further.Improved)
        .YesNo("recurrence", "Recurrence on record, whenever", person => person.Further.Recurrence)
        .Measured("stated-follow-up", "Follow-up as sources without dates state it, months", person => (double?)person.Further.Months);

    private static IEnumerable<TableCategory> Of<TCode>()
        where TCode : struct, Enum =>
        Enum.GetValues<TCode>().Select(code => StoredName.Of(code))
            .Select(code => new TableCategory(code, char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ')));

    /// <summary>A percentage with as many decimals as its text has; null for one that is printed as no number, such as ">90".</summary>
    internal static decimal? Number(string? percent) =>
        decimal.TryParse(percent, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static object?[] Row(TableVariable variable, TableRow row) =>
    [
        variable.Id, row.Code, row.Label, row.Cohort.Count, row.Cohort.Denominator, Number(row.Percent), row.Text,
        row.Published?.StatedCount, row.Published?.Denominator, Number(row.Published?.PercentPrinted), row.Published?.Text,
        row.EqualsPublished, false, row.EqualsPublishedCount,
    ];

    private static object?[] Measurement(TableVariable variable)
    {
        var summary = variable.Summary!;
        return
        [
            variable.Id, variable.Label, variable.Known, summary.Mean, summary.StandardDeviation, summary.Median, summary.LowerQuartile,
            summary.UpperQuartile, summary.Minimum, summary.Maximum, variable.Published?.Summary?.Mean, variable.Published?.Summary?.Median,
            false,
        ];
    }

    private static async Task<List<Person>> ReadAsync(CohortSnapshot snapshot, CohortFilter filter, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        command.CommandText = $"""
            select s.origin, s.sex, s.age_years, s.course, s.lesion_compartment, s.lesion_pattern, s.lesion_shape, s.lesion_enhancement,
              lower(s.baseline_grade) as grade, {string.Join(", ", Flagged.Select(column => $"s.{column}"))}, s.lesion_t1_signal,
              s.lesion_t2_signal,
              s.lesion_cord_compression, s.lesion_cord_cavity, s.serum_igg4_raised, s.igg4_positive_cells_per_hpf, s.igg4_to_igg_percent,
              s.storiform_fibrosis, s.obliterative_phlebitis, lower(s.last_grade) as last_grade, s.improved, s.recurrence_recorded,
              s.stated_follow_up_months
            from {snapshot.Persons} s where {filter.Sql("s", command.Parameters)}
            order by s.clinic, s.patient_id
            """;
        return await command.ReadAsync(
            row => new Person(
                row.Cell<string>("origin"), row.Text("sex"), row.Maybe<int>("age_years"), row.Text("course"),
                Any(row, LesionPrefix, Levels),
                row.Text("lesion_compartment"), row.Text("lesion_pattern"), row.Text("lesion_shape"), row.Text("lesion_enhancement"),
                row.Text("grade"),
                new(
                    Any(row, SymptomPrefix, Symptoms), Any(row, OrganPrefix, Organs), row.Text("lesion_t1_signal"),
                    row.Text("lesion_t2_signal"),
                    row.Maybe<bool>("lesion_cord_compression"), row.Maybe<bool>("lesion_cord_cavity"), row.Maybe<bool>("serum_igg4_raised"),
                    row.Maybe<int>("igg4_positive_cells_per_hpf"), row.Maybe<decimal>("igg4_to_igg_percent"),
                    row.Maybe<bool>("storiform_fibrosis"), row.Maybe<bool>("obliterative_phlebitis"), row.Text("last_grade"),
                    row.Maybe<bool>("improved"), row.Maybe<bool>("recurrence_recorded"), row.Maybe<decimal>("stated_follow_up_months"))),
            cancellation);
    }

    private static string LesionAt(TableCategory level) => Flag(LesionPrefix, level);

    private static string Flag(string prefix, TableCategory category) => prefix + category.Code.Replace('-', '_');

    private static List<string>? Any(NpgsqlDataReader row, string prefix, IReadOnlyCollection<TableCategory> categories) =>
        categories.Any(category => row.IsNull(Flag(prefix, category)))
            ? null
            : [.. categories.Where(category => row.Cell<bool>(Flag(prefix, category))).Select(category => category.Code)];
}
