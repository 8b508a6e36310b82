using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Microsoft.Extensions.Diagnostics.HealthChecks;

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
    bool Late, string Words, DateTimeOffset? SweptAt, int Patients, int Evaluated, long ToSequence, int Findings, int Suppressed,
    int Changes, string Settings,
    DateTimeOffset NextAt);

/// <summary>Reads the proofs of the sweeps.</summary>
public sealed class AlertHeartbeats(IDocumentStore store, TimeProvider time, SweepTimes times)
{
    /// <summary>The last sweep of a clinic, or of all clinics together.</summary>
    public async Task<Heartbeat> LastAsync(string clinic, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(clinic);
        // One of an instant that has not come was recorded by a clock that was ahead; it proves nothing of today.
        var now = time.GetUtcNow();
        if (await session.Query<SweepRecord>().Where(record => record.Slot <= now).OrderByDescending(record => record.Slot)
            .FirstOrDefaultAsync(cancellation) is not { } last)
            return new(true, "No sweep is on record.", null, 0, 0, 0, 0, 0, 0, "", times.Next(time));
        var (evaluated, findings, suppressed, changes) = last.Evaluation;
        var late = now - last.FinishedAt > times.LateAfter || evaluated < last.Patients;
        var words =
            $"Evaluated {evaluated} of {last.Patients} patients to sequence {last.ToSequence}: {findings} due, {suppressed} suppressed.";
        return new(
            late, words, last.FinishedAt, last.Patients, evaluated, last.ToSequence, findings, suppressed, changes, last.Settings,
            times.Next(time));
    }

    /// <summary>The last sweep as a clinic sees it: one whose first patient came after it has nothing to prove yet.</summary>
    public async Task<Heartbeat> OfClinicAsync(string clinic, CancellationToken cancellation)
    {
        var last = await LastAsync(clinic, cancellation);
        return last.SweptAt is null && await LastAsync(AlertSweep.AllClinics, cancellation) is { Late: false } all
            ? last with
            {
                Late = false,
                Words = "No patient of this clinic was enrolled when the last sweep ran.",
                ToSequence = all.ToSequence,
            }
            : last;
    }

    public static void Map(IEndpointRouteBuilder alerts) =>
        alerts.MapGet("/heartbeat", async (HttpContext http, AlertHeartbeats heartbeats) =>
            {
                var last = await heartbeats.OfClinicAsync(http.User.Clinic(), http.RequestAborted);
                return TypedResults.Json(last, EntryJson.Options, statusCode: last.Late ? 503 : 200);
            })
            .DescribeRead<Heartbeat>("getAlertHeartbeat", "Prove that every patient was looked at; 503 when the proof is late")
            .Produces<Heartbeat>(503);
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
