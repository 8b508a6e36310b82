using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Health;

/// <summary>For what is said of time: it runs alone.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What clients do every day, repeating a request or meeting a conflict, costs nobody anything.</summary>
[Collection(nameof(Alone))]
public sealed class OrdinaryTrafficSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const int Requests = 1_000;
    private const int Clients = 4;

    // One request in so many records something, so that there is a mark to fall behind.
    private const int Recording = 25;

    private const string Visit = """{ "visitedOn": "2024-03-12", "asiaGrade": { "grade": "C" } }""";
    private const string Taken = """{ "studyNumber": "TAKEN", "enrolledOn": "2024-01-08" }""";

    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task a_thousand_repeats_and_two_thousand_conflicts_leave_the_service_ready_and_draw_no_number_in_vain()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync("TAKEN");
        using var first = await clinic.PostAsync($"{patient}/visits", Visit, idempotencyKey: "the-same");
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(done.Token);

        await ByClientsAsync(() => clinic.PostAsync($"{patient}/visits", Visit, idempotencyKey: "the-same"), HttpStatusCode.Created);
        await ByClientsAsync(() => clinic.PostAsync("/api/patients", Taken), HttpStatusCode.Conflict);
        await ByClientsAsync(() => clinic.PostAsync($"{patient}/visits", Visit, ifMatch: "\"1\""), HttpStatusCode.PreconditionFailed);
        await done.CancelAsync();
        var (answers, behind) = await watching;
        // Alerts that are being raised have drawn their numbers and are not to be seen yet.
        await service.SettledAsync();

        answers.Keys.ShouldBe([HttpStatusCode.OK]);
        behind.ShouldBeLessThanOrEqualTo(MostBehind);
        await using var connection = await service.ConnectAsync();
        (await connection.ScalarAsync<long>("select count(*) from followup.mt_events where type = 'tombstone'")).ShouldBe(0);
        (await connection.ScalarAsync<long>("select last_value from followup.mt_events_sequence"))
            .ShouldBe(await connection.ScalarAsync<long>("select count(*) from followup.mt_events"));
        (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>().ShouldBe(3);

        // Beside each client's requests another patient is enrolled now and then.
        Task ByClientsAsync(Func<Task<HttpResponseMessage>> send, HttpStatusCode expected) =>
            Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
            {
                for (var n = client; n < Requests; n += Clients)
                {
                    (await StatusAsync(send())).ShouldBe(expected);
                    if (n % Recording == 0) await clinic.EnrolAsync();
                }
            })));
    }

    /// <summary>Looks again and again until told to stop.</summary>
    /// <returns>What readiness answered, how often, and for how long the mark lay below an event that could be read.</returns>
    private async Task<(IReadOnlyDictionary<HttpStatusCode, int> Answers, TimeSpan Behind)> WatchAsync(CancellationToken stop)
    {
        var database = service.Host.Services.GetRequiredService<NpgsqlDataSource>();
        using var anyone = service.Host.Server.CreateClient();
        var (answers, longest) = (new ConcurrentDictionary<HttpStatusCode, int>(), TimeSpan.Zero);
        (long Sequence, long Since)? behind = null;
        while (!stop.IsCancellationRequested)
        {
            var now = Stopwatch.GetTimestamp();
            var state = await LogState.ReadAsync(database, TestContext.Current.CancellationToken);
            if (behind is { } waiting && state.Mark >= waiting.Sequence) behind = null;
            if (behind is { } still && Stopwatch.GetElapsedTime(still.Since, now) is var lasted && lasted > longest) longest = lasted;
            if (behind is null && state.Highest > state.Mark) behind = (state.Highest, now);
            var answer = await StatusAsync(anyone.GetAsync("/health/ready", TestContext.Current.CancellationToken));
            answers.AddOrUpdate(answer, 1, (_, times) => times + 1);
        }

        return (answers, longest);
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        return response.StatusCode;
    }
}
