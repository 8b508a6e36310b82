using System.Reflection;
using JasperFx.Events;
using Wolverine.Configuration;
using Wolverine.Runtime.Handlers;

namespace Wolverine.Marten;

/// <summary>Which aggregates a chain loads, and which of its results are events.</summary>
internal sealed class AggregateWorkflow(HandlerChain chain, ParameterBinder binder, ChainServices services)
{
    private readonly List<AggregateBinding> _bindings = [];

    public bool Writes => _bindings.Exists(b => b is WriteBinding);

    public IEnumerable<Step> BindLoads()
    {
        if (WorkflowAttribute() is { } workflow) BindWorkflow(workflow);
        var methods = services.Options.Middleware.Where(m => m.Applies(chain)).Select(m => m.Type).Concat(chain.HandlerClasses)
            .SelectMany(HandlerConventions.Before)
            .Concat(chain.Handlers.Select(h => h.Method));
        foreach (var method in methods)
        {
            foreach (var parameter in method.GetParameters()) BindParameter(method, parameter);
        }

        return _bindings.Select(b => new Step(b.LoadAsync));
    }

    public static bool IsUpdatedAggregate(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(UpdatedAggregate<>);

    public Step Respond()
    {
        var binding = _bindings.Find(b => b is WriteBinding) ?? _bindings.FirstOrDefault()
            ?? throw new InvalidOperationException($"The handler of {chain.MessageType.FullName} returns an UpdatedAggregate but has no aggregate");
        return e => e.Context.ResponseType is null ? default : binding.RespondAsync(e);
    }

    /// <summary>The positions of the returned items that are events.</summary>
    public IReadOnlySet<int> FindEvents(MethodInfo method, IReadOnlyList<Type> returned)
    {
        if (!Writes) return new HashSet<int>();

        var hasStream = method.GetParameters().Any(p => IsStream(p.ParameterType));
        if (returned.Count == 0 && !hasStream && chain.Handlers.Count == 1)
        {
            throw new InvalidOperationException(
                $"{HandlerConventions.Describe(method)} is an aggregate handler that returns nothing and takes no IEventStream<T>: it could never append an event");
        }

        var collection = IndexOf(t => typeof(IAsyncEnumerable<object>).IsAssignableFrom(t));
        if (collection < 0) collection = IndexOf(t => t == typeof(Events));
        if (collection < 0) collection = IndexOf(t => typeof(IEnumerable<object>).IsAssignableFrom(t) && !IsSpecial(t));
        if (collection >= 0) return new HashSet<int> { collection };
        if (hasStream) return new HashSet<int>();
        return Enumerable.Range(0, returned.Count).Where(i => !IsSpecial(returned[i])).ToHashSet();

        int IndexOf(Predicate<Type> matches)
        {
            for (var i = 0; i < returned.Count; i++)
            {
                if (matches(returned[i])) return i;
            }

            return -1;
        }
    }

    public Step Append(Type type, int slot)
    {
        var binding = (WriteBinding)_bindings.First(b => b is WriteBinding);
        var shape = typeof(IAsyncEnumerable<object>).IsAssignableFrom(type) ? EventShape.Async
            : typeof(IEnumerable<object>).IsAssignableFrom(type) ? EventShape.Many
            : EventShape.One;
        return e => binding.AppendAsync(e, e.Slots[slot], shape);
    }

    private static bool IsSpecial(Type type) =>
        typeof(IWolverineReturnType).IsAssignableFrom(type) || IsUpdatedAggregate(type) || typeof(IEnumerable<IMartenOp>).IsAssignableFrom(type);

    private static bool IsStream(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEventStream<>);

    private AggregateHandlerAttribute? WorkflowAttribute() =>
        chain.FindAttribute<AggregateHandlerAttribute>()
        ?? (chain.HandlerClasses.Any(c => c.Name.EndsWith("AggregateHandler", StringComparison.Ordinal)) ? new AggregateHandlerAttribute() : null);

    private void BindWorkflow(AggregateHandlerAttribute workflow)
    {
        var (handlerClass, method) = chain.Handlers.FirstOrDefault(h =>
            h.Method.IsDefined(typeof(AggregateHandlerAttribute)) || h.HandlerClass.IsDefined(typeof(AggregateHandlerAttribute), inherit: false))
            ?? chain.Handlers[0];
        var parameters = method.GetParameters();
        var type = workflow.AggregateType
            ?? parameters.Where(p => IsStream(p.ParameterType)).Select(p => p.ParameterType.GetGenericArguments()[0]).FirstOrDefault()
            ?? (parameters.Length > 1 && parameters[1].ParameterType.IsClass ? parameters[1].ParameterType : null)
            ?? throw new InvalidOperationException(
                $"Cannot tell the aggregate of {handlerClass.FullName}.{method.Name}: it must be the second parameter, or an IEventStream<T>");
        if (parameters.Any(p => p.IsDefined(typeof(WriteAggregateAttribute)))) return;
        BindWriter(type, new StreamMembers(chain.MessageType, type, method)
            .Find(explicitName: null, workflow.VersionSource, acceptsUInt32: false), workflow.LoadStyle, workflow.Required);
    }

    private void BindParameter(MethodInfo method, ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<WriteAggregateAttribute>() is { } write)
        {
            var isStream = IsStream(parameter.ParameterType);
            var type = isStream ? parameter.ParameterType.GetGenericArguments()[0] : parameter.ParameterType;
            var stream = new StreamMembers(chain.MessageType, type, method)
                .Find(write.RouteOrParameterName, write.VersionSource, acceptsUInt32: true);
            var binding = BindWriter(type, stream, write.LoadStyle, write.Required);
            binder.Assign(parameter, isStream ? binding.StreamSlot : binding.AggregateSlot);
        }
        else if (parameter.GetCustomAttribute<ReadAggregateAttribute>() is { } read)
        {
            var type = parameter.ParameterType;
            var stream = new StreamMembers(chain.MessageType, type, method).Find(read.ArgumentName, versionSource: null, acceptsUInt32: false);
            var binding = Reuse<AggregateBinding>(type, stream, typeof(ReadBinding<>))
                ?? Add<AggregateBinding>(typeof(ReadBinding<>), type, stream, binder.Declare(type));
            binding.Required |= read.Required;
            binder.UsesSession = true;
            binder.Assign(parameter, binding.AggregateSlot);
        }
    }

    private WriteBinding BindWriter(Type type, StreamIdentifier stream, ConcurrencyStyle style, bool required)
    {
        var binding = Reuse<WriteBinding>(type, stream, typeof(WriteBinding<>));
        if (binding is null)
        {
            binding = Add<WriteBinding>(typeof(WriteBinding<>), type, stream, binder.Declare(type), binder.NewSlot(), style);
            binder.Declare(binding.StreamType, binding.StreamSlot);
        }

        binding.Required |= required;
        binder.UsesSession = true;
        return binding;
    }

    private T? Reuse<T>(Type aggregate, StreamIdentifier stream, Type open) where T : AggregateBinding =>
        _bindings.Find(b => b.AggregateType == aggregate && b.Identifier.MemberName == stream.MemberName
            && b.GetType().GetGenericTypeDefinition() == open) as T;

    private T Add<T>(Type open, Type aggregate, params object[] arguments) where T : AggregateBinding
    {
        var binding = (T)Activator.CreateInstance(open.MakeGenericType(aggregate), arguments)!;
        _bindings.Add(binding);
        return binding;
    }
}
