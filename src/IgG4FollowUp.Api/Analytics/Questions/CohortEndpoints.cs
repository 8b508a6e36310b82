using IgG4FollowUp.Api.Analytics.Export;
using IgG4FollowUp.Api.Analytics.Releases;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What analysts ask over HTTP: tables, statistics and exports over the columns of all clinics.</summary>
public static class CohortEndpoints
{
    private static readonly QuestionReads PersonsOnly = new([]);

    private static readonly string[] Forms = ["application/json", Csv.ContentType, CohortAnswer.Lines];

    public static void Map(IEndpointRouteBuilder cohort)
    {
        cohort.MapGet("/tables", (HttpContext http, IServiceProvider services) =>
            AnswerAsync(http, services, PersonsOnly, snapshot => Task.FromResult(TableAnswers.Dictionary(snapshot)),
                ofNobody: true))
            .DescribeRead<object>("listCohortTables", "List the tables and the meaning of their columns", Forms)
            .Takes(CohortParameters.About)
            .Takes(PatientParameters.Known, CohortParameters.Table("columns"));
        cohort.MapGet("/tables/{table}", (HttpContext http, IServiceProvider services, string table) => AnswerAsync(
                http, services, AnalystTables.Find(table) is { } one ? new([], one) : PersonsOnly, snapshot =>
                    TableAnswers.RowsAsync(http, snapshot, table)))
            .DescribeRead<object>("getCohortTable", "Read a table's rows; every column is a condition", Forms).Takes(CohortParameters.About)
            .Takes(
                [CohortParameters.Choice("table", "The table.", AnalystTables.All.Select(one => one.Name)), PatientParameters.Known,
                    .. CohortParameters.AnyTable]).RowLevel();
        cohort.MapGet("/adtte", (HttpContext http, IServiceProvider services) =>
            AnswerAsync(http, services, Adtte.Reads, snapshot => TableAnswers.AdtteRowsAsync(http, snapshot)))
            .DescribeRead<object>("getCohortAdtte", "Exactly known times to recurrence with CNSR and event columns", Forms)
            .Takes(CohortParameters.About)
            .Takes([PatientParameters.Known, .. CohortParameters.Persons]).RowLevel();
        cohort.MapGet("/package", (HttpContext http, IServiceProvider services, TimeProvider time) => AnswerAsync(
                http, services, new(Adtte.Reads.Persons, AnalystTables.All), snapshot =>
                    Task.FromResult<IResult>(new DataPackage(snapshot, time.GetUtcNow()))))
            .DescribeRead<object>("getCohortPackage", "All tables with their dictionary as a Frictionless data package",
                DataPackage.ContentType)
            .Takes(PatientParameters.Known).RowLevel();

        Times("/survival", "getCohortSurvival", "Kaplan-Meier curves of freedom from recurrence", TimesQuery.CurveParameters,
            SurvivalAnswers.SurvivalAsync, ReleaseAnswers.Survival);
        Times("/log-rank", "getCohortLogRank", "Log-rank test between groups", TimesQuery.TestParameters, SurvivalAnswers.LogRankAsync);
        Times("/cumulative-incidence", "getCohortCumulativeIncidence", "Cumulative incidence of recurrence with death competing",
            TimesQuery.IncidenceParameters, SurvivalAnswers.IncidenceAsync);
        Times("/gray-test", "getCohortGrayTest", "Gray's test of cumulative incidences between groups", ComparisonAnswers.GrayParameters,
            ComparisonAnswers.GrayAsync);
        Times("/restricted-mean-survival-time", "getCohortRestrictedMeanSurvivalTime",
            "Mean time free of recurrence within so many months, and its difference between groups", ComparisonAnswers.MeanParameters,
            ComparisonAnswers.MeanAsync);
        Times("/permutation-log-rank", "getCohortPermutationLogRank", "Exact or permutation log-rank test between groups",
            ComparisonAnswers.PermutationParameters, ComparisonAnswers.PermutationAsync);
        Times("/interval-censored-survival", "getCohortIntervalCensoredSurvival",
            "Turnbull estimate of times known to lie between two looks, and the generalised log-rank test",
            IntervalCensoredAnswer.Parameters, IntervalCensoredAnswer.AnswerAsync);
        Times("/time-dependent-exposure", "getCohortTimeDependentExposure",
            "Simon-Makuch curves and Mantel-Byar test of a treatment begun on the way", TimeDependentExposureAnswer.Parameters,
            TimeDependentExposureAnswer.AnswerAsync, reads: Exposures.Reads);
        Regression("/cox-regression", "getCohortCoxRegression", "Cox regression, with treatment as it changes with time",
            RegressionQuery.CoxParameters, CoxAnswer.AnswerAsync);
        Regression("/fine-gray", "getCohortFineGray", "Fine-Gray regression of the cumulative incidence of recurrence",
            RegressionQuery.FineGrayParameters, FineGrayAnswer.AnswerAsync);
        Recurrent("/mean-cumulative-function", "getCohortMeanCumulativeFunction", "Mean number of recurrences per patient",
            RecurrentQuery.MeanParameters, RecurrentAnswers.MeanAsync);
        Recurrent("/rates", "getCohortRates", "Recurrences per person-year", RecurrentQuery.RateParameters, RecurrentAnswers.RatesAsync,
            ReleaseAnswers.Rates);
        cohort.MapGet("/swimmer", (HttpContext http, IServiceProvider services, [AsParameters] SwimmerQuery query) => AnswerAsync(
                http, services, SwimmerAnswer.Reads, snapshot => SwimmerAnswer.AnswerAsync(http, snapshot, query),
                () => TimesRequest.ScopeOf(query.Definition, query.Origin)))
            .DescribeRead<object>("getCohortSwimmer", "Lanes, intervals and marks of a swimmer plot", Forms).Takes(CohortParameters.About)
            .Takes([.. SwimmerQuery.Parameters, .. CohortParameters.Persons]).RowLevel();
        cohort.MapGet("/transitions", (HttpContext http, IServiceProvider services, [AsParameters] TransitionQuery query) => AnswerAsync(
                http, services, query.AtMonths is null ? TransitionAnswer.Reads : TransitionAtTime.Reads, snapshot =>
                    TransitionAnswer.AnswerAsync(http, snapshot, query)))
            .DescribeRead<object>("getCohortTransitions", "AIS at baseline against AIS at follow-up: last, best or at a set time", Forms)
            .Takes(CohortParameters.About)
            .Takes([.. TransitionQuery.Parameters, .. CohortParameters.Persons]);
        cohort.MapGet("/treatment-responses", (HttpContext http, IServiceProvider services, [AsParameters] ResponseQuery query) =>
            AnswerAsync(
                http, services, ResponseAnswer.Reads, snapshot => ResponseAnswer.AnswerAsync(http, snapshot, query)))
            .DescribeRead<object>("getCohortTreatmentResponses",
                "Response to the first treatment or to that of the first recurrence, by months, and its cumulative incidence", Forms)
                .Takes(CohortParameters.About)
            .Takes([.. ResponseQuery.Parameters, .. CohortParameters.Persons]);
        cohort.MapGet("/table-one", (HttpContext http, IServiceProvider services, [AsParameters] TableOneQuery query) => AnswerAsync(
                http, services, TableOneAnswer.Reads, snapshot => TableOneAnswer.AnswerAsync(http, snapshot, query),
                released: ReleaseAnswers.TableOne))
            .DescribeRead<object>("getCohortTableOne", "Who is in the cohort, beside a published series", Forms)
            .Takes(CohortParameters.About)
            .Takes([.. TableOneQuery.Parameters, .. CohortParameters.Persons]);

        void Times(string path, string name, string summary, IReadOnlyList<ReadParameter> parameters,
            Func<HttpContext, CohortSnapshot, TimesQuery, Task<IResult>> answer,
            Func<HttpContext, ReleaseRow, IResult>? released = null, QuestionReads? reads = null) =>
            cohort.MapGet(path, (HttpContext http, IServiceProvider services, [AsParameters] TimesQuery query) => AnswerAsync(
                    http, services,
                    TimesRequest.Reads.With(reads ?? (Exposures.Begun.Contains(query.By) ? Exposures.Reads : PersonsOnly)),
                    snapshot => answer(http, snapshot, query),
                    () => TimesRequest.ScopeOf(query.Definition, query.Origin), released))
                .DescribeRead<object>(name, summary, Forms).Takes(CohortParameters.About)
                .Takes([.. parameters, .. CohortParameters.TimesPersons]);

        void Regression(string path, string name, string summary, IReadOnlyList<ReadParameter> parameters,
            Func<HttpContext, CohortSnapshot, RegressionQuery, Task<IResult>> answer) =>
            cohort.MapGet(path, (HttpContext http, IServiceProvider services, [AsParameters] RegressionQuery query) => AnswerAsync(
                    http, services,
                    TimesRequest.Reads.With(query.Exposures is null ? PersonsOnly : Exposures.Reads)
                        .With(new(query.Asked.Covariates.SelectMany(Persons.WithDays).ToList())),
                    snapshot => answer(http, snapshot, query), () => TimesRequest.ScopeOf(query.Definition, query.Origin)))
                .DescribeRead<object>(name, summary, Forms).Takes(CohortParameters.About)
                .Takes([.. parameters, .. CohortParameters.TimesPersons]);

        void Recurrent(string path, string name, string summary, IReadOnlyList<ReadParameter> parameters,
            Func<HttpContext, CohortSnapshot, RecurrentQuery, Task<IResult>> answer,
            Func<HttpContext, ReleaseRow, IResult>? released = null) =>
            cohort.MapGet(path, (HttpContext http, IServiceProvider services, [AsParameters] RecurrentQuery query) => AnswerAsync(
                    http, services, RecurrentAnswers.Reads, snapshot => answer(http, snapshot, query),
                    () => TimesRequest.ScopeOf(query.Definition, query.Origin), released))
                .DescribeRead<object>(name, summary, Forms).Takes(CohortParameters.About)
                .Takes([.. parameters, .. CohortParameters.TimesPersons]);
    }

