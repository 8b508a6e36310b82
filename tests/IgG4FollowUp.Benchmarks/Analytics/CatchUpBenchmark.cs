using System.Text;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Benchmarks.Patients;
using IgG4FollowUp.Domain.Synthetic;

namespace IgG4FollowUp.Benchmarks.Analytics;

/// <summary>
/// How fast a backlog of interleaved streams is worked off while clients log visits, against how fast those clients write: above 1 what
/// follows catches up, below it would fall behind for ever. Then how far behind it stays. Once with the tables for analysts alone behind,
/// once with everything that follows the log.
/// </summary>
internal static class CatchUpBenchmark
{
    private const int Clients = 4;
    private const int VisitsPerPatient = 10;
    private const int EventsPerStream = 10;

    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Observed = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(TextWriter output, int backlog)
    {
        await MeasureAsync(output, backlog, [AnalystRowsProjection.ShardName]);
        await MeasureAsync(output, backlog, Rest.Shards);
    }

    private static async Task MeasureAsync(TextWriter output, int backlog, IReadOnlyList<string> behind)
    {
        long stored = 0;
        var patients = Math.Max(1, backlog / EventsPerStream);
        await using var service = await RunningService.StartAsync(async database => stored = await SyntheticLog.FillAsync(
            database, patients, SyntheticCohort.PublishedAsOf, EventsPerStream, charts: true, behind: behind));
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => WriteAsync(service, client, stop.Token))).ToList();
        try
        {
            await output.WriteLineAsync($"backlog of {stored:N0} events of {string.Join(", ", behind)}; {Clients} clients log visits");
            var lag = new Lag(service.ConnectionString);
            do await LookAsync();
            while (lag.Positions[^1].Least < stored);
            foreach (var shard in behind)
            {
                var (projected, written) = lag.WorkedOff(shard, stored);
                await output.WriteLineAsync(
                    $"  {shard,-20} worked off {projected,6:N0} events/s   written meanwhile {written,5:N0} events/s   "
                    + $"ratio {projected / written:0.0}");
            }

            // What was written during the backlog is a backlog too.
            while (lag.IsBehind(Sample)) await LookAsync();
            var caughtUp = lag.Positions.Count;
            var until = lag.Positions[^1].At + Observed;
            while (lag.Positions[^1].At < until) await LookAsync();
            await output.WriteLineAsync($"  for {Observed.TotalSeconds:0} s after that, {lag.Written(caughtUp):N0} events/s written:");
            foreach (var shard in Rest.Shards)
            {
                var seconds = lag.Behind(shard, caughtUp);
                await output.WriteLineAsync(
                    $"  {shard,-20} behind by {seconds[seconds.Count / 2]:0.0} s (median), {seconds[^1]:0.0} s (most)");
            }

            async Task LookAsync()
            {
                await Task.Delay(Sample);
                await lag.LookAsync();
                // A client that failed writes nothing: what then looks like catching up is none.
                if (clients.Find(client => client.IsFaulted) is { } failed) await failed;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(clients);
        }
    }

    // Patients change, so that their records stay as short as real ones.
    private static async Task WriteAsync(RunningService service, int client, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var patient = await service.EnrolAsync($"C{client}-{n}");
            for (var visits = 0; visits < VisitsPerPatient && !stop.IsCancellationRequested; visits++)
            {
                using var visit = new StringContent(VisitKind.Quiet.Json(visits), Encoding.UTF8, "application/json");
                using var response = await service.Http.PostAsync($"/api/patients/{patient}/visits", visit, CancellationToken.None);
                response.EnsureSuccessStatusCode();
            }
        }
    }
}
