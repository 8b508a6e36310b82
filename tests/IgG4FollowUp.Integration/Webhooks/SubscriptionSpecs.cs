using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Webhooks;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static IgG4FollowUp.Integration.Webhooks.WebhookRequests;

namespace IgG4FollowUp.Integration.Webhooks;

/// <summary>How a clinic keeps its webhooks. Each test is a clinic of its own.</summary>
public sealed class SubscriptionSpecs(WebhookService service) : IClassFixture<WebhookService>
{
    private const string Url = "https://receiver.example/hooks";

    [Fact]
    public async Task a_secret_is_shown_once_and_lies_nowhere_in_the_clear()
    {
        using var clinic = service.Client("shown-once");
        using var created = await clinic.PostAsync("/api/webhooks", $$"""{ "url": "{{Url}}", "eventTypes": ["alert.raised"] }""",
            idempotencyKey: "create");
        var answer = await created.Content.ReadAsStringAsync();
        var secret = JsonNode.Parse(answer)!["secret"]!.GetValue<string>();
        secret.ShouldStartWith("whsec_");
        answer.ShouldNotContain("\\u", customMessage: "a secret is copied from the text as it stands");
        var webhook = created.Headers.Location!.ToString();
        created.Headers.ETag!.Tag.ShouldBe("\"1\"");

        // The same request again, by whomever: the same answer, the secret left out.
        using var repeated = await clinic.PostAsync("/api/webhooks", $$"""{ "url": "{{Url}}", "eventTypes": ["alert.raised"] }""",
            idempotencyKey: "create");
        repeated.StatusCode.ShouldBe(HttpStatusCode.Created);
        var again = await repeated.JsonAsync();
        again.AsObject().ContainsKey("secret").ShouldBeFalse();
        again["webhook"]!.ToJsonString().ShouldBe(JsonNode.Parse(answer)!["webhook"]!.ToJsonString());
        (await clinic.GetJsonAsync("/api/webhooks"))["items"]!.AsArray().Count.ShouldBe(1);

        var key = secret["whsec_".Length..];
        (await clinic.GetJsonAsync(webhook)).ToJsonString().ShouldNotContain(key);
        (await clinic.GetJsonAsync("/api/webhooks")).ToJsonString().ShouldNotContain(key);
        foreach (var place in new[]
        {
            "select data::text from followup.mt_doc_webhook where tenant_id = 'shown-once'",
            "select data ->> 'body' from followup.mt_doc_keptreply where tenant_id = 'shown-once'",
        })
        {
            var stored = await service.ScalarAsync<string>(place);
            stored.ShouldNotContain("whsec_");
            stored.ShouldNotContain(key);
        }
    }

