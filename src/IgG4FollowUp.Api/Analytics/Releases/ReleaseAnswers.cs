using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Cohorts;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Disclosure;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Releases;

/// <summary>Table 1, freedom from recurrence and its rate from the counts of a release.</summary>
public static class ReleaseAnswers
{
    private const double Level = 0.95;
    private const string NotTold = "not told in this release";

    private static readonly Dictionary<string, string> OfTimes = new(StringComparer.Ordinal)
    {
        ["definition"] = RecurrenceDefinition.Composite.Name,
        ["origin"] = TimesRequest.OriginName(TimeZero.Presentation),
        ["censoring"] = Domain.StoredName.Of(Censoring.LastAssessment),
        ["conftype"] = "log-log",
        ["entry"] = "origin",
    };

    // Measures of the published series by the columns that say the same.
    private static readonly Dictionary<string, string> Published = new(StringComparer.Ordinal)
    {
        ["sex"] = "sex",
        ["lesion_pattern"] = "pattern",
        ["lesion_compartment"] = "compartment",
        ["lesion_shape"] = "lesion-shape",
        ["baseline_grade"] = "baseline-ais",
    };

    /// <summary>Every column of the release, counted.</summary>
    public static IResult TableOne(HttpContext http, ReleaseRow release)
    {
        var question = ReleaseQuestion.Parse(http.Request.Query, release, by: null, NoneFixed, TableOneQuery.Parameters.Names());
        var beside = PublishedAggregates.Default[http.Request.Query["beside"] is [{ } id] ? id : "yang-2023"];
        var about = question.About("table-one");
        about.Add("beside", beside.Id);
        about.Add("beside_citation", beside.Citation);
        var columns = RegistryColumns.All.Where(column => question.Counts.Column(column.Name) is not null).ToList();
        return new CohortAnswer(about,
        [
            TidyTable.Of("rows", ["variable", "code", "label", "count", "denominator", "percent", "text", "published_text"],
                from column in columns
                let cells = question.Cells(column.Name, question.Asked)
                where cells is not null
                from row in question.Counts.Column(column.Name)!.Groups.Zip(cells).Where((_, at) =>
                    column.Name != question.Division || question.Asked.Contains(at))
                let share = new Proportion(row.Second, cells.Sum())
                select new object?[]
                {
                    column.Name, row.First.Code, row.First.Text, share.Count, share.Denominator, TableOneAnswer.Number(share.Percent()),
                    $"{share.Fraction} ({share.Percent()}%)", PublishedText(beside, column.Name, row.First),
                }),
            TidyTable.Of("variables", ["variable", "label", "told", "note"],
                columns.Select(column => new object?[]
                {
                    column.Name, column.Label, question.Cells(column.Name, question.Asked) is not null,
                    column.Codes.Count == 1 ? "whoever has it not, or of whom it is not reported, is in the rest" : null,
                })),
            TidyTable.Of("measurements", ["variable"], []),
        ]);
    }

    /// <summary>Freedom from recurrence, and at months that end an interval.</summary>
    public static IResult Survival(HttpContext http, ReleaseRow release)
    {
        var (question, about) = Times(http, release, "life-table", TimesQuery.CurveParameters.Names());
        about.Add("conf_type", "log-log");
        about.Add("conf_level", Level);
        var months = SetTimes.Parse(http.Request.Query["atMonths"] is [{ } asked] ? asked : null);
        var groups = question.Groups.Select(group => (group.Name, Times: question.Times(group.Of))).ToList();
        return new CohortAnswer(about,
        [
            TidyTable.Of("curve", ["group", "months", "time", "at_risk", "events", "censored", "survival", "std_error", "lower", "upper"],
                from curve in groups
                where curve.Times is not null
                from point in curve.Times.Points(0, Level)
                select new object?[]
                {
                    curve.Name, point.Months, SetTime.DaysOf(point.Months), point.AtRisk, point.Events, point.Lost, point.Survival,
                    point.StandardError, point.Limits.Lower, point.Limits.Upper,
                }),
            TidyTable.Of("groups", ["group", "patients", "events", "beyond", "median_text"],
                groups.Select(curve => new object?[]
                {
                    curve.Name, curve.Times?.Persons(0), curve.Times?.Events[0].Sum(), curve.Times?.Beyond[0],
                    curve.Times is null ? NotTold : Median(curve.Times),
                })),
            TidyTable.Of(SetTimes.Table, ["group", "months", "time", "survival", "std_error", "lower", "upper", "text"],
                from curve in groups
                from month in months
                let point = curve.Times?.Points(0, Level).FirstOrDefault(point => point.Months == month)
                select new object?[]
                {
                    curve.Name, month, SetTime.DaysOf(month), point?.Survival, point?.StandardError, point?.Limits.Lower,
                    point?.Limits.Upper, point is null ? NotTold : null,
                }),
        ]);
    }

    /// <summary>First recurrences per person-year.</summary>
    public static IResult Rates(HttpContext http, ReleaseRow release)
    {
        var (question, about) = Times(http, release, "first-recurrence-rate", RecurrentQuery.RateParameters.Names());
        about.Add("conf_type", "exact-poisson");
        about.Add("conf_level", Level);
        return new CohortAnswer(about,
        [
            TidyTable.Of("rates",
                ["group", "patients", "events", "person_years", "events_per_person_year", "lower", "upper", "up_to_months"],
                from curve in question.Groups
                let times = question.Times(curve.Of)
                where times is not null
                let rate = times.Rate(0)
                let limits = rate.Limits(Level)
                select new object?[]
                {
                    curve.Name, times.Persons(0), rate.Events, rate.PersonTime, rate.Rate, limits.Lower, limits.Upper, times.Months[^1],
                }),
        ]);
    }

    private static Dictionary<string, string> NoneFixed => [];

    private static (ReleaseQuestion Question, AnswerMetadata About) Times(
        HttpContext http, ReleaseRow release, string statistic, IReadOnlyCollection<string> own)
    {
        var by = http.Request.Query["by"] is [{ } column] ? column : null;
        var question = ReleaseQuestion.Parse(http.Request.Query, release, by, OfTimes, own);
        var about = question.About(statistic);
        about.Add("definition", RecurrenceDefinition.Composite.Name);
        about.Add("definition_version", RecurrenceDefinition.Composite.Version);
        about.Add("definition_settings", RecurrenceDefinition.Composite.Settings.Id);
        about.Add("origin", OfTimes["origin"]);
        about.Add("censoring", OfTimes["censoring"]);
        about.Add("method",
            "life table: intervals of months with at least the minimum of persons with and without the event in every group; who is lost "
                + "in one counts as at risk for half of it, and whose time is not exactly known as lost in the first");
        about.Add("follow_up_rule", FollowUpPeriod.RuleId);
        about.Add("told", question.Counts.LifeTable(question.Division) is not null);
        return (question, about);
    }

    private static string Median(LifeTableCounts times) =>
        times.Points(0, Level).FirstOrDefault(point => point.Survival <= 0.5) is { } half
            ? $"up to {half.Months} months"
            : $"not reached in {times.Months[^1]} months";

    private static string? PublishedText(PublishedSource beside, string column, GroupLabel group) =>
        group is { WithRest: false, Codes: [var code] } && Published.TryGetValue(column, out var measure)
            ? beside.Measure(measure)?.Category(code.Code.ToLowerInvariant())?.Text
            : null;
}
