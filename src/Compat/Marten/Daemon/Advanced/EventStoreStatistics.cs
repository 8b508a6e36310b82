namespace Marten.Events;

public class EventStoreStatistics
{
    public long EventCount { get; set; }
    public long StreamCount { get; set; }
    public long EventSequenceNumber { get; set; }
}
