using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using Npgsql;

namespace IgG4FollowUp.Api.Cohorts;

/// <summary>What analysts ask over HTTP: tables, statistics and exports over the columns of all clinics.</summary>
public static class CohortEndpoints
{
    private static readonly string[] Forms = ["application/json", Csv.ContentType, CohortAnswer.Lines];

    public static void Map(IEndpointRouteBuilder cohort)
    {
        cohort.MapGet("/tables", (HttpContext http, IServiceProvider services) => AnswerAsync(http, services, snapshot => Task.FromResult(TableAnswers.Dictionary(snapshot))))
            .DescribeRead<object>("listCohortTables", "List the tables and the meaning of their columns", Forms);
        cohort.MapGet("/tables/{table}", (HttpContext http, IServiceProvider services, string table) => AnswerAsync(http, services, snapshot => Task.FromResult(TableAnswers.Rows(http, snapshot, table))))
            .DescribeRead<object>("getCohortTable", "Read a table's rows; every column is a condition", Forms).ReadsSinglePeople();
        cohort.MapGet("/adtte", (HttpContext http, IServiceProvider services) => AnswerAsync(http, services, snapshot => Task.FromResult(TableAnswers.AdtteRows(http, snapshot))))
            .DescribeRead<object>("getCohortAdtte", "Times to recurrence with CNSR and event columns", Forms).ReadsSinglePeople();
        cohort.MapGet("/package", (HttpContext http, IServiceProvider services, TimeProvider time) => AnswerAsync(
                http, services, snapshot => Task.FromResult<IResult>(new DataPackage(snapshot, time.GetUtcNow()))))
            .DescribeRead<object>("getCohortPackage", "All tables with their dictionary as a Frictionless data package", DataPackage.ContentType).ReadsSinglePeople();

        Times("/survival", "getCohortSurvival", "Kaplan-Meier curves of freedom from recurrence", SurvivalAnswers.SurvivalAsync);
        Times("/log-rank", "getCohortLogRank", "Log-rank test between groups", SurvivalAnswers.LogRankAsync);
        Times("/cumulative-incidence", "getCohortCumulativeIncidence", "Cumulative incidence of recurrence with death competing", SurvivalAnswers.IncidenceAsync);
        Recurrent("/mean-cumulative-function", "getCohortMeanCumulativeFunction", "Mean number of recurrences per patient", RecurrentAnswers.MeanAsync);
        Recurrent("/rates", "getCohortRates", "Recurrences per person-year", RecurrentAnswers.RatesAsync);
        cohort.MapGet("/swimmer", (HttpContext http, IServiceProvider services, [AsParameters] SwimmerQuery query) => AnswerAsync(http, services, snapshot => SwimmerAnswer.AnswerAsync(http, snapshot, query)))
            .DescribeRead<object>("getCohortSwimmer", "Lanes, intervals and marks of a swimmer plot", Forms).ReadsSinglePeople();
        cohort.MapGet("/transitions", (HttpContext http, IServiceProvider services, [AsParameters] TransitionQuery query) => AnswerAsync(
                http, services, snapshot => TransitionAnswer.AnswerAsync(http, snapshot, query)))
            .DescribeRead<object>("getCohortTransitions", "AIS at baseline against AIS at follow-up", Forms);
        cohort.MapGet("/table-one", (HttpContext http, IServiceProvider services, [AsParameters] TableOneQuery query) => AnswerAsync(
                http, services, snapshot => TableOneAnswer.AnswerAsync(http, snapshot, query)))
            .DescribeRead<object>("getCohortTableOne", "Who is in the cohort, beside a published series", Forms);

        void Times(string path, string name, string summary, Func<HttpContext, CohortSnapshot, TimesQuery, Task<IResult>> answer) =>
            cohort.MapGet(path, (HttpContext http, IServiceProvider services, [AsParameters] TimesQuery query) => AnswerAsync(http, services, snapshot => answer(http, snapshot, query)))
                .DescribeRead<object>(name, summary, Forms);

        void Recurrent(string path, string name, string summary, Func<HttpContext, CohortSnapshot, RecurrentQuery, Task<IResult>> answer) =>
            cohort.MapGet(path, (HttpContext http, IServiceProvider services, [AsParameters] RecurrentQuery query) => AnswerAsync(http, services, snapshot => answer(http, snapshot, query)))
                .DescribeRead<object>(name, summary, Forms);
    }

    /// <summary>Answers from one snapshot, which stays open until the last row is sent.</summary>
    private static async Task AnswerAsync(HttpContext http, IServiceProvider services, Func<CohortSnapshot, Task<IResult>> answer)
    {
        try
        {
            await using var snapshot = await CohortSnapshot.OpenAsync(services, http.Request.Query[CohortSnapshot.KnownAtParameter], http.RequestAborted);
            KnownSequences.Name(http.Response, snapshot.Sequence);
            await (await answer(snapshot)).ExecuteAsync(http);
        }
        catch (Refusal refusal)
        {
            await refusal.Problem.ExecuteAsync(http);
        }
        catch (PostgresException e) when (CohortFilter.IsInvalidValue(e) && !http.Response.HasStarted)
        {
            http.Response.Headers.ContentDisposition = default;
            await Problem.BadRequest("The value of a condition is not of its column's type.").ExecuteAsync(http);
        }
    }
}
