using Wolverine.Configuration;
using Wolverine.Runtime;

namespace Wolverine;

public class OutgoingMessages : List<object>, IWolverineReturnType
{
    public void Delay<T>(T message, TimeSpan delay) => Add(message, new DeliveryOptions { ScheduleDelay = delay });

    public void Schedule<T>(T message, DateTimeOffset time) => Add(message, new DeliveryOptions { ScheduledTime = time });

    public void Add<T>(T message, DeliveryOptions options) => Add(new DeliveryMessage<T>(message, options));

    public void RespondToSender(object response) => Add(new ResponseToSender(response));
}

internal sealed record ResponseToSender(object Response) : ISelfSending
{
    public ValueTask SendAsync(MessageContext context) => context.RespondToSenderAsync(Response);
}
