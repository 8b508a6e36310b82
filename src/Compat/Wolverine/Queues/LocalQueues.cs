using Microsoft.Extensions.Logging;
using Wolverine.Runtime;
using Wolverine.Runtime.Handlers;

namespace Wolverine.Transports.Local;

/// <summary>The queues of this process, and which message goes to which.</summary>
internal sealed class LocalQueues(WolverineRuntime runtime)
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Dictionary<string, LocalQueue> _byUri = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, LocalQueue> _byMessageType = [];

    public IEnumerable<LocalQueue> All => _byUri.Values;

    public void Open()
    {
        foreach (var chain in runtime.Handlers.Chains) _byMessageType[chain.MessageType] = Queue(NameFor(chain));
        foreach (var name in runtime.Options.Queues.Names) Queue(name);
    }

    public LocalQueue? Find(Type messageType) => _byMessageType.GetValueOrDefault(messageType);

    public LocalQueue? ByUri(Uri? uri) => uri is null ? null : ByUri(uri.ToString());

    public LocalQueue? ByUri(string uri) => _byUri.GetValueOrDefault(uri);

    /// <summary>Keeps a message of a queue that is not durable until its time; it dies with the process.</summary>
    public void WaitInMemory(Envelope envelope) => _ = WaitThenEnqueueAsync(envelope);

    /// <summary>Lets what is running finish, and what exists only in memory run.</summary>
    public async Task DrainAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(All.Select(q => q.DrainAsync())).WaitAsync(timeout, cancellation);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            runtime.Logger.LogWarning("Some messages were still running when the time to stop was over");
        }
    }

    private async Task WaitThenEnqueueAsync(Envelope envelope)
    {
        try
        {
            while (envelope.ScheduledTime is { } time && time - DateTimeOffset.UtcNow is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait < LongestTimer ? wait : LongestTimer, runtime.HardStop);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        envelope.Status = EnvelopeStatus.Incoming;
        ByUri(envelope.Destination)!.Enqueue(envelope);
    }

    private string NameFor(HandlerChain chain) =>
        QueuePolicies.Normalize(runtime.Options.Queues.RouteFor(chain.MessageType) ?? chain.QueueName ?? chain.TypeName);

    private LocalQueue Queue(string name)
    {
        var queue = new LocalQueue(name, runtime.Options.Queues.SettingsFor(name), runtime);
        return _byUri.TryGetValue(queue.Uri.ToString(), out var known) ? known : _byUri[queue.Uri.ToString()] = queue;
    }
}
