using System.Globalization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// Parameters that several questions to the cohort share. Names that an address takes and what the description shows are one list.
/// </summary>
public static class CohortParameters
{
    public static ReadParameter Definition { get; } = new("definition",
        "Definition of recurrence, in its current version by name, or by name and version; composite unless given.")
    {
        Values = [.. RecurrenceDefinition.Names, .. RecurrenceDefinition.All.Select(definition => definition.Id)],
    };

    public static ReadParameter Origin { get; } = new(
        "origin", "From when time is counted; treatment-start unless given. A release has presentation alone.")
    {
        Values = [.. TimesRequest.Origins.Keys],
    };

    public static ReadParameter Censoring { get; } = new("censoring",
        "Until when somebody without an event counts as free of it: up to the last assessment that could have shown it unless given, or up "
            + "to the last contact of any kind.")
    {
        Values = [.. TimesRequest.Censorings.Keys],
    };

    public static ReadParameter By { get; } = OfColumn("by", "Column whose values are the groups; everyone is one group unless given.");

    /// <summary>Groups of a question about times: columns, or what was begun by the landmark.</summary>
    public static ReadParameter TimesBy { get; } = new(
        "by",
        "Column whose values are the groups, or an exposure by the landmark; everyone is one group unless given. One that is known only "
            + "later than time begins to count is refused.")
    {
        Values = [.. Analytics.Persons.Columns.Select(column => column.Name), .. Exposures.Begun],
    };

    public static ReadParameter LandmarkDays { get; } = new(
        "landmarkDays",
        "Days from the origin to a landmark: only those still at risk then are analysed, in groups by what was known by then, and time "
            + "counts from it. None unless given.")
    {
        Type = Microsoft.OpenApi.JsonSchemaType.Integer,
        Range = (1, 3652),
    };

    /// <summary>What people come under on the way.</summary>
    public static ReadParameter Exposure { get; } = Choice(
        "exposure", "What people come under on the way, from its first day on; surgery unless given.", Exposures.Begun);

    public static ReadParameter TauMonths { get; } = new("tauMonths", "Months over which the mean is taken; 24 unless given.")
    {
        Type = Microsoft.OpenApi.JsonSchemaType.Integer,
        Range = (1, SetTime.MostMonths),
    };

    public static ReadParameter Stratum { get; } =
        OfColumn("stratum", "Column within whose values the groups are compared; not stratified unless given.");

    /// <summary>The groups of a comparison.</summary>
    public static ReadParameter Compared { get; } = TimesBy with
    {
        Description = "Column, or exposure by the landmark, whose groups are compared.",
        Required = true,
    };

    public static ReadParameter Enters { get; } = Choice(
        "entry",
        "When patients come under observation: at enrolment unless given, where it follows the origin, or at the origin, which takes what "
            + "was known in retrospect only for observed.",
        SurvivalAnswers.Entries.Keys);

    public static ReadParameter Clinic { get; } = new("clinic", "A clinic's slug; all clinics unless given.");

    public static ReadParameter About { get; } = Choice(
        CohortAnswer.AboutParameter,
        "As CSV and line by line: whether every row says in further columns what the answer rests on, as unless given, or none does and a "
            + "link names the JSON that does.",
        ["every-row", CohortAnswer.AboutNone]);

    /// <summary>Where the records of a statistic come from, under a name that is not that of the day from which time is counted.</summary>
    public static ReadParameter DataOrigin { get; } = new(
        "dataOrigin",
        $"Where the records come from, separated by commas; {string.Join(", ", OriginMix.Real)} unless given or a clinic is named: made-up "
            + "patients count only when asked for.")
    {
        Separated = true,
        Values = [.. StoredName.All<Domain.Patients.DataOrigin>()],
    };

    /// <summary>What every statistic over persons takes: conditions on the columns of <c>patients</c> and <c>outcomes</c>.</summary>
    public static IReadOnlyList<ReadParameter> Persons { get; } =
        [DataOrigin, .. Analytics.Persons.Columns.Select(column => Condition(column, "persons", column.Comment))];

    /// <summary>The same for a statistic of times, which takes no condition on what is known only later.</summary>
    public static IReadOnlyList<ReadParameter> TimesPersons { get; } =
    [
        DataOrigin, .. Analytics.Persons.Columns.Select(column => Refusal(column) is { } refused
            ? Condition(column, "times", $"Refused here{refused} (immortal time). {column.Comment}")
            : Condition(column, "persons", column.Comment)),
    ];

    /// <summary>Conditions on the columns of every table, each with the tables that have it.</summary>
    public static IReadOnlyList<ReadParameter> AnyTable { get; } =
    [
        .. from table in AnalystTables.All
           from column in table.Columns
           group (table, column) by column.Name into same
           let tables = same.Count() == AnalystTables.All.Count ? "Every table" : string.Join(", ", same.Select(item => item.table.Name))
           select Condition(
               same.First().column with
               {
                   Codes = [.. same.SelectMany(item => item.column.Codes).Distinct(StringComparer.Ordinal)],
                   Required = same.All(item => item.column.Required),
               },
               "tables", $"{tables}: {string.Join(" / ", same.Select(item => item.column.Comment).Distinct(StringComparer.Ordinal))}"),
    ];

    public static ReadParameter OfColumn(string name, string description) =>
        new(name, description) { Values = [.. Analytics.Persons.Columns.Select(column => column.Name)] };

    public static ReadParameter Choice(string name, string description, IEnumerable<string> values) =>
        new(name, description) { Values = [.. values] };

    public static ReadParameter Table(params string[] tables) => new(
        CohortAnswer.TableParameter, $"Table of the answer to send; as JSON all of them unless given, as CSV and line by line {tables[0]}.")
    { Values = tables };

    /// <summary>A number of days, months or draws as the parameter's range has admitted it; null when it is not given.</summary>
    public static int? Number(string? text) => text is null ? null : int.Parse(text, CultureInfo.InvariantCulture);

    public static IReadOnlyList<string> Names(this IEnumerable<ReadParameter> parameters) =>
        [.. parameters.Select(parameter => parameter.Name)];

    /// <summary>A condition on a column of one table.</summary>
    public static ReadParameter Condition(Column column) => new(
        column.Name,
        $"Condition: {column.Comment} Several values are alternatives{(column.Type.IsOrdered ? ", and one may be a range" : "")}"
            + (column.Required ? "." : $"; an empty one asks for null, '{ValueRange.Known}' for what is not null."))
    {
        Repeats = true,
        MayBeEmpty = !column.Required,
        Ranges = column.Type.IsOrdered,
        Values = column.Codes,
        Range = column.Type == CellType.Integer ? (int.MinValue, int.MaxValue) : null,
        Type = column.Type.Json,
        Format = column.Type.Format,
    };

    private static string? Refusal(Column column) =>
        column.Known == Knowledge.Later ? ", as known only later than time begins to count"
        : column.Known.DaysAfter > 0 ? $" without landmarkDays of {column.Known.DaysAfter} or more"
        : null;

    private static ReadParameter Condition(Column column, string group, string comment) =>
        Condition(column with { Comment = comment }) with { Shared = $"{group}.{column.Name}" };
}