    /// <summary>Answers from one snapshot, which stays open until the last row is sent, or from the last release.</summary>
    /// <param name="http">The request.</param>
    /// <param name="services">The service.</param>
    /// <param name="reads">What the question reads, besides columns of the persons that the request names.</param>
    /// <param name="answer">Asks the question.</param>
    /// <param name="scope">The recurrences that it looks at; all of them when null.</param>
    /// <param name="released">Asks it of a release; null when none answers it.</param>
    /// <param name="ofNobody">Whether the answer tells of no person.</param>
    private static async Task AnswerAsync(
        HttpContext http, IServiceProvider services, QuestionReads reads, Func<CohortSnapshot, Task<IResult>> answer,
        Func<RecurrenceScope>? scope = null, Func<HttpContext, ReleaseRow, IResult>? released = null, bool ofNobody = false)
    {
        try
        {
            var isOpen = ofNobody || ReleaseGate.IsOpen(http);
            var originParameters = ReleaseGate.OriginParameters(ofTimes: scope is not null);
            if (isOpen || originParameters.Append(Persons.Clinic).Any(http.Request.Query.ContainsKey))
            {
                await using var snapshot = await CohortSnapshot.OpenAsync(
                    services, http.Request.Query[CohortSnapshot.KnownAtParameter], reads.NamedIn(http.Request.Query),
                    scope?.Invoke() ?? RecurrenceScope.All, http.RequestAborted);
                if (isOpen || await snapshot.TryOpenRecordsAsync(http.Request.Query, originParameters, http.RequestAborted))
                {
                    await snapshot.RequireClinicsAsync(http.Request.Query[CohortParameters.Clinic.Name], http.RequestAborted);
                    AsOfSequences.Name(http.Response, snapshot.Sequence);
                    await Versions.SendAsync(http, await answer(snapshot));
                    return;
                }
            }

            await Versions.SendAsync(http, await ReleaseGate.AnswerAsync(http, services, released));
        }
        catch (BadQuestion question)
        {
            await question.Problem.ExecuteAsync(http);
        }
    }
}
