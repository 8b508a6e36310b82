using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Marten.Events.Daemon;

public static class HighWaterHealthCheckExtensions
{
    public static IHealthChecksBuilder AddMartenHighWaterHealthCheck(
        this IHealthChecksBuilder builder, TimeSpan? staleThreshold = null, long minimumGap = 1)
    {
        builder.Services.AddSingleton(provider => new HighWaterHealthCheck(
            provider.GetRequiredService<DocumentStore>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            staleThreshold ?? TimeSpan.FromSeconds(30),
            minimumGap));
        return builder.Add(new HealthCheckRegistration(
            nameof(HighWaterHealthCheck), static provider => provider.GetRequiredService<HighWaterHealthCheck>(), null, ["Marten", "AsyncDaemon", "HighWater"]));
    }

    /// <summary>
    /// A mark that stands still while events pile up behind it means that no node moves it, or that a transaction was left open;
    /// the lag of projections shows neither, because they wait for the mark.
    /// </summary>
    internal sealed class HighWaterHealthCheck(DocumentStore store, TimeProvider clock, TimeSpan threshold, long minimumGap) : IHealthCheck
    {
        private readonly Lock _lock = new();
        private (long Mark, DateTimeOffset Since)? _standing;

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var projections = store.Configuration.Projections;
            if (projections.AsyncMode is not (DaemonMode.Solo or DaemonMode.HotCold)) return HealthCheckResult.Healthy();
            if (projections.All.All(p => p.Lifecycle != ProjectionLifecycle.Async)) return HealthCheckResult.Healthy();

            await store.Schema.EnsureEventsAsync(cancellationToken);
            var schema = store.Configuration.EventOptions.DatabaseSchemaName;
            await using var command = store.DataSource.CreateCommand($"""
                select coalesce((select last_seq_id from {schema}.mt_event_progression where name = '{ShardState.HighWaterMark}'), 0),
                       coalesce((select max(seq_id) from {schema}.mt_events), 0)
                """);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return Judge(reader.GetInt64(0), reader.GetInt64(1));
        }

        private HealthCheckResult Judge(long mark, long highest)
        {
            var now = clock.GetUtcNow();
            lock (_lock)
            {
                if (highest - mark <= minimumGap)
                {
                    _standing = null;
                    return HealthCheckResult.Healthy();
                }

                if (_standing is not { } standing || standing.Mark != mark) _standing = standing = (mark, now);
                return now - standing.Since < threshold
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy($"The high-water mark has stood at {mark} since {standing.Since:O} while events go up to {highest}");
            }
        }
    }
}
