using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>How what is known at time zero moves the cumulative incidence of recurrence among competing events.</summary>
public static class FineGrayAnswer
{
    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, RegressionQuery query)
    {
        var request = TimesRequest.Parse(http, RegressionQuery.FineGrayParameters.Names(), query.Asked);
        var read = await ObservedTimes.ReadAsync(
            snapshot, request, Truncation.Parse(query.Entry, lateEntry: false), "fine-gray", http.RequestAborted, withTreatment: false,
            RegressionAnswers.CovariatesNotKnown);
        var columns = RegressionTerms.Of(request.Covariates, read.Times);
        List<RegressionTerm> terms = [.. columns.Terms];
        FineGrayRow[] rows = [.. read.Times.Select(one => new FineGrayRow(one.Competing, (double[])[.. columns.ValuesOf(one.Row)]))];
        var fit = FineGray.Fit(rows, cause: 1, SurvivalAnswers.Level);
        var failed = Array.FindAll(rows, row => row.Time.Cause == 1);
        var events = terms.Select<RegressionTerm, (int Own, int? Other)>((term, i) => term.IsPerUnit
            ? (failed.Length, null)
            : (failed.Count(row => row.Covariates.Span[i] > 0), failed.Count(row => terms.Index()
                .Where(other => other.Item.Variable == term.Variable).All(other => row.Covariates.Span[other.Index] == 0)))).ToList();
        var about = read.About;
        about.Add("death", "competing");
        if (request.Definition.ProgressionCompetes) about.Add("progression", "competing");
        about.Add("covariates", string.Join(", ", request.Covariates.Select(column => column.Name)));
        about.Add("convergence", fit.Convergence.ToString().ToLowerInvariant());
        about.Add("events", fit.Events);
        about.Add("competing_events", rows.Count(row => row.Time.Cause > 1));
        about.Add("log_likelihood", fit.LogLikelihood);
        about.Add("variance", "robust, with the estimated censoring");
        about.Add("conf_level", SurvivalAnswers.Level);
        about.NotFor(
            "Not for what drives the rate of recurrence among those free of it: for that see cox-regression.",
            RegressionAnswers.NotPrediction, Uses.NotCausal);
        return new CohortAnswer(
            about, [RegressionAnswers.Terms(terms, fit.Coefficients, events, "subdistribution_hazard_ratio", penalised: false)]);
    }
}
