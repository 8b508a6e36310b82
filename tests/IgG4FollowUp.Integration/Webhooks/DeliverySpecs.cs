using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Webhooks;
using IgG4FollowUp.Integration.Hosting;
using static IgG4FollowUp.Integration.Webhooks.WebhookRequests;

namespace IgG4FollowUp.Integration.Webhooks;

/// <summary>What a receiver gets, when it answers and when it does not. Each test is a clinic of its own.</summary>
public sealed class DeliverySpecs(WebhookService service) : IClassFixture<WebhookService>
{
    [Fact]
    public async Task a_change_of_an_alert_reaches_the_receiver_signed_and_without_clinical_data()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client("signed");
        var (webhook, secret) = await clinic.CreateWebhookAsync(receiver.Url);
        var change = await service.AlertAsync("signed");

        var delivery = await clinic.DeliveryAsync(webhook, d => d.State() == "delivered");
        var received = receiver.All.ShouldHaveSingleItem();
        received.Path.ShouldBe("/hooks");
        received.IsSignedWith(secret).ShouldBeTrue();
        received.IsSignedWith(WebhookSignature.NewSecret()).ShouldBeFalse();
        Math.Abs(received.Timestamp - DateTimeOffset.UtcNow.ToUnixTimeSeconds()).ShouldBeLessThan(60);
        received.Body.ShouldBe(
            $$$"""{"type":"alert.raised","timestamp":"2026-03-02T08:00:00Z","data":{"alertId":"{{{change.AlertId}}}"}}""");
        received.Id.ShouldBe(delivery["messageId"]!.GetValue<string>());
        received.Headers["Content-Type"].ShouldBe("application/json");
        received.Headers.Keys.ShouldNotContain(header => header.StartsWith("trace", StringComparison.OrdinalIgnoreCase));
        string.Join('\n', received.Headers.Values).ShouldNotContain("signed");
        delivery["lastStatus"]!.GetValue<int>().ShouldBe(204);
        delivery["alertId"]!.GetValue<Guid>().ShouldBe(change.AlertId);
        (await clinic.GetJsonAsync(webhook))["lastDeliveredAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task an_alert_that_the_service_raises_by_itself_is_the_alert_that_the_message_names()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client("raised");
        var (_, secret) = await clinic.CreateWebhookAsync(receiver.Url, AlertChanged.Raised);
        // A patient without an examination has no baseline, which is an alert.
        var patient = Guid.Parse((await clinic.EnrolAsync()).Split('/')[^1]);
        await UntilAsync(() => receiver.All.Count > 0);

        var named = receiver.All.Select(message => JsonNode.Parse(message.Body)!["data"]!["alertId"]!.GetValue<Guid>());
        var alerts = (await clinic.GetJsonAsync($"/api/alerts?patientId={patient}"))["items"]!.AsArray();
        named.ShouldBeSubsetOf(alerts.Select(alert => alert!["alertId"]!.GetValue<Guid>()));
        receiver.All.ShouldAllBe(message => message.IsSignedWith(secret) && !message.Body.Contains(patient.ToString()));
    }

    [Fact]
    public async Task only_webhooks_that_are_enabled_and_want_the_event_get_it_and_each_gets_a_message_of_its_own()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client("fan-out");
        var (raised, _) = await clinic.CreateWebhookAsync(receiver.Url + "/raised", AlertChanged.Raised);
        var (both, _) = await clinic.CreateWebhookAsync(receiver.Url + "/both", AlertChanged.Raised, AlertChanged.Closed);
        var (disabled, _) = await clinic.CreateWebhookAsync(receiver.Url + "/disabled", AlertChanged.Raised);
        (await clinic.PutAsync(disabled, $$"""{ "url": "{{receiver.Url}}/disabled", "eventTypes": ["alert.raised"], "enabled": false }""",
            "\"1\"")).Dispose();

        await service.AlertAsync("fan-out");
        await service.AlertAsync("fan-out", AlertChanged.Closed);

