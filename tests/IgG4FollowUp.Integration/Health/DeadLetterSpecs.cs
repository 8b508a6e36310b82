using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace IgG4FollowUp.Integration.Health;

/// <summary>A message that was given up is seen by whoever runs the service, who learns nothing of its content.</summary>
public sealed class DeadLetterSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Address = "/api/admin/dead-letters";

    [Fact]
    public async Task a_message_that_fails_every_attempt_degrades_readiness_until_an_administrator_has_had_it_tried_again()
    {
        using var admin = service.Client(Roles.Admin, clinic: null);
        await using var connection = await service.ConnectAsync();
        (await ReadyAsync())["status"]!.GetValue<string>().ShouldBe("healthy");
        await connection.ExecuteAsync("alter table analytics.visits rename to visits_away");

        await using (var scope = service.Host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(new CompareAnalystRows());
        var letters = await AlertRequests.UntilAsync(() => admin.GetJsonAsync(Address), letters => letters["total"]!.GetValue<int>() > 0);

        letters["total"]!.GetValue<int>().ShouldBe(1);
        var letter = letters["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        letter.Select(member => member.Key).ShouldBe(["messageId", "messageType", "failedWith", "sentAt", "replayed"]);
        letter["messageType"]!.GetValue<string>().ShouldBe(typeof(CompareAnalystRows).FullName);
        letter["failedWith"]!.GetValue<string>().ShouldBe("Npgsql.PostgresException");
        letters.ToJsonString().ShouldNotContain("analytics.visits");
        var ready = await ReadyAsync();
        ready["status"]!.GetValue<string>().ShouldBe("degraded");
        ready["checks"]!["messages"]!["description"]!.GetValue<string>().ShouldStartWith("1 messages were given up");

        await connection.ExecuteAsync("alter table analytics.visits_away rename to visits");
        using var replay = await admin.PostAsync($"{Address}/{letter["messageId"]}/replay", "");
        replay.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await AlertRequests.UntilAsync(
            () => connection.ScalarAsync<long>("select count(*) from followup.mt_doc_reconciliationrecord"), comparisons =>
                comparisons == 1);
        await AlertRequests.UntilAsync(() => admin.GetJsonAsync(Address), left => left["total"]!.GetValue<int>() == 0);
        (await ReadyAsync())["status"]!.GetValue<string>().ShouldBe("healthy");
    }

    [Fact]
    public async Task a_message_that_was_not_given_up_cannot_be_tried_again()
    {
        using var admin = service.Client(Roles.Admin, clinic: null);

        using var replay = await admin.PostAsync($"{Address}/{Guid.NewGuid()}/replay", "");

        replay.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(Roles.Clinician, "north")]
    [InlineData(Roles.Analyst, null)]
    public async Task only_administrators_see_them_or_have_them_tried_again(string role, string? clinic)
    {
        using var other = service.Client(role, clinic);

        using var list = await other.GetAsync(Address, TestContext.Current.CancellationToken);
        using var replay = await other.PostAsync($"{Address}/{Guid.NewGuid()}/replay", "");

        list.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        replay.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<JsonNode> ReadyAsync()
    {
        using var admin = service.Client(Roles.Admin, clinic: null);
        using var response = await admin.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.JsonAsync();
    }
}
