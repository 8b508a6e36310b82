using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a question about response to treatment may say besides conditions on columns.</summary>
/// <param name="By">Column whose values are the groups.</param>
/// <param name="Event">The event: first-treatment (the default) or recurrence, the first of each patient.</param>
/// <param name="Table">Table to send as CSV or line by line.</param>
public sealed record ResponseQuery(string? By, string? Event, string? Table)
{
    public static readonly IReadOnlyList<ReadParameter> Parameters =
    [
        CohortParameters.By,
        CohortParameters.Choice(
            "event", "The event whose treatment is looked at: the first treatment unless given, or the first recurrence of each patient.",
            ResponseAnswer.Events.Keys),
        PatientParameters.Known, CohortParameters.Table("responses", "proportions", "reasons", "curve"),
    ];
}

/// <summary>Responses to treatment by set time, everyone accounted for, and the cumulative incidence of a first response.</summary>
public static class ResponseAnswer
{
    private const double Level = 0.95;

    private const string Rule =
        "Complete, partial and none are the assessable ones. Otherwise not yet due while the window is open on the day as_of, else not "
        + "assessable; the reasons say why.";

    internal static readonly Dictionary<string, int> Events = new(StringComparer.Ordinal) { ["first-treatment"] = 0, ["recurrence"] = 1 };

    private static readonly string[] Causes = ["response", "recurrence", "death", "progression"];

    public static QuestionReads Reads { get; } = new([], ResponseTables.TreatmentResponses.Only(
        ["ordinal", "months", "category", "reasons", "window_closes_on", "exact_days", "cause", "treated"]));

