using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime.Handlers;
using Wolverine.Tracking;
using Wolverine.Transports.Local;

namespace Wolverine.Runtime;

/// <summary>The parts of a running service, and the order in which they start and stop.</summary>
internal sealed class WolverineRuntime : IHostedService, IDisposable
{
    private static readonly ActivitySource Tracing = new("Wolverine");
    private static readonly TimeSpan CutOffGrace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _hardStop;
    private TrackedSession[] _observers = [];
    private DurabilityAgent? _durability;
    private bool _isDisposed;
    private bool _hasStarted;
    private readonly Lock _stopLock = new();
    private Task? _stopping;

    public WolverineRuntime(WolverineOptions options, IServiceProvider services, ILogger<WolverineRuntime> logger)
    {
        Options = options;
        Services = services;
        Logger = logger;
        Handlers = new HandlerGraph(options);
        Queues = new LocalQueues(this);
        Invoker = new MessageInvoker(this);
        _hardStop = new CancellationTokenSource();
        HardStop = _hardStop.Token;
    }

    public WolverineOptions Options { get; }

    public ILogger Logger { get; }

    public IServiceProvider Services { get; }

    public HandlerGraph Handlers { get; }

    public LocalQueues Queues { get; }

    public MessageInvoker Invoker { get; }

    public IDocumentStore? DocumentStore => field ??= Services.GetService<IDocumentStore>();

    /// <summary>Null without an integrated document store: then nothing is durable.</summary>
    public EnvelopeStore? Store { get; private set; }

    /// <summary>Ends what is still running when the time for draining is over.</summary>
    public CancellationToken HardStop { get; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Handlers.Compile(new ChainServices(Options, Options.Services, Services));
        Queues.Open();
        if (Options.Durability.Mode != DurabilityMode.MediatorOnly && Services.GetService<EnvelopeStore>() is { } store)
        {
            Store = store;
            _durability = new DurabilityAgent(this, store);
            await _durability.JoinAsync(cancellationToken);
        }

        _hasStarted = true;
        _durability?.StartPolling();
    }

    // A host may be stopped from two sides at once; the second waits for the first, so that nothing is disposed under it.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // A host whose start failed is disposed before it is stopped; the failure of its start is what must be told.
        if (_isDisposed) return Task.CompletedTask;
        lock (_stopLock) return _stopping ??= StopOnceAsync(cancellationToken);
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        if (_durability is not null) await _durability.StopPollingAsync();
        try
        {
            await Queues.DrainAsync(Options.Durability.DrainTimeout, cancellationToken);
        }
        finally
        {
            await _hardStop.CancelAsync();

            // What is cut off must be over before its messages are given away, or they would run twice at once.
            await Queues.DrainAsync(CutOffGrace, CancellationToken.None);
            if (_durability is not null) await _durability.ReleaseAsync();
        }
    }

    public void Dispose()
    {
        // The container holds it twice, as itself and as a hosted service.
        if (_isDisposed) return;
        _isDisposed = true;
        _durability?.Dispose();
        _hardStop.Cancel();
        _hardStop.Dispose();
    }

    /// <summary>Before the start nothing is known of handlers or queues, and a message would vanish without a word.</summary>
    public void AssertHasStarted()
    {
        if (!_hasStarted) throw new InvalidOperationException("The message bus cannot be used before its host has started");
    }

    public bool IsDurable(Envelope envelope) =>
        Store is not null
        && (Queues.ByUri(envelope.Destination)?.IsDurable == true
            || (envelope.ScheduledTime is not null && Options.Durability.AlwaysMakeScheduledMessagesDurable));

    /// <summary>Runs the handlers once.</summary>
    /// <returns>The exception that ended the attempt, if any.</returns>
    public async ValueTask<ExceptionDispatchInfo?> ExecuteAsync(HandlerChain chain, MessageContext context, CancellationToken cancellation)
    {
        var envelope = context.Envelope!;
        using var activity = Tracing.HasListeners()
            ? Tracing.StartActivity(chain.TypeName, ActivityKind.Internal, Activity.Current is null ? envelope.ParentId : null)
            : null;
        if (Options.StartingLogLevel is { } level && Logger.IsEnabled(level))
        {
            Logger.Log(level, "Starting to process {MessageType} {Id}, attempt {Attempt}", chain.TypeName, envelope.Id, envelope.Attempts);
        }

        Track(MessageEventType.ExecutionStarted, envelope);
        try
        {
            await chain.Compiled!.RunAsync(context, envelope.Message!, cancellation);
            await context.FlushAsync();
            Track(MessageEventType.ExecutionFinished, envelope);
            if (Logger.IsEnabled(Options.ExecutionLogLevel))
            {
                Logger.Log(Options.ExecutionLogLevel, "Finished processing {MessageType} {Id}", chain.TypeName, envelope.Id);
            }

            return null;
        }
        catch (Exception e)
        {
            var failure = ExceptionDispatchInfo.Capture(e);
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            Logger.LogError(e, "Attempt {Attempt} at {MessageType} {Id} failed", envelope.Attempts, chain.TypeName, envelope.Id);
            await context.AbandonAsync();
            Track(MessageEventType.ExecutionFinished, envelope, e);
            return failure;
        }
    }

    /// <summary>Sends envelopes on their way: stores those that must survive, hands those that are due to their queues.</summary>
    public async ValueTask DispatchAsync(IReadOnlyList<Envelope> envelopes, bool fromHandler)
    {
        Envelope[] unstored = [.. envelopes.Where(e => !e.IsStored && IsDurable(e))];
        if (unstored.Length > 0) await Store!.InsertAsync(unstored, releaseScheduled: fromHandler);
        foreach (var envelope in envelopes)
        {
            // Known already, so it has run or will.
            if (!envelope.IsStored && IsDurable(envelope)) continue;
            Track(MessageEventType.Sent, envelope);
            if (envelope.Status == EnvelopeStatus.Scheduled)
            {
                Track(MessageEventType.Scheduled, envelope);
                if (!envelope.IsStored) Queues.WaitInMemory(envelope);
            }
            else if (envelope.Status == EnvelopeStatus.Incoming)
            {
                Queues.ByUri(envelope.Destination)!.Enqueue(envelope);
            }
        }
    }

    public void Track(MessageEventType what, Envelope envelope, Exception? exception = null)
    {
        foreach (var observer in Volatile.Read(ref _observers)) observer.Record(this, what, envelope, exception);
    }

    public void Observe(TrackedSession session)
    {
        lock (_hardStop) _observers = [.. _observers, session];
    }

    public void Forget(TrackedSession session)
    {
        lock (_hardStop) _observers = [.. _observers.Where(o => o != session)];
    }
}
