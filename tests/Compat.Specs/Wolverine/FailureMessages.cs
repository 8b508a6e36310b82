using Marten;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Compat.Specs.WolverineSpecs;

public sealed class RetryException(string message) : Exception(message);

public sealed class ScheduleException(string message) : Exception(message);

public sealed class RequeueException(string message) : Exception(message);

public sealed class DiscardException(string message) : Exception(message);

public sealed class OnceThenDiscardException(string message) : Exception(message);

public sealed class NoRuleException(string message) : Exception(message);

/// <summary>Fails in the named way until the attempt given.</summary>
public sealed record Stumble(Guid Key, string How, int SucceedsAt);

public static class StumbleHandler
{
    public static void Handle(Stumble message, Envelope envelope, IDocumentSession session)
    {
        Journal.Write(message.Key, $"{envelope.Attempts}");
        session.Store(new Note { Id = message.Key, Text = $"attempt {envelope.Attempts}" });
        if (envelope.Attempts >= message.SucceedsAt) return;
        throw message.How switch
        {
            "retry" => new RetryException("retry me"),
            "schedule" => new ScheduleException("schedule me"),
            "requeue" => new RequeueException("requeue me"),
            "discard" => new DiscardException("discard me"),
            "once" => new OnceThenDiscardException("once more"),
            _ => new NoRuleException("no rule for me"),
        };
    }
}

public sealed record Particular(Guid Key);

public static class ParticularHandler
{
    public static void Configure(HandlerChain chain) => chain.OnException<RetryException>().Discard();

    public static void Handle(Particular message, Envelope envelope)
    {
        Journal.Write(message.Key, $"{envelope.Attempts}");
        throw new RetryException("globally retried");
    }
}

/// <summary>Fails until it is told to succeed.</summary>
public sealed record Stubborn(Guid Key);

public static class StubbornHandler
{
    public static void Handle(Stubborn message, Envelope envelope)
    {
        var isTold = Journal.Read(message.Key).Contains("now");
        Journal.Write(message.Key, $"{envelope.Attempts}");
        if (!isTold) throw new NoRuleException("not yet");
    }
}
