using Wolverine.Logging;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Wolverine.Persistence.Durability
{
    public interface IMessageStore
    {
        IDeadLetters DeadLetters { get; }

        IMessageStoreAdmin Admin { get; }
    }

    public interface IMessageStoreAdmin
    {
        Task ClearAllAsync();

        Task RebuildAsync();

        Task<PersistedCounts> FetchCountsAsync();

        Task<IReadOnlyList<Envelope>> AllIncomingAsync();

        Task ReleaseAllOwnershipAsync();
    }

    public interface IDeadLetters
    {
        Task<DeadLetterEnvelopeResults> QueryAsync(DeadLetterEnvelopeQuery query, CancellationToken token);

        Task<DeadLetterEnvelope?> DeadLetterEnvelopeByIdAsync(Guid id, string? tenantId = null);

        Task ReplayAsync(DeadLetterEnvelopeQuery query, CancellationToken token);

        Task DiscardAsync(DeadLetterEnvelopeQuery query, CancellationToken token);
    }

    public static class DeadLettersExtensions
    {
        public static Task MarkDeadLetterEnvelopesAsReplayableAsync(this IDeadLetters letters, string exceptionType = "") =>
            letters.ReplayAsync(new DeadLetterEnvelopeQuery { ExceptionType = exceptionType }, CancellationToken.None);

        public static Task MarkDeadLetterEnvelopesAsReplayableAsync(this IDeadLetters letters, Guid[] ids) =>
            letters.ReplayAsync(new DeadLetterEnvelopeQuery { MessageIds = ids }, CancellationToken.None);
    }

    public class DeadLetterEnvelope
    {
        public DeadLetterEnvelope(
            Guid id, DateTimeOffset? executionTime, Envelope envelope, string messageType, string receivedAt, string source,
            string exceptionType, string exceptionMessage, DateTimeOffset sentAt, bool replayable)
        {
            Id = id;
            ExecutionTime = executionTime;
            Envelope = envelope;
            MessageType = messageType;
            ReceivedAt = receivedAt;
            Source = source;
            ExceptionType = exceptionType;
            ExceptionMessage = exceptionMessage;
            SentAt = sentAt;
            Replayable = replayable;
        }

        public Guid Id { get; }

        public DateTimeOffset? ExecutionTime { get; }

        public Envelope Envelope { get; }

        public string MessageType { get; }

        public string ReceivedAt { get; }

        public string Source { get; }

        public string ExceptionType { get; }

        public string ExceptionMessage { get; }

        public DateTimeOffset SentAt { get; }

        public bool Replayable { get; }

        public object? Message { get; set; }
    }
}

namespace Wolverine.Persistence.Durability.DeadLetterManagement
{
    public record TimeRange(DateTimeOffset? From, DateTimeOffset? To)
    {
        public static TimeRange AllTime() => new(null, null);
    }

    public class DeadLetterEnvelopeQuery
    {
        public int PageNumber { get; set; }

        public int PageSize { get; set; } = 100;

        public Guid[] MessageIds { get; set; } = [];

        public string? MessageType { get; set; }

        public string? ExceptionType { get; set; }

        public string? ReceivedAt { get; set; }

        public TimeRange Range { get; set; } = TimeRange.AllTime();
    }

    public class DeadLetterEnvelopeResults
    {
        public int TotalCount { get; set; }

        public List<DeadLetterEnvelope> Envelopes { get; set; } = [];

        public int PageNumber { get; set; }
    }
}

namespace Wolverine.Logging
{
    public class PersistedCounts
    {
        public int Incoming { get; set; }

        public int Scheduled { get; set; }

        public int Outgoing { get; set; }

        public int DeadLetter { get; set; }

        public int Handled { get; set; }
    }
}
