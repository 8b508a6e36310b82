using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Statistics;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>Which person a row is of.</summary>
/// <param name="Clinic">The clinic's slug.</param>
/// <param name="PatientId">The patient.</param>
public readonly record struct PersonKey(string Clinic, Guid PatientId)
{
    public static PersonKey Of(NpgsqlDataReader row) => new(row.Cell<string>(Persons.Clinic), row.Cell<Guid>(Persons.PatientId));
}

/// <summary>One patient's time to the first recurrence under a definition.</summary>
/// <param name="Person">The patient.</param>
/// <param name="Group">Value of the grouping column as text.</param>
/// <param name="Stratum">Value of the stratifying column as text.</param>
/// <param name="Origin">Where the record comes from.</param>
/// <param name="Days">Days from the origin; null when they are not exactly known.</param>
/// <param name="Cause">1 recurrence, 2 death, 3 progression that competes, 0 censored.</param>
/// <param name="EnrolledAfter">Days from the origin to enrolment; null when they are not exactly known.</param>
/// <param name="EnrolledAtMost">Days from the origin to enrolment at most; null when there is no bound.</param>
/// <param name="AfterFollowUp">Whether a recurrence after the end of follow-up does not count.</param>
/// <param name="Bounds">Between which days it happened; null when that is not determinable.</param>
/// <param name="Covariates">Values of the columns asked for as covariates, as text; null for what is not known.</param>
public sealed record SubjectRow(
    PersonKey Person, string Group, string Stratum, string Origin, int? Days, int Cause, int? EnrolledAfter, int? EnrolledAtMost,
    bool AfterFollowUp, CensoredInterval? Bounds, IReadOnlyList<string?> Covariates);

/// <summary>What a question about times asks for.</summary>
public sealed record TimesAsked
{
    public string? Definition { get; init; }
    public string? Origin { get; init; }
    public string? Censoring { get; init; }
    public string? By { get; init; }
    public string? Stratum { get; init; }
    public IReadOnlyList<string> Covariates { get; init; } = [];
    public int? LandmarkDays { get; init; }
    public bool WithBounds { get; init; }
}

/// <summary>What a question about times asks for, checked.</summary>
public sealed class TimesRequest
{
    /// <summary>How a missing value of a grouping column is called.</summary>
    public const string NotReported = "not reported";

    private const string Everyone = "all";

    /// <summary>Whether people count from enrolment on unless asked otherwise.</summary>
    public const bool FromEnrolment = true;

    /// <summary>What <see cref="ReadAsync"/> reads.</summary>
    public static QuestionReads Reads { get; } = new([], IntervalsWith(
        "exact_days", "exact_days_assessed", "cause", "days_to_enrolment_at_least", "days_to_enrolment_at_most",
        "recurred_after_follow_up", "origin_earliest", "origin_latest", "last_assessed_earliest", "days_at_least", "days_at_most",
        "days_free_at_least"));

    public required RecurrenceDefinition Definition { get; init; }
    public required TimeZero Origin { get; init; }
    public required Censoring Censoring { get; init; }
    public required Column? By { get; init; }
    public required Column? Stratum { get; init; }
    public required CohortFilter Filter { get; init; }

    /// <summary>Columns whose values are covariates.</summary>
    public IReadOnlyList<Column> Covariates { get; init; } = [];

    /// <summary>The exposure by the landmark whose presence and absence are the groups; null for a column.</summary>
    public string? ByExposure { get; init; }

    /// <summary>Whether the days between which it happened are read.</summary>
    public bool WithBounds { get; init; }

    /// <summary>Days from the origin to the landmark from which time is counted; null when it is counted from the origin.</summary>
    public int? LandmarkDays { get; init; }

    /// <summary>What of the persons was known when time begins to count.</summary>
    public KnownByThen Known => field ??= new(LandmarkDays);

    /// <summary>Reads a question that draws people and compares none of their times: it may be of whoever came to be something.</summary>
    public static TimesRequest Parse(
        HttpContext http, IReadOnlyCollection<string> own, string? definition, string? origin, string? censoring = null) => new()
        {
            Definition = DefinitionOf(definition),
            Origin = OriginOf(origin),
            Censoring = Choice("censoring", censoring, Censoring.LastAssessment, Censorings),
            By = null,
            Stratum = null,
            Filter = CohortFilter.OfPersons(http.Request.Query, own),
        };

