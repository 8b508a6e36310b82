using Microsoft.Extensions.Logging;
using Wolverine.Configuration;
using Wolverine.ErrorHandling;
using Wolverine.Persistence;
using Wolverine.Runtime.Handlers;

namespace Wolverine.Persistence
{
    public enum IdempotencyStyle
    {
        None,
        Optimistic,
        Eager,
    }
}

namespace Wolverine
{
    public interface IPolicies : IWithFailurePolicies
    {
        void AutoApplyTransactions();

        void AutoApplyTransactions(IdempotencyStyle idempotency);

        void UseDurableLocalQueues();

        void AlwaysMakeScheduledMessagesDurable();

        void AllLocalQueues(Action<IListenerConfiguration> configure);

        void AddMiddleware(Type middlewareType, Func<HandlerChain, bool>? filter = null);

        void MessageExecutionLogLevel(LogLevel logLevel);

        void MessageSuccessLogLevel(LogLevel logLevel);

        void LogMessageStarting(LogLevel logLevel);
    }
}
