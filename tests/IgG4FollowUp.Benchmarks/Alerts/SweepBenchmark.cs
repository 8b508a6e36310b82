using System.Diagnostics;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Benchmarks.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Alerts;

/// <summary>
/// The daily sweep over one clinic: the first one raises every alert and sets for each patient when to look again, the second finds nothing
/// to change, as on any other day. Against bare Npgsql that reads the same charts and does nothing with them.
/// </summary>
internal static class SweepBenchmark
{
    public static async Task RunAsync(TextWriter output, int patients)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        await using var service = await RunningService.StartAsync(async database =>
        {
            await SyntheticLog.FillAsync(database, patients, today, charts: true, events: false);
        });
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        var sweep = service.App.Services.GetRequiredService<AlertSweep>();
        var slot = new DateTimeOffset(today, TimeOnly.MinValue, TimeSpan.Zero).AddYears(-1);
        await output.WriteLineAsync($"sweep of {patients:N0} patients");
        for (var number = 1; number <= 3; number++)
        {
            var at = slot.AddDays(number);
            var start = Stopwatch.GetTimestamp();
            var (before, peak) = await PeakMemory.OfAsync(async () =>
            {
                start = Stopwatch.GetTimestamp();
                await sweep.RunAsync(CancellationToken.None, at);
            });
            var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await output.WriteLineAsync(
                $"  sweep {number} {took,8:0.0} s {patients / took,8:N0} patients/s   "
                + $"{await HeartbeatAsync(service.App.Services.GetRequiredService<IDocumentStore>(), at)}   "
                + $"working set {before:0} MiB before, {peak:0} MiB at the peak");
            await Rest.UntilAsync(service);
            if (number == 1) continue;

            start = Stopwatch.GetTimestamp();
            await BareAsync(database);
            var bare = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await output.WriteLineAsync($"  bare    {bare,8:0.0} s {patients / bare,8:N0} charts/s   ratio {bare / took:0.00}");
        }
    }

    private static async Task BareAsync(NpgsqlDataSource database)
    {
        await using var read = database.CreateCommand(
            $"select data from {StorageNames.Schema}.mt_doc_patientchart where tenant_id = $1 order by id");
        read.Parameters.Add(new() { Value = RunningService.Clinic });
        await using var reader = await read.ExecuteReaderAsync();
        while (await reader.ReadAsync()) reader.GetFieldValue<byte[]>(0);
    }

    private static async Task<string> HeartbeatAsync(IDocumentStore store, DateTimeOffset slot)
    {
        await using var session = store.QuerySession(AlertSweep.AllClinics);
        var record = await session.Query<SweepRecord>().SingleAsync(record => record.Slot == slot);
        var (evaluated, findings, _, changes) = record.Evaluation;
        return $"evaluated {evaluated} of {record.Patients}, {findings} findings, {changes} alerts changed";
    }
}
