using System.Linq.Expressions;
using System.Reflection;
using Wolverine.Attributes;
using Wolverine.Configuration;
using Wolverine.Marten;

namespace Wolverine.Runtime.Handlers;

/// <summary>Binds a chain: every method becomes one delegate that reads its arguments from the execution and writes its result there.</summary>
internal sealed class ChainCompiler
{
    private readonly HandlerChain _chain;
    private readonly ChainServices _services;
    private readonly ParameterBinder _binder;
    private readonly AggregateWorkflow _aggregates;
    private readonly List<Step> _steps = [];
    private readonly List<Step> _afterCommit = [];
    private readonly List<Step> _finally = [];
    private Exception? _refusal;
    private bool _returnsOperation;

    public ChainCompiler(HandlerChain chain, ChainServices services)
    {
        _chain = chain;
        _services = services;
        _binder = new ParameterBinder(chain.MessageType, services);
        _aggregates = new AggregateWorkflow(chain, _binder, services);
    }

    public CompiledChain Compile()
    {
        var classes = _services.Options.Middleware.Where(m => m.Applies(_chain)).Select(m => m.Type)
            .Concat(_chain.HandlerClasses).Distinct().ToList();
        try
        {
            _steps.AddRange(_aggregates.BindLoads());
            foreach (var (type, method) in Find(classes, HandlerConventions.Before)) BindBefore(type, method);
            foreach (var (handlerClass, method) in _chain.Handlers) BindHandler(handlerClass, method);
            foreach (var (type, method) in Find(classes, HandlerConventions.After)) _steps.Add(BindCall(type, method, store: null));
            foreach (var (type, method) in Find(classes, HandlerConventions.AfterCommit)) _afterCommit.Add(BindCall(type, method, store: null));
            foreach (var (type, method) in Find(classes, HandlerConventions.Finally)) _finally.Add(BindCall(type, method, store: null));
        }
        catch (InvalidServiceLocationException e)
        {
            // The published packages start with such a handler and refuse its messages.
            _refusal = e;
        }

        var commits = Commits();
        return new CompiledChain
        {
            Steps = [.. _steps],
            AfterCommit = [.. _afterCommit],
            Finally = [.. _finally],
            Slots = _binder.Slots,
            OpensSession = commits || _binder.UsesSession,
            Commits = commits,
            Refusal = _refusal,
        };
    }

    private bool Commits()
    {
        if (_chain.FindAttribute<NonTransactionalAttribute>() is not null) return false;
        if (_returnsOperation || _aggregates.Writes || _chain.FindAttribute<TransactionalAttribute>() is not null) return true;
        return _services.Options.TransactionsApplyThemselves && _binder.UsesSession;
    }

    /// <summary>The methods that can take part: one that takes another message of the same class belongs to that message's chain.</summary>
    private IEnumerable<(Type, MethodInfo)> Find(List<Type> classes, Func<Type, IEnumerable<MethodInfo>> methods) =>
        from type in classes
        from method in methods(type)
        where !TakesOtherMessage(type, method)
        select (type, method);

    private bool TakesOtherMessage(Type type, MethodInfo method)
    {
        var otherMessages = HandlerConventions.HandlerMethods(type)
            .Select(h => h.GetParameters()[0].ParameterType)
            .Where(t => t != _chain.MessageType).ToHashSet();
        return method.GetParameters().Any(p => otherMessages.Contains(p.ParameterType));
    }

    private void BindBefore(Type type, MethodInfo method)
    {
        var validates = HandlerConventions.IsValidation(method);
        _steps.Add(BindCall(type, method, item => item switch
        {
            _ when item == typeof(HandlerContinuation) => static (e, value) => Expression.Call(
                typeof(StepResults), nameof(StepResults.StopUnlessContinue), null, e, value),
            _ when item == typeof(ValidationOutcome) || (validates && typeof(IEnumerable<string>).IsAssignableFrom(item)) =>
                (e, value) => Expression.Call(
                    typeof(StepResults), nameof(StepResults.StopIfAny), null, e, Expression.Convert(value, typeof(System.Collections.IEnumerable))),
            _ => Assign(_binder.Declare(item)),
        }));
    }

