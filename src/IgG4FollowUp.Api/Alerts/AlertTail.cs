using System.Collections.Concurrent;
using System.Threading.Channels;
using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>
/// Follows the event log once for all readers of this node's live feeds, and hands what happens to alerts to those of the clinic. Nobody
/// listening, nothing is read.
/// </summary>
public sealed partial class AlertTail(EventLog log, TimeProvider time, ILogger<AlertTail> logger) : BackgroundService
{
    private const int Page = 1000;

    // A reader that is this far behind is disconnected, and reads from the log what it missed when it comes back.
    private const int MostWaiting = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Listener, string> _listeners = new();

    /// <summary>Stored names of what the feed tells.</summary>
    public static string[] Types { get; } = [.. EventNames.OfAlerts.Keys];

    /// <summary>Begins to listen to a clinic; whoever is done disposes of it.</summary>
    public Listener Listen(string clinic)
    {
        var listener = new Listener(this);
        _listeners[listener] = clinic;
        return listener;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? after = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                after = _listeners.IsEmpty ? null : await FollowAsync(after, stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogUnavailable(e);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<long> FollowAsync(long? after, CancellationToken cancellation)
    {
        var mark = await log.MarkAsync(cancellation);
        var last = after ?? mark;
        // Whoever has just begun to listen reads for itself what lies at or below it.
        foreach (var listener in _listeners.Keys) listener.Begin(last);
        while (last < mark)
        {
            var page = await log.ReadAsync(last, mark, Types, Page, cancellation);
            foreach (var (clinic, happened) in page)
            {
                foreach (var (listener, of) in _listeners)
                {
                    if (of == clinic && listener.HasBegun) listener.Offer(happened);
                }
            }

            last = page.Count < Page ? mark : page[^1].Event.Sequence;
        }

        return last;
    }

    [LoggerMessage(1, LogLevel.Warning, "Live feeds wait for the database")]
    private partial void LogUnavailable(Exception failure);

    /// <summary>A reader's queue.</summary>
    public sealed class Listener(AlertTail tail) : IDisposable
    {
        private readonly Channel<LoggedEvent> _queue = Channel.CreateBounded<LoggedEvent>(MostWaiting);
        private readonly TaskCompletionSource<long> _from = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The sequence after which everything comes through the queue.</summary>
        public Task<long> From => _from.Task;

        public ChannelReader<LoggedEvent> Reader => _queue.Reader;

        public void Dispose() => tail._listeners.TryRemove(this, out _);

        internal bool HasBegun => _from.Task.IsCompleted;

        internal void Begin(long from) => _from.TrySetResult(from);

        internal void Offer(LoggedEvent happened)
        {
            if (!_queue.Writer.TryWrite(happened)) _queue.Writer.TryComplete();
        }
    }
}
