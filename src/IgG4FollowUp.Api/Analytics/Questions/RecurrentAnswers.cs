using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a question about all recurrences may say besides conditions on columns.</summary>
public sealed record RecurrentQuery(string? Definition, string? Origin, string? Censoring, string? By, string? Entry, string? Table)
{
    private static readonly ReadParameter EntryParameter = CohortParameters.Choice(
        "entry",
        "When patients come under observation: at enrolment unless given, or at the origin, which takes time known in retrospect only for "
        + "time observed. Whoever was enrolled by the origin is observed from it either way.",
        SurvivalAnswers.Entries.Keys);

    public static readonly IReadOnlyList<ReadParameter> MeanParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.By, EntryParameter,
        PatientParameters.Known, CohortParameters.Table("curve", "groups"),
    ];

    public static readonly IReadOnlyList<ReadParameter> RateParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.By, EntryParameter,
        PatientParameters.Known, CohortParameters.Table("rates"),
    ];
}

/// <summary>Recurrences counted as often as they happen: the mean cumulative function and rates per person-year.</summary>
public static class RecurrentAnswers
{
    private const double Level = 0.95;
    private const double DaysPerYear = 365.25;

    public static QuestionReads Reads { get; } = new(
        ["ended_by", "last_contact_earliest", "last_contact_latest"],
        TimesRequest.IntervalsWith(
            "origin_earliest", "origin_latest", "last_assessed_earliest", "last_assessed_latest", "days_to_enrolment_at_least",
            "days_to_enrolment_at_most"),
        CourseTables.Recurrences.Only(["definition", "definition_version", "by_earliest", "by_latest", "within_follow_up"]));

    /// <summary>A patient's observation in days from the origin; each is null when it is not exactly known.</summary>
    private sealed record Course(string Group, string Origin, int? Entry, int? End, int[]? Events, int AfterFollowUp)
    {
        public bool IsKnown => Entry is not null && End is not null && Events is not null;

        public bool IsObserved => IsKnown && End > Entry;
    }

    public static async Task<IResult> MeanAsync(HttpContext http, CohortSnapshot snapshot, RecurrentQuery query)
    {
        var (courses, about) = await ReadAsync(http, snapshot, query, "mean-cumulative-function");
        about.Add("conf_type", "log");
        about.Add("conf_level", Level);
        var z = ConfidenceLimits.Z(Level);
        return new CohortAnswer(about,
        [
            TidyTable.Of("curve", ["group", "time", "at_risk", "events", "mean", "std_error", "lower", "upper"],
                from course in Grouped(courses)
                where course.Rows.Count > 0
                from p in MeanCumulativeFunction.Estimate(course.Rows)
                let limits = p.Limits(z)
                select new object?[] { course.Group, p.Time, p.AtRisk, p.Events, p.Mean, p.StandardError, limits.Lower, limits.Upper }),
            TidyTable.Of("groups", ["group", "patients", "events", "of_patients"],
                from course in Grouped(courses)
                select new object?[] { course.Group, course.Patients, course.Rows.Count(row => row.IsEvent),
                    course.Of }),
        ]);
    }

    public static async Task<IResult> RatesAsync(HttpContext http, CohortSnapshot snapshot, RecurrentQuery query)
    {
        var (courses, about) = await ReadAsync(http, snapshot, query, "person-time-rate");
        about.Add("conf_type", "exact-poisson");
        about.Add("conf_level", Level);
        return new CohortAnswer(about,
        [
            TidyTable.Of("rates",
                ["group", "patients", "events", "person_years", "events_per_person_year", "lower", "upper", "of_patients"],
                from course in Grouped(courses)
                let rate = Rate(course.Rows)
                let limits = rate?.Limits(Level)
                select new object?[]
                {
                    course.Group, course.Patients, rate?.Events ?? 0, rate?.PersonTime ?? 0, rate?.Rate, limits?.Lower, limits?.Upper,
                    course.Of,
                }),
        ]);
    }