    private void BindHandler(Type handlerClass, MethodInfo method)
    {
        var items = new List<(Type Type, int Slot)>();
        _steps.Add(BindCall(handlerClass, method, item =>
        {
            var slot = _binder.NewSlot();
            items.Add((item, slot));
            return Assign(slot);
        }));

        var events = _aggregates.FindEvents(method, [.. items.Select(i => i.Type)]);
        for (var i = 0; i < items.Count; i++) BindResult(method, items[i].Type, items[i].Slot, events.Contains(i));
    }

    private void BindResult(MethodInfo method, Type type, int slot, bool isEvent)
    {
        if (AggregateWorkflow.IsUpdatedAggregate(type))
        {
            _afterCommit.Insert(0, _aggregates.Respond());
        }
        else if (typeof(IMartenOp).IsAssignableFrom(type) || typeof(IEnumerable<IMartenOp>).IsAssignableFrom(type))
        {
            _returnsOperation = true;
            _binder.UsesSession = true;
            _steps.Add(e => StepResults.ExecuteOperations(e, e.Slots[slot]));
        }
        else if (typeof(ISideEffect).IsAssignableFrom(type))
        {
            _steps.Add(BindSideEffect(method, type, slot));
        }
        else if (isEvent)
        {
            _steps.Add(_aggregates.Append(type, slot));
        }
        else
        {
            _steps.Add(e => e.Context.CascadeAsync(e.Slots[slot]));
        }
    }

    private Step BindSideEffect(MethodInfo method, Type type, int slot)
    {
        var execute = type.GetMethod("ExecuteAsync") ?? type.GetMethod("Execute")
            ?? throw new InvalidOperationException(
                $"{HandlerConventions.Describe(method)} returns the side effect {type.FullName}, which has no public Execute or ExecuteAsync method");
        var call = Compile(execute, Expression.Convert(_binder.Slot(slot), type), store: null);
        return e => e.Slots[slot] is null ? default : call(e);
    }

    private Step BindCall(Type type, MethodInfo method, Func<Type, Func<Expression, Expression, Expression>>? store) =>
        Compile(method, method.IsStatic ? null : _binder.Instance(type, method), store);

    private Step Compile(MethodInfo method, Expression? instance, Func<Type, Func<Expression, Expression, Expression>>? store)
    {
        var call = Expression.Call(instance, method, method.GetParameters().Select(p => _binder.Bind(p, method)));
        var returns = method.ReturnType;
        Expression body;
        if (returns == typeof(void))
        {
            body = Expression.Block(call, Expression.Default(typeof(ValueTask)));
        }
        else if (returns == typeof(ValueTask))
        {
            body = call;
        }
        else if (returns == typeof(Task))
        {
            body = Expression.New(typeof(ValueTask).GetConstructor([typeof(Task)])!, call);
        }
        else if (returns.IsGenericType && returns.GetGenericTypeDefinition() is { } open
            && (open == typeof(Task<>) || open == typeof(ValueTask<>)))
        {
            var result = returns.GetGenericArguments()[0];
            body = Expression.Call(
                typeof(StepResults), open == typeof(Task<>) ? nameof(StepResults.AwaitTask) : nameof(StepResults.AwaitValueTask), [result],
                call, _binder.Execution, Expression.Constant(CompileStore(result, store)));
        }
        else
        {
            var value = Expression.Variable(returns);
            body = Expression.Block([value],
                Expression.Assign(value, call), StoreItems(value, store), Expression.Default(typeof(ValueTask)));
        }

        return Expression.Lambda<Step>(body, _binder.Execution).Compile();
    }

    private Delegate CompileStore(Type result, Func<Type, Func<Expression, Expression, Expression>>? store)
    {
        var value = Expression.Parameter(result);
        return Expression.Lambda(
            typeof(Action<,>).MakeGenericType(typeof(HandlerExecution), result), StoreItems(value, store), _binder.Execution, value).Compile();
    }

    private Expression StoreItems(Expression value, Func<Type, Func<Expression, Expression, Expression>>? store)
    {
        if (store is null) return Expression.Empty();
        var items = StepResults.Items(value).Select(item => store(item.Type)(_binder.Execution, item)).ToList();
        return Expression.Block(typeof(void), items);
    }

    private Func<Expression, Expression, Expression> Assign(int slot) =>
        (_, value) => Expression.Assign(_binder.Slot(slot), Expression.Convert(value, typeof(object)));
}
