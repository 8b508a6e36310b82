using System.Diagnostics;
using System.Text;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Domain.Cohorts.Synthetic;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Analytics;

/// <summary>
/// How fast the projection for analysts works off a backlog of interleaved streams while clients log visits, against how fast those clients write: above 1 the
/// tables catch up, below it they would fall behind for ever. Then how far behind the tables stay.
/// </summary>
internal static class CatchUpBenchmark
{
    private const int Clients = 4;
    private const int VisitsPerPatient = 10;
    private const int EventsPerStream = 10;
    private const double AbreastSeconds = 2;

    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Observed = TimeSpan.FromSeconds(20);

    private readonly record struct Position(TimeSpan At, long Written, long Projected);

    public static async Task RunAsync(TextWriter output, int backlog)
    {
        long stored = 0;
        await using var service = await RunningService.StartAsync(async database => stored = await SyntheticLog.FillAsync(
            database, Math.Max(1, backlog / EventsPerStream), SyntheticCohort.PublishedAsOf, EventsPerStream, projected: false));
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        using var stop = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => WriteAsync(service, client, stop.Token))).ToList();
        try
        {
            var seen = new List<Position> { await PositionAsync(database, clock) };
            while (seen[^1].Projected < stored) await LookAsync();
            var (first, caughtUp) = (seen[0], seen[^1]);
            var (projected, written) = (Rate(first, caughtUp, position => position.Projected), Rate(first, caughtUp, position => position.Written));
            await output.WriteLineAsync($"backlog of {stored - first.Projected:N0} events, {Clients} clients log visits");
            await output.WriteLineAsync($"  projected {projected:N0} events/s   written {written:N0} events/s   ratio {projected / written:0.0}");

            while (Behind(seen).Seconds > AbreastSeconds && clock.Elapsed < caughtUp.At + Patience) await LookAsync();
            var abreast = seen[^1];
            var behind = new List<(double Seconds, long Events)>();
            while (clock.Elapsed < abreast.At + Observed)
            {
                await LookAsync();
                behind.Add(Behind(seen));
            }

            behind.Sort();
            await output.WriteLineAsync(
                $"  {abreast.At.TotalSeconds:0.0} s after the start and for {Observed.TotalSeconds:0} s: {Rate(abreast, seen[^1], position => position.Written):N0} events/s written, "
                + $"tables behind by {behind[behind.Count / 2].Seconds:0.0} s (median), {behind[^1].Seconds:0.0} s or {behind[^1].Events:N0} events (most)");

            async Task LookAsync()
            {
                await Task.Delay(Sample);
                seen.Add(await PositionAsync(database, clock));
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

    private static double Rate(Position from, Position to, Func<Position, long> value) => (value(to) - value(from)) / (to.At - from.At).TotalSeconds;

    /// <summary>How long ago the first event was written that the tables do not show yet, and how many there are.</summary>
    private static (double Seconds, long Events) Behind(List<Position> seen)
    {
        var now = seen[^1];
        var since = seen.Find(position => position.Written > now.Projected);
        return now.Projected >= now.Written ? (0, 0) : ((now.At - since.At).TotalSeconds, now.Written - now.Projected);
    }

    // Patients change, so that their records stay as short as real ones.
    private static async Task WriteAsync(RunningService service, int client, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var patient = await service.EnrolAsync($"C{client}-{n}");
            for (var visits = 0; visits < VisitsPerPatient && !stop.IsCancellationRequested; visits++)
            {
                using var visit = new StringContent("""{ "visitedOn": "2024-06-10", "mode": "in-person", "asiaGrade": { "grade": "D" } }""", Encoding.UTF8, "application/json");
                using var response = await service.Http.PostAsync($"/api/patients/{patient}/visits", visit, CancellationToken.None);
                response.EnsureSuccessStatusCode();
            }
        }
    }

    private static async Task<Position> PositionAsync(NpgsqlDataSource database, Stopwatch clock)
    {
        await using var command = database.CreateCommand($"""
            select coalesce((select max(seq_id) from {OwnTables.Schema}.mt_events), 0),
              coalesce((select last_seq_id from {OwnTables.Schema}.mt_event_progression where name = '{AnalystRowsProjection.ShardName}'), 0)
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(clock.Elapsed, reader.GetInt64(0), reader.GetInt64(1));
    }
}
