using System.Collections;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Wolverine.Marten;

namespace Wolverine.Runtime.Handlers;

/// <summary>What compiled steps call: the parts that are easier said in C# than in an expression.</summary>
internal static class StepResults
{
    public static ValueTask AwaitTask<T>(Task<T> task, HandlerExecution execution, Action<HandlerExecution, T> store) =>
        AwaitValueTask(new ValueTask<T>(task), execution, store);

    public static ValueTask AwaitValueTask<T>(ValueTask<T> task, HandlerExecution execution, Action<HandlerExecution, T> store)
    {
        if (!task.IsCompletedSuccessfully) return Slow(task, execution, store);
        store(execution, task.Result);
        return default;

        static async ValueTask Slow(ValueTask<T> task, HandlerExecution execution, Action<HandlerExecution, T> store) =>
            store(execution, await task);
    }

    public static void StopUnlessContinue(HandlerExecution execution, HandlerContinuation continuation)
    {
        if (continuation == HandlerContinuation.Stop) execution.Stopped = true;
    }

    public static void StopIfAny(HandlerExecution execution, IEnumerable? messages)
    {
        if (messages is null) return;
        foreach (var message in messages)
        {
            execution.Stopped = true;
            execution.Context.Runtime.Logger.LogWarning("Validation of {MessageType} failed: {Reason}", execution.Envelope.MessageType, message);
        }
    }

    public static ValueTask ExecuteOperations(HandlerExecution execution, object? returned)
    {
        if (returned is IMartenOp one) one.Execute(execution.Session!);
        else if (returned is IEnumerable<IMartenOp> many)
        {
            foreach (var operation in many) operation.Execute(execution.Session!);
        }

        return default;
    }

    /// <summary>The items of a tuple, or the value itself.</summary>
    public static IEnumerable<Expression> Items(Expression value)
    {
        if (!value.Type.IsGenericType || !typeof(ITuple).IsAssignableFrom(value.Type))
        {
            yield return value;
            yield break;
        }

        // System.Tuple has properties, System.ValueTuple fields, of the same names.
        for (var i = 1; i <= value.Type.GetGenericArguments().Length; i++)
        {
            if (i < 8)
            {
                yield return Expression.PropertyOrField(value, $"Item{i}");
                continue;
            }

            foreach (var item in Items(Expression.PropertyOrField(value, "Rest"))) yield return item;
        }
    }
}
