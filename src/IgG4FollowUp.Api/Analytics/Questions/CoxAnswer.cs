using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>Cox regression of the time to the first recurrence, with treatment as it changes with time.</summary>
public static class CoxAnswer
{
    /// <summary>
    /// Fewest events per coefficient without a penalty. House default, after Peduzzi et al., J Clin Epidemiol 1996;49:1373-9.
    /// </summary>
    public const int FewestEventsPerTerm = 10;

    internal const string Auto = "auto";

    internal static readonly Dictionary<string, TiedEvents> Ties = new(StringComparer.Ordinal)
    {
        ["efron"] = TiedEvents.Efron,
        ["breslow"] = TiedEvents.Breslow,
        ["exact"] = TiedEvents.Exact,
    };

    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, RegressionQuery query)
    {
        var (ties, robust) = (TimesRequest.Choice("ties", query.Ties, TiedEvents.Efron, Ties), query.Robust == "true");
        if (query.Firth == "true" && (robust || ties == TiedEvents.Exact))
            throw new BadQuestion(Problem.InvalidParameter("firth", "auto or false with exact ties or a robust variance."));
        if (robust && ties == TiedEvents.Exact)
            throw new BadQuestion(Problem.InvalidParameter("robust", "false with exact ties."));
        var exposures = query.ExposureNames;
        var request = TimesRequest.Parse(http, RegressionQuery.CoxParameters.Names(), query.Asked);
        var landmark = request.LandmarkDays ?? 0;
        var read = await ObservedTimes.ReadAsync(
            snapshot, request, Truncation.Parse(query.Entry), "cox-regression", http.RequestAborted, withTreatment: exposures.Count > 0,
            RegressionAnswers.CovariatesNotKnown,
            new Exclusion("exposure_not_determinable", (one, treatment) => ExposureRows.IsOpen(exposures, one, treatment, landmark)));
        var columns = RegressionTerms.Of(request.Covariates, read.Times);
        List<RegressionTerm> terms =
        [
            .. columns.Terms,
            .. exposures.Select(exposure => exposure == Exposures.Dose
                ? new RegressionTerm(exposure, null, null, ChangesWithTime: true)
                : new RegressionTerm(exposure, "in force", "not in force", ChangesWithTime: true)),
        ];
        var rows = Rows(read, columns, exposures, landmark);
        var options = new CoxOptions(ties, robust);
        var plain = Cox.Fit(rows, options);
        var penalised = query.Firth == "true" || (query.Firth is null or Auto && !robust && ties != TiedEvents.Exact
            && (plain.Events < FewestEventsPerTerm * terms.Count || plain.Convergence == CoxConvergence.Monotone)
            && plain.Convergence != CoxConvergence.NothingToEstimate);
        var fit = penalised ? Cox.Fit(rows, options with { Firth = true, ProfileLimits = true })
            : plain.Convergence == CoxConvergence.Monotone ? Cox.Fit(rows, options with { ProfileLimits = true })
            : plain;
        var events = Events(terms, rows);
        var enough = events.TrueForAll(count => Uses.Suffices(count.Other is { } other ? [count.Own, other] : [count.Own]));
        var about = read.About;
        about.Add("death", "censored");
        about.Add("covariates", string.Join(", ", request.Covariates.Select(column => column.Name)));
        about.Add("exposures", string.Join(", ", exposures));
        about.Add("stratum", request.Stratum?.Name);
        about.Add("ties", Ties.First(choice => choice.Value == ties).Key);
        about.Add("variance", robust ? "robust, clustered by patient" : "model-based");
        about.Add("penalty", penalised ? "Firth" : "none");
        about.Add("convergence", Words(fit.Convergence));
        about.Add("events", fit.Events);
        about.Add("rows", fit.Rows);
        about.Add("log_likelihood", fit.LogLikelihood);
        about.Add("conf_level", SurvivalAnswers.Level);
        about.Add("p_value_text", Uses.Text(enough));
        about.NotFor(
            RegressionAnswers.NotPrediction, Uses.NotCausal,
            exposures.Count > 0 ? "A treatment begun because the disease came back looks as if it brought it back." : "");
        return new CohortAnswer(about,
        [
            RegressionAnswers.Terms(terms, fit.Coefficients, events, "hazard_ratio", penalised),
            TidyTable.Of("tests", ["test", "chi_square", "degrees_of_freedom", "p_value"],
                new (string Name, ChiSquareTest? Test)[]
                {
                    ("likelihood-ratio", fit.LikelihoodRatio), ("score", fit.Score), ("wald", fit.Wald),
                }.Where(test => test.Test is not null).Select(test => new object?[]
                {
                    test.Name, test.Test!.Value.ChiSquare, test.Test.Value.DegreesOfFreedom, enough ? test.Test.Value.PValue : null,
                })),
            Proportional(rows, fit, terms, enough),
        ]);
    }

    private static CoxRow[] Rows(ObservedTimes read, RegressionTerms columns, IReadOnlyList<string> exposures, int landmark)
    {
        var strata = read.Strata;
        return
        [
            .. from item in read.Times.Index()
               let own = columns.ValuesOf(item.Item.Row).ToList()
               from stretch in exposures.Count == 0
                   ? [(item.Item.Survival, [])]
                   : ExposureRows.Of(exposures, item.Item, read.Treatment[item.Item.Row.Person], landmark)
               select new CoxRow(stretch.Item1, (double[])[.. own, .. stretch.Item2], strata[item.Index], item.Index),
        ];
    }

    private static List<(int Own, int? Other)> Events(List<RegressionTerm> terms, CoxRow[] rows)
    {
        var failed = Array.FindAll(rows, row => row.Time.IsEvent);
        return [.. terms.Select<RegressionTerm, (int, int?)>((term, i) => term.IsPerUnit
            ? (failed.Length, null)
            : (failed.Count(row => row.Covariates.Span[i] > 0), failed.Count(row => IsReference(row, term))))];

        bool IsReference(CoxRow row, RegressionTerm term) =>
            terms.Index().Where(other => other.Item.Variable == term.Variable).All(other => row.Covariates.Span[other.Index] == 0);
    }

    private static TidyTable Proportional(CoxRow[] rows, CoxFit fit, List<RegressionTerm> terms, bool enough)
    {
        string[] names = ["variable", "level", "chi_square", "degrees_of_freedom", "p_value", "text"];
        if (fit.Convergence != CoxConvergence.Converged || fit.Options.Firth || fit.Options.Ties == TiedEvents.Exact
            || fit.Coefficients.Any(coefficient => !double.IsFinite(coefficient.Estimate)))
        {
            return TidyTable.Of("proportional_hazards", names,
            [
                [
                    "all", null, null, null, null,
                    "not checked: only a fit without penalty or exact ties, all of whose estimates are finite, is",
                ],
            ]);
        }

        var check = ProportionalHazards.Check(rows, fit);
        return TidyTable.Of("proportional_hazards", names,
            terms.Select((term, i) => Row(term.Variable, term.Level, check.Covariates[i])).Append(Row("all", null, check.Global)));

        object?[] Row(string variable, string? level, ChiSquareTest test) =>
            [variable, level, test.ChiSquare, test.DegreesOfFreedom, enough ? test.PValue : null, Uses.Text(enough)];
    }

    private static string Words(CoxConvergence convergence) => convergence switch
    {
        CoxConvergence.Converged => "converged",
        CoxConvergence.Monotone => "monotone: an estimate is infinite",
        CoxConvergence.NothingToEstimate => "nothing to estimate: no event, or no covariate that varies among those at risk together",
        _ => "not reached",
    };
}
