using System.Linq.Expressions;
using System.Reflection;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Configuration;

namespace Wolverine.Runtime.Handlers;

/// <summary>Finds for a parameter the expression that yields its argument.</summary>
internal sealed class ParameterBinder(Type messageType, ChainServices services)
{
    private readonly List<(Type Type, int Slot)> _variables = [];
    private readonly Dictionary<ParameterInfo, Expression> _explicit = [];
    private readonly Dictionary<Type, int> _instances = [];

    public ParameterExpression Execution { get; } = Expression.Parameter(typeof(HandlerExecution), "execution");

    public int Slots { get; private set; }

    public bool UsesSession { get; set; }

    private MemberExpression Context => Expression.Field(Execution, nameof(HandlerExecution.Context));

    public int NewSlot() => Slots++;

    public Expression Slot(int slot) =>
        Expression.ArrayAccess(Expression.Field(Execution, nameof(HandlerExecution.Slots)), Expression.Constant(slot));

    /// <summary>A value of this type is there for the methods that follow.</summary>
    public int Declare(Type type)
    {
        var slot = NewSlot();
        _variables.Add((type, slot));
        return slot;
    }

    public void Declare(Type type, int slot) => _variables.Add((type, slot));

    public void Assign(ParameterInfo parameter, int slot) => _explicit[parameter] = Read(slot, parameter.ParameterType);

    public Expression Bind(ParameterInfo parameter, MethodBase method) =>
        _explicit.TryGetValue(parameter, out var known) ? known : Bind(parameter, method, []);

    /// <summary>The object whose method is called: one per class and message.</summary>
    public Expression Instance(Type type, MethodBase method)
    {
        if (!_instances.TryGetValue(type, out var slot)) _instances.Add(type, slot = NewSlot());
        return Cached(slot, type, Construct(type, [], $"handler of {HandlerConventions.Describe(method)}"));
    }

    private Expression Bind(ParameterInfo parameter, MethodBase method, List<Type> path)
    {
        var type = parameter.ParameterType;
        var found = FromMessage(type) ?? FromVariables(type) ?? FromExecution(type) ?? FromServices(type, path);
        if (found is not null) return found;
        if (parameter.HasDefaultValue) return Expression.Constant(parameter.DefaultValue, type);
        throw new InvalidOperationException(
            $"Cannot bind parameter '{parameter.Name}' ({type.FullName}) of {HandlerConventions.Describe(method)}: "
            + "it is neither the message, nor returned by an earlier method, nor a registered service");
    }

    private Expression? FromMessage(Type type) =>
        type == messageType || (type != typeof(object) && type.IsAssignableFrom(messageType))
            ? Expression.Convert(Expression.Field(Execution, nameof(HandlerExecution.Message)), type)
            : null;

    private Expression? FromVariables(Type type)
    {
        var exact = _variables.FindLastIndex(v => v.Type == type);
        var index = exact >= 0 ? exact : _variables.FindLastIndex(v => type != typeof(object) && type.IsAssignableFrom(v.Type));
        return index < 0 ? null : Read(_variables[index].Slot, type);
    }

    private Expression? FromExecution(Type type)
    {
        if (type == typeof(CancellationToken)) return Expression.Field(Execution, nameof(HandlerExecution.Cancellation));
        if (type == typeof(Envelope)) return Expression.Property(Execution, nameof(HandlerExecution.Envelope));
        if (type == typeof(IMessageContext) || type == typeof(IMessageBus) || type == typeof(ICommandBus)) return Expression.Convert(Context, type);
        if (type == typeof(DateTimeOffset)) return Expression.Property(null, typeof(DateTimeOffset), nameof(DateTimeOffset.UtcNow));
        if (type == typeof(DateTime)) return Expression.Property(null, typeof(DateTime), nameof(DateTime.UtcNow));
        if (type == typeof(IQuerySession)) return Expression.Property(Execution, nameof(HandlerExecution.QuerySession));
        if (type == typeof(IDocumentSession) || type == typeof(IDocumentOperations)) return Expression.Convert(Session(), type);
        return type == typeof(global::Marten.Events.IEventStoreOperations) || type == typeof(JasperFx.Events.IEventStoreOperations)
            || type == typeof(JasperFx.Events.IEventOperations)
                ? Expression.Convert(Expression.Property(Expression.Convert(Session(), typeof(IDocumentOperations)), nameof(IDocumentOperations.Events)), type)
                : null;
    }

    private MemberExpression Session()
    {
        UsesSession = true;
        return Expression.Field(Execution, nameof(HandlerExecution.Session));
    }

    private Expression? FromServices(Type type, List<Type> path)
    {
        var registration = services.Find(type);
        switch (registration)
        {
            case null:
                return null;
            case { Lifetime: ServiceLifetime.Singleton }:
                var singleton = services.Singleton(type);
                return Expression.Property(Expression.Constant(singleton), nameof(SingletonReference<object>.Value));
            case { ImplementationType: not { IsVisible: true } }:
                throw new InvalidServiceLocationException(
                    $"{type.FullName}, needed by the handlers of {messageType.FullName}, is registered by a lambda or with a type that is not public: "
                    + "register a public type, or make it a singleton");
        }

        var implementation = registration.ImplementationType!;
        if (path.Contains(implementation)) throw new InvalidOperationException($"{implementation.FullName} depends on itself");
        var construct = Construct(implementation, [.. path, implementation], $"service {type.FullName}");
        var tracked = Expression.Call(Execution, nameof(HandlerExecution.Track), [implementation], construct);
        if (registration.Lifetime == ServiceLifetime.Transient) return Expression.Convert(tracked, type);
        if (!_instances.TryGetValue(implementation, out var slot)) _instances.Add(implementation, slot = NewSlot());
        return Expression.Convert(Cached(slot, implementation, tracked), type);
    }

    private Expression Construct(Type type, List<Type> path, string what)
    {
        InvalidOperationException? reason = null;
        foreach (var constructor in type.GetConstructors().OrderByDescending(c => c.GetParameters().Length))
        {
            try
            {
                return Expression.New(constructor, constructor.GetParameters().Select(p => Bind(p, constructor, path)).ToList());
            }
            catch (InvalidOperationException e)
            {
                reason ??= e;
            }
        }

        throw reason ?? new InvalidOperationException($"{type.FullName} ({what}) has no public constructor");
    }

    private Expression Cached(int slot, Type type, Expression create) =>
        Expression.Convert(
            Expression.Coalesce(Slot(slot), Expression.Assign(Slot(slot), Expression.Convert(create, typeof(object)))), type);

    private Expression Read(int slot, Type type) => Expression.Convert(Slot(slot), type);
}
