using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a question about the time to the first recurrence may say besides conditions on columns.</summary>
/// <param name="Definition">Definition of recurrence; composite unless given.</param>
/// <param name="Origin">From when time is counted; presentation unless given.</param>
/// <param name="Censoring">Until when somebody without an event counts as free of it.</param>
/// <param name="By">Column whose values are the groups.</param>
/// <param name="ConfType">Scale of the intervals: log (the default), log-log or plain.</param>
/// <param name="Entry">When patients come under observation: origin (the default), or enrolment, which
/// leaves out what was known in retrospect only.</param>
/// <param name="Stratum">Column within whose values groups are compared; log-rank only.</param>
/// <param name="Weight">Weight of the log-rank test.</param>
/// <param name="AtMonths">Months at which an estimate is stated besides the whole curve, separated by commas.</param>
/// <param name="Table">Table to send as CSV or line by line.</param>
public sealed record TimesQuery(
    string? Definition, string? Origin, string? Censoring, string? By, string? ConfType, string? Entry, string? Stratum, string? Weight,
    string? AtMonths, string? Table)
{
    public static readonly IReadOnlyList<ReadParameter> CurveParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.By,
        CohortParameters.Choice("conftype", "Scale of the intervals of a Kaplan-Meier curve; log unless given.",
            SurvivalAnswers.Scales.Keys), Enters, SetTimes.AtMonths, PatientParameters.Known,
        CohortParameters.Table("curve", "groups", SetTimes.Table),
    ];

    public static readonly IReadOnlyList<ReadParameter> IncidenceParameters =
        [CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.By, Enters,
            SetTimes.AtMonths, PatientParameters.Known, CohortParameters.Table("curve", SetTimes.Table)];

    public static readonly IReadOnlyList<ReadParameter> TestParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring,
        CohortParameters.By with { Description = "Column whose groups are compared.", Required = true }, Enters,
        CohortParameters.OfColumn("stratum", "Column within whose values the groups are compared; not stratified unless given."),
        CohortParameters.Choice("weight", "Weight of an event time; log-rank unless given.", SurvivalAnswers.Weights.Keys),
        PatientParameters.Known, CohortParameters.Table("groups"),
    ];

    private static ReadParameter Enters => CohortParameters.Choice(
        "entry",
        "When patients come under observation: at the origin unless given, or at enrolment, which "
            + "leaves out what was known in retrospect only.", SurvivalAnswers.Entries.Keys);
}

/// <summary>Kaplan-Meier, log-rank and Aalen-Johansen over the table of recurrence-free intervals.</summary>
public static class SurvivalAnswers
{
    private const double Level = 0.95;

    internal static readonly Dictionary<string, IntervalScale> Scales = new(StringComparer.Ordinal)
    {
        ["log"] = IntervalScale.Log,
        ["log-log"] = IntervalScale.LogLog,
        ["plain"] = IntervalScale.Plain,
    };

    internal static readonly Dictionary<string, LogRankWeight> Weights = new(StringComparer.Ordinal)
    {
        ["log-rank"] = LogRankWeight.LogRank,
        ["gehan-breslow"] = LogRankWeight.GehanBreslow,
        ["tarone-ware"] = LogRankWeight.TaroneWare,
        ["peto"] = LogRankWeight.Peto,
        ["fleming-harrington"] = LogRankWeight.FlemingHarrington,
    };

    internal static readonly Dictionary<string, bool> Entries = new(StringComparer.Ordinal) { ["origin"] = false, ["enrolment"] = true };

    private const string StdError = "delta method (Greenwood); equal to the infinitesimal jackknife of R's survfit";

    private const string DelayedEntryError =
        "delta method (Greenwood); under delayed entry it differs from the infinitesimal jackknife of R's "
            + "survfit, by up to 0.07 where few are at risk";

    private static readonly string[] Causes = ["recurrence", "death", "progression"];

