using System.Diagnostics;
using JasperFx;
using Marten;
using Wolverine.Marten;
using Wolverine.Runtime.Routing;
using Wolverine.Tracking;

namespace Wolverine.Runtime;

/// <summary>The bus of one scope, or of one message being handled: then what it publishes waits for the handler's success.</summary>
internal class MessageContext : IMessageContext
{
    private readonly List<Envelope> _outgoing = [];
    private string? _correlationId;
    private IDocumentSession? _enlisted;
    private bool _awaitsCommit;

    public MessageContext(WolverineRuntime runtime)
    {
        Runtime = runtime;
        _correlationId = Activity.Current?.RootId;
    }

    public MessageContext(WolverineRuntime runtime, Envelope envelope)
    {
        Runtime = runtime;
        Envelope = envelope;
        _correlationId = envelope.CorrelationId;
        TenantId = envelope.TenantId;
        UserName = envelope.UserName;
    }

    public WolverineRuntime Runtime { get; }

    public string? TenantId { get; set; }

    public string? CorrelationId
    {
        get => _correlationId ??= Guid.NewGuid().ToString();
        set => _correlationId = value;
    }

    public string? UserName { get; set; }

    public Envelope? Envelope { get; }

    /// <summary>What the caller of <c>InvokeAsync&lt;T&gt;</c> waits for.</summary>
    public Type? ResponseType { get; init; }

    public object? Response { get; set; }

    /// <summary>The handler asked for another time; its success is then not the end of the message.</summary>
    public DateTimeOffset? RescheduledTo { get; private set; }

    public Task InvokeAsync(object message, CancellationToken cancellation = default, TimeSpan? timeout = default) =>
        Runtime.Invoker.InvokeAsync(this, message, options: null, responseType: null, cancellation, timeout);

    public Task InvokeAsync(
        object message, DeliveryOptions options, CancellationToken cancellation = default, TimeSpan? timeout = default) =>
        Runtime.Invoker.InvokeAsync(this, message, options, responseType: null, cancellation, timeout);

    public Task<T> InvokeAsync<T>(object message, CancellationToken cancellation = default, TimeSpan? timeout = default) =>
        InvokeForResponseAsync<T>(message, options: null, cancellation, timeout);

    public Task<T> InvokeAsync<T>(
        object message, DeliveryOptions options, CancellationToken cancellation = default, TimeSpan? timeout = default) =>
        InvokeForResponseAsync<T>(message, options, cancellation, timeout);

    public Task InvokeForTenantAsync(
        string tenantId, object message, CancellationToken cancellation = default, TimeSpan? timeout = default) =>
        InvokeAsync(message, new DeliveryOptions { TenantId = tenantId }, cancellation, timeout);

    public Task<T> InvokeForTenantAsync<T>(
        string tenantId, object message, CancellationToken cancellation = default, TimeSpan? timeout = default) =>
        InvokeAsync<T>(message, new DeliveryOptions { TenantId = tenantId }, cancellation, timeout);

    public ValueTask SendAsync<T>(T message, DeliveryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        Runtime.AssertHasStarted();
        var queue = Runtime.Queues.Find(message.GetType()) ?? throw new IndeterminateRoutesException(message.GetType());
        return OutgoAsync(Address(message, queue, options));
    }

    public ValueTask PublishAsync<T>(T message, DeliveryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        Runtime.AssertHasStarted();
        if (message is ISelfSending itself) return itself.SendAsync(this);
        if (Runtime.Queues.Find(message.GetType()) is { } queue) return OutgoAsync(Address(message, queue, options));
        Runtime.Track(MessageEventType.NoRoutes, new Envelope(message));
        return default;
    }

    public IReadOnlyList<Envelope> PreviewSubscriptions(object message) =>
        Runtime.Queues.Find(message.GetType()) is { } queue ? [Address(message, queue, options: null)] : [];

    public ValueTask RespondToSenderAsync(object response)
    {
        if (Envelope is null) throw new InvalidOperationException("There is no message to respond to");
        if (ResponseType is not null)
        {
            Response = response;
            return default;
        }

        return PublishAsync(response);
    }

