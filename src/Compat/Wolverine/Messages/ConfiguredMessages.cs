using Wolverine.Runtime;

namespace Wolverine.Configuration
{
    /// <summary>A return value that says by itself what to do with it, so that it is neither an event nor a message.</summary>
    public interface IWolverineReturnType;
}

namespace Wolverine
{
    public class DeliveryMessage<T> : ISelfSending
    {
        public DeliveryMessage(T message, DeliveryOptions options)
        {
            Message = message;
            Options = options;
        }

        public T Message { get; }

        public DeliveryOptions Options { get; }

        ValueTask ISelfSending.SendAsync(MessageContext context) => context.PublishAsync(Message, Options);
    }

    public class ScheduledMessage<T> : DeliveryMessage<T>
    {
        public ScheduledMessage(T message, DateTimeOffset time) : base(message, new DeliveryOptions { ScheduledTime = time })
        {
        }
    }

    public static class ConfiguredMessageExtensions
    {
        public static DeliveryMessage<T> DelayedFor<T>(this T message, TimeSpan delay) =>
            new(message, new DeliveryOptions { ScheduleDelay = delay });

        public static ScheduledMessage<T> ScheduledAt<T>(this T message, DateTimeOffset time) => new(message, time);

        public static DeliveryMessage<T> WithTenantId<T>(this T message, string tenantId) =>
            new(message, new DeliveryOptions { TenantId = tenantId });

        public static DeliveryMessage<T> WithDeliveryOptions<T>(this T message, DeliveryOptions options) => new(message, options);
    }

    /// <summary>A message that carries its own delivery options.</summary>
    internal interface ISelfSending
    {
        ValueTask SendAsync(MessageContext context);
    }
}
