using Marten;
using Wolverine.Marten;

namespace Wolverine.Runtime.Handlers;

/// <summary>One run of a chain over one message: what the compiled steps read and write.</summary>
internal sealed class HandlerExecution(MessageContext context, object message, int slots, CancellationToken cancellation)
{
    private List<object>? _disposables;
    private IQuerySession? _querySession;

    public readonly MessageContext Context = context;
    public readonly object Message = message;
    public readonly object?[] Slots = slots == 0 ? [] : new object?[slots];
    public readonly CancellationToken Cancellation = cancellation;
    public IDocumentSession? Session;
    public bool Stopped;

    public Envelope Envelope => Context.Envelope!;

    public IQuerySession QuerySession => Session ?? (_querySession ??= MessageSessions.OpenQuery(Context));

    public T Track<T>(T service) where T : class
    {
        if (service is IDisposable or IAsyncDisposable) (_disposables ??= []).Add(service);
        return service;
    }

    public ValueTask DisposeAsync() =>
        _disposables is null && _querySession is null && Session is null ? default : DisposeAllAsync();

    private async ValueTask DisposeAllAsync()
    {
        for (var i = (_disposables?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (_disposables![i] is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else ((IDisposable)_disposables[i]).Dispose();
        }

        if (_querySession is not null) await _querySession.DisposeAsync();
        if (Session is not null) await Session.DisposeAsync();
    }
}

/// <summary>One step of a chain: a call of a method, or what becomes of its result.</summary>
internal delegate ValueTask Step(HandlerExecution execution);
