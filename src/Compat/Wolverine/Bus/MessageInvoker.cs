using System.Diagnostics;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Routing;
using Wolverine.Tracking;

namespace Wolverine.Runtime;

/// <summary>Runs a message at once, in the caller's flow: its exceptions and its answer are the caller's.</summary>
internal sealed class MessageInvoker(WolverineRuntime runtime)
{
    public async Task<object?> InvokeAsync(
        MessageContext caller, object message, DeliveryOptions? options, Type? responseType, CancellationToken cancellation, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(message);
        runtime.AssertHasStarted();
        var chain = runtime.Handlers.Find(message.GetType()) ?? throw new IndeterminateRoutesException(message.GetType());
        var envelope = new Envelope(message)
        {
            TenantId = caller.TenantId,
            CorrelationId = caller.CorrelationId,
            UserName = runtime.Options.EnableRelayOfUserName ? caller.UserName : null,
            ParentId = Activity.Current?.Id,
            Source = runtime.Options.ServiceName,
            Status = EnvelopeStatus.Incoming,
        };
        envelope.ConversationId = caller.Envelope?.Id ?? envelope.Id;
        options?.Apply(envelope);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout ?? runtime.Options.DefaultExecutionTimeout);
        while (true)
        {
            envelope.Attempts++;
            var context = new MessageContext(runtime, envelope) { ResponseType = responseType };
            var failure = await runtime.ExecuteAsync(chain, context, deadline.Token);
            if (failure is null)
            {
                runtime.Track(MessageEventType.MessageSucceeded, envelope);
                return context.Response;
            }

            var action = chain.ActionFor(failure.SourceException, envelope.Attempts, runtime.Options.Failures);
            runtime.Track(MessageEventType.MessageFailed, envelope, failure.SourceException);
            if (action.Kind != FailureActionKind.Retry) failure.Throw();
            if (action.Delay > TimeSpan.Zero) await Task.Delay(action.Delay, deadline.Token);
        }
    }
}
