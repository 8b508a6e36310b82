using System.Reflection;
using Wolverine.Attributes;
using Wolverine.ErrorHandling;

namespace Wolverine.Runtime.Handlers;

/// <summary>All handlers of one message type, run one after the other in one transaction.</summary>
public class HandlerChain : IWithFailurePolicies
{
    private readonly List<HandlerCall> _handlers = [];

    internal HandlerChain(Type messageType)
    {
        MessageType = messageType;
        TypeName = MessageTypeNames.For(messageType);
    }

    public Type MessageType { get; }

    public string TypeName { get; }

    public FailureRuleCollection Failures { get; } = new();

    internal IReadOnlyList<HandlerCall> Handlers => _handlers;

    internal CompiledChain? Compiled { get; set; }

    internal string? QueueName => MessageType.GetCustomAttribute<LocalQueueAttribute>()?.QueueName;

    internal void Add(Type handlerClass, MethodInfo method) => _handlers.Add(new HandlerCall(handlerClass, method));

    internal IEnumerable<Type> HandlerClasses => _handlers.Select(h => h.HandlerClass).Distinct();

    internal T? FindAttribute<T>() where T : Attribute =>
        _handlers.Select(h => h.Method.GetCustomAttribute<T>() ?? h.HandlerClass.GetCustomAttribute<T>()).FirstOrDefault(a => a is not null);

    internal FailureAction ActionFor(Exception exception, int attempt, FailureRuleCollection global) =>
        (Failures.Find(exception) ?? global.Find(exception))?.For(attempt) ?? FailureAction.DeadLetter;

    /// <summary>Lets the handler classes add their own failure rules: <c>public static void Configure(HandlerChain chain)</c>.</summary>
    internal void ApplyConfigureMethods()
    {
        foreach (var handlerClass in HandlerClasses)
        {
            handlerClass.GetMethod("Configure", BindingFlags.Public | BindingFlags.Static, [typeof(HandlerChain)])?.Invoke(null, [this]);
        }
    }
}

internal sealed record HandlerCall(Type HandlerClass, MethodInfo Method);