    [Fact]
    public async Task the_secret_of_a_rotation_is_left_out_when_it_is_repeated_even_after_the_webhook_was_deleted()
    {
        using var clinic = service.Client("rotated-once");
        var (webhook, _) = await clinic.CreateWebhookAsync(Url);
        (await RotateAsync()).ContainsKey("secret").ShouldBeTrue();
        (await RotateAsync()).ContainsKey("secret").ShouldBeFalse();
        (await clinic.DeleteAsync(webhook, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RotateAsync()).ContainsKey("secret").ShouldBeFalse();

        async Task<JsonObject> RotateAsync()
        {
            using var rotated = await clinic.PostAsync($"{webhook}/secrets", "{}", idempotencyKey: "once");
            return (await rotated.JsonAsync()).AsObject();
        }
    }

    [Fact]
    public async Task the_secret_of_a_creation_is_left_out_when_a_colleague_repeats_it_and_even_after_the_webhook_was_deleted()
    {
        using var clinic = service.Client("repeated");
        using var colleague = service.Client("repeated", Roles.Admin);
        using var another = service.Host.Server.CreateClient();
        another.DefaultRequestHeaders.Authorization = new("Bearer", service.Host.Services.GetRequiredService<DevelopmentTokens>()
            .Create(Roles.Clinician, "repeated", "dr-colleague", TimeProvider.System.GetUtcNow()));
        var (first, webhook) = await CreateAsync(clinic);
        var secret = first["secret"]!.GetValue<string>();
        foreach (var client in new[] { another, colleague, clinic }) await IsWithoutAsync(client);

        (await clinic.DeleteAsync(webhook, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        foreach (var client in new[] { another, colleague, clinic }) await IsWithoutAsync(client);
        (await clinic.GetJsonAsync("/api/webhooks"))["items"]!.AsArray().ShouldBeEmpty();

        async Task IsWithoutAsync(HttpClient client)
        {
            var (again, _) = await CreateAsync(client);
            again.ContainsKey("secret").ShouldBeFalse();
            again.ToJsonString().ShouldNotContain("whsec_");
            again.ToJsonString().ShouldNotContain(secret["whsec_".Length..]);
        }

        static async Task<(JsonObject Answer, string Address)> CreateAsync(HttpClient client)
        {
            using var response = await client.PostAsync("/api/webhooks", $$"""{ "url": "{{Url}}", "eventTypes": ["alert.raised"] }""",
                idempotencyKey: "of-all");
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
            return ((await response.JsonAsync()).AsObject(), response.Headers.Location!.ToString());
        }
    }

    [Fact]
    public async Task a_rotated_secret_signs_beside_the_new_one_until_its_time_is_over()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client("rotation");
        var (webhook, first) = await clinic.CreateWebhookAsync(receiver.Url);
        using var rotated = await clinic.PostAsync($"{webhook}/secrets", "{}", idempotencyKey: "rotate");
        rotated.StatusCode.ShouldBe(HttpStatusCode.Created, await rotated.Content.ReadAsStringAsync());
        var answer = await rotated.JsonAsync();
        var second = answer["secret"]!.GetValue<string>();
        second.ShouldNotBe(first);
        var until = answer["webhook"]!["formerSecretsSignUntil"]!.AsArray().ShouldHaveSingleItem()!.GetValue<DateTimeOffset>();
        (until - DateTimeOffset.UtcNow).ShouldBeInRange(TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));

        var both = await TestMessageAsync(clinic, webhook, receiver);
        both.Signature.Split(' ').Length.ShouldBe(2);
        both.IsSignedWith(first).ShouldBeTrue();
        both.IsSignedWith(second).ShouldBeTrue();

        await service.Host.ChangeAsync<Webhook>("rotation", w => w with
        {
            Secrets = [w.Secrets[0], w.Secrets[1] with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) }],
        });
        var afterwards = await TestMessageAsync(clinic, webhook, receiver);
        afterwards.Signature.Split(' ').Length.ShouldBe(1);
        afterwards.IsSignedWith(second).ShouldBeTrue();
        (await clinic.GetJsonAsync(webhook))["formerSecretsSignUntil"]!.AsArray().Count.ShouldBe(0);
    }

    [Fact]
    public async Task a_secret_that_others_know_stops_signing_at_once_when_rotated_without_overlap()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client("leaked");
        var (webhook, first) = await clinic.CreateWebhookAsync(receiver.Url);
        (await clinic.PostAsync($"{webhook}/secrets", "{}")).Dispose();
        using var rotated = await clinic.PostAsync($"{webhook}/secrets", """{ "overlapHours": 0 }""");
        var newest = (await rotated.JsonAsync())["secret"]!.GetValue<string>();

        var message = await TestMessageAsync(clinic, webhook, receiver);
        message.IsSignedWith(first).ShouldBeFalse();
        message.IsSignedWith(newest).ShouldBeTrue();
        message.Signature.ShouldNotContain(' ');
    }

    [Fact]
    public async Task five_secrets_sign_at_most()
    {
        using var clinic = service.Client("many-secrets");
        var (webhook, _) = await clinic.CreateWebhookAsync(Url);
        for (var i = 0; i < 4; i++)
        {
            using var rotated = await clinic.PostAsync($"{webhook}/secrets", "{}");
            rotated.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        using var refused = await clinic.PostAsync($"{webhook}/secrets", "{}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var revoked = await clinic.PostAsync($"{webhook}/secrets", """{ "overlapHours": 0 }""");
        revoked.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task a_change_needs_the_version_that_was_read()
    {
        using var clinic = service.Client("versions");
        var (webhook, _) = await clinic.CreateWebhookAsync(Url);
        const string Changed =
            """{ "url": "https://other.example/hooks", "eventTypes": ["alert.closed"], "enabled": false, "description": "Ward" }""";
        using var blind = await clinic.PutAsync(webhook, Changed, ifMatch: null);
        blind.StatusCode.ShouldBe((HttpStatusCode)428);
        using var stale = await clinic.PutAsync(webhook, Changed, "\"7\"");
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        using var accepted = await clinic.PutAsync(webhook, Changed, "\"1\"");
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK, await accepted.Content.ReadAsStringAsync());
        accepted.Headers.ETag!.Tag.ShouldBe("\"2\"");

        var view = await clinic.GetJsonAsync(webhook);
        (await accepted.JsonAsync()).ToJsonString().ShouldBe(view.ToJsonString());
        view["url"]!.GetValue<string>().ShouldBe("https://other.example/hooks");
        view["eventTypes"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe("alert.closed");
        view["disabledReason"]!.GetValue<string>().ShouldBe("by-request");
        view["changedBy"]!.GetValue<string>().ShouldBe("dr-test");
        using var test = await clinic.PostNothingAsync($"{webhook}/test-messages");
        test.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task of_two_changes_of_one_version_at_the_same_time_one_is_told_to_read_again()
    {
        using var clinic = service.Client("race");
        var (webhook, _) = await clinic.CreateWebhookAsync(Url);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => clinic.PutAsync(
            webhook, $$"""{ "url": "https://race-{{i}}.example/", "eventTypes": ["alert.closed"], "enabled": true }""", "\"1\"")));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(answer => answer.StatusCode != HttpStatusCode.OK)
            .ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Conflict || answer.StatusCode == HttpStatusCode.PreconditionFailed);
        (await clinic.GetJsonAsync(webhook))["version"]!.GetValue<int>().ShouldBe(2);
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task a_deleted_webhook_is_gone_with_its_log_and_what_was_on_its_way_is_not_sent()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(500);
        using var clinic = service.Client("deleted");
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        await service.AlertAsync("deleted");
        await clinic.DeliveryAsync(webhook, d => d.Attempts() == 1);
        using var stale = new HttpRequestMessage(HttpMethod.Delete, webhook);
        stale.Headers.TryAddWithoutValidation("If-Match", "\"9\"");
        using var refused = await clinic.SendAsync(stale, TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        using var deleted = await clinic.DeleteAsync(webhook, TestContext.Current.CancellationToken);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await service.MakeDueAsync();
        await UntilAsync(async () =>
            await service.ScalarAsync<long>(
                "select count(*) from followup.wolverine_incoming_envelopes where status = 'Scheduled' and execution_time <= now()") == 0);
        using var gone = await clinic.GetAsync(webhook, TestContext.Current.CancellationToken);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var log = await clinic.GetAsync($"{webhook}/deliveries", TestContext.Current.CancellationToken);
        log.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_clinic_has_a_limited_number_of_webhooks()
    {
        using var clinic = service.Client("limit");
        for (var i = 0; i < 3; i++) await clinic.CreateWebhookAsync(Url);
        using var refused = await clinic.PostAsync("/api/webhooks", $$"""{ "url": "{{Url}}", "eventTypes": ["alert.raised"] }""");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.JsonAsync())["type"]!.GetValue<string>().ShouldEndWith("too-many-webhooks");
    }

    [Theory]
    [InlineData("""{ "url": "https://user:password@receiver.example/", "eventTypes": ["alert.raised"] }""", "#/url")]
    [InlineData("""{ "url": "https://receiver.example/", "eventTypes": ["patient.enrolled"] }""", "#/eventTypes/0")]
    [InlineData("""{ "url": "https://receiver.example/", "eventTypes": ["webhook.test"] }""", "#/eventTypes/0")]
    [InlineData("""{ "url": "https://receiver.example/", "eventTypes": [] }""", "#/eventTypes")]
    public async Task what_cannot_be_a_webhook_is_refused_with_a_pointer(string body, string pointer)
    {
        using var clinic = service.Client("refused");
        using var response = await clinic.PostAsync("/api/webhooks", body);
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.JsonAsync())["errors"]!.AsArray().ShouldHaveSingleItem()!["pointer"]!.GetValue<string>().ShouldBe(pointer);
    }

    [Fact]
    public async Task the_log_is_read_page_by_page_the_newest_first()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client("log");
        var (webhook, _) = await clinic.CreateWebhookAsync(receiver.Url);
        var sent = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            using var accepted = await clinic.PostNothingAsync($"{webhook}/test-messages", $"test-{i}");
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            sent.Insert(0, (await accepted.JsonAsync())["deliveryId"]!.GetValue<string>());
            using var again = await clinic.PostNothingAsync($"{webhook}/test-messages", $"test-{i}");
            (await again.JsonAsync())["deliveryId"]!.GetValue<string>().ShouldBe(sent[0]);
        }

        var read = new List<string>();
        string? cursor = null;
        do
        {
            var page = await clinic.GetJsonAsync($"{webhook}/deliveries?limit=2" + (cursor is null ? "" : $"&cursor={cursor}"));
            read.AddRange(page["items"]!.AsArray().Select(item => item!["deliveryId"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        read.ShouldBe(sent);
        await UntilAsync(() => receiver.All.Count >= 5);
        JsonNode.Parse(receiver.All[0].Body)!["type"]!.GetValue<string>().ShouldBe("webhook.test");
        using var wrong = await clinic.GetAsync($"{webhook}/deliveries?state=lost", TestContext.Current.CancellationToken);
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task an_administrator_of_the_clinic_keeps_its_webhooks_too()
    {
        using var administrator = service.Client("administered", Roles.Admin);
        var (webhook, _) = await administrator.CreateWebhookAsync(Url);
        using var clinician = service.Client("administered");
        (await clinician.GetJsonAsync(webhook))["url"]!.GetValue<string>().ShouldBe(Url);
    }

    private static async Task<Received> TestMessageAsync(HttpClient clinic, string webhook, Receiver receiver)
    {
        var before = receiver.All.Count;
        (await clinic.PostNothingAsync($"{webhook}/test-messages")).Dispose();
        await UntilAsync(() => receiver.All.Count > before);
        return receiver.All[^1];
    }
}

/// <summary>The service as it is installed: private networks are out of reach.</summary>
public sealed class RefusedTargetSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Theory]
    [InlineData("http://receiver.example/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:192.168.0.1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    public async Task a_target_inside_is_refused_at_creation_and_at_a_change(string url)
    {
        using var clinic = service.Client(clinic: "inside");
        using var created = await clinic.PostAsync("/api/webhooks", $$"""{ "url": "{{url}}", "eventTypes": ["alert.raised"] }""");
        created.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await created.JsonAsync())["errors"]!.AsArray().ShouldHaveSingleItem()!["pointer"]!.GetValue<string>().ShouldBe("#/url");

        var webhook = (await clinic.GetJsonAsync("/api/webhooks"))["items"]!.AsArray() is [{ } first, ..]
            ? $"/api/webhooks/{first["webhookId"]}"
            : (await clinic.CreateWebhookAsync("https://receiver.example/")).Address;
        using var changed = await clinic.PutAsync(webhook, $$"""{ "url": "{{url}}", "eventTypes": ["alert.raised"], "enabled": true }""",
            "\"1\"");
        changed.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task a_target_that_comes_to_lead_inside_is_not_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        using var clinic = service.Client(clinic: "moved-inside");
        var (webhook, _) = await clinic.CreateWebhookAsync("https://receiver.example/");
        var inside = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await service.Host.ChangeAsync<Webhook>("moved-inside", w => w with { Url = inside });
        (await clinic.PostNothingAsync($"{webhook}/test-messages")).Dispose();

        (await clinic.DeliveryAsync(webhook, d => d.Attempts() == 1)).Outcome().ShouldBe("target-refused");
        receiver.All.ShouldBeEmpty();
    }
}
