using Marten;
using Wolverine;
using Wolverine.Attributes;

namespace Compat.Specs.WolverineSpecs;

public sealed record Unhandled(Guid Key);

public sealed record AskDouble(int Number);

public sealed record Doubled(int Number);

public static class DoublingHandler
{
    public static Doubled Handle(AskDouble message) => new(message.Number * 2);
}

public sealed record AskTenant(Guid Key);

public sealed record TenantSeen(string Session, string? Envelope);

public static class TenantHandler
{
    public static TenantSeen Handle(AskTenant message, IDocumentSession session, Envelope envelope)
    {
        session.Store(new Note { Id = message.Key, Text = session.TenantId });
        return new TenantSeen(session.TenantId, envelope.TenantId);
    }
}

public sealed record Walk(Guid Key);

public static class WalkHandler
{
    public static void Load(Walk message) => Journal.Write(message.Key, "load");

    public static IEnumerable<string> Validate(Walk message)
    {
        Journal.Write(message.Key, "validate");
        return [];
    }

    public static void Before(Walk message) => Journal.Write(message.Key, "before");

    public static void Handle(Walk message, IDocumentSession session)
    {
        Journal.Write(message.Key, "handle");
        session.Store(new Note { Id = message.Key });
    }

    public static async Task After(Walk message, IDocumentStore store) => Journal.Write(message.Key, await Seen("after", message, store));

    public static async Task PostProcessAsync(Walk message, IDocumentStore store) =>
        Journal.Write(message.Key, await Seen("post-process", message, store));

    public static async Task AfterCommit(Walk message, IDocumentStore store) =>
        Journal.Write(message.Key, await Seen("after-commit", message, store));

    public static void Finally(Walk message) => Journal.Write(message.Key, "finally");

    private static async Task<string> Seen(string step, Walk message, IDocumentStore store)
    {
        await using var session = store.QuerySession();
        return $"{step}:{(await session.LoadAsync<Note>(message.Key) is null ? "unsaved" : "saved")}";
    }
}

public sealed record Scatter(Guid Key);

public sealed record ScatterArray(Guid Key);

public sealed record Shard(Guid Key, string Name);

public static class ScatterHandler
{
    public static (Shard, Shard?, Shard) Handle(Scatter message) => (new(message.Key, "a"), null, new(message.Key, "b"));

    public static object?[] Handle(ScatterArray message) => [new Shard(message.Key, "c"), null, new Shard(message.Key, "d")];

    public static void Handle(Shard message) => Journal.Write(message.Key, message.Name);
}

public sealed record FindNote(Guid Key);

public static class FindNoteHandler
{
    public static async Task<(HandlerContinuation, Note?)> LoadAsync(FindNote message, IQuerySession session)
    {
        var note = await session.LoadAsync<Note>(message.Key);
        return (note is null ? HandlerContinuation.Stop : HandlerContinuation.Continue, note);
    }

    public static void Handle(FindNote message, Note note) => Journal.Write(message.Key, note.Text);
}

public sealed record Judge(Guid Key, bool IsGood);

public static class JudgeHandler
{
    public static IEnumerable<string> Validate(Judge message) => message.IsGood ? [] : ["it is not good"];

    public static void Handle(Judge message, IDocumentSession session)
    {
        Journal.Write(message.Key, "handled");
        session.Store(new Note { Id = message.Key });
    }
}

public sealed record JudgeByOutcome(Guid Key, bool IsGood);

public static class OutcomeHandler
{
    public static ValidationOutcome Validate(JudgeByOutcome message) =>
        message.IsGood ? [] : [new WolverineValidationResult("good", "it is not")];

    public static void Handle(JudgeByOutcome message) => Journal.Write(message.Key, "handled");
}

public sealed record Twice(Guid Key);

public static class FirstTwiceHandler
{
    public static void Handle(Twice message) => Journal.Write(message.Key, "first");
}

public static class SecondTwiceHandler
{
    public static void Handle(Twice message) => Journal.Write(message.Key, "second");
}

public sealed record AskTime(Guid Key);

public sealed record Times(DateTimeOffset Offset, DateTime Plain);

public static class TimeHandler
{
    public static Times Handle(AskTime message, DateTimeOffset offset, DateTime plain) => new(offset, plain);
}

public sealed record StoreThenFail(Guid Key);

public static class StoreThenFailHandler
{
    public static void Handle(StoreThenFail message, IDocumentSession session)
    {
        session.Store(new Note { Id = message.Key });
        throw new InvalidOperationException("after storing");
    }
}

public sealed record OnlyByConvention(Guid Key);

public class ConventionWithoutSuffix
{
    public void Handle(OnlyByConvention message) => Journal.Write(message.Key, "without suffix");

    [WolverineHandler]
    public void Take(OnlyByConvention message) => Journal.Write(message.Key, "attribute on a method");
}

internal sealed class InternalConventionHandler
{
    public void Handle(OnlyByConvention message) => Journal.Write(message.Key, "internal");
}

public class PrimitiveConventionHandler
{
    public bool Handle(OnlyByConvention message)
    {
        Journal.Write(message.Key, "primitive");
        return true;
    }
}

[WolverineIgnore]
public class IgnoredConventionHandler
{
    public void Handle(OnlyByConvention message) => Journal.Write(message.Key, "ignored");
}

public sealed record FoundByConvention(Guid Key);

[WolverineHandler]
public class MarkedClass
{
    public void Handle(FoundByConvention message) => Journal.Write(message.Key, "found");
}

public interface IClerk
{
    string Name { get; }
}

public sealed class Clerk(IDocumentSession session) : IClerk
{
    public string Name => $"clerk of {session.TenantId}";
}

public sealed record AskClerk(Guid Key);

public sealed class AskClerkHandler(IClerk clerk)
{
    public string Handle(AskClerk message, IClerk sameClerk) => ReferenceEquals(clerk, sameClerk) ? clerk.Name : "two clerks";
}

public sealed record SideEffectWanted(Guid Key);

public sealed record WriteLine(Guid Key, string Line) : ISideEffect
{
    public void Execute(IDocumentSession session) => Journal.Write(Key, $"{Line} for {session.TenantId}");
}

public static class SideEffectHandler
{
    public static WriteLine Handle(SideEffectWanted message) => new(message.Key, "written");
}