    /// <summary>One event at one set time; of who had no such event one row, with 0 months.</summary>
    private sealed record Row(
        string Group, string Origin, int Months, ResponseCategory Category, string Reasons, bool IsOpen, int? Days, int Cause,
        bool IsTreated)
    {
        public bool IsNotYetDue => Category == ResponseCategory.NotAssessable && IsOpen;
    }

    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, ResponseQuery query)
    {
        var ordinal = TimesRequest.Choice("event", query.Event, 0, Events);
        var by = TimesRequest.ColumnOf("by", query.By);
        var filter = CohortFilter.OfPersons(http.Request.Query, ResponseQuery.Parameters.Names());
        var all = await ReadAsync(snapshot, ordinal, by, filter, http.RequestAborted);
        var rows = all.FindAll(row => row.Months > 0);
        var first = rows.Select(row => row.Months).DefaultIfEmpty().Min();
        var events = rows.FindAll(row => row.Months == first);
        var people = all.FindAll(row => row.Months == 0 || row.Months == first);
        var treated = events.FindAll(row => row.IsTreated);
        var times = treated.FindAll(row => row.Days is not null);
        var about = new AnswerMetadata
        {
            { "statistic", "treatment-responses" },
            { "event", query.Event ?? "first-treatment" },
            { "origin", "treatment-of-event" },
            { "time_unit", "day" },
            { "definition", TreatmentResponses.Primary.Name },
            { "definition_version", TreatmentResponses.Primary.Version },
            { "response_settings", ResponseSettings.HouseDefault.Id },
            { "house_default", true },
            { "as_of", snapshot.AsOf },
            { "rule", Rule },
            { "conf_level", Level },
            { "follow_up_rule", FollowUpPeriod.RuleId },
            { "after_follow_up", FollowUpPeriod.Rule },
            { "by", by?.Name },
        };
        snapshot.Describe(about, filter);
        about.DescribePeople(
            people.Count, ("analysed", times.Count), ("not_determinable", treated.Count - times.Count),
            ("not_certainly_treated", events.Count - treated.Count), ("without_event", people.Count - events.Count));
        about.Describe(people.Select(row => row.Origin));
        about.DescribeWithoutAnalysed(people.Select(row => row.Group).Except(times.Select(row => row.Group), StringComparer.Ordinal));
        var cells = rows.GroupBy(row => (row.Group, row.Months))
            .OrderBy(cell => cell.Key.Group, StringComparer.Ordinal).ThenBy(cell => cell.Key.Months)
            .Select(cell => new Cell(cell.Key.Group, cell.Key.Months, [.. cell])).ToList();
        return new CohortAnswer(about,
        [
            TidyTable.Of(
                "responses",
                ["group", "months", "patients", "assessable", "complete", "partial", "none", "not_yet_due", "not_assessable"],
                cells.Select(cell => cell.Counts)),
            TidyTable.Of(
                "proportions", ["group", "months", "outcome", "count", "denominator", "percent", "lower", "upper"],
                cells.SelectMany(cell => cell.Proportions)),
            TidyTable.Of("reasons", ["group", "months", "reason", "count", "not_assessable"], cells.SelectMany(cell => cell.Reasons)),
            Curve(times),
        ]);
    }

    private static TidyTable Curve(List<Row> times)
    {
        var z = ConfidenceLimits.Z(Level);
        return TidyTable.Of("curve",
            [
                "group", "cause", "time", "at_risk", "events", "other_events", "censored", "event_free", "incidence", "std_error", "lower",
                "upper",
            ],
            from curve in AalenJohansen.ByGroup(times, row => row.Group, row => new CompetingTime(row.Days!.Value, row.Cause),
                Causes.Length)
            from cause in curve.Result
            from p in cause.Points
            let limits = p.Limits(z)
            select new object?[]
            {
                curve.Key, Causes[cause.Cause - 1], p.Time, p.AtRisk, p.Events, p.OtherEvents, p.Censored, p.EventFree, p.Incidence,
                p.StandardError, limits.Lower, limits.Upper,
            });
    }

    private static async Task<List<Row>> ReadAsync(
        CohortSnapshot snapshot, int ordinal, Column? by, CohortFilter filter, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        command.Parameters.Add(new() { Value = ordinal });
        command.Parameters.Add(new() { Value = snapshot.AsOf });
        command.CommandText = $"""
            select {TimesRequest.GroupSql("s", by)} as of_group, s.origin, coalesce(r.months, 0) as months,
              coalesce(r.category, 'not-assessable') as category, coalesce(r.reasons, '') as reasons,
              coalesce(r.window_closes_on >= $2, false) as window_open, r.exact_days,
              coalesce(r.cause, 0) as cause, r.treated is true as treated
            from {snapshot.Persons} s left join treatment_responses r
              on r.clinic = s.clinic and r.patient_id = s.patient_id and r.ordinal = $1
            where {filter.Sql("s", command.Parameters)}
            order by s.clinic, s.patient_id, r.months
            """;
        return await command.ReadAsync(
            row => new Row(
                row.Cell<string>("of_group"), row.Cell<string>("origin"), row.Cell<int>("months"),
                row.Member<ResponseCategory>("category")!.Value, row.Cell<string>("reasons"), row.Cell<bool>("window_open"),
                row.Maybe<int>("exact_days"), row.Cell<int>("cause"), row.Cell<bool>("treated")),
            cancellation);
    }

    /// <summary>A group at a set time.</summary>
    private sealed class Cell(string named, int months, IReadOnlyList<Row> rows)
    {
        private readonly int[] _counts =
        [
            Of(rows, ResponseCategory.Complete), Of(rows, ResponseCategory.Partial), Of(rows, ResponseCategory.None),
            rows.Count(row => row.IsNotYetDue),
            rows.Count(row => row.Category == ResponseCategory.NotAssessable && !row.IsNotYetDue),
        ];

        private int Assessable => _counts[0] + _counts[1] + _counts[2];

        public object?[] Counts =>
        [
            named, months, rows.Count, Assessable, .. _counts.Select(count => (object?)count),
        ];

        public IEnumerable<object?[]> Proportions => [Share("complete", _counts[0]), Share("complete-or-partial", _counts[0] + _counts[1])];

        // Several can hold for one patient.
        public IEnumerable<object?[]> Reasons =>
            from row in rows
            where row.Category == ResponseCategory.NotAssessable && !row.IsNotYetDue
            from reason in row.Reasons.Split(" + ")
            group row by reason into same
            orderby same.Key
            select new object?[] { named, months, same.Key, same.Count(), _counts[4] };

        private object?[] Share(string outcome, int count)
        {
            var share = new Proportion(count, Assessable);
            var limits = share.Wilson(Level);
            return
            [
                named, months, outcome, share.Count, share.Denominator, TableOneAnswer.Number(share.Percent()), limits.Lower, limits.Upper,
            ];
        }

        private static int Of(IReadOnlyList<Row> rows, ResponseCategory category) => rows.Count(row => row.Category == category);
    }
}
