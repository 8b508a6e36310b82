using System.Collections.Concurrent;
using System.Net;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.Integration.Hosting;
using static IgG4FollowUp.Integration.Webhooks.WebhookRequests;

namespace IgG4FollowUp.Integration.Webhooks;

/// <summary>Several nodes, and commits that fail after the receiver has answered.</summary>
public sealed class InterruptionSpecs(WebhookService service) : IClassFixture<WebhookService>
{
    [Fact]
    public async Task an_attempt_that_was_sent_and_not_recorded_is_sent_again_with_the_same_id_and_recorded_once()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client("interrupted");
        var (webhook, secret) = await clinic.CreateWebhookAsync(receiver.Url);
        // The commit after the first answer fails, as it does when the process or the database dies at that moment.
        receiver.Answer = async http =>
        {
            await service.ExecuteAsync("alter table followup.mt_doc_webhookdelivery " + (receiver.All.Count == 1
                ? "add constraint away check (data -> 'history' = '[]') not valid"
                : "drop constraint if exists away"));
            http.Response.StatusCode = 204;
        };
        await service.AlertAsync("interrupted");
        var delivery = await clinic.DeliveryAsync(webhook, d => d.State() == "delivered");

        receiver.All.Count.ShouldBe(2);
        receiver.All.Select(message => message.Id).Distinct().ShouldHaveSingleItem().ShouldBe(delivery["messageId"]!.GetValue<string>());
        receiver.All.ShouldAllBe(message => message.IsSignedWith(secret));
        delivery.Attempts().ShouldBe(1);
        (await clinic.GetJsonAsync($"{webhook}/deliveries/{delivery["deliveryId"]}"))["history"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task two_nodes_send_each_message_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var other = await service.StartNodeAsync();
        using var one = service.Client("two-nodes");
        using var two = service.Client(other, "two-nodes");
        var (webhook, secret) = await one.CreateWebhookAsync(receiver.Url);
        // Asked to wait, no message is tried again before all of them were tried once.
        receiver.AnswerWith(503, "Retry-After", "3600");
        for (var i = 0; i < 20; i++)
        {
            using var sent = await (i % 2 == 0 ? one : two).PostNothingAsync($"{webhook}/test-messages");
            sent.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        await UntilAsync(async () => (await one.DeliveriesAsync(webhook)).All(d => d!.Attempts() == 1));
        receiver.AnswerWith(204);
        await service.MakeDueAsync();
        await UntilAsync(async () => (await two.DeliveriesAsync(webhook, "?state=delivered")).Count == 20);
        receiver.All.CountBy(message => message.Id).ShouldAllBe(sent => sent.Value == 2);
        receiver.All.Count.ShouldBe(40);
        receiver.All.ShouldAllBe(message => message.IsSignedWith(secret));
    }
}

/// <summary>Whole processes that are killed.</summary>
public sealed class WebhookCrashSpecs : IDisposable
{
    private static readonly int Rounds = Durability.LongRun.Rounds(few: 2, many: 4);

    private const int Clients = 4;

    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-hook-crash-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task what_was_accepted_survives_sigkill_and_reaches_the_receiver_at_least_once_under_one_id()
    {
        var random = new Random(20260302);
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async http =>
        {
            // Slow enough that a process dies between the request and the record of its answer.
            await Task.Delay(20);
            http.Response.StatusCode = 204;
        };
        await using var service = new ServiceProcess(_dataFolder)
        {
            Settings = new(StormSettings.Create()) { ["Limits__TestMessagesPerMinute"] = "100000" },
        };
        await service.StartAsync();
        var (webhook, secret) = await service.Http.CreateWebhookAsync(receiver.Url);
        var accepted = new ConcurrentDictionary<string, string>();
        var asked = new ConcurrentBag<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var clients = Enumerable.Range(0, Clients).Select(_ => StormAsync(service.Http, webhook, asked, accepted)).ToList();
            var wanted = accepted.Count + random.Next(20, 60);
            await UntilAsync(() => accepted.Count >= wanted || clients.Exists(client => client.IsCompleted));
            // A client that failed ends the test.
            foreach (var ended in clients.Where(client => client.IsCompleted)) await ended;
            await service.KillAsync();
            await Task.WhenAll(clients);
            await service.StartAsync();
        }

        // Whether a request without an answer was accepted is known to nobody; with its key it is asked again.
        foreach (var key in asked.Where(key => !accepted.ContainsKey(key))) await AskAsync(service.Http, webhook, key, accepted);

        // A killed node is known to be gone after some silence; then its messages go on elsewhere.
        await UntilAsync(() => accepted.Values.ToHashSet().IsSubsetOf(receiver.All.Select(message => message.Id)),
            () => $"{receiver.All.Count} of {accepted.Count}", minutes: 3);
        await UntilAsync(async () => (await service.Http.DeliveriesAsync(webhook, "?state=pending")).Count == 0, minutes: 3);
        receiver.All.ShouldAllBe(message => message.IsSignedWith(secret));
        receiver.All.Select(message => message.Id).Distinct().Count().ShouldBe(asked.Count);
        accepted.Values.Distinct().Count().ShouldBe(asked.Count);
    }

    private static async Task StormAsync(HttpClient http, string webhook, ConcurrentBag<string> asked,
        ConcurrentDictionary<string, string> accepted)
    {
        try
        {
            while (true)
            {
                var key = Guid.NewGuid().ToString();
                asked.Add(key);
                await AskAsync(http, webhook, key, accepted);
            }
        }
        catch (HttpRequestException)
        {
            // The process died under the request.
        }
    }

    private static async Task AskAsync(HttpClient http, string webhook, string key, ConcurrentDictionary<string, string> accepted)
    {
        using var response = await http.PostNothingAsync($"{webhook}/test-messages", key);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        accepted[key] = (await response.JsonAsync())["messageId"]!.GetValue<string>();
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
