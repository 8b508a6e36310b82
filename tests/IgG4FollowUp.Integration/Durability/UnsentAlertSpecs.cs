using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Webhooks;
using IgG4FollowUp.TestSupport;
using Npgsql;
using static IgG4FollowUp.Integration.Webhooks.WebhookRequests;

namespace IgG4FollowUp.Integration.Durability;

public sealed class UnsentAlertSpecs(PostgresServer postgres) : IDisposable
{
    private const int Days = 90 + 14 + 1;
    private const double Minutes = 2;

    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-unsent-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task an_alert_of_a_process_killed_before_it_told_and_killed_again_before_it_noted_the_answer_is_told_under_one_id()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var receiver = await Receiver.StartAsync();
        await using var service = new ServiceProcess(_dataFolder, connectionString) { Settings = StormSettings.Create() };
        await service.StartAsync();
        var (webhook, secret) = await service.Http.CreateWebhookAsync(receiver.Url);
        var today = DateOnly.FromDateTime(DateTime.Now);
        var patient = await service.Http.EnrolWithBaselineAsync(today);
        await UntilAsync(async () => await database.HasCaughtUpAsync(TimeProvider.System) && await database.WaitingAsync() == 0,
            minutes: Minutes);
        await service.KillAsync();

        // The visit falls due while nothing runs, and only the timer can tell.
        service.ClockOffsetDays = Days;
        await database.SkipSweepsAsync(new OffsetClock(TimeSpan.FromDays(Days)));

        // Killed between raising and sending.
        await using (var held = await database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await held.ExecuteAsync("begin; lock table followup.mt_doc_webhookdelivery in share mode");
            await service.StartAsync();
            await UntilAsync(async () => await database.ScalarAsync<long>("select count(*) from followup.mt_doc_alert") == 1,
                minutes: Minutes);
            await service.KillAsync();
            await held.ExecuteAsync("rollback");
        }

        receiver.All.ShouldBeEmpty();

        // Killed between sending and noting the answer.
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = async http =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        await service.StartAsync();
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(Minutes), TestContext.Current.CancellationToken);
        await service.KillAsync();
        const string State = "select data ->> 'state' from followup.mt_doc_webhookdelivery";
        (await database.ScalarAsync<string>(State)).ShouldBe("pending");

        receiver.AnswerWith(204);
        await service.StartAsync();
        await UntilAsync(async () => await database.ScalarAsync<string>(State) == "delivered", minutes: Minutes);
        var delivery = await service.Http.DeliveryAsync(webhook, d => d.State() == "delivered");
        receiver.All.Count.ShouldBeGreaterThanOrEqualTo(2);
        receiver.All.Select(message => message.Id).Distinct().ShouldHaveSingleItem().ShouldBe(delivery["messageId"]!.GetValue<string>());
        var alert = (await AlertLedger.BalancesAsync(database, today.AddDays(Days))).ShouldHaveSingleItem();
        (alert.PatientId, alert.Finding.Rule, alert.Version).ShouldBe((patient, "visit-overdue", 1));
        receiver.All.ShouldAllBe(message => JsonNode.Parse(message.Body)!["data"]!["alertId"]!.GetValue<Guid>() == alert.Id);

        using var visit = await service.Http.PostAsync($"/api/patients/{patient}/visits",
            $$"""{ "visitedOn": "{{today.AddDays(Days):yyyy-MM-dd}}" }""");
        visit.IsSuccessStatusCode.ShouldBeTrue(await visit.Content.ReadAsStringAsync());
        await UntilAsync(() => receiver.All.Select(message => message.Id).Distinct().Count() == 2, minutes: Minutes);
        ((string?)JsonNode.Parse(receiver.All[^1].Body)!["type"]).ShouldBe(AlertChanged.Closed);
        receiver.All.ShouldAllBe(message => message.IsSignedWith(secret));
        (await AlertLedger.BalancesAsync(database, today.AddDays(Days))).ShouldHaveSingleItem().Closed!.By.ShouldBeNull();
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