        await UntilAsync(() => receiver.All.Count >= 3);
        receiver.All.Select(message => message.Path).ShouldBe(["/hooks/raised", "/hooks/both", "/hooks/both"], ignoreOrder: true);
        receiver.All.Select(message => message.Id).Distinct().Count().ShouldBe(3);
        (await clinic.DeliveriesAsync(raised)).Count.ShouldBe(1);
        (await clinic.DeliveriesAsync(both)).Count.ShouldBe(2);
        (await clinic.DeliveriesAsync(disabled)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task the_same_change_told_twice_is_one_delivery()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client("told-twice");
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        var change = await service.AlertAsync("told-twice");
        await clinic.DeliveryAsync(webhook, d => d.State() == "delivered");
        await service.AlertAsync("told-twice", again: change);
        await HandledAsync();

        (await clinic.DeliveriesAsync(webhook)).Count.ShouldBe(1);
        receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_receiver_that_fails_is_asked_again_with_the_same_id_until_it_answers()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(500);
        var before = service.Trouble.Lines.Count;
        using var clinic = service.Client("retries");
        var (webhook, secret) = await clinic.CreateWebhookAsync(receiver.Url);
        await service.AlertAsync("retries");
        var failed = await clinic.DeliveryAsync(webhook, d => d.Attempts() == 1);
        failed.State().ShouldBe("pending");
        failed["lastStatus"]!.GetValue<int>().ShouldBe(500);
        (failed["nextAttemptAt"]!.GetValue<DateTimeOffset>() - failed["createdAt"]!.GetValue<DateTimeOffset>())
            .ShouldBeGreaterThan(TimeSpan.FromSeconds(5));
        await service.MakeDueAsync();
        await clinic.DeliveryAsync(webhook, d => d.Attempts() == 2);
        receiver.AnswerWith(200);
        await service.MakeDueAsync();
        var delivered = await clinic.DeliveryAsync(webhook, d => d.State() == "delivered");

        delivered.Attempts().ShouldBe(3);
        receiver.All.Count.ShouldBe(3);
        receiver.All.Select(message => message.Id).Distinct().ShouldHaveSingleItem();
        receiver.All.Select(message => message.Body).Distinct().ShouldHaveSingleItem();
        receiver.All.ShouldAllBe(message => message.IsSignedWith(secret));
        var history = (await clinic.GetJsonAsync($"{webhook}/deliveries/{delivered["deliveryId"]}"))["history"]!.AsArray();
        history.Select(attempt => attempt!["status"]!.GetValue<int>()).ShouldBe([500, 500, 200]);
        history.Select(attempt => attempt!["number"]!.GetValue<int>()).ShouldBe([1, 2, 3]);
        // A receiver's trouble is not the service's.
        service.Trouble.Lines.Skip(before).Where(line => line.Contains("Webhook", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task after_the_last_attempt_a_delivery_has_failed_and_can_be_sent_again()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(503);
        using var clinic = service.Client("given-up");
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        await service.AlertAsync("given-up");
        for (var attempt = 1; attempt < RetrySchedule.Attempts; attempt++)
        {
            await clinic.DeliveryAsync(webhook, d => d.Attempts() == attempt);
            await service.MakeDueAsync();
        }

        var failed = await clinic.DeliveryAsync(webhook, d => d.State() == "failed");
        failed.Attempts().ShouldBe(10);
        failed["nextAttemptAt"].ShouldBeNull();
        (await ScheduledAsync(failed)).ShouldBe(0);
        (await clinic.DeliveriesAsync(webhook, "?state=failed")).Count.ShouldBe(1);
        (await clinic.DeliveriesAsync(webhook, "?state=pending")).Count.ShouldBe(0);

        // A round of its own: one failure more is not the end.
        using var first = await clinic.PostNothingAsync($"{webhook}/deliveries/{failed["deliveryId"]}/resends", "resend-1");
        first.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted, await first.Content.ReadAsStringAsync());
        (await clinic.DeliveryAsync(webhook, d => d.Attempts() == 11)).State().ShouldBe("pending");
        receiver.AnswerWith(204);
        using var second = await clinic.PostNothingAsync($"{webhook}/deliveries/{failed["deliveryId"]}/resends", "resend-2");
        (await clinic.DeliveryAsync(webhook, d => d.State() == "delivered")).Attempts().ShouldBe(12);
        // The timer of the failed attempt finds nothing to do, and a repeated request sends nothing.
        await service.MakeDueAsync();
        using var repeated = await clinic.PostNothingAsync($"{webhook}/deliveries/{failed["deliveryId"]}/resends", "resend-2");
        (await repeated.Content.ReadAsStringAsync()).ShouldBe(await second.Content.ReadAsStringAsync());
        await HandledAsync();
        receiver.All.Count.ShouldBe(12);
        receiver.All.Select(message => message.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_receiver_that_is_gone_disables_its_webhook()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(410);
        using var clinic = service.Client("gone");
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        await service.AlertAsync("gone");
        var delivery = await clinic.DeliveryAsync(webhook, d => d.State() == "failed");
        delivery.Outcome().ShouldBe("gone");
        var view = await clinic.GetJsonAsync(webhook);
        view["enabled"]!.GetValue<bool>().ShouldBeFalse();
        view["disabledReason"]!.GetValue<string>().ShouldBe("gone");
        view["health"]!.GetValue<string>().ShouldBe("disabled");
        view["version"]!.GetValue<int>().ShouldBe(2);

        await service.AlertAsync("gone");
        await HandledAsync();
        (await clinic.DeliveriesAsync(webhook)).Count.ShouldBe(1);
        using var resend = await clinic.PostNothingAsync($"{webhook}/deliveries/{delivery["deliveryId"]}/resends");
        resend.StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);

        receiver.AnswerWith(204);
        using var enabled = await clinic.PutAsync(webhook,
            $$"""{ "url": "{{receiver.Url}}", "eventTypes": ["alert.raised"], "enabled": true }""", "\"2\"");
        (await enabled.JsonAsync())["disabledReason"].ShouldBeNull();
        using var again = await clinic.PostNothingAsync($"{webhook}/deliveries/{delivery["deliveryId"]}/resends");
        await clinic.DeliveryAsync(webhook, d => d.State() == "delivered");
    }

    [Fact]
    public async Task what_waits_for_a_webhook_that_is_disabled_meanwhile_is_given_up_without_being_sent()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(500);
        using var clinic = service.Client("disabled");
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        await service.AlertAsync("disabled");
        await clinic.DeliveryAsync(webhook, d => d.Attempts() == 1);
        (await clinic.PutAsync(webhook, $$"""{ "url": "{{receiver.Url}}", "eventTypes": ["alert.raised"], "enabled": false }""", "\"1\""))
            .Dispose();
        await service.MakeDueAsync();

        var delivery = await clinic.DeliveryAsync(webhook, d => d.State() == "failed");
        delivery.Outcome().ShouldBe("webhook-disabled");
        receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_redirect_is_a_failure_and_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(307, "Location", "/elsewhere");
        using var clinic = service.Client("redirect");
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        await service.AlertAsync("redirect");
        var delivery = await clinic.DeliveryAsync(webhook, d => d.Attempts() == 1);

        delivery.State().ShouldBe("pending");
        delivery["lastStatus"]!.GetValue<int>().ShouldBe(307);
        receiver.All.ShouldHaveSingleItem().Path.ShouldBe("/hooks");
    }

