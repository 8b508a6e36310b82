using IgG4FollowUp.Api.Hosting;
using Npgsql;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Forgets finished deliveries that are older than <c>Webhooks:KeepDays</c>.</summary>
public sealed partial class WebhookCleanup(NpgsqlDataSource database, TimeProvider time, WebhookSettings settings, ILogger<WebhookCleanup> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // Batches keep the locks and the log of one statement small.
    private const string Sql = $"""
        delete from {OwnTables.Schema}.webhook_deliveries where id = any(array(
          select id from {OwnTables.Schema}.webhook_deliveries where completed_at < $1 limit 5000))
        """;

    /// <summary>Deletes what is too old.</summary>
    /// <returns>Number of deliveries forgotten.</returns>
    public async Task<int> ForgetAsync(CancellationToken cancellation)
    {
        var oldest = time.GetUtcNow() - settings.KeepFor;
        var forgotten = 0;
        while (true)
        {
            await using var command = database.CreateCommand(Sql);
            command.Parameters.Add(new() { Value = oldest });
            var deleted = await command.ExecuteNonQueryAsync(cancellation);
            if (deleted == 0) return forgotten;
            forgotten += deleted;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken)) await ForgetOrLogAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task ForgetOrLogAsync(CancellationToken cancellation)
    {
        try
        {
            await ForgetAsync(cancellation);
        }
        catch (NpgsqlException e)
        {
            LogFailed(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old webhook deliveries could not be deleted; the next hour tries again")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
