namespace Wolverine;

public interface ICommandBus
{
    Task InvokeAsync(object message, CancellationToken cancellation = default, TimeSpan? timeout = default);

    Task InvokeAsync(object message, DeliveryOptions options, CancellationToken cancellation = default, TimeSpan? timeout = default);

    Task<T> InvokeAsync<T>(object message, CancellationToken cancellation = default, TimeSpan? timeout = default);

    Task<T> InvokeAsync<T>(object message, DeliveryOptions options, CancellationToken cancellation = default, TimeSpan? timeout = default);
}

public interface IMessageBus : ICommandBus
{
    string? TenantId { get; set; }

    Task InvokeForTenantAsync(string tenantId, object message, CancellationToken cancellation = default, TimeSpan? timeout = default);

    Task<T> InvokeForTenantAsync<T>(
        string tenantId, object message, CancellationToken cancellation = default, TimeSpan? timeout = default);

    ValueTask SendAsync<T>(T message, DeliveryOptions? options = null);

    ValueTask PublishAsync<T>(T message, DeliveryOptions? options = null);

    IReadOnlyList<Envelope> PreviewSubscriptions(object message);
}

public interface IMessageContext : IMessageBus
{
    string? CorrelationId { get; set; }

    string? UserName { get; set; }

    Envelope? Envelope { get; }

    ValueTask RespondToSenderAsync(object response);

    Task ReScheduleCurrentAsync(DateTimeOffset rescheduledAt);
}

public static class MessageBusExtensions
{
    public static ValueTask ScheduleAsync<T>(this IMessageBus bus, T message, DateTimeOffset time, DeliveryOptions? options = null)
    {
        options ??= new DeliveryOptions();
        options.ScheduledTime = time;
        return bus.PublishAsync(message, options);
    }

    public static ValueTask ScheduleAsync<T>(this IMessageBus bus, T message, TimeSpan delay, DeliveryOptions? options = null)
    {
        options ??= new DeliveryOptions();
        options.ScheduleDelay = delay;
        return bus.PublishAsync(message, options);
    }
}
