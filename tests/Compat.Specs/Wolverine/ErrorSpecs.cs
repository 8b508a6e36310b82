using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine.ErrorHandling;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Compat.Specs.WolverineSpecs;

public sealed class ErrorSpecs(PostgresServer postgres)
{
    private const int Never = 1000;

    [Fact]
    public async Task R1_without_a_rule_one_attempt_then_a_dead_letter_and_no_incoming_row()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Stumble(key, "none", Never));
        await DeadLetterAsync(tables);
        Journal.Read(key).ShouldBe(["1"]);
        (await tables.IncomingAsync()).ShouldBeEmpty();
        (await host.LoadAsync<Note>(key)).ShouldBeNull();
    }

    [Fact]
    public async Task R2_cooldowns_give_three_attempts_in_process_then_a_dead_letter()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Stumble(key, "retry", Never));
        await DeadLetterAsync(tables);
        Journal.Read(key).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task R3_a_scheduled_retry_is_a_scheduled_row_between_attempts()
    {
        var database = await postgres.CreateDatabaseAsync();
        var tables = new MessageTables(database);
        using var host = await Service.StartAsync(
            database,
            o =>
            {
                o.Policies.UseDurableLocalQueues();
                o.OnException<ScheduleException>().ScheduleRetry(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
            },
            typeof(StumbleHandler));
        var key = Guid.NewGuid();
        await host.Bus().PublishAsync(new Stumble(key, "schedule", Never));
        for (var attempt = 1; attempt < 3; attempt++)
        {
            var expected = attempt;
            var row = (await tables.IncomingAsync(rows => rows is [var one] && one["status"] is "Scheduled" && one["attempts"] is int a && a == expected))[0];
            row["owner_id"].ShouldBe(0);
            Journal.Read(key).Count.ShouldBe(attempt);
            await tables.ExecuteAsync("update wolverine_incoming_envelopes set execution_time = now()");
        }

        await DeadLetterAsync(tables);
        Journal.Read(key).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task R4_requeue_gives_three_attempts_then_a_dead_letter()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Stumble(key, "requeue", Never));
        await DeadLetterAsync(tables);
        Journal.Read(key).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task R5_discard_ends_after_one_attempt_as_handled_without_a_dead_letter()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Stumble(key, "discard", Never));
        await HandledAsync(tables);
        Journal.Read(key).ShouldBe(["1"]);
        (await tables.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R5_retry_once_then_discard_makes_two_attempts()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Stumble(key, "once", Never));
        await HandledAsync(tables);
        Journal.Read(key).ShouldBe(["1", "2"]);
        (await tables.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R6_a_success_on_a_later_attempt_leaves_the_row_handled()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Stumble(key, "retry", 2));
        await HandledAsync(tables);
        Journal.Read(key).ShouldBe(["1", "2"]);
        (await host.LoadAsync<Note>(key)).ShouldNotBeNull().Text.ShouldBe("attempt 2");
    }

    [Fact]
    public async Task R8_invoke_repeats_for_retries_then_throws_the_handlers_own_exception()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await Should.ThrowAsync<RetryException>(async () => await host.Bus().InvokeAsync(new Stumble(key, "retry", Never)));
        Journal.Read(key).ShouldBe(["1", "2", "3"]);
        (await tables.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R8_invoke_throws_at_once_for_every_other_rule()
    {
        var (host, tables, _) = await StartAsync();
        using var running = host;
        await OnceAsync<ScheduleException>("schedule");
        await OnceAsync<RequeueException>("requeue");
        await OnceAsync<DiscardException>("discard");
        await OnceAsync<NoRuleException>("none");
        (await tables.DeadLettersAsync()).ShouldBeEmpty();
        (await tables.IncomingAsync()).ShouldBeEmpty();

        async Task OnceAsync<TException>(string how) where TException : Exception
        {
            var key = Guid.NewGuid();
            await Should.ThrowAsync<TException>(async () => await host.Bus().InvokeAsync(new Stumble(key, how, Never)));
            Journal.Read(key).ShouldBe(["1"]);
        }
    }

    [Fact]
    public async Task R9_rules_of_the_handler_come_before_global_ones()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Particular(key));
        await HandledAsync(tables);
        Journal.Read(key).ShouldBe(["1"]);
    }

    [Fact]
    public async Task K1_a_dead_letter_tells_what_failed_where_and_why()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Stumble(key, "none", Never));
        var letter = await DeadLetterAsync(tables);
        letter["message_type"].ShouldBe("Compat.Specs.WolverineSpecs.Stumble");
        letter["received_at"].ShouldBe("local://compat.specs.wolverinespecs.stumble/");
        letter["source"].ShouldBe("Specs");
        letter["exception_type"].ShouldBe(typeof(NoRuleException).FullName);
        letter["exception_message"].ShouldBe("no rule for me");
        letter["sent_at"].ShouldNotBeNull();
        letter["replayable"].ShouldBe(false);
    }

    [Fact]
    public async Task K2_a_replayable_dead_letter_runs_again_from_the_first_attempt()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Stubborn(key));
        await DeadLetterAsync(tables);
        Journal.Write(key, "now");
        await tables.ExecuteAsync("update wolverine_dead_letters set replayable = true");
        await HandledAsync(tables);
        Journal.Read(key).ShouldBe(["1", "now", "1"]);
        (await tables.DeadLettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task K2_the_message_store_finds_replays_and_discards_dead_letters()
    {
        var (host, tables, key) = await StartAsync();
        using var running = host;
        await host.Bus().PublishAsync(new Stubborn(key));
        var id = (Guid)(await DeadLetterAsync(tables))["id"]!;
        var letters = host.Services.GetRequiredService<IMessageStore>().DeadLetters;
        (await letters.DeadLetterEnvelopeByIdAsync(id)).ShouldNotBeNull().ExceptionMessage.ShouldBe("not yet");

        Journal.Write(key, "now");
        await letters.MarkDeadLetterEnvelopesAsReplayableAsync([id]);
        await HandledAsync(tables);

        await host.Bus().PublishAsync(new Stumble(Guid.NewGuid(), "none", Never));
        await DeadLetterAsync(tables);
        await letters.DiscardAsync(new DeadLetterEnvelopeQuery { Range = TimeRange.AllTime() }, CancellationToken.None);
        (await tables.DeadLettersAsync()).ShouldBeEmpty();
    }

    private async Task<(IHost Host, MessageTables Tables, Guid Key)> StartAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        var host = await Service.StartAsync(
            database,
            o =>
            {
                var brief = TimeSpan.FromMilliseconds(10);
                o.ServiceName = "Specs";
                o.Policies.UseDurableLocalQueues();
                o.OnException<RetryException>().RetryWithCooldown(brief, brief);
                o.OnException<ScheduleException>().ScheduleRetry(brief, brief);
                o.OnException<RequeueException>().Requeue(3);
                o.OnException<DiscardException>().Discard();
                o.OnException<OnceThenDiscardException>().RetryOnce().Then.Discard();
            },
            typeof(StumbleHandler), typeof(ParticularHandler), typeof(StubbornHandler));
        return (host, new MessageTables(database), Guid.NewGuid());
    }

    private static async Task<Dictionary<string, object?>> DeadLetterAsync(MessageTables tables) =>
        (await Service.EventuallyAsync(tables.DeadLettersAsync, rows => rows.Count == 1))[0];

    private static async Task HandledAsync(MessageTables tables) =>
        await tables.IncomingAsync(rows => rows is [var one] && one["status"] is "Handled");
}
