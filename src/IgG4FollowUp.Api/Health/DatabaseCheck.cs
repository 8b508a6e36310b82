using IgG4FollowUp.Api.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace IgG4FollowUp.Api.Health;

/// <summary>Ready means: the database answers, and everything that follows the log moves, however far behind it is.</summary>
public sealed class DatabaseCheck(NpgsqlDataSource database, ShardWatch watch) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var state = await LogState.ReadAsync(database, cancellationToken);
            var data = state.Shards.ToDictionary(shard => shard.Key, shard =>
                (object)$"{Math.Max(0, state.Mark - shard.Value)} events behind");
            data["highWaterMark"] = state.Mark;
            return watch.Standing.IsEmpty
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Unhealthy(string.Join("; ", watch.Standing.Select(name => $"{name} does not move")), data: data);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("the database does not answer");
        }
    }
}
