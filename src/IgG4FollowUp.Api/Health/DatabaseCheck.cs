using System.Globalization;
using IgG4FollowUp.Api.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace IgG4FollowUp.Api.Health;

/// <summary>
/// Ready means: the database answers, events do not pile up above the high-water mark, and no projection lags behind it. Limits
/// are house defaults under <c>Health</c>.
/// </summary>
public sealed class DatabaseCheck(NpgsqlDataSource database, IConfiguration configuration) : IHealthCheck
{
    private const string Sql = $"""
        with mark as (select last_seq_id from {OwnTables.Schema}.mt_event_progression where name = 'HighWaterMark'),
             waiting as (select min(e.timestamp) as since from {OwnTables.Schema}.mt_events e where e.seq_id > coalesce((select last_seq_id from mark), 0))
        select 'mark', coalesce((select last_seq_id from mark), 0), coalesce(extract(epoch from now() - (select since from waiting)), 0)::float8
        union all
        select p.name, (select last_seq_id from mark) - p.last_seq_id, extract(epoch from now() - p.last_updated)::float8
        from {OwnTables.Schema}.mt_event_progression p
        where p.name like '%:All' and p.last_seq_id < (select last_seq_id from mark)
        """;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var staleSeconds = configuration.GetValue("Health:StaleHighWaterSeconds", 30.0);
        var maximumLag = configuration.GetValue("Health:MaximumLagEvents", 1000L);
        var lagSeconds = configuration.GetValue("Health:MaximumLagSeconds", 30.0);
        var data = new Dictionary<string, object>();
        var wrong = new List<string>();
        try
        {
            await using var command = database.CreateCommand(Sql);
            command.CommandTimeout = 5;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var (name, events, seconds) = (reader.GetString(0), reader.GetInt64(1), reader.GetDouble(2));
                if (name == "mark")
                {
                    data["highWaterMark"] = events;
                    data["oldestWaitingSeconds"] = Math.Round(seconds, 1);
                    if (seconds > staleSeconds) wrong.Add("the high-water mark is stale");
                }
                else
                {
                    data[name] = string.Create(CultureInfo.InvariantCulture, $"{events} events behind");
                    if (events > maximumLag && seconds > lagSeconds) wrong.Add($"{name} does not move");
                }
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("the database does not answer", data: data);
        }

        return wrong.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Unhealthy(string.Join("; ", wrong), data: data);
    }
}
