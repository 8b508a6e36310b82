using System.Diagnostics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Domain.Synthetic;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Analytics;

/// <summary>
/// A survival curve as known at an earlier sequence, which folds every patient's events anew, against bare Npgsql that reads the same
/// events: what no answer about the past can do without.
/// </summary>
internal static class KnownAtBenchmark
{
    private const int Rounds = 3;

    public static async Task RunAsync(TextWriter output, int patients)
    {
        long events = 0;
        await using var service = await RunningService.StartAsync(
            async database => events = await SyntheticLog.FillAsync(database, patients, SyntheticCohort.PublishedAsOf));
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        using var analyst = service.Client(Roles.Analyst);
        // Not the end of the log: some patients are cut short, and the tables of the present are of no use.
        var sequence = events * 9 / 10;
        var address = $"/api/cohort/survival?by=sex&knownAt=sequence:{sequence}";
        await output.WriteLineAsync($"survival of {patients:N0} patients as known at {sequence:N0} of {events:N0} events");
        await analyst.GetByteArrayAsync($"/api/cohort/survival?by=sex&knownAt=sequence:{sequence / 100}");
        var best = (Answer: double.PositiveInfinity, Bare: double.PositiveInfinity);
        for (var round = 1; round <= Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await analyst.GetByteArrayAsync(address);
            best.Answer = Math.Min(best.Answer, Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            await BareAsync(database, sequence);
            best.Bare = Math.Min(best.Bare, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        await output.WriteLineAsync(
            $"  answer {best.Answer:0.00} s, {patients / best.Answer:N0} patients/s, {sequence / best.Answer:N0} events/s   "
            + $"bare reading {best.Bare:0.00} s   ratio {best.Bare / best.Answer:0.00}");
    }

    private static async Task BareAsync(NpgsqlDataSource database, long sequence)
    {
        await using var read = database.CreateCommand(
            $"""
            select tenant_id, stream_id, seq_id, type, data, timestamp from {StorageNames.Schema}.mt_events where seq_id <= $1
            order by tenant_id, stream_id, version
            """);
        read.Parameters.Add(new() { Value = sequence });
        await using var reader = await read.ExecuteReaderAsync();
        while (await reader.ReadAsync()) reader.GetFieldValue<byte[]>(4);
    }
}
