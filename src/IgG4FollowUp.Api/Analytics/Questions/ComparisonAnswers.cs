using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>Groups compared otherwise than by the log-rank test.</summary>
public static class ComparisonAnswers
{
    /// <summary>Of what is drawn at random: the same question has the same answer.</summary>
    internal const int Seed = 20_260_301;

    private const int DefaultTauMonths = 24;

    private const string NoSelection =
        "Not for groups that are followed or lost differently: any allocation must have been as likely as any other.";

    public static readonly IReadOnlyList<ReadParameter> GrayParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.Compared,
        CohortParameters.LandmarkDays, CohortParameters.Enters, CohortParameters.Stratum, PatientParameters.Known,
        CohortParameters.Table("groups"),
    ];

    public static readonly IReadOnlyList<ReadParameter> MeanParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.TimesBy,
        CohortParameters.LandmarkDays, CohortParameters.Enters, CohortParameters.TauMonths, PatientParameters.Known,
        CohortParameters.Table("means", "differences"),
    ];

    public static readonly IReadOnlyList<ReadParameter> PermutationParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.Compared,
        CohortParameters.LandmarkDays, CohortParameters.Enters, PatientParameters.Known, CohortParameters.Table("groups"),
    ];

    /// <summary>Whether groups share one cumulative incidence of recurrence among competing events.</summary>
    public static async Task<IResult> GrayAsync(HttpContext http, CohortSnapshot snapshot, TimesQuery query)
    {
        var read = await SurvivalAnswers.ReadAsync(http, snapshot, query, GrayParameters, "gray-test", lateEntry: false);
        var (names, codes) = read.Groups;
        CompetingTime[] times = [.. read.Times.Select(one => one.Competing)];
        var result = GrayTest.Test(times, codes, cause: 1, read.Request.Stratum is null ? default : read.Strata);
        var events = names.Select((_, group) => times.Where((time, i) => codes[i] == group && time.Cause == 1).Count()).ToList();
        var about = read.About;
        about.Add("death", "competing");
        if (read.Request.Definition.ProgressionCompetes) about.Add("progression", "competing");
        about.Add("stratum", read.Request.Stratum?.Name);
        about.AddTest(result.Test?.ChiSquare, result.Test?.DegreesOfFreedom ?? 0, result.Test?.PValue, events);
        about.NotFor("Not what drives the rate of recurrence among those free of it: for that see log-rank.", Uses.NotCausal);
        return new CohortAnswer(about,
        [
            TidyTable.Of("groups", ["group", "patients", "events", "competing_events", "score"],
                names.Select((name, group) => new object?[]
                {
                    name, codes.Count(code => code == group), events[group],
                    times.Where((time, i) => codes[i] == group && time.Cause > 1).Count(), result.Scores[group],
                })),
        ]);
    }

    /// <summary>Mean time free of recurrence within so many months, and what groups differ by.</summary>
    public static async Task<IResult> MeanAsync(HttpContext http, CohortSnapshot snapshot, TimesQuery query)
    {
        var read = await SurvivalAnswers.ReadAsync(http, snapshot, query, MeanParameters, "restricted-mean-survival-time");
        var months = CohortParameters.Number(query.TauMonths) ?? DefaultTauMonths;
        var horizon = SetTime.DaysOf(months);
        var curves = KaplanMeier.ByGroup(read.Times, one => one.Row.Group, one => one.Survival);
        var reference = curves.Count == 0 ? default : curves.MaxBy(curve => curve.Result.Subjects);
        var about = read.About;
        about.Add("death", "censored");
        about.Add("tau_months", months);
        about.Add("tau_days", horizon);
        about.Add("reference", reference.Key);
        about.Add("conf_level", SurvivalAnswers.Level);
        var enough = Uses.Suffices(curves.Select(curve => curve.Result.Events));
        about.Add("p_value_text", Uses.Text(enough));
        about.NotFor("Not for times beyond tau, and not for a tau that was chosen after the curves were seen.", Uses.NotCausal);
        return new CohortAnswer(about,
        [
            TidyTable.Of("means", ["group", "patients", "events", "mean_days", "std_error", "lower", "upper", "text"],
                from curve in curves
                let mean = RestrictedMean.Of(curve.Result, horizon)
                let limits = mean?.Limits(SurvivalAnswers.Level)
                select new object?[]
                {
                    curve.Key, curve.Result.Subjects, curve.Result.Events, mean?.Mean, mean?.StandardError, limits?.Lower, limits?.Upper,
                    mean is null ? "nobody was observed so long" : null,
                }),
            TidyTable.Of("differences",
                ["group", "reference", "difference_days", "std_error", "lower", "upper", "p_value", "ratio", "ratio_lower", "ratio_upper",
                    "text"],
                from curve in curves
                where curve.Key != reference.Key
                let contrast = RestrictedMeanContrast.Of(reference.Result, curve.Result, horizon)
                let limits = contrast?.DifferenceLimits(SurvivalAnswers.Level)
                let ratio = contrast?.RatioLimits(SurvivalAnswers.Level)
                select new object?[]
                {
                    curve.Key, reference.Key, contrast?.Difference, contrast?.StandardError, limits?.Lower, limits?.Upper,
                    enough ? contrast?.DifferencePValue : null, contrast?.Ratio, ratio?.Lower, ratio?.Upper,
                    contrast is null ? "nobody of one of the groups was observed so long" : null,
                }),
        ]);
    }

    /// <summary>The log-rank test by all allocations of the same times to groups, or by a draw of them.</summary>
    public static async Task<IResult> PermutationAsync(HttpContext http, CohortSnapshot snapshot, TimesQuery query)
    {
        var read = await SurvivalAnswers.ReadAsync(
            http, snapshot, query, PermutationParameters, "permutation-log-rank", lateEntry: false);
        var (names, codes) = read.Groups;
        SurvivalTime[] times = [.. read.Times.Select(one => one.Survival)];
        var result = PermutationTest.LogRank(times, codes, Seed);
        var events = names.Select((_, group) => times.Where((time, i) => codes[i] == group && time.IsEvent).Count()).ToList();
        var about = read.About;
        about.Add("death", "censored");
        about.AddTest(result.Asymptotic.ChiSquare, result.Asymptotic.DegreesOfFreedom, result.PValue, events);
        about.Add("exact", result.IsExact);
        about.Add("allocations", result.Allocations);
        about.Add("seed", result.IsExact ? null : Seed);
        about.NotFor(NoSelection, Uses.NotCausal);
        return new CohortAnswer(about,
        [
            TidyTable.Of("groups", ["group", "patients", "events", "deviation"],
                names.Select((name, group) => new object?[]
                {
                    name, codes.Count(code => code == group), events[group], result.Deviations[group],
                })),
        ]);
    }
}
