using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a question about grades may say besides conditions on columns.</summary>
/// <param name="By">Column whose values get a matrix each.</param>
/// <param name="At">Grade of follow-up: last (the default) or best.</param>
/// <param name="AtMonths">Instead: the grade at a set time after the baseline, months.</param>
/// <param name="WindowDays">Days of tolerance on either side of the set time.</param>
/// <param name="Table">Table to send as CSV or line by line.</param>
public sealed record TransitionQuery(string? By, string? At, string? AtMonths, string? WindowDays, string? Table)
{
    public static readonly IReadOnlyList<ReadParameter> Parameters =
    [
        CohortParameters.By with { Description = "Column whose values get a matrix each; everyone is in one matrix unless given." },
        CohortParameters.Choice("at", "Grade of follow-up: the last one unless given; not together with atMonths.",
            TransitionAnswer.Grades.Keys),
        new("atMonths", "Instead: the grade nearest to a set time after the baseline, months.")
        {
            Type = JsonSchemaType.Integer,
            Range = (1, SetTime.MostMonths),
        },
        new("windowDays",
            "Days of tolerance on either side of atMonths, below it; a quarter of it unless given (house "
                + "default: no visit window is published).")
        {
            Type = JsonSchemaType.Integer, Range = (0, SetTime.MostDays),
        },
        PatientParameters.Known, CohortParameters.Table("matrix", "proportions"),
    ];
}

/// <summary>AIS at baseline against AIS at follow-up, everyone accounted for.</summary>
public static class TransitionAnswer
{
    private const string Rule =
        "Without a grade at follow-up: died, lost, withdrew or transferred by the end of follow-up; otherwise not yet due while a visit is "
            + "due on the day as_of or later, else missed.";

    private const string SetTimeRule =
        "Without a grade within the window: died, lost, withdrew or transferred when follow-up ended before the window closed; otherwise "
            + "not yet due while the window is open on the day as_of, else missed.";

    internal static readonly Dictionary<string, string> Grades = new(StringComparer.Ordinal)
    {
        ["last"] = "last_grade",
        ["best"] = "best_grade",
    };

    private static readonly string[] Reasons = ["not_yet_due", "missed", "lost", "withdrew", "transferred", "died"];

    public static QuestionReads Reads { get; } = new(
        [.. Grades.Values, "baseline_grade", "ended_by"], FindingTables.Visits.Only(["next_visit_due_on"]));

    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, TransitionQuery query)
    {
        var setTime = SetTime.Parse(query);
        var at = TimesRequest.Choice("at", query.At, "last_grade", Grades);
        var by = TimesRequest.ColumnOf("by", query.By);
        var filter = CohortFilter.OfPersons(http.Request.Query, TransitionQuery.Parameters.Names());
        var people = setTime is null
            ? await ReadAsync(snapshot, at, by, filter, http.RequestAborted)
            : await TransitionAtTime.ReadAsync(snapshot, setTime, by, filter, http.RequestAborted);
        var matrices = people.GroupBy(person => person.Group, person => person.Pair).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, Matrix: TransitionMatrix.Of(group))).ToList();
        var about = new AnswerMetadata
        {
            { "statistic", "ais-transitions" },
            { "origin", "baseline-examination" },
            { "definition", OutcomeSettings.HouseDefault.Name },
            { "definition_version", OutcomeSettings.HouseDefault.Version },
            { "at", setTime is null ? query.At ?? "last" : "set-time" },
            { "at_months", setTime?.Months },
            { "at_days", setTime?.Days },
            { "window_days", setTime?.WindowDays },
            { "as_of", snapshot.AsOf },
            { "without_grade", setTime is null ? Rule : SetTimeRule },
            { "follow_up_rule", FollowUpPeriod.RuleId },
            { "after_follow_up", FollowUpPeriod.Rule },
            { "by", by?.Name },
        };
        snapshot.Describe(about, filter);
        about.DescribePeople(people.Count);
        about.Describe(people.Select(person => person.Origin));
        return new CohortAnswer(about,
        [
            TidyTable.Of("matrix", ["group", "baseline", "patients", "a", "b", "c", "d", "e", .. Reasons],
                matrices.SelectMany(matrix => Rows(matrix.Key, matrix.Matrix))),
            TidyTable.Of("proportions", ["group", "outcome", "count", "denominator", "percent", "lower", "upper"],
                matrices.SelectMany(matrix => Proportions(matrix.Key, matrix.Matrix))),
        ]);
    }

    private static IEnumerable<object?[]> Rows(string group, TransitionMatrix matrix) =>
        matrix.Rows.Select(object?[] (row) =>
        [
            group, row.Baseline?.ToString() ?? TimesRequest.NotReported, row.Subjects,
            .. row.Graded.Concat(row.Ungraded).Select(cell => (object?)cell),
        ]);

    private static IEnumerable<object?[]> Proportions(string group, TransitionMatrix matrix) =>
        new[]
        {
            ("improved", matrix.Improved), ("unchanged", matrix.Unchanged), ("worsened", matrix.Worsened),
            ("complete-to-incomplete", matrix.CompleteToIncomplete), ("to-motor-incomplete", matrix.ToMotorIncomplete),
        }.Select(outcome =>
        {
            var (name, share) = outcome;
            var limits = share.Wilson();
            return new object?[]
            {
                group, name, share.Count, share.Denominator, TableOneAnswer.Number(share.Percent()), limits.Lower, limits.Upper,
            };
        });

    private static async Task<List<GradedPerson>> ReadAsync(
        CohortSnapshot snapshot, string at, Column? by, CohortFilter filter, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        command.Parameters.Add(new() { Value = snapshot.AsOf });
        command.CommandText = $"""
            select {TimesRequest.GroupSql("s", by)} as of_group, s.origin, s.baseline_grade, s.{at} as follow_up_grade, s.ended_by,
              exists (
                select from visits v where v.clinic = s.clinic and v.patient_id = s.patient_id and v.next_visit_due_on >= $1) as visit_due
            from {snapshot.Persons} s where {filter.Sql("s", command.Parameters)}
            """;
        return await command.ReadAsync(
            row =>
            {
                var baseline = row.Member<AsiaGrade>("baseline_grade");
                var followUp = row.Member<AsiaGrade>("follow_up_grade");
                return new GradedPerson(row.Cell<string>("of_group"), row.Cell<string>("origin"), followUp is { } grade
                    ? GradePair.Graded(baseline, grade)
                    : GradePair.Ungraded(baseline, Because(row.Member<ObservationEnd>("ended_by"), row.Cell<bool>("visit_due"))));
            },
            cancellation);
    }

    private static MissingGradeReason Because(ObservationEnd? endedBy, bool visitDue) => endedBy switch
    {
        ObservationEnd.Death => MissingGradeReason.Died,
        ObservationEnd.Lost => MissingGradeReason.Lost,
        ObservationEnd.Withdrew => MissingGradeReason.Withdrew,
        ObservationEnd.Transferred => MissingGradeReason.Transferred,
        _ => visitDue ? MissingGradeReason.NotYetDue : MissingGradeReason.Missed,
    };
}
