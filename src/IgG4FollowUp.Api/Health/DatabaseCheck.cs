using IgG4FollowUp.Api.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace IgG4FollowUp.Api.Health;

/// <summary>Ready means: the database answers, and everything that follows the log moves. Limits are house defaults under <c>Health</c>.</summary>
public sealed class DatabaseCheck(NpgsqlDataSource database, ShardWatch watch, IConfiguration configuration) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var mostBehind = configuration.GetValue("Health:MaximumLagEvents", 100_000L);
        try
        {
            var state = await LogState.ReadAsync(database, cancellationToken);
            var data = state.Shards.ToDictionary(shard => shard.Key, shard => (object)FormattableString.Invariant($"{Math.Max(0, state.Mark - shard.Value)} events behind"));
            data["highWaterMark"] = state.Mark;
            var wrong = watch.Standing.Select(name => $"{name} does not move")
                .Concat(state.Shards.Where(shard => state.Mark - shard.Value > mostBehind).Select(shard => $"{shard.Key} is far behind"))
                .ToList();
            return wrong.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Unhealthy(string.Join("; ", wrong), data: data);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("the database does not answer");
        }
    }
}