    [Fact]
    public async Task a_receiver_that_does_not_answer_in_time_or_at_all_is_asked_again()
    {
        await using var receiver = await Receiver.StartAsync();
        using var end = new CancellationTokenSource();
        receiver.Answer = http =>
            Task.Delay(Timeout.Infinite, end.Token)
                .ContinueWith(_ => http.Response.StatusCode = 200, CancellationToken.None, TaskContinuationOptions.None,
                    TaskScheduler.Default);
        using var clinic = service.Client("silent");
        var (silent, _) = await clinic.CreateWebhookAsync(receiver.Url);
        var (closed, _) = await clinic.CreateWebhookAsync("http://127.0.0.1:9/");
        await service.AlertAsync("silent");

        (await clinic.DeliveryAsync(silent, d => d.Attempts() == 1)).Outcome().ShouldBe("timeout");
        (await clinic.DeliveryAsync(closed, d => d.Attempts() == 1)).Outcome().ShouldBe("unreachable");
        await end.CancelAsync();
    }

    [Theory]
    [InlineData(429, "3600", 3600)]
    [InlineData(503, "3600", 3600)]
    [InlineData(500, "3600", 5)]
    [InlineData(429, "1", 5)]
    [InlineData(429, "99999999", 86_400)]
    [InlineData(429, "soon", 5)]
    public async Task a_receiver_that_names_a_time_is_left_alone_until_then(int status, string retryAfter, int seconds)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(status, "Retry-After", retryAfter);
        var name = $"wait-{status}-{retryAfter}";
        using var clinic = service.Client(name);
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        await service.AlertAsync(name);
        var delivery = await clinic.DeliveryAsync(webhook, d => d.Attempts() == 1);

