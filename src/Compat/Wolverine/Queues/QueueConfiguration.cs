using Wolverine.Configuration;
using Wolverine.Transports.Local;

namespace Wolverine.Configuration
{
    public interface IListenerConfiguration<T>
    {
        T MaximumParallelMessages(int maximumParallelHandlers);

        T Sequential();

        T UseDurableInbox();

        T BufferedInMemory();

        T ProcessInline();
    }

    public interface IListenerConfiguration : IListenerConfiguration<IListenerConfiguration>;

    public class PublishingExpression
    {
        private readonly WolverineOptions _options;
        private readonly Type _messageType;

        internal PublishingExpression(WolverineOptions options, Type messageType)
        {
            _options = options;
            _messageType = messageType;
        }

        public LocalQueueConfiguration ToLocalQueue(string queueName)
        {
            _options.Queues.Route(_messageType, queueName);
            return _options.LocalQueue(queueName);
        }
    }
}

namespace Wolverine.Transports.Local
{
    public class LocalQueueConfiguration : IListenerConfiguration<LocalQueueConfiguration>
    {
        private readonly List<Action<QueueSettings>> _changes;

        internal LocalQueueConfiguration(List<Action<QueueSettings>> changes) => _changes = changes;

        public LocalQueueConfiguration MaximumParallelMessages(int maximumParallelHandlers) =>
            Change(s => s.Parallelism = maximumParallelHandlers);

        public LocalQueueConfiguration Sequential() => Change(s => s.Parallelism = 1);

        public LocalQueueConfiguration UseDurableInbox() => Change(s => s.IsDurable = true);

        public LocalQueueConfiguration BufferedInMemory() => Change(s => s.IsDurable = false);

        public LocalQueueConfiguration ProcessInline() => Change(s => s.IsDurable = false);

        private LocalQueueConfiguration Change(Action<QueueSettings> change)
        {
            _changes.Add(change);
            return this;
        }
    }

    internal sealed class QueueSettings
    {
        public int Parallelism { get; set; } = Math.Max(Environment.ProcessorCount, 5);

        public bool IsDurable { get; set; }
    }

    /// <summary>What was said about all queues, then about one: the particular wins over the general.</summary>
    internal sealed class QueuePolicies
    {
        private readonly Dictionary<string, List<Action<QueueSettings>>> _byName = new(StringComparer.Ordinal);
        private readonly Dictionary<Type, string> _routes = [];

        public List<Action<QueueSettings>> ForAll { get; } = [];

        public List<Action<QueueSettings>> For(string name)
        {
            name = Normalize(name);
            if (!_byName.TryGetValue(name, out var changes)) _byName.Add(name, changes = []);
            return changes;
        }

        public IEnumerable<string> Names => _byName.Keys;

        public void Route(Type messageType, string queueName) => _routes[messageType] = Normalize(queueName);

        public string? RouteFor(Type messageType) => _routes.GetValueOrDefault(messageType);

        public QueueSettings SettingsFor(string name)
        {
            var settings = new QueueSettings();
            foreach (var change in ForAll) change(settings);
            foreach (var change in _byName.GetValueOrDefault(name, [])) change(settings);
            return settings;
        }

        public static string Normalize(string queueName) => queueName.ToLowerInvariant();
    }

    internal sealed class AllQueuesConfiguration(List<Action<QueueSettings>> changes) : IListenerConfiguration
    {
        private readonly LocalQueueConfiguration _inner = new(changes);

        public IListenerConfiguration MaximumParallelMessages(int maximumParallelHandlers) => Use(_inner.MaximumParallelMessages(maximumParallelHandlers));

        public IListenerConfiguration Sequential() => Use(_inner.Sequential());

        public IListenerConfiguration UseDurableInbox() => Use(_inner.UseDurableInbox());

        public IListenerConfiguration BufferedInMemory() => Use(_inner.BufferedInMemory());

        public IListenerConfiguration ProcessInline() => Use(_inner.ProcessInline());

        private AllQueuesConfiguration Use(LocalQueueConfiguration _) => this;
    }
}
