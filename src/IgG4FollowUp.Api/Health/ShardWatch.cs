using System.Collections.Immutable;
using System.Diagnostics;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using JasperFx;
using JasperFx.Events.Daemon;
using Npgsql;

namespace IgG4FollowUp.Api.Health;

/// <summary>
/// Looks every few seconds whether everything that follows the log moves while there is something to follow, and starts again what has
/// stopped on this node: after a failure that it takes for final, the store's daemon leaves a shard standing.
/// </summary>
public sealed partial class ShardWatch(
    NpgsqlDataSource database, IProjectionCoordinator coordinator, RebuildRunner rebuild, IConfiguration configuration,
    ILogger<ShardWatch> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _patience = Patience(configuration);
    private Dictionary<string, (long At, long Since)> _standing = new(StringComparer.Ordinal);

    /// <summary>For how long something may stand still.</summary>
    internal static TimeSpan Patience(IConfiguration configuration) =>
        new NumberSetting("Health:StandstillSeconds", 30, 0.1m, 86_400) { IsWhole = false }.SecondsIn(configuration);

    /// <summary>
    /// What has stood still for longer than <c>Health:StandstillSeconds</c> (30 unless set) although there is something to do.
    /// </summary>
    public ImmutableArray<string> Standing { get; private set; } = [];

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var state = await LogState.ReadAsync(database, cancellation);
        // A shard has no progress on record before its first page, which may be the one that fails.
        var withoutPage = coordinator.DaemonForMainDatabase().CurrentAgents().Select(agent => agent.Name.Identity)
            .Where(name => !state.Shards.ContainsKey(name)).Select(name => KeyValuePair.Create(name, 0L));
        var behind = state.Shards.Concat(withoutPage)
            .Where(shard => shard.Value < state.Mark && !(state.IsHeld && shard.Key == AnalystRowsProjection.ShardName));
        if (state.Highest > state.Mark) behind = behind.Append(new(StorageName, state.Mark));
        var now = Stopwatch.GetTimestamp();
        _standing = behind.ToDictionary(
            shard => shard.Key,
            shard => _standing.TryGetValue(shard.Key, out var before) && before.At == shard.Value ? before : (shard.Value, now),
            StringComparer.Ordinal);
        Standing =
            [.. _standing.Where(shard => Stopwatch.GetElapsedTime(shard.Value.Since) > _patience).Select(shard => shard.Key)
                .Order(StringComparer.Ordinal)];
        await StartAgainAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!stoppingToken.IsCancellationRequested) await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is NpgsqlException or TimeoutException)
            {
                // That the database is away is told by readiness itself.
                LogUnavailable(e.GetType().Name);
            }
        }
    }

    private const string StorageName = "the high-water mark";

    private async Task StartAgainAsync()
    {
        if (rebuild.IsRunning) return;
        var daemon = coordinator.DaemonForMainDatabase();
        foreach (var agent in daemon.CurrentAgents().Where(agent => agent.Status == AgentStatus.Stopped))
        {
            LogStopped(agent.Name.Identity);
            await daemon.StartAgentAsync(agent.Name.Identity, CancellationToken.None);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Shard} had stopped on this node and is started again")]
    private partial void LogStopped(string shard);

    [LoggerMessage(2, LogLevel.Debug, "The log could not be looked at: {Kind}")]
    private partial void LogUnavailable(string kind);
}
