using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>The proof of the last sweep.</summary>
/// <param name="Late">True when the last sweep is too old or left somebody out.</param>
/// <param name="Words">The proof in words.</param>
/// <param name="SweptAt">When the last sweep ended; null when none has covered this clinic.</param>
/// <param name="Patients">How many patients there were.</param>
/// <param name="Evaluated">How many of them were evaluated.</param>
/// <param name="ToSequence">Every event up to this sequence was taken into account.</param>
/// <param name="Findings">How many findings stood.</param>
/// <param name="Suppressed">How many of them have no open alert because a person closed it.</param>
/// <param name="Changes">How many alerts the sweep raised, restated, reopened or closed.</param>
/// <param name="Settings">Name and version of the thresholds.</param>
/// <param name="NextAt">When the next sweep is due.</param>
public sealed record Heartbeat(
    bool Late, string Words, DateTimeOffset? SweptAt, int Patients, int Evaluated, long ToSequence, int Findings, int Suppressed, int Changes, string Settings,
    DateTimeOffset NextAt);

/// <summary>Reads the proofs of the sweeps.</summary>
public sealed class AlertHeartbeats(NpgsqlDataSource database, TimeProvider time, SweepTimes times)
{
    /// <summary>The last sweep of a clinic, or of all clinics together.</summary>
    public async Task<Heartbeat> LastAsync(string clinic, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select finished_at, patients, evaluated, to_sequence, findings, suppressed, changes, settings
            from {AlertTables.Heartbeats} where tenant_id = $1 order by slot desc limit 1
            """);
        command.Parameters.Add(new() { Value = clinic });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return new(true, "No sweep is on record.", null, 0, 0, 0, 0, 0, 0, "", times.Next(time));
        var sweptAt = reader.GetFieldValue<DateTimeOffset>(0);
        var (patients, evaluated, sequence, findings, suppressed) =
            (reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3), reader.GetInt32(4), reader.GetInt32(5));
        var late = time.GetUtcNow() - sweptAt > times.LateAfter || evaluated < patients;
        return new(
            late, FormattableString.Invariant($"Evaluated {evaluated} of {patients} patients to sequence {sequence}: {findings} due, {suppressed} suppressed."),
            sweptAt, patients, evaluated, sequence, findings, suppressed, reader.GetInt32(6), reader.GetString(7), times.Next(time));
    }

    /// <summary>The last sweep as a clinic sees it: one whose first patient came after it has nothing to prove yet.</summary>
    public async Task<Heartbeat> OfClinicAsync(string clinic, CancellationToken cancellation)
    {
        var last = await LastAsync(clinic, cancellation);
        return last.SweptAt is null && await LastAsync(AlertSweep.AllClinics, cancellation) is { Late: false } all
            ? last with { Late = false, Words = "No patient of this clinic was enrolled when the last sweep ran.", ToSequence = all.ToSequence }
            : last;
    }

    /// <summary>Whether a sweep is on record.</summary>
    public async Task<bool> IsOnRecordAsync(DateTimeOffset slot, string clinic, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select exists (select from {AlertTables.Heartbeats} where tenant_id = $1 and slot = $2)");
        command.Parameters.Add(new() { Value = clinic });
        command.Parameters.Add(new() { Value = slot });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Records a sweep, unless it is on record.</summary>
    public async Task SaveAsync(
        string clinic, DateTimeOffset slot, DateTimeOffset startedAt, int patients, Evaluation sum, long sequence, string settings, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"insert into {AlertTables.Heartbeats} values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (tenant_id, slot) do nothing");
        object[] values = [clinic, slot, startedAt, time.GetUtcNow(), patients, sum.Evaluated, sequence, sum.Findings, sum.Suppressed, sum.Changes, settings];
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static void Map(IEndpointRouteBuilder alerts) =>
        alerts.MapGet("/heartbeat", async (HttpContext http, AlertHeartbeats heartbeats) =>
            {
                var last = await heartbeats.OfClinicAsync(http.User.Clinic(), http.RequestAborted);
                return TypedResults.Json(last, EntryText.Options, statusCode: last.Late ? 503 : 200);
            })
            .DescribeRead<Heartbeat>("getAlertHeartbeat", "Prove that every patient was looked at; 503 when the proof is late").Produces<Heartbeat>(503);
}

/// <summary>Not ready when the last sweep is late: then silence proves nothing.</summary>
public sealed class AlertSweepCheck(AlertHeartbeats heartbeats, TimeProvider time) : IHealthCheck
{
    // A service that has just been started for the first time is still at its first sweep.
    private static readonly TimeSpan FirstSweep = TimeSpan.FromMinutes(10);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var last = await heartbeats.LastAsync(AlertSweep.AllClinics, cancellationToken);
        var waiting = last.SweptAt is null && time.GetUtcNow() - _startedAt < FirstSweep;
        return !last.Late ? HealthCheckResult.Healthy(last.Words)
            : waiting ? HealthCheckResult.Healthy("The first sweep is under way.")
            : HealthCheckResult.Unhealthy($"The daily sweep of the alert rules is late. {last.Words}");
    }
}