    public static async Task<IResult> SurvivalAsync(HttpContext http, CohortSnapshot snapshot, TimesQuery query)
    {
        var scaleName = query.ConfType ?? "log";
        var scale = TimesRequest.Choice("conftype", query.ConfType, IntervalScale.Log, Scales);
        var (_, all, times, about) = await ReadAsync(http, snapshot, query, TimesQuery.CurveParameters.Names(), "kaplan-meier");
        about.Add("death", "censored");
        about.Add("conf_type", scaleName);
        about.Add("conf_level", Level);
        var curves = KaplanMeier.ByGroup(times, t => t.Row.Group, t => t.Survival);
        return new CohortAnswer(about,
        [
            CurveTable(curves, scale), GroupTable(all, curves, scale),
            SetTimes.Of(curves, SetTimes.Parse(query.AtMonths), scale, Level),
        ]);
    }

    public static async Task<IResult> LogRankAsync(HttpContext http, CohortSnapshot snapshot, TimesQuery query)
    {
        if (query.By is null)
            throw new BadQuestion(Problem.InvalidParameter("by", $"the column whose groups are compared: {Persons.ColumnNames}."));
        var weight = TimesRequest.Choice("weight", query.Weight, LogRankWeight.LogRank, Weights);
        var (request, _, times, about) = await ReadAsync(http, snapshot, query, TimesQuery.TestParameters.Names(), "log-rank");
        var (keys, test) = LogRank.Test(times, t => t.Row.Group, t => t.Row.Stratum, t => t.Survival, weight);
        about.Add("death", "censored");
        about.Add("stratum", request.Stratum?.Name);
        about.Add("weight", query.Weight ?? "log-rank");
        about.Add("chi_square", test.ChiSquare);
        about.Add("degrees_of_freedom", test.DegreesOfFreedom);
        about.Add("p_value", test.PValue);
        return new CohortAnswer(about,
        [
            TidyTable.Of("groups", ["group", "patients", "observed", "expected", "score"],
                keys.Select((key, i) =>
                    new object?[] { key, test.Groups[i].Subjects, test.Groups[i].Observed, test.Groups[i].Expected,
                        test.Groups[i].Score })),
        ]);
    }

    public static async Task<IResult> IncidenceAsync(HttpContext http, CohortSnapshot snapshot, TimesQuery query)
    {
        var (request, _, times, about) = await ReadAsync(http, snapshot, query, TimesQuery.IncidenceParameters.Names(), "aalen-johansen");
        about.Add("death", "competing");
        if (request.Definition.ProgressionCompetes) about.Add("progression", "competing");
        about.Add("conf_type", "log-log");
        about.Add("conf_level", Level);
        about.Add("std_error_type", query.Entry == "enrolment" ? DelayedEntryError : StdError);
        var z = ConfidenceLimits.Z(Level);
        var curves = AalenJohansen.ByGroup(times, t => t.Row.Group, t => t.Competing, request.Definition.Causes);
        return new CohortAnswer(about,
        [
            TidyTable.Of("curve",
                ["group", "cause", "time", "at_risk", "events", "other_events", "censored", "event_free", "incidence", "std_error", "lower",
                    "upper"],
                from curve in curves
                from cause in curve.Result
                from p in cause.Points
                let limits = p.Limits(z)
                select new object?[]
                {
                    curve.Key, Causes[cause.Cause - 1], p.Time, p.AtRisk, p.Events, p.OtherEvents, p.Censored, p.EventFree, p.Incidence,
                    p.StandardError,
                    limits.Lower, limits.Upper,
                }),
            SetTimes.Of(curves, SetTimes.Parse(query.AtMonths), cause => Causes[cause - 1], z),
        ]);
    }