    public Task ReScheduleCurrentAsync(DateTimeOffset rescheduledAt)
    {
        if (Envelope is null) throw new InvalidOperationException("There is no message to reschedule");
        RescheduledTo = rescheduledAt;
        return Task.CompletedTask;
    }

    /// <summary>From now on, published messages are stored with the session's changes and go out when it commits.</summary>
    public void Enlist(IDocumentSession session) => _enlisted = session;

    /// <summary>A value returned by a handler: the answer to the caller, or a message, or several.</summary>
    public ValueTask CascadeAsync(object? returned)
    {
        switch (returned)
        {
            case null:
                return default;
            case ISelfSending itself:
                return itself.SendAsync(this);
            case var answer when Response is null && ResponseType?.IsInstanceOfType(answer) == true:
                Response = answer;
                return default;
            case IEnumerable<object> several:
                return CascadeEachAsync(several);
            case IAsyncEnumerable<object> stream:
                return CascadeEachAsync(stream);
            default:
                return PublishAsync(returned);
        }
    }

    public async ValueTask CommitAsync(IDocumentSession session, CancellationToken cancellation)
    {
        var stored = Envelope!.IsStored && RescheduledTo is null;
        if (stored) Runtime.Store!.QueueHandled(session, Envelope);
        await session.SaveChangesAsync(cancellation);
        if (stored) Envelope.Status = EnvelopeStatus.Handled;
    }

    /// <summary>Lets go of everything published since the last time.</summary>
    public ValueTask FlushAsync() => _outgoing.Count == 0 ? default : FlushOutgoingAsync();

    /// <summary>Forgets what a failed attempt published, unless a commit of its own has made it a fact.</summary>
    public ValueTask AbandonAsync()
    {
        _outgoing.RemoveAll(e => !e.IsStored);
        return FlushAsync();
    }

    private async Task<T> InvokeForResponseAsync<T>(
        object message, DeliveryOptions? options, CancellationToken cancellation, TimeSpan? timeout) =>
        await Runtime.Invoker.InvokeAsync(this, message, options, typeof(T), cancellation, timeout) is T response ? response : default!;

    private async ValueTask CascadeEachAsync(IEnumerable<object> several)
    {
        foreach (var message in several) await CascadeAsync(message);
    }

    private async ValueTask CascadeEachAsync(IAsyncEnumerable<object> several)
    {
        await foreach (var message in several) await CascadeAsync(message);
    }

    private Envelope Address(object message, Transports.Local.LocalQueue queue, DeliveryOptions? options)
    {
        var envelope = new Envelope(message)
        {
            TenantId = TenantId ?? (Envelope is null ? null : StorageConstants.DefaultTenantId),
            CorrelationId = CorrelationId,
            UserName = Runtime.Options.EnableRelayOfUserName ? UserName : null,
            ParentId = Activity.Current?.Id,
            Source = Runtime.Options.ServiceName,
            Destination = queue.Uri,
        };
        envelope.ConversationId = Envelope?.Id ?? envelope.Id;
        options?.Apply(envelope);
        envelope.Status = envelope.ScheduledTime is null ? EnvelopeStatus.Incoming : EnvelopeStatus.Scheduled;
        return envelope;
    }

    private ValueTask OutgoAsync(Envelope envelope)
    {
        if (_enlisted is null && Envelope is null) return Runtime.DispatchAsync([envelope], fromHandler: false);

        _outgoing.Add(envelope);
        if (_enlisted is null) return default;
        if (Runtime.IsDurable(envelope)) Runtime.Store!.QueueIncoming(_enlisted, envelope);
        if (!_awaitsCommit) MessageSessions.AfterNextCommit(_enlisted, CommittedAsync);
        _awaitsCommit = true;
        return default;
    }

    private async Task CommittedAsync()
    {
        _awaitsCommit = false;
        foreach (var envelope in _outgoing) envelope.IsStored = Runtime.IsDurable(envelope);

        // A message being handled lets go of its own messages only when it is done with.
        if (Envelope is null) await FlushAsync();
    }

    private async ValueTask FlushOutgoingAsync()
    {
        Envelope[] going = [.. _outgoing];
        _outgoing.Clear();
        await Runtime.DispatchAsync(going, fromHandler: Envelope is not null);
    }
}
