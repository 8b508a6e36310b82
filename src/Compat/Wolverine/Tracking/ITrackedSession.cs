namespace Wolverine.Tracking;

public enum TrackingStatus
{
    Active,
    Completed,
    TimedOut,
}

public enum MessageEventType
{
    Received,
    Sent,
    ExecutionStarted,
    ExecutionFinished,
    MessageSucceeded,
    MessageFailed,
    NoHandlers,
    NoRoutes,
    MovedToErrorQueue,
    Requeued,
    Scheduled,
    Discarded,
}

public interface ITrackedSession
{
    TrackingStatus Status { get; }

    RecordCollection Received { get; }

    RecordCollection Sent { get; }

    RecordCollection Executed { get; }

    RecordCollection Scheduled { get; }

    RecordCollection MessageSucceeded { get; }

    RecordCollection MessageFailed { get; }

    RecordCollection NoHandlers { get; }

    RecordCollection NoRoutes { get; }

    RecordCollection MovedToErrorQueue { get; }

    RecordCollection Requeued { get; }

    RecordCollection Discarded { get; }

    T FindSingleTrackedMessageOfType<T>();

    IReadOnlyList<Exception> AllExceptions();

    Task<ITrackedSession> PlayScheduledMessagesAsync(TimeSpan timeout);
}