    private static async Task<(TimesRequest Request, List<SubjectRow> All, List<Observed> Times, AnswerMetadata About)> ReadAsync(
        HttpContext http, CohortSnapshot snapshot, TimesQuery query, IReadOnlyList<string> own, string statistic)
    {
        var request =
            TimesRequest.Parse(http, snapshot, own, query.Definition, query.Origin, query.By, query.Stratum, query.Censoring);
        var fromEnrolment = TimesRequest.Choice("entry", query.Entry, otherwise: false, Entries);
        var all = await request.ReadAsync(snapshot, http.RequestAborted);
        var placed = all.Where(row => row.Days is not null && !(fromEnrolment && row.EnrolledAfter is null)).ToList();
        var times = placed.Select(row => new Observed(row, fromEnrolment)).Where(observed => observed.WasAtRisk).ToList();
        var about = request.About(snapshot, statistic);
        request.DescribeCensoring(about);
        about.Add("entry", query.Entry ?? "origin");
        about.DescribePeople(
            all.Count, ("analysed", times.Count), ("not_determinable", all.Count - placed.Count),
            ("never_at_risk", placed.Count - times.Count));
        about.Add("recurrence_after_follow_up", all.Count(row => row.AfterFollowUp));
        about.Describe(all.Select(row => row.Origin));
        about.DescribeWithoutAnalysed(
            all.Select(row => row.Group).Except(times.Select(observed => observed.Row.Group), StringComparer.Ordinal));
        return (request, all, times, about);
    }

    private static TidyTable CurveTable(IReadOnlyList<Grouped<string, KaplanMeierCurve>> curves, IntervalScale scale)
    {
        return TidyTable.Of("curve",
            ["group", "time", "at_risk", "events", "censored", "cumulative_events", "cumulative_censored", "survival", "std_error", "lower",
                "upper"], Rows());

        IEnumerable<object?[]> Rows()
        {
            var z = ConfidenceLimits.Z(Level);
            foreach (var (group, curve) in curves)
            {
                int events = 0, censored = 0;
                foreach (var p in curve.Points)
                {
                    events += p.Events;
                    censored += p.Censored;
                    var limits = p.Limits(scale, z);
                    yield return
                    [
                        group, p.Time, p.AtRisk, p.Events, p.Censored, events, censored, p.Survival,
                        p.StandardError,
                        limits.Lower, limits.Upper,
                    ];
                }
            }
        }
    }

    private static TidyTable GroupTable(
        List<SubjectRow> all, IReadOnlyList<Grouped<string, KaplanMeierCurve>> curves, IntervalScale scale)
    {
        var found = curves.ToDictionary(curve => curve.Key, curve => curve.Result);
        var empty = KaplanMeier.Estimate([]);
        return TidyTable.Of("groups",
            ["group", "patients", "analysed", "events", "censored", "events_of_analysed", "median", "median_lower", "median_upper",
                "median_text"],
            from row in all
            group row by row.Group into members
            orderby members.Key
            let curve = found.GetValueOrDefault(members.Key, empty)
            let median = curve.Median(scale, Level)
            select new object?[]
            {
                members.Key, members.Count(), curve.Subjects, curve.Events, curve.Subjects - curve.Events,
                $"{curve.Events} of {curve.Subjects}", median.Time, median.Lower, median.Upper,
                curve.Subjects == 0 ? "nobody analysed" : median.Time is null ? "median not reached" : null,
            });
    }

    /// <summary>A patient whose time is known, from the origin or from enrolment on.</summary>
    private sealed record Observed(SubjectRow Row, bool FromEnrolment)
    {
        public SurvivalTime Survival => new(Row.Days!.Value, Row.Cause == 1, Entry);

        public CompetingTime Competing => new(Row.Days!.Value, Row.Cause, Entry);

        public bool WasAtRisk => Entry < Row.Days;

        // Whoever was enrolled at the origin or before was observed from it, on the first day too.
        private double Entry => FromEnrolment && Row.EnrolledAfter > 0 ? Row.EnrolledAfter.Value : double.NegativeInfinity;
    }
}
