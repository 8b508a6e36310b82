using System.Threading.Tasks.Dataflow;
using Microsoft.Extensions.Logging;
using Wolverine.Runtime;

namespace Wolverine.Transports.Local;

/// <summary>Runs the messages of one queue, so many at a time.</summary>
internal sealed class LocalQueue
{
    private readonly ActionBlock<Envelope> _block;
    private readonly MessageProcessor _processor;
    private Task _paused = Task.CompletedTask;
    private volatile bool _stopping;

    public LocalQueue(string name, QueueSettings settings, WolverineRuntime runtime)
    {
        Uri = new Uri($"local://{Clean(name)}/");
        IsDurable = settings.IsDurable;
        _processor = new MessageProcessor(runtime, this);
        _block = new ActionBlock<Envelope>(
            RunAsync, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = settings.Parallelism, EnsureOrdered = false });
        Runtime = runtime;
    }

    public Uri Uri { get; }

    public bool IsDurable { get; }

    /// <summary>How many messages have not begun.</summary>
    public int Waiting => _block.InputCount;

    private WolverineRuntime Runtime { get; }

    public void Enqueue(Envelope envelope)
    {
        if (!_block.Post(envelope) && !envelope.IsStored)
        {
            Runtime.Logger.LogWarning("{MessageType} {Id} is lost: its queue was closed and is not durable", envelope.MessageType, envelope.Id);
        }
    }

    /// <summary>Starts no message before this time is over.</summary>
    public void Pause(TimeSpan time) => _paused = Task.Delay(time, Runtime.HardStop);

    public Task DrainAsync()
    {
        _stopping = true;
        _block.Complete();
        return _block.Completion;
    }

    private async Task RunAsync(Envelope envelope)
    {
        // A stored message that has not begun is better begun by another node than in a hurry by this one.
        if (_stopping && envelope.IsStored) return;
        try
        {
            if (!_paused.IsCompleted) await _paused;
            await _processor.ProcessAsync(envelope);
        }
        catch (OperationCanceledException) when (Runtime.HardStop.IsCancellationRequested)
        {
            Runtime.Logger.LogWarning("{MessageType} {Id} was interrupted by the end of the process", envelope.MessageType, envelope.Id);
        }
        catch (Exception e)
        {
            // An exception that left the block would close the queue for good.
            Runtime.Logger.LogCritical(e, "{MessageType} {Id} could not be dealt with", envelope.MessageType, envelope.Id);
        }
    }

    private static string Clean(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
}
