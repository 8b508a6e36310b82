using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wolverine.Attributes;
using Wolverine.Configuration;
using Wolverine.ErrorHandling;
using Wolverine.Persistence;
using Wolverine.Runtime.Handlers;
using Wolverine.Transports.Local;

namespace Wolverine;

public sealed class WolverineOptions : IPolicies
{
    internal WolverineOptions()
    {
    }

    public Assembly? ApplicationAssembly { get; set; }

    public string ServiceName { get; set; } = Assembly.GetEntryAssembly()?.GetName().Name ?? "WolverineService";

    public HandlerDiscovery Discovery { get; } = new();

    public IPolicies Policies => this;

    public DurabilitySettings Durability { get; } = new();

    public IServiceCollection Services { get; internal set; } = new ServiceCollection();

    public TimeSpan DefaultExecutionTimeout { get; set; } = TimeSpan.FromSeconds(60);

    public bool EnableRelayOfUserName { get; set; }

    public JasperFx.AutoCreate AutoBuildMessageStorageOnStartup { get; set; } = JasperFx.AutoCreate.CreateOrUpdate;

    public LocalQueueConfiguration LocalQueue(string queueName) => new(Queues.For(queueName));

    public LocalQueueConfiguration LocalQueueFor<T>() =>
        LocalQueue(Queues.RouteFor(typeof(T))
            ?? typeof(T).GetCustomAttribute<LocalQueueAttribute>()?.QueueName
            ?? MessageTypeNames.For(typeof(T)));

    public PublishingExpression PublishMessage<T>() => new(this, typeof(T));

    FailureRuleCollection IWithFailurePolicies.Failures => Failures;

    internal FailureRuleCollection Failures { get; } = new();

    internal QueuePolicies Queues { get; } = new();

    internal bool TransactionsApplyThemselves { get; private set; }

    internal List<(Type Type, Func<HandlerChain, bool> Applies)> Middleware { get; } = [];

    internal LogLevel ExecutionLogLevel { get; private set; } = LogLevel.Debug;

    internal LogLevel SuccessLogLevel { get; private set; } = LogLevel.Information;

    internal LogLevel? StartingLogLevel { get; private set; }

    void IPolicies.AutoApplyTransactions() => TransactionsApplyThemselves = true;

    void IPolicies.AutoApplyTransactions(IdempotencyStyle idempotency) => TransactionsApplyThemselves = true;

    void IPolicies.UseDurableLocalQueues() => Queues.ForAll.Add(static s => s.IsDurable = true);

    void IPolicies.AlwaysMakeScheduledMessagesDurable() => Durability.AlwaysMakeScheduledMessagesDurable = true;

    void IPolicies.AllLocalQueues(Action<IListenerConfiguration> configure) => configure(new AllQueuesConfiguration(Queues.ForAll));

    void IPolicies.AddMiddleware(Type middlewareType, Func<HandlerChain, bool>? filter) =>
        Middleware.Add((middlewareType, filter ?? (static _ => true)));

    void IPolicies.MessageExecutionLogLevel(LogLevel logLevel) => ExecutionLogLevel = logLevel;

    void IPolicies.MessageSuccessLogLevel(LogLevel logLevel) => SuccessLogLevel = logLevel;

    void IPolicies.LogMessageStarting(LogLevel logLevel) => StartingLogLevel = logLevel;
}
