using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx;
using Wolverine;
using Wolverine.ErrorHandling;

namespace IgG4FollowUp.Contract;

/// <summary>What becomes of a message whose handler fails, whose events collide, or whose node is gone.</summary>
public sealed class MessageSpecs(PostgresServer postgres) : ServiceSpecs(postgres)
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task a_retry_lets_an_aggregate_handler_succeed_on_the_fresh_state()
    {
        var host = await ServiceAsync(
            options => options.OnException<ConcurrencyException>().RetryWithCooldown(Brief), typeof(OvertakenHandler));
        var id = await host.Store().StartStreamAsync(North, new Opened("one"));

        await host.MessageBus().InvokeForTenantAsync(North, new Overtaken(id, 5));

        Journal.Read(id).ShouldBe(["sees 0", "sees 100"]);
        (await host.Store().EventsAsync(North, id)).ShouldBe([new Opened("one"), new Deposited(100), new Deposited(5)]);
    }

    [Fact]
    public async Task invoke_repeats_for_retries_then_throws_the_handlers_own_exception()
    {
        var host = await ServiceAsync(TwoRetries, typeof(StumbleHandler));
        var key = Guid.NewGuid();

        await Should.ThrowAsync<StumbleException>(() => host.MessageBus().InvokeAsync(new Stumble(key)));

        Journal.Read(key).ShouldBe(["attempt 1", "attempt 2", "attempt 3"]);
        (await DeadLettersAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task rules_of_the_handler_come_before_global_ones()
    {
        var host = await ServiceAsync(TwoRetries, typeof(StumbleHandler), typeof(StumbleApartHandler));
        var (key, apart) = (Guid.NewGuid(), Guid.NewGuid());

        await host.MessageBus().PublishAsync(new Stumble(key));
        await host.MessageBus().PublishAsync(new StumbleApart(apart));
        await Eventually.TrueAsync(async () => await DeadLettersAsync() == 1 && await StoredAsync("Handled") == 1, "both came to an end");

        Journal.Read(key).ShouldBe(["attempt 1", "attempt 2", "attempt 3"]);
        Journal.Read(apart).ShouldBe(["attempt 1"]);
    }

    [Fact]
    public async Task an_aggregate_that_is_not_required_may_be_null()
    {
        var host = await ServiceAsync(_ => { }, typeof(MissingHandler));
        var (written, read) = (Guid.NewGuid(), Guid.NewGuid());

        await host.MessageBus().InvokeForTenantAsync(North, new WriteMissing(written));
        await host.MessageBus().InvokeForTenantAsync(North, new ReadMissing(read));

        Journal.Read(written).ShouldBe(["null"]);
        Journal.Read(read).ShouldBe(["null"]);
    }

    [Fact]
    public async Task when_the_handler_throws_neither_message_nor_data_exists()
    {
        var host = await ServiceAsync(_ => { }, typeof(BeginHandler));
        var (failed, fine) = (Guid.NewGuid(), Guid.NewGuid());

        await Should.ThrowAsync<InvalidOperationException>(
            () => host.MessageBus().InvokeForTenantAsync(North, new Begin(failed, Fails: true)));
        await host.MessageBus().InvokeForTenantAsync(North, new Begin(fine, Fails: false));
        await Eventually.TrueAsync(async () => await StoredAsync("Handled") == 2, "the messages of the other one are handled");

        Journal.Read(failed).ShouldBeEmpty();
        (await Database.ScalarAsync<long>("select count(*) from wolverine_incoming_envelopes")).ShouldBe(2);
        (await Database.ColumnAsync<Guid>("select id from mt_doc_note union select stream_id from mt_events")).ShouldBe([fine]);
    }

    [Fact]
    public async Task several_nodes_take_a_message_once()
    {
        var one = await BalancedAsync(typeof(WorkHandler));
        await BalancedAsync(typeof(WorkHandler));
        var key = Guid.NewGuid();

        for (var i = 0; i < 20; i++) await one.MessageBus().ScheduleAsync(new Work(key), TimeSpan.FromMilliseconds(300));
        await Eventually.TrueAsync(async () => await StoredAsync("Handled") == 20, "all messages are handled");

        Journal.Read(key).Count.ShouldBe(20);
    }

    [Fact]
    public async Task a_silent_node_is_ejected_by_the_leader_and_its_messages_are_released()
    {
        var host = await BalancedAsync(typeof(WorkHandler));
        var key = Guid.NewGuid();
        await host.MessageBus().ScheduleAsync(new Work(key), TimeSpan.FromHours(1));
        await Database.ExecuteAsync(
            """
            insert into wolverine_nodes (id, node_number, description, uri, health_check, version, capabilities)
            values (gen_random_uuid(), 4711, 'silent', 'dbcontrol://silent', now() - interval '5 minutes', '1.0', '{}')
            """);
        await Database.ExecuteAsync("update wolverine_incoming_envelopes set status = 'Incoming', owner_id = 4711, execution_time = null");

        await Eventually.TrueAsync(
            () => Database.ScalarAsync<bool>("select not exists (select from wolverine_nodes where node_number = 4711)"),
            "the silent node is ejected");
        await Eventually.TrueAsync(async () => await StoredAsync("Handled") == 1, "its message is handled");
        Journal.Read(key).ShouldBe(["worked"]);
    }

    private static void TwoRetries(WolverineOptions options) => options.OnException<StumbleException>().RetryWithCooldown(Brief, Brief);

    private Task<long> DeadLettersAsync() => Database.ScalarAsync<long>("select count(*) from wolverine_dead_letters");
}