    private static async Task<(List<Course> Courses, AnswerMetadata About)> ReadAsync(HttpContext http, CohortSnapshot snapshot,
        RecurrentQuery query, string statistic)
    {
        var request = TimesRequest.Parse(
            http, RecurrentQuery.MeanParameters.Names(),
            new() { Definition = query.Definition, Origin = query.Origin, By = query.By, Censoring = query.Censoring });
        var fromEnrolment = TimesRequest.Choice("entry", query.Entry, otherwise: true, SurvivalAnswers.Entries);
        var all = await ReadAsync(snapshot, request, fromEnrolment, http.RequestAborted);
        var known = all.FindAll(course => course.IsKnown);
        var observed = known.FindAll(course => course.IsObserved);
        var about = request.About(snapshot, statistic);
        request.DescribeCensoring(about);
        about.Add("death", "ends observation");
        about.Add("entry", query.Entry ?? "enrolment");
        about.DescribePeople(
            all.Count, ("analysed", observed.Count), ("not_determinable", all.Count - known.Count),
            ("never_at_risk", known.Count - observed.Count));
        about.Add("recurrences_not_after_origin",
            observed.Sum(course => course.Events!.Count(day => day <= 0)));
        about.Add(
            "recurrences_before_entry",
            observed.Sum(course => course.Events!.Count(day => day > 0 && day <= course.Entry)));
        about.Add("recurrences_after_follow_up", all.Sum(course => course.AfterFollowUp));
        about.Describe(all.Select(course => course.Origin));
        about.NotFor(Uses.NotCausal);
        about.DescribeWithoutAnalysed(
            all.Select(course => course.Group).Except(observed.Select(course => course.Group), StringComparer.Ordinal));
        return (all, about);
    }

    private static async Task<List<Course>> ReadAsync(
        CohortSnapshot snapshot, TimesRequest request, bool fromEnrolment, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        request.Bind(command.Parameters);
        // One that was certainly seen after the end of follow-up does not count. A recurrence whose day is not exactly known, or of which
        // it is open whether it was, leaves a null among the days, and the patient is counted as not determinable.
        // A death is seen on its own day, whenever the patient was last assessed.
        var assessed = request.Censoring == Censoring.LastAssessment ? "s.ended_by <> 'death'" : "false";
        command.CommandText = $"""
            select {request.Known.GroupSql(request.By)} as of_group, s.origin,
              case when f.origin_earliest = f.origin_latest and {End("earliest")} = {End("latest")}
                then {End("earliest")} - f.origin_earliest end as ends,
              case when f.days_to_enrolment_at_least = f.days_to_enrolment_at_most then f.days_to_enrolment_at_least end as enrolled_after,
              array(select distinct case when r.within_follow_up and r.by_earliest = r.by_latest and f.origin_earliest = f.origin_latest
                  then r.by_earliest - f.origin_earliest end as day
                from recurrences r
                where r.within_follow_up is not false and r.clinic = f.clinic and r.patient_id = f.patient_id
                  and r.definition = f.definition and r.definition_version = f.definition_version
                order by day) as days,
              (select count(*) from recurrences r
                where r.within_follow_up is false and r.clinic = f.clinic and r.patient_id = f.patient_id and r.definition = f.definition
                  and r.definition_version = f.definition_version)::integer as after_follow_up
            from {snapshot.Persons} s join recurrence_free_intervals f using (clinic, patient_id)
            where f.definition = $1 and f.definition_version = $2 and f.time_zero = $3 and {request.FilterSql(command.Parameters)}
            order by clinic, patient_id
            """;
        return await command.ReadAsync(
            row =>
            {
                var days = row.Cell<int?[]>("days");
                return new Course(
                    row.Cell<string>("of_group"), row.Cell<string>("origin"), fromEnrolment ? row.Maybe<int>("enrolled_after") : 0,
                    row.Maybe<int>("ends"),
                    days.Contains(null) ? null : [.. days.Select(day => day!.Value)], row.Cell<int>("after_follow_up"));
            },
            cancellation);

        string End(string bound) => $"(case when {assessed} then f.last_assessed_{bound} else s.last_contact_{bound} end)";
    }

    private static PersonTimeRate? Rate(List<RecurrentRow> rows)
    {
        if (rows.Count == 0) return null;
        var days = PersonTimeRate.Of(rows);
        return new PersonTimeRate(days.Events, days.PersonTime / DaysPerYear);
    }

    // A group of which nobody could be observed stands in the answer all the same.
    private static IEnumerable<(string Group, int Patients, int Of, List<RecurrentRow> Rows)> Grouped(List<Course> courses) =>
        from course in courses.Select((course, subject) => (course, subject))
        group course by course.course.Group into members
        orderby members.Key
        let observed = members.Where(m => m.course.IsObserved).ToList()
        select (members.Key, observed.Count, members.Count(), observed.SelectMany(m => CountingProcess.Rows(
            m.subject, m.course.Entry!.Value, m.course.End!.Value,
            [.. m.course.Events!.Where(day => day > m.course.Entry).Select(day => (double)day)])).ToList());
}
