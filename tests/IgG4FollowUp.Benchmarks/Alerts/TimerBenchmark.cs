using System.Diagnostics;
using IgG4FollowUp.Api;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Benchmarks.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Alerts;

/// <summary>
/// Patients who must be looked at because an instant has come: how many are looked at per second when all are due at once, and how late;
/// against the same evaluations asked for directly. Lateness counts from the due instant to the commit of the transaction that stored the
/// next one.
/// </summary>
internal static class TimerBenchmark
{
    private const int PerTransaction = 500;

    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(TextWriter output, params int[] numbers)
    {
        await using var service = await RunningService.StartAsync(
            async database =>
            {
                await SyntheticLog.FillAsync(database, numbers.Sum(), DateOnly.FromDateTime(DateTime.Now), charts: true, events: false);
            },
            "track_commit_timestamp = on");
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        var all = await PatientsAsync(database);
        var from = 0;
        foreach (var number in numbers)
        {
            var patients = all[from..(from += number)];
            await output.WriteLineAsync($"{number:N0} patients due");
            await MeasureAsync(output, service, database, patients, "at one instant, their first evaluation", TimeSpan.Zero);
            var storm = await MeasureAsync(output, service, database, patients, "at one instant, no alert changes", TimeSpan.Zero);
            var direct = await DirectAsync(service, patients);
            await output.WriteLineAsync(
                $"  {"asked for directly, no alert changes",-42}{direct,8:N0}/s   "
                + $"due ones at one instant are {storm / direct:0.00} of that");
            await MeasureAsync(output, service, database, patients, $"spread over {Spread.TotalSeconds:0} s, no alert changes", Spread);
        }
    }

    private static async Task<double> MeasureAsync(
        TextWriter output, RunningService service, NpgsqlDataSource database, Guid[] patients, string name, TimeSpan spread)
    {
        await Rest.UntilAsync(service);
        var alerts = await AlertEvents.CountAsync(database);
        // Long enough to write all of them before the first is due.
        var first = TimeProvider.System.Instant() + TimeSpan.FromSeconds(5) + TimeSpan.FromMilliseconds(2 * patients.Length);
        await SetAsync(service, patients, i => first + (spread * i / patients.Length));
        if (TimeProvider.System.GetUtcNow() > first)
            throw new InvalidOperationException("The instants could not be written before the first had come.");
        // Looking is work of its own: nobody looks before all are due. A wait is whole milliseconds and may end a little early.
        await Task.Delay(first + spread - TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(20));
        await Rest.UntilAsync(service);
        var (last, late) = await LatenessAsync(database, patients, i => first + (spread * i / patients.Length));
        var rate = patients.Length / (last - first).TotalSeconds;
        await output.WriteLineAsync(
            $"  {name,-42}{rate,8:N0}/s   late by {late[late.Count / 2]:0.00} s (median), {late[(int)(late.Count * 0.99)]:0.00} s (p99), "
            + $"{late[^1]:0.00} s (most); {await AlertEvents.CountAsync(database) - alerts:N0} alert events");
        return rate;
    }

    private static async Task<double> DirectAsync(RunningService service, Guid[] patients)
    {
        // A day that is not the next one, so that as much is stored as when it has come.
        await SetAsync(service, patients, _ => TimeProvider.System.Instant() + TimeSpan.FromDays(1));
        var start = Stopwatch.GetTimestamp();
        var done = await service.App.Services.GetRequiredService<PatientEvaluation>()
            .RunAsync(RunningService.Clinic, patients, user: null, CancellationToken.None);
        return done.Evaluated / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task SetAsync(RunningService service, Guid[] patients, Func<int, DateTimeOffset> due)
    {
        var store = service.App.Services.GetRequiredService<IDocumentStore>();
        foreach (var some in patients.Index().Chunk(PerTransaction))
        {
            await using var session = store.LightweightSession(RunningService.Clinic);
            foreach (var (i, patient) in some) PatientWatches.LookAt(session, patient, due(i));
            await session.SaveChangesAsync();
        }
    }

    private static async Task<(DateTimeOffset Last, List<double> Seconds)> LatenessAsync(
        NpgsqlDataSource database, Guid[] patients, Func<int, DateTimeOffset> due)
    {
        await using var command = database.CreateCommand(
            $"select id, pg_xact_commit_timestamp(xmin) from {StorageNames.Schema}.mt_doc_patientwatch where id = any($1)");
        command.Parameters.Add(new() { Value = patients });
        var place = patients.Index().ToDictionary(patient => patient.Item, patient => patient.Index);
        var (last, seconds) = (DateTimeOffset.MinValue, new List<double>());
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var committed = reader.GetFieldValue<DateTimeOffset>(1);
            last = committed > last ? committed : last;
            seconds.Add((committed - due(place[reader.GetGuid(0)])).TotalSeconds);
        }

        seconds.Sort();
        if (seconds.Count != patients.Length || seconds[0] < 0)
            throw new InvalidOperationException("Not everybody who was due was looked at.");
        return (last, seconds);
    }

    private static async Task<Guid[]> PatientsAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            $"select array_agg(id order by id) from {StorageNames.Schema}.mt_doc_patientchart");
        return (Guid[])(await command.ExecuteScalarAsync())!;
    }
}
