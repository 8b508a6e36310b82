namespace Wolverine.Tracking;

public class EnvelopeRecord
{
    internal EnvelopeRecord(MessageEventType eventType, Envelope envelope, Exception? exception)
    {
        MessageEventType = eventType;
        Envelope = envelope;
        Exception = exception;
        AttemptNumber = envelope.Attempts;
    }

    public MessageEventType MessageEventType { get; }

    public Envelope Envelope { get; }

    public object? Message => Envelope.Message;

    public Exception? Exception { get; }

    public int AttemptNumber { get; }

    public override string ToString() => $"{MessageEventType} {Envelope.MessageType} {Envelope.Id}";
}

public class RecordCollection
{
    private readonly TrackedSession _session;
    private readonly MessageEventType _eventType;

    internal RecordCollection(TrackedSession session, MessageEventType eventType)
    {
        _session = session;
        _eventType = eventType;
    }

    public EnvelopeRecord SingleRecord<T>()
    {
        EnvelopeRecord[] records = [.. RecordsInOrder().Where(r => r.Message is T)];
        return records is [var one]
            ? one
            : throw new Exception(_session.Describe($"Expected one {typeof(T).FullName} {_eventType}, but there were {records.Length}"));
    }

    public T SingleMessage<T>() => (T)SingleRecord<T>().Message!;

    public Envelope SingleEnvelope<T>() => SingleRecord<T>().Envelope;

    public IEnumerable<T> MessagesOf<T>() => AllMessages().OfType<T>();

    public IEnumerable<object> AllMessages() => RecordsInOrder().Select(r => r.Message).OfType<object>();

    public IEnumerable<Envelope> Envelopes() => RecordsInOrder().Select(r => r.Envelope);

    public IEnumerable<EnvelopeRecord> RecordsInOrder() => _session.Records.Where(r => r.MessageEventType == _eventType);
}
