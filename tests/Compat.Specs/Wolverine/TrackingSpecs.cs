using IgG4FollowUp.TestSupport;
using Wolverine;
using Wolverine.Tracking;

namespace Compat.Specs.WolverineSpecs;

public sealed record Countdown(Guid Key, int Left);

public static class CountdownHandler
{
    public static Countdown? Handle(Countdown message)
    {
        Journal.Write(message.Key, $"{message.Left}");
        return message.Left == 0 ? null : message with { Left = message.Left - 1 };
    }
}

public sealed record FailAtOnce(Guid Key);

public sealed record FailLater(Guid Key);

public static class FailingHandler
{
    public static void Handle(FailAtOnce message) => throw new DivideByZeroException("at once");

    public static FailAtOnce Handle(FailLater message) => new(message.Key);
}

public sealed record NeverDone(Guid Key);

public sealed record StartNeverDone(Guid Key);

public static class NeverDoneHandler
{
    public static NeverDone Handle(StartNeverDone message) => new(message.Key);

    public static Task Handle(NeverDone message, CancellationToken cancellation) => Task.Delay(TimeSpan.FromMinutes(10), cancellation);
}

public sealed record RingLater(Guid Key);

public sealed record Ring(Guid Key);

public static class RingHandler
{
    public static object Handle(RingLater message) => new Ring(message.Key).DelayedFor(TimeSpan.FromHours(1));

    public static void Handle(Ring message) => Journal.Write(message.Key, "rang");
}

public sealed class TrackingSpecs(PostgresServer postgres)
{
    [Fact]
    public async Task B1_a_session_ends_when_everything_caused_is_done_and_executed_counts_the_invoked_message()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(CountdownHandler));
        var key = Guid.NewGuid();
        var session = await host.InvokeMessageAndWaitAsync(new Countdown(key, 4), 30_000);
        Journal.Read(key).ShouldBe(["4", "3", "2", "1", "0"]);
        session.Executed.MessagesOf<Countdown>().Count().ShouldBe(5);
        session.Sent.MessagesOf<Countdown>().Count().ShouldBe(4);
        session.Status.ShouldBe(TrackingStatus.Completed);
    }

    [Fact]
    public async Task B2_an_exception_of_the_invoked_message_is_rethrown_as_it_is()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(FailingHandler));
        await Should.ThrowAsync<DivideByZeroException>(async () => await host.InvokeMessageAndWaitAsync(new FailAtOnce(Guid.NewGuid()), 30_000));
    }

    [Fact]
    public async Task B2_an_exception_of_a_later_message_comes_as_an_aggregate_exception()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(FailingHandler));
        var thrown = await Should.ThrowAsync<AggregateException>(
            async () => await host.InvokeMessageAndWaitAsync(new FailLater(Guid.NewGuid()), 30_000));
        thrown.Flatten().InnerExceptions.ShouldContain(e => e is DivideByZeroException);
    }

    [Fact]
    public async Task B2_without_assertion_the_exception_is_only_recorded()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(FailingHandler));
        var session = await host.TrackActivity(TimeSpan.FromSeconds(30)).DoNotAssertOnExceptionsDetected()
            .InvokeMessageAndWaitAsync(new FailLater(Guid.NewGuid()));
        session.AllExceptions().ShouldContain(e => e is DivideByZeroException);
        session.MovedToErrorQueue.SingleMessage<FailAtOnce>();
    }

    [Fact]
    public async Task B3_what_is_not_done_in_time_is_a_timeout()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(), o => o.Durability.DrainTimeout = TimeSpan.FromMilliseconds(100), typeof(NeverDoneHandler));
        await Should.ThrowAsync<TimeoutException>(async () => await host.InvokeMessageAndWaitAsync(new StartNeverDone(Guid.NewGuid()), 1500));
    }

    [Fact]
    public async Task B4_a_scheduled_message_is_not_waited_for_and_can_be_played()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(RingHandler));
        var key = Guid.NewGuid();
        var session = await host.InvokeMessageAndWaitAsync(new RingLater(key), 30_000);
        session.Scheduled.SingleMessage<Ring>().Key.ShouldBe(key);
        session.Sent.SingleMessage<Ring>().Key.ShouldBe(key);
        Journal.Read(key).ShouldBeEmpty();
        await session.PlayScheduledMessagesAsync(TimeSpan.FromSeconds(30));
        Journal.Read(key).ShouldBe(["rang"]);
    }

    [Fact]
    public async Task B5_asking_for_a_single_message_throws_when_there_is_none()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(CountdownHandler));
        var session = await host.InvokeMessageAndWaitAsync(new Countdown(Guid.NewGuid(), 0), 30_000);
        Should.Throw<Exception>(() => session.Executed.SingleMessage<Ring>());
    }
}
