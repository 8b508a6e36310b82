using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;
using Wolverine.Tracking;
using Wolverine.Transports.Local;

namespace Wolverine.Runtime;

/// <summary>Takes one queued message to its end: handled, discarded, scheduled again or given up.</summary>
internal sealed class MessageProcessor(WolverineRuntime runtime, LocalQueue queue)
{
    private static readonly TimeSpan LongestStorePause = TimeSpan.FromSeconds(5);

    public async Task ProcessAsync(Envelope envelope)
    {
        runtime.Track(MessageEventType.Received, envelope);
        var chain = FindChain(envelope);
        if (chain is null)
        {
            runtime.Logger.LogInformation("No handler for {MessageType} {Id}", envelope.MessageType, envelope.Id);
            await CompleteAsync(envelope);
            runtime.Track(MessageEventType.NoHandlers, envelope);
        }
        else if (envelope.IsExpired(DateTimeOffset.UtcNow))
        {
            await CompleteAsync(envelope);
            runtime.Track(MessageEventType.Discarded, envelope);
        }
        else if (await CanReadAsync(envelope, chain))
        {
            await RunAsync(envelope, chain);
        }
    }

    private HandlerChain? FindChain(Envelope envelope)
    {
        var type = envelope.Message?.GetType() ?? runtime.Handlers.FindMessageType(envelope.MessageType!);
        return type is null ? null : runtime.Handlers.Find(type);
    }

    private async Task<bool> CanReadAsync(Envelope envelope, HandlerChain chain)
    {
        if (envelope.Message is not null) return true;
        try
        {
            envelope.Message = Persistence.Durability.EnvelopeJson.Read(envelope.Data!, chain.MessageType);
            return true;
        }
        catch (System.Text.Json.JsonException e)
        {
            await GiveUpAsync(envelope, e);
            return false;
        }
    }

    private async Task RunAsync(Envelope envelope, HandlerChain chain)
    {
        while (true)
        {
            envelope.Attempts++;
            var context = new MessageContext(runtime, envelope);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(runtime.HardStop);
            deadline.CancelAfter(runtime.Options.DefaultExecutionTimeout);
            var failure = await runtime.ExecuteAsync(chain, context, deadline.Token);
            if (failure is null)
            {
                await SucceedAsync(envelope, context);
                return;
            }

            // Cut off by the end of the process, which says nothing about the message.
            runtime.HardStop.ThrowIfCancellationRequested();

            var exception = failure.SourceException;
            var action = chain.ActionFor(exception, envelope.Attempts, runtime.Options.Failures);
            if (action.Pause is { } pause) queue.Pause(pause);
            if (action.Kind == FailureActionKind.Retry)
            {
                if (action.Delay > TimeSpan.Zero) await Task.Delay(action.Delay, runtime.HardStop);
                continue;
            }

            await EndAttemptAsync(envelope, action, exception);
            return;
        }
    }

    private async Task SucceedAsync(Envelope envelope, MessageContext context)
    {
        if (context.RescheduledTo is { } time)
        {
            await RescheduleAsync(envelope, time);
            return;
        }

        await CompleteAsync(envelope);
        runtime.Track(MessageEventType.MessageSucceeded, envelope);
        if (runtime.Logger.IsEnabled(runtime.Options.SuccessLogLevel))
        {
            runtime.Logger.Log(runtime.Options.SuccessLogLevel, "Handled {MessageType} {Id}", envelope.MessageType, envelope.Id);
        }
    }

    private async Task EndAttemptAsync(Envelope envelope, FailureAction action, Exception exception)
    {
        switch (action.Kind)
        {
            case FailureActionKind.Requeue:
                runtime.Track(MessageEventType.Requeued, envelope);
                queue.Enqueue(envelope);
                break;
            case FailureActionKind.ScheduleRetry:
                await RescheduleAsync(envelope, DateTimeOffset.UtcNow + action.Delay);
                break;
            case FailureActionKind.Discard:
                await CompleteAsync(envelope);
                runtime.Track(MessageEventType.Discarded, envelope);
                break;
            default:
                await GiveUpAsync(envelope, exception);
                break;
        }
    }

    private async Task RescheduleAsync(Envelope envelope, DateTimeOffset time)
    {
        envelope.ScheduledTime = time;
        envelope.Status = EnvelopeStatus.Scheduled;
        if (envelope.IsStored) await UntilStoredAsync(() => runtime.Store!.RescheduleAsync(envelope));
        else runtime.Queues.WaitInMemory(envelope);
    }

    private async Task CompleteAsync(Envelope envelope)
    {
        if (!envelope.IsStored || envelope.Status == EnvelopeStatus.Handled) return;
        await UntilStoredAsync(() => runtime.Store!.MarkHandledAsync(envelope));
        envelope.Status = EnvelopeStatus.Handled;
    }

    private async Task GiveUpAsync(Envelope envelope, Exception exception)
    {
        if (runtime.Store is { } store) await UntilStoredAsync(() => store.MoveToDeadLettersAsync(envelope, exception));
        runtime.Logger.LogError(exception, "{MessageType} {Id} was given up after attempt {Attempt}", envelope.MessageType, envelope.Id, envelope.Attempts);
        runtime.Track(MessageEventType.MovedToErrorQueue, envelope, exception);
    }

    /// <summary>The database may be away for a while: what happened to a message must be written all the same.</summary>
    private async Task UntilStoredAsync(Func<Task> write)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < LongestStorePause ? pause * 2 : LongestStorePause)
        {
            try
            {
                await write();
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient)
            {
                runtime.Logger.LogWarning(e, "The state of a message could not be stored; trying again");
                await Task.Delay(pause, runtime.HardStop);
            }
        }
    }
}
