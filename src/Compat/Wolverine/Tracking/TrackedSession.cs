using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine.Runtime;

namespace Wolverine.Tracking;

/// <summary>Watches what an action causes until all of it is done.</summary>
internal sealed class TrackedSession(IHost host) : ITrackedSession
{
    private readonly Lock _lock = new();
    private readonly List<EnvelopeRecord> _records = [];
    private readonly List<Exception> _exceptions = [];
    private readonly HashSet<Guid> _underWay = [];
    private readonly List<Func<WolverineRuntime, EnvelopeRecord, bool>> _unmet = [];
    private readonly List<IHost> _hosts = [host];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _actionIsOver;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    public bool AssertNoExceptions { get; set; } = true;

    public TrackingStatus Status { get; private set; } = TrackingStatus.Active;

    public RecordCollection Received => new(this, MessageEventType.Received);

    public RecordCollection Sent => new(this, MessageEventType.Sent);

    public RecordCollection Executed => new(this, MessageEventType.ExecutionFinished);

    public RecordCollection Scheduled => new(this, MessageEventType.Scheduled);

    public RecordCollection MessageSucceeded => new(this, MessageEventType.MessageSucceeded);

    public RecordCollection MessageFailed => new(this, MessageEventType.MessageFailed);

    public RecordCollection NoHandlers => new(this, MessageEventType.NoHandlers);

    public RecordCollection NoRoutes => new(this, MessageEventType.NoRoutes);

    public RecordCollection MovedToErrorQueue => new(this, MessageEventType.MovedToErrorQueue);

    public RecordCollection Requeued => new(this, MessageEventType.Requeued);

    public RecordCollection Discarded => new(this, MessageEventType.Discarded);

    public IReadOnlyList<EnvelopeRecord> Records
    {
        get
        {
            lock (_lock) return [.. _records];
        }
    }

    public void AlsoWatch(IHost other) => _hosts.Add(other);

    /// <summary>The session does not end before the condition has been true once.</summary>
    public void WaitUntil(Func<WolverineRuntime, EnvelopeRecord, bool> condition) => _unmet.Add(condition);

    public void Record(WolverineRuntime runtime, MessageEventType what, Envelope envelope, Exception? exception)
    {
        lock (_lock)
        {
            var record = new EnvelopeRecord(what, envelope, exception);
            _records.Add(record);
            if (exception is not null && !_exceptions.Contains(exception)) _exceptions.Add(exception);
            _unmet.RemoveAll(condition => condition(runtime, record));
            switch (what)
            {
                case MessageEventType.Sent or MessageEventType.Received or MessageEventType.ExecutionStarted or MessageEventType.Requeued:
                    _underWay.Add(envelope.Id);
                    break;
                case MessageEventType.MessageSucceeded or MessageEventType.MessageFailed or MessageEventType.MovedToErrorQueue
                    or MessageEventType.NoHandlers or MessageEventType.Discarded or MessageEventType.Scheduled:
                    _underWay.Remove(envelope.Id);
                    break;
            }

            EndIfDone();
        }
    }

    public async Task RunAsync(Func<MessageContext, Task> action)
    {
        WolverineRuntime[] runtimes = [.. _hosts.Select(h => h.Services.GetRequiredService<WolverineRuntime>())];
        foreach (var runtime in runtimes) runtime.Observe(this);
        try
        {
            await ActAsync(action, runtimes[0]);
            await _done.Task.WaitAsync(Timeout);
            Status = TrackingStatus.Completed;
        }
        catch (TimeoutException e) when (!_done.Task.IsCompleted)
        {
            Status = TrackingStatus.TimedOut;
            throw new TimeoutException(Describe($"Not all messages were done after {Timeout.TotalMilliseconds} ms"), e);
        }
        finally
        {
            foreach (var runtime in runtimes) runtime.Forget(this);
        }

        if (AssertNoExceptions && _exceptions.Count > 0) throw new AggregateException(Describe("Messages failed"), _exceptions);
    }

    public T FindSingleTrackedMessageOfType<T>()
    {
        T[] messages = [.. Records.Select(r => r.Message).OfType<T>().Distinct()];
        return messages is [var one]
            ? one
            : throw new Exception(Describe($"Expected one {typeof(T).FullName}, but there were {messages.Length}"));
    }

    public IReadOnlyList<Exception> AllExceptions()
    {
        lock (_lock) return [.. _exceptions];
    }

    public async Task<ITrackedSession> PlayScheduledMessagesAsync(TimeSpan timeout)
    {
        Envelope[] waiting = [.. Scheduled.Envelopes()];
        var session = new TrackedSession(host) { Timeout = timeout, AssertNoExceptions = AssertNoExceptions };
        session._hosts.AddRange(_hosts.Skip(1));
        await session.RunAsync(context => PlayAsync(context.Runtime, waiting));
        return session;
    }

    public string Describe(string what)
    {
        var text = new StringBuilder(what).AppendLine(". What was seen:");
        foreach (var record in Records) text.Append("  ").AppendLine(record.ToString());
        foreach (var exception in AllExceptions()) text.AppendLine(exception.ToString());
        return text.ToString();
    }

    private async Task ActAsync(Func<MessageContext, Task> action, WolverineRuntime runtime)
    {
        try
        {
            await action(new MessageContext(runtime)).WaitAsync(Timeout);
        }
        catch (Exception e) when (!AssertNoExceptions && e is not TimeoutException)
        {
            lock (_lock)
            {
                if (!_exceptions.Contains(e)) _exceptions.Add(e);
            }
        }

        lock (_lock)
        {
            _actionIsOver = true;
            EndIfDone();
        }
    }

    private void EndIfDone()
    {
        if (_actionIsOver && _underWay.Count == 0 && _unmet.Count == 0) _done.TrySetResult();
    }

    private static async Task PlayAsync(WolverineRuntime runtime, Envelope[] waiting)
    {
        foreach (var envelope in waiting)
        {
            envelope.ScheduledTime = null;
            envelope.Status = EnvelopeStatus.Incoming;

            // Taken from the poller, so that it does not run a second time when it is due.
            if (envelope.IsStored && !await runtime.Store!.TakeScheduledAsync(envelope)) continue;
            await runtime.DispatchAsync([envelope], fromHandler: false);
        }
    }
}
