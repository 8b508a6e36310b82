using System.Diagnostics;
using IgG4FollowUp.Api;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Benchmarks.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine;
using Wolverine.Marten;

namespace IgG4FollowUp.Benchmarks.Alerts;

/// <summary>
/// Timers of the alert rules: how many are fired and handled per second when all are due at one instant, and how late each is handled; against the same
/// evaluations asked for directly, as many at once as the queue runs. Lateness counts from the due instant to the commit of the verdict.
/// </summary>
internal static class TimerBenchmark
{
    private const int PerTransaction = 500;

    private static readonly int AtOnce = Math.Max(Environment.ProcessorCount, 5);
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(TextWriter output, int timers)
    {
        await using var service = await RunningService.StartAsync(async database =>
        {
            await SyntheticLog.FillAsync(database, timers, DateOnly.FromDateTime(DateTime.UtcNow), charts: true, events: false);
            await SyntheticLog.DeclareSweptAsync(database);
        });
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        var patients = await PatientsAsync(database);
        var durability = service.App.Services.GetRequiredService<WolverineOptions>().Durability;
        await output.WriteLineAsync(
            $"{timers:N0} timers, asked for every {durability.ScheduledJobPollingTime.TotalSeconds:0.0} s, {durability.RecoveryBatchSize} at a time, {AtOnce} handled at once");

        await StormAsync(output, service, database, patients, "one instant, every patient's first evaluation", TimeSpan.Zero);
        var storm = await StormAsync(output, service, database, patients, "one instant, nothing changes", TimeSpan.Zero);
        var direct = await DirectAsync(service, patients);
        await output.WriteLineAsync($"  {"asked for directly, nothing changes",-46}{direct,8:N0}/s   timers at one instant are {storm / direct:0.00} of that");
        await StormAsync(output, service, database, patients, $"spread over {Spread.TotalSeconds:0} s, nothing changes", Spread);
    }

    private static async Task<double> StormAsync(
        TextWriter output, RunningService service, NpgsqlDataSource database, List<Guid> patients, string name, TimeSpan spread)
    {
        // Long enough to write all timers before the first is due.
        var first = TimeProvider.System.Instant() + TimeSpan.FromSeconds(10) + TimeSpan.FromMilliseconds(2 * patients.Count);
        var due = patients.Select((_, i) => first + (spread * i / patients.Count)).ToList();
        var ids = new List<Guid>();
        var known = await IdsAsync(database);
        for (var i = 0; i < patients.Count; i += PerTransaction) await ScheduleAsync(service, patients, due, i);
        if (TimeProvider.System.GetUtcNow() > first) throw new InvalidOperationException("The timers could not be written before they were due.");
        ids = [.. (await IdsAsync(database)).Except(known)];
        if (ids.Count != patients.Count) throw new InvalidOperationException($"{ids.Count} timers are stored.");
        await UntilHandledAsync(database, ids, first);
        var (last, lateness) = await LatenessAsync(database, ids, service.App.Services.GetRequiredService<WolverineOptions>().Durability.KeepAfterMessageHandling);
        var rate = lateness.Count / (last - first).TotalSeconds;
        await output.WriteLineAsync(
            $"  {name,-46}{rate,8:N0}/s   late by {lateness[lateness.Count / 2]:0.00} s (median), {lateness[(int)(lateness.Count * 0.99)]:0.00} s (p99), {lateness[^1]:0.00} s (most); {lateness.Count:N0} handled");
        await Messages.SettleAsync(database);
        return rate;
    }

    private static async Task ScheduleAsync(RunningService service, List<Guid> patients, List<DateTimeOffset> due, int from)
    {
        await using var scope = service.App.Services.CreateAsyncScope();
        await using var session = service.App.Services.GetRequiredService<IDocumentStore>().LightweightSession(RunningService.Clinic);
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.Enroll(session);
        for (var i = from; i < Math.Min(from + PerTransaction, patients.Count); i++)
        {
            await outbox.PublishAsync(
                new EvaluatePatients([patients[i]], DateOnly.FromDateTime(due[i].UtcDateTime)),
                new DeliveryOptions { TenantId = RunningService.Clinic, ScheduledTime = due[i] });
        }

        await session.SaveChangesAsync();
    }

    private static async Task<double> DirectAsync(RunningService service, List<Guid> patients)
    {
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(patients, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (patient, cancellation) =>
        {
            await using var scope = service.App.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeForTenantAsync(RunningService.Clinic, new EvaluatePatients([patient]), cancellation);
        });
        return patients.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task UntilHandledAsync(NpgsqlDataSource database, List<Guid> ids, DateTimeOffset first)
    {
        // Counting is work of its own: nobody counts before the timers are due, and then not more often than needed.
        await Task.Delay(first - TimeProvider.System.GetUtcNow());
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync())
        {
            await using var command = database.CreateCommand($"select exists (select from {Messages.Table} where id = any($1) and status <> 'Handled')");
            command.Parameters.Add(new() { Value = ids.ToArray() });
            if (!(bool)(await command.ExecuteScalarAsync())!) return;
        }
    }

    // A handled message is kept for a set time from the moment it was handled.
    private static async Task<(DateTimeOffset Last, List<double> Seconds)> LatenessAsync(NpgsqlDataSource database, List<Guid> ids, TimeSpan kept)
    {
        await using var command = database.CreateCommand($"select keep_until - $2, execution_time from {Messages.Table} where id = any($1) and status = 'Handled'");
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = kept });
        var (last, seconds) = (DateTimeOffset.MinValue, new List<double>());
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var handled = reader.GetFieldValue<DateTimeOffset>(0);
            last = handled > last ? handled : last;
            seconds.Add((handled - reader.GetFieldValue<DateTimeOffset>(1)).TotalSeconds);
        }

        seconds.Sort();
        return (last, seconds);
    }

    // The first evaluations set timers of their own for days to come.
    private static async Task<List<Guid>> IdsAsync(NpgsqlDataSource database) =>
        await GuidsAsync(database, $"select id from {Messages.Table} where message_type like '%EvaluatePatients%' and status = 'Scheduled'");

    private static Task<List<Guid>> PatientsAsync(NpgsqlDataSource database) =>
        GuidsAsync(database, $"select id from {Api.Hosting.OwnTables.Schema}.mt_doc_patientchart order by id");

    private static async Task<List<Guid>> GuidsAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync()) ids.Add(reader.GetGuid(0));
        return ids;
    }
}
