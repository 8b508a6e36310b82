using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Recurrence;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>One patient's time to the first recurrence under a definition.</summary>
/// <param name="Group">Value of the grouping column as text.</param>
/// <param name="Stratum">Value of the stratifying column as text.</param>
/// <param name="Origin">Where the record comes from.</param>
/// <param name="Days">Days from the origin; null when they are not exactly known.</param>
/// <param name="Cause">1 recurrence, 2 death, 0 censored.</param>
/// <param name="EnrolledAfter">Days from the origin to enrolment; null when they are not exactly known.</param>
/// <param name="AfterFollowUp">Whether a recurrence after the end of follow-up does not count.</param>
public sealed record SubjectRow(string Group, string Stratum, string Origin, int? Days, int Cause, int? EnrolledAfter, bool AfterFollowUp);

/// <summary>What a question about times asks for, checked.</summary>
public sealed class TimesRequest
{
    /// <summary>How a missing value of a grouping column is called.</summary>
    public const string NotReported = "not reported";

    private const string Everyone = "all";

    /// <summary>What <see cref="ReadAsync"/> reads.</summary>
    public static QuestionReads Reads { get; } = new([], IntervalsWith(
        "exact_days", "exact_days_assessed", "cause", "days_to_enrolment_at_least", "days_to_enrolment_at_most",
        "recurred_after_follow_up"));

    public required RecurrenceDefinition Definition { get; init; }
    public required TimeZero Origin { get; init; }
    public required Censoring Censoring { get; init; }
    public required Column? By { get; init; }
    public required Column? Stratum { get; init; }
    public required CohortFilter Filter { get; init; }

    public static TimesRequest Parse(
        HttpContext http, CohortSnapshot snapshot, IReadOnlyCollection<string> own, string? definition, string? origin, string? by,
        string? stratum = null, string? censoring = null) => new()
        {
            Definition = DefinitionOf(definition),
            Origin = OriginOf(origin),
            Censoring = Choice("censoring", censoring, Censoring.LastAssessment, Censorings),
            By = ColumnOf("by", by),
            Stratum = ColumnOf("stratum", stratum),
            Filter = CohortFilter.OfPersons(http.Request.Query, own),
        };

    /// <summary>The recurrences that a question about times looks at.</summary>
    /// <exception cref="BadQuestion">There is no such definition or origin.</exception>
    public static RecurrenceScope ScopeOf(string? definition, string? origin) => new([DefinitionOf(definition)], [OriginOf(origin)]);

    /// <summary>The intervals with what tells them apart and some other columns.</summary>
    public static AnalystTable IntervalsWith(params string[] columns) =>
        CourseTables.RecurrenceFreeIntervals.Only([.. CourseTables.RecurrenceFreeIntervals.Key, .. columns]);

    public static Column? ColumnOf(string parameter, string? name) => name is null ? null
        : Persons.Column(name)
            ?? throw new BadQuestion(Problem.InvalidParameter(parameter, $"a column of {Persons.Name}: {Persons.ColumnNames}."));

    /// <summary>A grouping column as an SQL expression that is never null.</summary>
    public static string GroupSql(string alias, Column? column) =>
        column is null ? $"'{Everyone}'" : $"coalesce({alias}.{column.Sql}::text, '{NotReported}')";

    public static T Choice<T>(string parameter, string? given, T otherwise, IReadOnlyDictionary<string, T> choices) =>
        given is null ? otherwise
        : choices.TryGetValue(given, out var choice) ? choice
        : throw new BadQuestion(Problem.InvalidParameter(parameter, $"one of {string.Join(", ", choices.Keys)}."));

    /// <summary>What every answer about recurrence says first.</summary>
    public AnswerMetadata About(CohortSnapshot snapshot, string statistic)
    {
        AnswerMetadata about = new()
        {
        { "statistic", statistic },
        { "definition", Definition.Name },
        { "definition_version", Definition.Version },
        { "definition_settings", Definition.Settings.Id },
        { "definition_source", Definition.Source },
        { "house_default", Definition.IsHouseDefault },
        { "origin", OriginName(Origin) },
        { "time_unit", "day" },
        { "follow_up_rule", FollowUpPeriod.RuleId },
        { "after_follow_up", FollowUpPeriod.Rule },
        { "by", By?.Name },
        };
        snapshot.Describe(about, Filter);
        return about;
    }

    /// <summary>Names until when somebody without an event counts as free of it.</summary>
    public void DescribeCensoring(AnswerMetadata about)
    {
        about.Add("censoring", StoredName.Of(Censoring));
        about.Add("censoring_rule", Censoring.Rule());
    }

    /// <summary>One row per patient that the filter lets through.</summary>
    public async Task<List<SubjectRow>> ReadAsync(CohortSnapshot snapshot, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        var days = Censoring == Censoring.LastContact ? "exact_days" : "exact_days_assessed";
        var parameters = command.Parameters;
        Bind(parameters);
        command.CommandText = $"""
            select {GroupSql("s", By)} as of_group, {GroupSql("s", Stratum)} as stratum, s.origin, f.{days} as days, f.cause,
              case when f.days_to_enrolment_at_least = f.days_to_enrolment_at_most then f.days_to_enrolment_at_least end as enrolled_after,
              coalesce(f.recurred_after_follow_up, false) as after_follow_up
            from {snapshot.Persons} s join recurrence_free_intervals f using (clinic, patient_id)
            where f.definition = $1 and f.definition_version = $2 and f.time_zero = $3 and {Filter.Sql("s", parameters)}
            order by clinic, patient_id
            """;
        return await command.ReadAsync(
            row => new SubjectRow(
                row.Cell<string>("of_group"), row.Cell<string>("stratum"), row.Cell<string>("origin"), row.Maybe<int>("days"),
                row.Cell<int>("cause"), row.Maybe<int>("enrolled_after"), row.Cell<bool>("after_follow_up")),
            cancellation);
    }

    /// <summary>Binds definition, version and origin to $1, $2 and $3.</summary>
    public void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new() { Value = Definition.Name });
        parameters.Add(new() { Value = Definition.Version });
        parameters.Add(new() { Value = OriginName(Origin) });
    }

    public static readonly IReadOnlyDictionary<string, TimeZero> Origins = new[]
    {
        TimeZero.Presentation, TimeZero.FirstSymptom, TimeZero.Surgery, TimeZero.TreatmentStart,
    }.ToDictionary(OriginName);

    public static readonly IReadOnlyDictionary<string, Censoring> Censorings = Enum.GetValues<Censoring>().ToDictionary(StoredName.Of);

    public static string OriginName(TimeZero origin) => StoredName.Of(origin);

    private static RecurrenceDefinition DefinitionOf(string? given) => Choice(
        "definition", given, RecurrenceDefinition.Composite,
        CohortParameters.Definition.Values.ToDictionary(name => name, name => RecurrenceDefinition.Find(name)!, StringComparer.Ordinal));

    private static TimeZero OriginOf(string? given) => Choice("origin", given, TimeZero.Presentation, Origins);
}