        var wait = await service.ScalarAsync<double>(
            "select extract(epoch from execution_time - now())::float8 from followup.wolverine_incoming_envelopes where status = "
                + $"'Scheduled' and {Names(delivery)}");
        wait.ShouldBeInRange(seconds - 15, seconds * 1.2 + 1);
    }

    [Fact]
    public async Task a_webhook_that_has_failed_for_a_day_is_listed_as_failing_until_it_answers()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(500);
        using var clinic = service.Client("failing");
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        await service.AlertAsync("failing");
        await clinic.DeliveryAsync(webhook, d => d.Attempts() == 1);
        (await HealthAsync()).ShouldBe("ok");
        (await clinic.GetJsonAsync(webhook))["failingSince"].ShouldNotBeNull();
        await service.Host.ChangeAsync<Webhook>("failing", w => w with { FailingSince = w.FailingSince - TimeSpan.FromHours(25) });
        (await HealthAsync()).ShouldBe("failing");
        receiver.AnswerWith(204);
        await service.MakeDueAsync();
        await clinic.DeliveryAsync(webhook, d => d.State() == "delivered");
        (await HealthAsync()).ShouldBe("ok");

        async Task<string> HealthAsync() => (await clinic.GetJsonAsync("/api/webhooks"))["items"]![0]!["health"]!.GetValue<string>();
    }

    [Fact]
    public async Task one_clinics_changes_never_reach_anothers_receiver()
    {
        await using var receiver = await Receiver.StartAsync();
        using var north = service.Client("hooks-north");
        using var south = service.Client("hooks-south");
        var (webhook, _) = await north.CreateWebhookAsync(receiver.Url + "/north");
        await south.CreateWebhookAsync(receiver.Url + "/south");
        await service.AlertAsync("hooks-north");
        await north.DeliveryAsync(webhook, d => d.State() == "delivered");
        await HandledAsync();
        receiver.All.ShouldHaveSingleItem().Path.ShouldBe("/hooks/north");
    }

    [Fact]
    public async Task finished_deliveries_are_forgotten_after_their_time_and_others_are_kept()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client("forgotten");
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        await service.AlertAsync("forgotten");
        await clinic.DeliveryAsync(webhook, d => d.State() == "delivered");
        var cleanup = (Cleanup)service.Host.Services.GetService(typeof(Cleanup))!;
        await cleanup.ForgetAsync(TestContext.Current.CancellationToken);
        (await clinic.DeliveriesAsync(webhook)).Count.ShouldBe(1);
        await service.Host.ChangeAsync<WebhookDelivery>("forgotten", d => d with { CompletedAt = d.CompletedAt - TimeSpan.FromDays(91) });
        await cleanup.ForgetAsync(TestContext.Current.CancellationToken);
        (await clinic.DeliveriesAsync(webhook)).Count.ShouldBe(0);
    }

    private static string Names(JsonNode delivery) =>
        $"message_type like '%DeliverWebhook' and encode(body, 'escape') like '%{delivery["deliveryId"]}%'";

    private Task<long> ScheduledAsync(JsonNode delivery) =>
        service.ScalarAsync<long>(
            $"select count(*) from followup.wolverine_incoming_envelopes where status = 'Scheduled' and {Names(delivery)}");

    // Every message that was there at the call has run.
    private Task HandledAsync() => UntilAsync(async () => await service.ScalarAsync<long>(
        "select count(*) from followup.wolverine_incoming_envelopes where status = 'Incoming' or (status = "
            + "'Scheduled' and execution_time <= now())") == 0);
}
