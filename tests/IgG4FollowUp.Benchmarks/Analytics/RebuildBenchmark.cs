using System.Diagnostics;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Domain.Cohorts.Synthetic;
using IgG4FollowUp.Domain.Patients;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Benchmarks.Analytics;

/// <summary>
/// A rebuild of the tables for analysts, against bare Npgsql that reads the same events in the same order and then copies the same, ready-made rows: what no
/// rebuild can do without. Streams are short and interleaved in the log.
/// </summary>
internal static class RebuildBenchmark
{
    private const int EventsPerStream = 10;
    private const int Rounds = 3;

    public static async Task RunAsync(TextWriter output, int streams)
    {
        await using var service = await RunningService.StartAsync();
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        var events = await FillAsync(database, streams);
        await output.WriteLineAsync($"{events:N0} events in {streams:N0} interleaved streams");
        var histories = new PatientHistories(database);
        var rebuild = new AnalystRebuild(database, histories);
        var best = (Rebuild: double.PositiveInfinity, Bare: double.PositiveInfinity);
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await rebuild.RunAsync(null, CancellationToken.None);
            best.Rebuild = Math.Min(best.Rebuild, Stopwatch.GetElapsedTime(start).TotalSeconds);
            var memory = GC.GetTotalMemory(forceFullCollection: true) / 1024 / 1024;
            var rows = await RowsAsync(histories);
            start = Stopwatch.GetTimestamp();
            await BareAsync(database, rows);
            best.Bare = Math.Min(best.Bare, Stopwatch.GetElapsedTime(start).TotalSeconds);
            await output.WriteLineAsync($"  round {round + 1}: {rows.Sum(table => table.Count):N0} rows, {memory} MiB live after the rebuild");
        }

        await output.WriteLineAsync(
            $"  rebuild {events / best.Rebuild,10:N0} events/s   bare {events / best.Bare,10:N0} events/s   ratio {best.Bare / best.Rebuild:0.00}");
    }

    private static async Task<int> FillAsync(NpgsqlDataSource database, int streams)
    {
        var names = PatientStore.EventTypes.ToDictionary(pair => pair.Value, pair => pair.Key);
        var patients = SyntheticCohort.Generate(streams, 1, SyntheticCohort.PublishedAsOf)
            .Select(patient => (patient.Id, Events: patient.Events.Take(EventsPerStream).Select(recorded => recorded.Event).ToList())).ToList();
        await using var connection = await database.OpenConnectionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("copy followup.mt_streams (tenant_id, id, type, version) from stdin (format binary)"))
        {
            foreach (var (id, list) in patients)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync("benchmark");
                await copy.WriteAsync(id);
                await copy.WriteAsync("patient_chart");
                await copy.WriteAsync((long)list.Count);
            }

            await copy.CompleteAsync();
        }

        var sequence = 0;
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy followup.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id) from stdin (format binary)"))
        {
            for (var turn = 0; turn < EventsPerStream; turn++)
            {
                foreach (var (id, list) in patients.Where(patient => patient.Events.Count > turn))
                {
                    await copy.StartRowAsync();
                    await copy.WriteAsync((long)++sequence);
                    await copy.WriteAsync(Guid.NewGuid());
                    await copy.WriteAsync(id);
                    await copy.WriteAsync(turn + 1L);
                    await copy.WriteAsync(System.Text.Json.JsonSerializer.Serialize(list[turn], list[turn].GetType(), EntryText.Options), NpgsqlDbType.Jsonb);
                    await copy.WriteAsync(names[list[turn].GetType()]);
                    await copy.WriteAsync(DateTime.UtcNow);
                    await copy.WriteAsync("benchmark");
                }
            }

            await copy.CompleteAsync();
        }

        // The projection stays out of it: it stands at the end already.
        await using var settle = new NpgsqlCommand($"""
            select setval('followup.mt_events_sequence', {sequence});
            insert into followup.mt_event_progression (name, last_seq_id) values ('HighWaterMark', {sequence}), ('{AnalystRowsProjection.ShardName}', {sequence})
              on conflict (name) do update set last_seq_id = excluded.last_seq_id;
            analyze followup.mt_events;
            """, connection);
        await settle.ExecuteNonQueryAsync();
        return sequence;
    }

    private static async Task<List<object?[]>[]> RowsAsync(PatientHistories histories)
    {
        var rows = AnalystTables.All.Select(_ => new List<object?[]>()).ToArray();
        await foreach (var patient in histories.KnownAtAsync(long.MaxValue))
        {
            for (var i = 0; i < rows.Length; i++) rows[i].AddRange(AnalystTables.All[i].Rows(patient));
        }

        return rows;
    }

    private static async Task BareAsync(NpgsqlDataSource database, List<object?[]>[] rows)
    {
        await using (var read = database.CreateCommand(
            "select tenant_id, stream_id, seq_id, type, data, timestamp from followup.mt_events order by tenant_id, stream_id, version"))
        await using (var reader = await read.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) reader.GetFieldValue<byte[]>(4);
        }

        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var table in AnalystTables.All)
        {
            await using var delete = new NpgsqlCommand($"delete from {table.FullName}", connection);
            await delete.ExecuteNonQueryAsync();
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var table = AnalystTables.All[i];
            await using var copy = await connection.BeginBinaryImportAsync($"copy {table.FullName} ({AnalystRows.ColumnList(table)}) from stdin (format binary)");
            foreach (var row in rows[i])
            {
                await copy.StartRowAsync();
                for (var cell = 0; cell < row.Length; cell++)
                {
                    if (row[cell] is { } value) await copy.WriteAsync(value, AnalystSchema.WireType(table.Columns[cell].Type));
                    else await copy.WriteNullAsync();
                }
            }

            await copy.CompleteAsync();
        }

        await transaction.CommitAsync();
    }
}
