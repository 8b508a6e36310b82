using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a question about the time to the first recurrence may say besides conditions on columns.</summary>
/// <param name="Definition">Definition of recurrence; composite unless given.</param>
/// <param name="Origin">From when time is counted; the start of treatment unless given.</param>
/// <param name="Censoring">Until when somebody without an event counts as free of it.</param>
/// <param name="By">Column whose values are the groups.</param>
/// <param name="ConfType">Scale of the intervals: log (the default), log-log or plain.</param>
/// <param name="Entry">When patients come under observation: enrolment (the default), or origin, which takes what was known in
/// retrospect only for observed.</param>
/// <param name="Stratum">Column within whose values groups are compared; log-rank only.</param>
/// <param name="Weight">Weight of the log-rank test.</param>
/// <param name="AtMonths">Months at which an estimate is stated besides the whole curve, separated by commas.</param>
/// <param name="LandmarkDays">Days from the origin to a landmark from which time is counted, of those still at risk.</param>
/// <param name="TauMonths">Months over which a restricted mean is taken.</param>
/// <param name="Exposure">What people come under on the way.</param>
/// <param name="Resamples">Number of resamples for limits by bootstrap.</param>
/// <param name="Table">Table to send as CSV or line by line.</param>
public sealed record TimesQuery(
    string? Definition, string? Origin, string? Censoring, string? By, string? ConfType, string? Entry, string? Stratum, string? Weight,
    string? AtMonths, string? LandmarkDays, string? TauMonths, string? Exposure, string? Resamples, string? Table)
{
    /// <summary>What is asked about times.</summary>
    public TimesAsked Asked => new()
    {
        Definition = Definition,
        Origin = Origin,
        Censoring = Censoring,
        By = By,
        Stratum = Stratum,
        LandmarkDays = CohortParameters.Number(LandmarkDays),
    };

    public static readonly IReadOnlyList<ReadParameter> CurveParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.TimesBy,
        CohortParameters.LandmarkDays,
        CohortParameters.Choice("conftype", "Scale of the intervals of a Kaplan-Meier curve; log unless given.",
            SurvivalAnswers.Scales.Keys), CohortParameters.Enters, SetTimes.AtMonths, PatientParameters.Known,
        CohortParameters.Table("curve", "groups", SetTimes.Table),
    ];

    public static readonly IReadOnlyList<ReadParameter> IncidenceParameters =
        [CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.TimesBy,
            CohortParameters.LandmarkDays, CohortParameters.Enters, SetTimes.AtMonths, PatientParameters.Known,
            CohortParameters.Table("curve", SetTimes.Table)];

    public static readonly IReadOnlyList<ReadParameter> TestParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring,
        CohortParameters.Compared,
        CohortParameters.LandmarkDays, CohortParameters.Enters, CohortParameters.Stratum,
        CohortParameters.Choice("weight", "Weight of an event time; log-rank unless given.", SurvivalAnswers.Weights.Keys),
        PatientParameters.Known, CohortParameters.Table("groups"),
    ];
}

/// <summary>Kaplan-Meier, log-rank and Aalen-Johansen over the table of recurrence-free intervals.</summary>
public static class SurvivalAnswers
{
    internal const double Level = 0.95;

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

    private const string CauseSpecific =
        "Not a probability of recurrence: death is censored, so a curve is of those who would not die; ask cumulative-incidence for that.";

    internal static readonly string[] Causes = ["recurrence", "death", "progression"];

    public static async Task<IResult> SurvivalAsync(HttpContext http, CohortSnapshot snapshot, TimesQuery query)
    {
        var scaleName = query.ConfType ?? "log";
        var scale = TimesRequest.Choice("conftype", query.ConfType, IntervalScale.Log, Scales);
        var (_, all, times, _, about) = await ReadAsync(http, snapshot, query, TimesQuery.CurveParameters, "kaplan-meier");
        about.Add("death", "censored");
        about.NotFor(CauseSpecific, Uses.NotCausal);
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
        var (request, _, times, _, about) = await ReadAsync(http, snapshot, query, TimesQuery.TestParameters, "log-rank");
        var (keys, test) = LogRank.Test(times, t => t.Row.Group, t => t.Row.Stratum, t => t.Survival, weight);
        about.Add("death", "censored");
        about.Add("stratum", request.Stratum?.Name);
        about.Add("weight", query.Weight ?? "log-rank");
        about.AddTest(test.ChiSquare, test.DegreesOfFreedom, test.PValue, test.Groups.Select(group => group.Observed));
        about.NotFor(Uses.NotCausal);
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
        var (request, _, times, _, about) = await ReadAsync(http, snapshot, query, TimesQuery.IncidenceParameters, "aalen-johansen");
        about.Add("death", "competing");
        about.NotFor(Uses.NotCausal);
        if (request.Definition.ProgressionCompetes) about.Add("progression", "competing");
        about.Add("conf_type", "log-log");
        about.Add("conf_level", Level);
        about.Add("std_error_type", Truncation.Parse(query.Entry).FromEnrolment ? DelayedEntryError : StdError);
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

    internal static Task<ObservedTimes> ReadAsync(
        HttpContext http, CohortSnapshot snapshot, TimesQuery query, IReadOnlyList<ReadParameter> own, string statistic,
        bool lateEntry = true) =>
        ObservedTimes.ReadAsync(
            snapshot, TimesRequest.Parse(http, own.Names(), query.Asked), Truncation.Parse(query.Entry, lateEntry), statistic,
            http.RequestAborted);

    internal static TidyTable CurveTable(IReadOnlyList<Grouped<string, KaplanMeierCurve>> curves, IntervalScale scale)
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
        IReadOnlyList<SubjectRow> all, IReadOnlyList<Grouped<string, KaplanMeierCurve>> curves, IntervalScale scale)
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
}
