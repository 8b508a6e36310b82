using System.Diagnostics;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Analytics;

/// <summary>
/// A rebuild of the tables for analysts, against bare Npgsql that reads the same events in the same order and then copies the same,
/// ready-made rows: what no rebuild can do without. Streams are short and interleaved in the log. Memory is that of a rebuild on a tenth of
/// the streams and on all.
/// </summary>
internal static class RebuildBenchmark
{
    private const int EventsPerStream = 10;
    private const int Rounds = 3;
    private const int PatientsPerCopy = 2_000;

    public static async Task RunAsync(TextWriter output, int events)
    {
        var streams = Math.Max(10, events / EventsPerStream);
        foreach (var count in new[] { streams / 10, streams }) await MeasureAsync(output, count, compare: count == streams);
    }

    private static async Task MeasureAsync(TextWriter output, int streams, bool compare)
    {
        long events = 0;
        await using var service = await RunningService.StartAsync(
            async database => events = await SyntheticLog.FillAsync(database, streams, SyntheticCohort.PublishedAsOf, EventsPerStream));
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        var consent = new ConsentForReuse(ReuseRule.Required);
        var histories = new PatientStreams(database, consent);
        var rebuild = new AnalystRebuild(database, new Api.Storage.EventLog(database), histories, consent);
        await output.WriteLineAsync($"{events:N0} events in {streams:N0} interleaved streams");
        var best = (Rebuild: double.PositiveInfinity, Bare: double.PositiveInfinity);
        for (var round = 1; round <= (compare ? Rounds : 1); round++)
        {
            await SettleAsync(database);
            var start = Stopwatch.GetTimestamp();
            var (before, peak) = await PeakMemory.OfAsync(async () =>
            {
                start = Stopwatch.GetTimestamp();
                var done = await rebuild.RunAsync(null, CancellationToken.None);
                if (done.Events != events) throw new InvalidOperationException($"Only {done.Events:N0} events were read.");
            });
            var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            // The first finds nothing to replace.
            if (round > 1) best.Rebuild = Math.Min(best.Rebuild, took);
            await output.WriteLineAsync(
                $"  rebuild {took,8:0.0} s  {events / took,9:N0} events/s   working set {before:0} MiB before, {peak:0} MiB at the peak");
            if (!compare) continue;

            await SettleAsync(database);
            var bare = await BareAsync(database, histories);
            best.Bare = Math.Min(best.Bare, bare.Read + bare.Copy);
            await output.WriteLineAsync(
                $"  bare    {bare.Read + bare.Copy,8:0.0} s  {events / (bare.Read + bare.Copy),9:N0} events/s   "
                + $"reading {bare.Read:0.0} s, copying {bare.Rows:N0} rows {bare.Copy:0.0} s");
        }

        if (compare) await output.WriteLineAsync($"  ratio   {best.Bare / best.Rebuild,8:0.00}");
    }

    // What the former round left to clean up is not work of the next one.
    private static async Task SettleAsync(NpgsqlDataSource database)
    {
        foreach (var sql in AnalystTables.Kept.Select(table => $"vacuum analyze {table.FullName}").Append("checkpoint"))
        {
            await using var command = database.CreateCommand(sql);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>
    /// Seconds of the reading and of the copying, one after the other; rows are made ready block by block, and that is not counted.
    /// </summary>
    private static async Task<(double Read, double Copy, long Rows)> BareAsync(NpgsqlDataSource database, PatientStreams histories)
    {
        var start = Stopwatch.GetTimestamp();
        await using (var read = database.CreateCommand(
            $"""
            select tenant_id, stream_id, seq_id, type, data, timestamp from {StorageNames.Schema}.mt_events
            order by tenant_id, stream_id, version
            """))
        {
            read.CommandTimeout = 0;
            await using var reader = await read.ExecuteReaderAsync();
            while (await reader.ReadAsync()) reader.GetFieldValue<byte[]>(4);
        }

        var reading = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var copying = Stopwatch.StartNew();
        foreach (var table in AnalystTables.Kept)
        {
            await using var delete = new NpgsqlCommand($"delete from {table.FullName}", connection) { CommandTimeout = 0 };
            await delete.ExecuteNonQueryAsync();
        }

        copying.Stop();
        var written = 0L;
        await foreach (var block in histories.KnownAtAsync(long.MaxValue).Chunk(PatientsPerCopy))
        {
            var rows = AnalystTables.Kept.Select(table => block.SelectMany(table.Rows).ToList()).ToList();
            written += rows.Sum(table => (long)table.Count);
            copying.Start();
            for (var i = 0; i < rows.Count; i++)
                await AnalystTables.Kept[i].CopyAsync(connection, AnalystTables.Kept[i].FullName, rows[i], CancellationToken.None);
            copying.Stop();
        }

        copying.Start();
        await transaction.CommitAsync();
        return (reading, copying.Elapsed.TotalSeconds, written);
    }
}
