using System.Diagnostics;
using IgG4FollowUp.Api;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Calendar;
using IgG4FollowUp.Api.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine.Persistence.Durability;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>A service is at rest when everything that follows the log has come to its end, nobody is due and no message waits.</summary>
internal static class Rest
{
    /// <summary>Shard of the evaluation of changed patients.</summary>
    public const string Evaluation = "ChangedPatients:All";

    public const string Calendar = ClinicCalendar.ShardName;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Everything that follows the log.</summary>
    public static IReadOnlyList<string> Shards { get; } = [AnalystRowsProjection.ShardName, Calendar, Evaluation];

    /// <summary>Returns once the service is at rest.</summary>
    public static async Task UntilAsync(RunningService service)
    {
        var start = Stopwatch.GetTimestamp();
        while (await UnrestAsync(service.App.Services) is { } why)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException($"The service does not come to rest: {why}.");
            await Task.Delay(BetweenLooks);
        }
    }

    private static async Task<string?> UnrestAsync(IServiceProvider services)
    {
        var state = await LogState.ReadAsync(services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
        if (state.Highest > state.Mark) return $"the mark is at {state.Mark} of {state.Highest}";
        // Before the first event no shard has a row.
        if (state.Highest > 0 && Shards.FirstOrDefault(shard => state.Shards.GetValueOrDefault(shard) < state.Mark) is { } behind)
            return $"{behind} is at {state.Shards.GetValueOrDefault(behind)} of {state.Mark}";
        var now = services.GetRequiredService<TimeProvider>().Instant();
        var due = await services.GetRequiredService<PatientWatches>().DueAsync(now, 1, CancellationToken.None);
        if (due.Count > 0) return "patients are due";
        var counts = await services.GetRequiredService<IMessageStore>().Admin.FetchCountsAsync();
        return counts.Incoming > 0 ? $"{counts.Incoming} messages wait" : null;
    }
}