    /// <summary>Reads a question about times, whose groups and conditions are of what was known when time begins to count.</summary>
    /// <exception cref="BadQuestion">A column is known later, or there is none of that name.</exception>
    public static TimesRequest Parse(HttpContext http, IReadOnlyCollection<string> own, TimesAsked asked)
    {
        var request = new TimesRequest
        {
            Definition = DefinitionOf(asked.Definition),
            Origin = OriginOf(asked.Origin),
            Censoring = Choice("censoring", asked.Censoring, Censoring.LastAssessment, Censorings),
            By = Exposures.Begun.Contains(asked.By) ? null : ColumnOf("by", asked.By),
            ByExposure = Exposures.Begun.Contains(asked.By) ? asked.By : null,
            Stratum = ColumnOf("stratum", asked.Stratum),
            Covariates = [.. asked.Covariates.Select(name => ColumnOf("covariates", name)!)],
            LandmarkDays = asked.LandmarkDays,
            WithBounds = asked.WithBounds,
            Filter = CohortFilter.OfPersons(http.Request.Query, own),
        };
        if (request is { ByExposure: { } exposure, LandmarkDays: null }) throw KnownByThen.WithoutLandmark("by", exposure);
        request.Known.Require("by", request.By);
        request.Known.Require("stratum", request.Stratum);
        foreach (var covariate in request.Covariates) request.Known.Require("covariates", covariate);
        foreach (var column in request.Filter.Columns) request.Known.Require(column.Name, column);
        return request;
    }

    /// <summary>The conditions as SQL: a value that was not known by then meets none.</summary>
    public string FilterSql(NpgsqlParameterCollection parameters) => Filter.Sql("s", parameters, Known.Sql);

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
        { "by", ByExposure ?? By?.Name },
        };
        if (LandmarkDays is { } landmark)
        {
            about.Add("landmark_days", landmark);
            about.Add("time_from", "the landmark, of those still at risk then");
        }

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
        var freeAt = Censoring == Censoring.LastContact ? "f.days_at_least" : "f.last_assessed_earliest - f.origin_latest";
        var covariates = string.Concat(Covariates.Select((column, i) =>
            $", case when {Known.Sql(column) ?? "true"} then s.{column.Sql}::text end as c{i}"));
        // Nearly no question asks for them, and there may be many rows.
        var bounds = !WithBounds ? "" : $"""
            , case when f.cause = 1 then coalesce(f.days_free_at_least, 0) end as free_for,
              case when f.cause = 1 then f.days_at_most end as seen_by,
              case when f.cause = 1 then f.days_at_least else {freeAt} end is not null as bounded, {freeAt} as free_at
            """;
        command.CommandText = $"""
            select s.clinic, s.patient_id, {Known.GroupSql(By)} as of_group, {Known.GroupSql(Stratum)} as stratum, s.origin,
              f.{days} as days, f.cause,
              case when f.days_to_enrolment_at_least = f.days_to_enrolment_at_most then f.days_to_enrolment_at_least end as enrolled_after,
              f.days_to_enrolment_at_most as enrolled_at_most, coalesce(f.recurred_after_follow_up, false) as after_follow_up
              {bounds}{covariates}
            from {snapshot.Persons} s join recurrence_free_intervals f using (clinic, patient_id)
            where f.definition = $1 and f.definition_version = $2 and f.time_zero = $3 and {FilterSql(parameters)}
            order by clinic, patient_id
            """;
        return await command.ReadAsync(
            row => new SubjectRow(
                PersonKey.Of(row), row.Cell<string>("of_group"), row.Cell<string>("stratum"), row.Cell<string>("origin"),
                row.Maybe<int>("days"), row.Cell<int>("cause"), row.Maybe<int>("enrolled_after"),
                row.Maybe<int>("enrolled_at_most"), row.Cell<bool>("after_follow_up"),
                WithBounds && row.Cell<bool>("bounded") ? BoundsOf(row) : null, [.. Covariates.Select((_, i) => row.Text($"c{i}"))]),
            cancellation);
    }

    // An event that counts came after the origin, and whoever had none was free of it when last looked at.
    private static CensoredInterval BoundsOf(NpgsqlDataReader row)
    {
        if (row.Cell<int>("cause") != 1) return CensoredInterval.NotBy(Math.Max(0, row.Cell<int>("free_at")));
        var by = row.Maybe<int>("seen_by") ?? double.PositiveInfinity;
        return new(Math.Clamp(row.Cell<int>("free_for"), 0, by), by);
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
        TimeZero.TreatmentStart, TimeZero.Presentation, TimeZero.FirstSymptom, TimeZero.Surgery,
    }.ToDictionary(OriginName);

    public static readonly IReadOnlyDictionary<string, Censoring> Censorings = Enum.GetValues<Censoring>().ToDictionary(StoredName.Of);

    public static string OriginName(TimeZero origin) => StoredName.Of(origin);

    private static RecurrenceDefinition DefinitionOf(string? given) => Choice(
        "definition", given, RecurrenceDefinition.Composite,
        CohortParameters.Definition.Values.ToDictionary(name => name, name => RecurrenceDefinition.Find(name)!, StringComparer.Ordinal));

    private static TimeZero OriginOf(string? given) => Choice("origin", given, TimeZero.TreatmentStart, Origins);
}
