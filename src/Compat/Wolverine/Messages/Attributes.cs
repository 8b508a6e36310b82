namespace Wolverine.Attributes;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public class WolverineHandlerAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public class WolverineIgnoreAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public class TransactionalAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public class NonTransactionalAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method)]
public class WolverineBeforeAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method)]
public class WolverineAfterAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method)]
public class WolverineFinallyAttribute : Attribute;

/// <summary>Sends messages of the marked type to the named local queue.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public class LocalQueueAttribute(string queueName) : Attribute
{
    public string QueueName { get; } = queueName;
}

[AttributeUsage(AttributeTargets.Class)]
public class MessageIdentityAttribute(string? alias) : Attribute
{
    public string? Alias { get; } = alias;

    public string? GetName() => Alias;
}
