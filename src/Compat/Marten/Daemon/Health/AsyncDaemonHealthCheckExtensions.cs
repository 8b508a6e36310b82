using System.Collections.Concurrent;
using JasperFx.Events.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Marten.Events.Daemon;

public static class AsyncDaemonHealthCheckExtensions
{
    public static IHealthChecksBuilder AddMartenAsyncDaemonHealthCheck(
        this IHealthChecksBuilder builder, int maxEventLag = 100, TimeSpan? maxSameLagTime = null)
    {
        builder.Services.AddSingleton(provider => new AsyncDaemonHealthCheck(
            provider.GetRequiredService<DocumentStore>(), provider.GetService<TimeProvider>() ?? TimeProvider.System, maxEventLag, maxSameLagTime));
        return builder.Add(new HealthCheckRegistration(
            nameof(AsyncDaemonHealthCheck), static provider => provider.GetRequiredService<AsyncDaemonHealthCheck>(), null, ["Marten", "AsyncDaemon"]));
    }

    /// <summary>Compares rows with the mark; a projection of version 2 or without a row is not looked at, as in Marten 9.29.</summary>
    internal sealed class AsyncDaemonHealthCheck(DocumentStore store, TimeProvider clock, int maximumLag, TimeSpan? maximumTime) : IHealthCheck
    {
        private readonly ConcurrentDictionary<string, Standing> _standing = new(StringComparer.Ordinal);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var progress = await store.Advanced.AllProjectionProgress(token: cancellationToken);
            if (progress.FirstOrDefault(state => state.ShardName == ShardState.HighWaterMark) is not { } mark) return HealthCheckResult.Healthy();

            var watched = store.Configuration.Projections.All
                .Where(p => p.Lifecycle == ProjectionLifecycle.Async).Select(p => p.Name + ":All").ToHashSet(StringComparer.Ordinal);
            var lagging = progress.Where(state => watched.Contains(state.ShardName) && Lags(state, mark.Sequence)).Select(state => state.ShardName).ToList();
            return lagging.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"Behind the high-water mark {mark.Sequence}: {string.Join(", ", lagging)}");
        }

        private bool Lags(ShardState state, long mark)
        {
            if (state.Sequence > mark - maximumLag)
            {
                _standing.TryRemove(state.ShardName, out _);
                return false;
            }

            if (maximumTime is not { } time) return true;
            var now = clock.GetUtcNow();
            var since = _standing.AddOrUpdate(
                state.ShardName,
                static (_, seen) => seen,
                static (_, before, seen) => before.Sequence == seen.Sequence ? before : seen,
                new Standing(state.Sequence, now)).Since;
            return now - since >= time;
        }

        private sealed record Standing(long Sequence, DateTimeOffset Since);
    }
}
