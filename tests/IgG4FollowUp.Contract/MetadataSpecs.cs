using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx.Events;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace IgG4FollowUp.Contract;

/// <summary>Who recorded what, and when.</summary>
public sealed class MetadataSpecs(PostgresServer postgres) : ServiceSpecs(postgres)
{
    [Fact]
    public async Task a_relayed_user_name_reaches_the_session_and_published_messages()
    {
        var host = await ServiceAsync(options => options.EnableRelayOfUserName = true, typeof(BeginHandler));
        var key = Guid.NewGuid();
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<IMessageContext>();
        context.UserName = "doctor";

        await context.InvokeForTenantAsync(North, new Begin(key, Fails: false));
        await Eventually.TrueAsync(() => Journal.Read(key).Count == 2, "the messages are handled");

        Journal.Read(key).ShouldBe(["follows as doctor", "follows as doctor"]);
        (await Database.ColumnAsync<string>("select user_name from mt_events")).ShouldBe(["doctor"]);
    }

    [Fact]
    public async Task the_time_of_an_event_is_the_time_provider_s_or_its_own_and_of_a_stream_the_server_s()
    {
        var clock = new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.Zero);
        var own = new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var store = await StoreAsync(options => options.Events.TimeProvider = new StandingClock(clock));
        var id = await store.StartStreamAsync(North, new Opened("one"), Event.For(new Deposited(1)).AtTimestamp(own));
        await store.AppendAsync(North, id, new Deposited(2), Event.For(new Deposited(3)).AtTimestamp(own));

        await using var session = store.QuerySession(North);
        (await session.Events.FetchStreamAsync(id)).Select(e => e.Timestamp)
            .ShouldBe([clock, own, clock, own]);
        (await session.Events.FetchStreamStateAsync(id))!.LastTimestamp.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
