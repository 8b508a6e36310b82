using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Events.Daemon.HighWater;
using Marten.Events.Daemon.Shards;
using Marten.Events.Projections;
using Microsoft.Extensions.Logging;

namespace Marten.Events.Daemon;

/// <summary>The async shards of one store in this process, with the one agent that moves the mark for them.</summary>
internal sealed partial class ProjectionDaemon : IProjectionDaemon
{
    private static readonly TimeSpan DefaultShardTimeout = TimeSpan.FromMinutes(5);

    private readonly DocumentStore _store;
    private readonly ILogger _logger;
    private readonly ProjectionOptions _settings;
    private readonly Progression _progression;
    private readonly HighWaterAgent _highWater;
    private readonly Dictionary<string, ShardAgent> _agents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rebuilding = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _halted = new(0);

    public ProjectionDaemon(DocumentStore store, ILogger logger)
    {
        (_store, _logger, _settings) = (store, logger, store.Configuration.Projections);
        var schema = store.Configuration.EventOptions.DatabaseSchemaName;
        _progression = new Progression(store.DataSource, schema);
        var detector = new HighWaterDetector(
            store.DataSource, schema, _progression, _settings.StaleSequenceThreshold, _settings.UseTransactionEvidenceForGapSkipping, logger);
        _highWater = new HighWaterAgent(detector, Tracker, _settings, logger);
        foreach (var projection in _settings.All.Where(p => p.Lifecycle == ProjectionLifecycle.Async))
        {
            var runner = Runner(projection, _settings.Errors, projection.Options.BatchSize);
            _agents.Add(projection.ShardName, new ShardAgent(runner, Tracker, _settings, store.Configuration.Events.TimeProvider, OnHalted, logger));
        }

        store.EventsAppended += OnEventsAppended;
    }

    public ShardStateTracker Tracker { get; } = new();

    public bool IsRunning => _agents.Values.Any(agent => agent.Status == AgentStatus.Running);

    /// <summary>Identities of the async shards.</summary>
    public IReadOnlyCollection<string> Shards => _agents.Keys;

    public long HighWaterMark() => Tracker.HighWaterMark;

    public AgentStatus StatusFor(string shardName) => _agents.TryGetValue(shardName, out var agent) ? agent.Status : AgentStatus.Stopped;

    public bool HasAnyPaused() => _agents.Values.Any(agent => agent.Status == AgentStatus.Paused);

    public async Task StartAgentAsync(string shardName, CancellationToken token)
    {
        var agent = Agent(shardName);
        await _store.Schema.EnsureEventsAsync(token);
        await _highWater.StartAsync(token);
        await agent.StartAsync();
    }

    public async Task StartAllAsync()
    {
        foreach (var shard in Shards) await StartAgentAsync(shard, CancellationToken.None);
    }

    public Task StopAgentAsync(string shardName, Exception? ex = null) => Agent(shardName).StopAsync(ex);

    public Task StopAgentAsync(ShardName shardName, Exception? ex = null) => StopAgentAsync(shardName.Identity, ex);

    public async Task StopAllAsync()
    {
        await Task.WhenAll(_agents.Values.Select(agent => agent.StopAsync()));
        await _highWater.StopAsync();
    }

    public Task CatchUpAsync(CancellationToken cancellation) => CatchUpAsync(DefaultShardTimeout, cancellation);

    public Task CatchUpAsync(TimeSpan timeout, CancellationToken cancellation) => Within(timeout, cancellation, async token =>
    {
        await StopAllAsync();
        await _store.Schema.EnsureEventsAsync(token);
        await _highWater.CatchUpAsync(token);
        foreach (var projection in _settings.All.Where(p => p.Lifecycle == ProjectionLifecycle.Async))
        {
            var runner = Runner(projection, _settings.Errors, projection.Options.BatchSize);
            await runner.PrepareAsync(HighWaterMark(), token);
            if (runner.Position < HighWaterMark()) await runner.RunAsync(HighWaterMark(), CancellationToken.None, token);
        }
    });

    public Task WaitForNonStaleData(TimeSpan timeout) => _store.WaitForNonStaleProjectionDataAsync(timeout);

    public async Task WaitForShardToBeRunning(string shardName, TimeSpan timeout)
    {
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (StatusFor(shardName) != AgentStatus.Running)
        {
            if (Environment.TickCount64 > deadline) throw new TimeoutException($"Shard '{shardName}' is not running.");
            await Task.Delay(50);
        }
    }

    public void Dispose()
    {
        _store.EventsAppended -= OnEventsAppended;
        foreach (var agent in _agents.Values) agent.Abort();
        _highWater.Dispose();
    }

    /// <summary>How long a shard that does not run has to stay so; zero or less when it is due.</summary>
    public TimeSpan RestartIn(string shard)
    {
        lock (_rebuilding)
        {
            if (_rebuilding.Contains(shard)) return TimeSpan.MaxValue;
        }

        var agent = Agent(shard);
        if (agent.Failure is null) return TimeSpan.Zero;
        return agent.HaltedAt + _settings.HealthCheckPollingTime - _store.Configuration.Events.TimeProvider.GetUtcNow();
    }

    /// <summary>Returns after the time, or as soon as a shard paused.</summary>
    public Task WaitForHaltAsync(TimeSpan time, CancellationToken cancellation) => _halted.WaitAsync(time, cancellation);

    private void OnEventsAppended(object? sender, EventArgs e) => _highWater.Nudge();

    private void OnHalted(ShardAgent agent) => _halted.Release();

    private ShardAgent Agent(string shardName) => _agents.TryGetValue(shardName, out var agent)
        ? agent
        : throw new ArgumentOutOfRangeException(nameof(shardName), shardName, $"There is no async shard of this name. Known are: {string.Join(", ", Shards)}");

    private ShardRunner Runner(RegisteredProjection projection, ErrorHandlingOptions errors, int pageSize) =>
        new(new ProjectionShard(_store, projection, _progression), _progression, Tracker, errors, pageSize);

    private static async Task Within(TimeSpan time, CancellationToken cancellation, Func<CancellationToken, Task> work)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(time);
        try
        {
            await work(late.Token);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"The shard did not finish within {time}.", e);
        }
    }
}
