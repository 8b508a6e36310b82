using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>Events of alerts: the proof of what an evaluation changed, or that it changed nothing.</summary>
internal static class AlertEvents
{
    public static async Task<long> CountAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand($"select count(*) from {StorageNames.Schema}.mt_events where type like 'alert%'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
