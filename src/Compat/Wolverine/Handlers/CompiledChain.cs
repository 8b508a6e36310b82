using System.Runtime.ExceptionServices;
using Wolverine.Marten;

namespace Wolverine.Runtime.Handlers;

/// <summary>A chain bound to delegates at start-up: running it needs no reflection.</summary>
internal sealed class CompiledChain
{
    public required Step[] Steps { get; init; }

    public required Step[] AfterCommit { get; init; }

    public required Step[] Finally { get; init; }

    public required int Slots { get; init; }

    public required bool OpensSession { get; init; }

    public required bool Commits { get; init; }

    /// <summary>The chain needs what the published packages refuse, and they do so when the first message arrives.</summary>
    public Exception? Refusal { get; init; }

    public async ValueTask RunAsync(MessageContext context, object message, CancellationToken cancellation)
    {
        if (Refusal is not null) ExceptionDispatchInfo.Throw(Refusal);

        var execution = new HandlerExecution(context, message, Slots, cancellation);
        try
        {
            if (OpensSession) execution.Session = MessageSessions.Open(context);
            if (!await RunAsync(Steps, execution)) return;
            if (Commits)
            {
                await context.CommitAsync(execution.Session!, cancellation);
            }

            await RunAsync(AfterCommit, execution);
        }
        finally
        {
            try
            {
                foreach (var step in Finally) await step(execution);
            }
            finally
            {
                await execution.DisposeAsync();
            }
        }
    }

    private static ValueTask<bool> RunAsync(Step[] steps, HandlerExecution execution)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var pending = steps[i](execution);
            if (!pending.IsCompletedSuccessfully) return ContinueAsync(steps, i, pending, execution);
            if (execution.Stopped) return new ValueTask<bool>(false);
        }

        return new ValueTask<bool>(true);
    }

    private static async ValueTask<bool> ContinueAsync(Step[] steps, int index, ValueTask pending, HandlerExecution execution)
    {
        await pending;
        while (!execution.Stopped && ++index < steps.Length) await steps[index](execution);
        return !execution.Stopped;
    }
}
