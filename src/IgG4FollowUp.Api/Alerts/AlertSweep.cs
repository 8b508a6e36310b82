using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Hosting;
using Marten;
using Npgsql;
using Wolverine;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>When the daily sweep runs, and when its absence is an alarm. House defaults, set under <c>Alerts</c>.</summary>
/// <param name="At">Time of day in the clinics' time zone; 05:00.</param>
/// <param name="LateAfter">How old the last complete sweep may be; 26 hours.</param>
public sealed record SweepTimes(TimeOnly At, TimeSpan LateAfter)
{
    public static SweepTimes From(IConfiguration configuration) => new(
        configuration.GetValue("Alerts:SweepAt", new TimeOnly(5, 0)), TimeSpan.FromHours(configuration.GetValue("Alerts:HeartbeatLateAfterHours", 26d)));

    /// <summary>The last instant at which a sweep was due.</summary>
    public DateTimeOffset Slot(TimeProvider time)
    {
        var (now, today) = (time.GetUtcNow(), time.Today());
        var slot = time.StartOf(today) + At.ToTimeSpan();
        return slot <= now ? slot : time.StartOf(today.AddDays(-1)) + At.ToTimeSpan();
    }

    /// <summary>The next instant at which a sweep is due.</summary>
    public DateTimeOffset Next(TimeProvider time)
    {
        var slot = time.StartOf(time.Today()) + At.ToTimeSpan();
        return slot > time.GetUtcNow() ? slot : time.StartOf(time.Today().AddDays(1)) + At.ToTimeSpan();
    }
}

/// <summary>
/// Once a day, and on one node only, evaluates every patient of every clinic and records that it did: the proof that silence means silence. What it finds to be
/// changed is what a change or a timer should have found already; it is the net below them. A sweep that was missed or cut short is made up for at once.
/// </summary>
public sealed partial class AlertSweep(
    NpgsqlDataSource database, IDocumentStore store, KnownSequences sequences, IServiceScopeFactory scopes, TimeProvider time, SweepTimes times,
    IHostApplicationLifetime lifetime, ILogger<AlertSweep> logger) : BackgroundService
{
    /// <summary>The name under which the sum over all clinics is recorded; no clinic can have it.</summary>
    public const string AllClinics = "*";

    private const int Page = 500;

    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);
    private static readonly string Read = WatchedPatient.Sql("$1", "$2");

    /// <summary>Sweeps for the last instant at which a sweep was due, or for another, unless that is done.</summary>
    /// <returns>False when another node is at it.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation, DateTimeOffset? at = null)
    {
        var slot = at ?? times.Slot(time);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var claim = new NpgsqlCommand("select pg_try_advisory_xact_lock(4720)", connection))
        {
            if (!(bool)(await claim.ExecuteScalarAsync(cancellation))!) return false;
        }

        if (await IsDoneAsync(slot, AllClinics, cancellation)) return true;
        var sum = new Count(time.GetUtcNow(), await sequences.PresentAsync(cancellation));
        foreach (var clinic in await ClinicsAsync(cancellation)) sum.Add(await SweepAsync(clinic, slot, sum.Sequence, cancellation));
        await SaveAsync(AllClinics, slot, sum, "", cancellation);
        LogSwept(sum.Evaluated, sum.Patients, sum.Sequence, sum.Changes);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The bus takes no message before every part of the service has started.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var starting = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = AskAgain;
            try
            {
                if (await RunAsync(stoppingToken)) wait = times.Next(time) - time.GetUtcNow();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }

            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Count> SweepAsync(string clinic, DateTimeOffset slot, long sequence, CancellationToken cancellation)
    {
        var count = new Count(time.GetUtcNow(), sequence);
        await using var session = store.QuerySession(clinic);
        var settings = await ClinicAlertSettings.ReadAsync(session, cancellation);
        for (var after = Guid.Empty; ;)
        {
            var ids = await session.QueryAsync<Guid>(
                $"select id from {OwnTables.Schema}.mt_doc_patientchart where tenant_id = ? and id > ? order by id limit ?", cancellation, clinic, after, Page);
            if (ids.Count == 0) break;
            after = ids[^1];
            count.Patients += ids.Count;
            var changed = await ReviewAsync(clinic, [.. ids], count, cancellation);
            foreach (var batch in changed.Chunk(EvaluatePatientsHandler.Batch))
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeForTenantAsync(clinic, new EvaluatePatients(batch), cancellation);
            }
        }

        await SaveAsync(clinic, slot, count, settings.Id, cancellation);
        return count;
    }

    private async Task<List<Guid>> ReviewAsync(string clinic, Guid[] ids, Count count, CancellationToken cancellation)
    {
        var changed = new List<Guid>();
        await using var command = database.CreateCommand(Read);
        command.Parameters.Add(new() { Value = clinic });
        command.Parameters.Add(new() { Value = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            try
            {
                var patient = WatchedPatient.Read(reader.GetFieldValue<byte[]>(0));
                var review = patient.Review(time);
                count.Evaluated++;
                count.Findings += review.Standing;
                count.Suppressed += review.Suppressed;
                count.Changes += review.Changes.Length;
                if (review.Changes.Length > 0 || EvaluatePatientsHandler.NeedsTimer(patient.Timer, fired: null, review.LookAgainOn, time.Today()))
                    changed.Add(patient.Chart.Id);
            }
            catch (Exception e) when (e is not (OperationCanceledException or NpgsqlException))
            {
                // One record that cannot be judged must not hide the others; the heartbeat says that one is missing.
                LogPatientFailed(e.GetType().Name);
            }
        }

        return changed;
    }

    private async Task<bool> IsDoneAsync(DateTimeOffset slot, string clinic, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select exists (select from {AlertTables.Heartbeats} where tenant_id = $1 and slot = $2)");
        command.Parameters.Add(new() { Value = clinic });
        command.Parameters.Add(new() { Value = slot });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task<List<string>> ClinicsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select distinct tenant_id from {OwnTables.Schema}.mt_doc_patientchart order by 1");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var clinics = new List<string>();
        while (await reader.ReadAsync(cancellation)) clinics.Add(reader.GetString(0));
        return clinics;
    }

    private async Task SaveAsync(string clinic, DateTimeOffset slot, Count count, string settings, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"insert into {AlertTables.Heartbeats} values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (tenant_id, slot) do nothing");
        object[] values =
        [
            clinic, slot, count.StartedAt, time.GetUtcNow(), count.Patients, count.Evaluated, count.Sequence, count.Findings, count.Suppressed, count.Changes, settings,
        ];
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed class Count(DateTimeOffset startedAt, long sequence)
    {
        public DateTimeOffset StartedAt => startedAt;

        public long Sequence => sequence;

        public int Patients { get; set; }

        public int Evaluated { get; set; }

        public int Findings { get; set; }

        public int Suppressed { get; set; }

        public int Changes { get; set; }

        public void Add(Count other)
        {
            Patients += other.Patients;
            Evaluated += other.Evaluated;
            Findings += other.Findings;
            Suppressed += other.Suppressed;
            Changes += other.Changes;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Evaluated {Evaluated} of {Patients} patients to sequence {Sequence}; {Changes} alerts changed")]
    private partial void LogSwept(int evaluated, int patients, long sequence, int changes);

    [LoggerMessage(2, LogLevel.Error, "The sweep failed; it is tried again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(3, LogLevel.Error, "A patient could not be evaluated: {Kind}")]
    private partial void LogPatientFailed(string kind);
}
