using Marten;

namespace Wolverine.Marten;

/// <summary>A returned operation on the session of the message being handled.</summary>
public interface IMartenOp : ISideEffect
{
    void Execute(IDocumentSession session);
}

public interface IStartStream : IMartenOp
{
    string StreamKey { get; }

    Guid StreamId { get; }

    Type AggregateType { get; }

    IReadOnlyList<object> Events { get; }
}

public static class MartenOps
{
    public static StartStream<T> StartStream<T>(Guid streamId, params object[] events) where T : class => new(streamId, events);

    public static IStartStream StartStream<T>(params object[] events) where T : class => new StartStream<T>(Guid.CreateVersion7(), events);

    public static StoreDoc<T> Store<T>(T document) where T : notnull => new(Given(document));

    public static InsertDoc<T> Insert<T>(T document) where T : notnull => new(Given(document));

    public static DeleteDoc<T> Delete<T>(T document) where T : notnull => new(Given(document));

    public static NoOp Nothing() => new();

    private static T Given<T>(T document) where T : notnull => document ?? throw new ArgumentNullException(nameof(document));
}

public class StartStream<T> : IStartStream where T : class
{
    public StartStream(Guid streamId, params object[] events)
    {
        StreamId = streamId;
        Events.AddRange(events);
    }

    public string StreamKey { get; } = string.Empty;

    public Guid StreamId { get; }

    public List<object> Events { get; } = [];

    Type IStartStream.AggregateType => typeof(T);

    IReadOnlyList<object> IStartStream.Events => Events;

    public StartStream<T> With(object @event)
    {
        Events.Add(@event);
        return this;
    }

    public StartStream<T> With(object[] events)
    {
        Events.AddRange(events);
        return this;
    }

    public void Execute(IDocumentSession session) => session.Events.StartStream<T>(StreamId, [.. Events]);
}

public abstract class DocumentOp : IMartenOp
{
    protected DocumentOp(object document) => Document = document;

    public object Document { get; }

    public abstract void Execute(IDocumentSession session);
}

public class StoreDoc<T>(T document) : DocumentOp(document) where T : notnull
{
    public override void Execute(IDocumentSession session) => session.Store((T)Document);
}

public class InsertDoc<T>(T document) : DocumentOp(document) where T : notnull
{
    public override void Execute(IDocumentSession session) => session.Insert((T)Document);
}

public class DeleteDoc<T>(T document) : DocumentOp(document) where T : notnull
{
    public override void Execute(IDocumentSession session) => session.Delete((T)Document);
}

public class NoOp : IMartenOp
{
    public void Execute(IDocumentSession session)
    {
    }
}
