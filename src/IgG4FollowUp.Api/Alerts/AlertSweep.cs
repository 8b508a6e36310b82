using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using Marten;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>When the daily sweep runs, and when its absence is an alarm. House defaults, set under <c>Alerts</c>.</summary>
/// <param name="At">Time of day in the clinics' time zone; 05:00.</param>
/// <param name="LateAfter">How old the last complete sweep may be; 26 hours.</param>
public sealed record SweepTimes(TimeOnly At, TimeSpan LateAfter)
{
    /// <summary>Setting of <see cref="At"/>.</summary>
    public const string AtSetting = "Alerts:SweepAt";

    public static SweepTimes From(IConfiguration configuration) => new(
        PlainSetting.TimeOfDay(configuration, AtSetting, new TimeOnly(5, 0)),
        new NumberSetting("Alerts:HeartbeatLateAfterHours", 26, 0.01m, 8784) { IsWhole = false }.HoursIn(configuration));

    /// <summary>The last instant at which a sweep was due.</summary>
    public DateTimeOffset Slot(TimeProvider time)
    {
        var (now, today) = (time.GetUtcNow(), time.Today());
        var slot = time.At(today, At);
        return slot <= now ? slot : time.At(today.AddDays(-1), At);
    }

    /// <summary>The next instant at which a sweep is due.</summary>
    public DateTimeOffset Next(TimeProvider time)
    {
        var (now, today) = (time.GetUtcNow(), time.Today());
        var slot = time.At(today, At);
        return slot > now ? slot : time.At(today.AddDays(1), At);
    }
}

/// <summary>
/// Once a day evaluates every patient of every clinic and records that it did: the proof that silence means silence. What it finds to be
/// changed is what a change or an instant that came should have found already; it is the net below them. A sweep that was missed or cut
/// short is made up for at once.
/// </summary>
public sealed partial class AlertSweep(
    ChartsAsOf charts, PatientEvaluation evaluation, IDocumentStore store, EventLog log, TimeProvider time, SweepTimes times,
    ILogger<AlertSweep> logger) : SingleNodeWork("alert-sweep", logger)
{
    /// <summary>The name under which the sum over all clinics is recorded; no clinic can have it.</summary>
    public const string AllClinics = "*";

    private const int Page = 500;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(5);

    protected override TimeProvider Clock => time;

    protected override TimeSpan AfterFailure => TimeSpan.FromMinutes(1);

    /// <summary>Sweeps for the last instant at which a sweep was due, or for another, unless that is done.</summary>
    public async Task RunAsync(CancellationToken cancellation, DateTimeOffset? at = null)
    {
        var slot = at ?? times.Slot(time);
        if (await IsDoneAsync(slot, cancellation)) return;
        var (started, sequence) = (time.GetUtcNow(), await log.MarkAsync(cancellation));
        var (patients, all) = (0, new Evaluation(0, 0, 0, 0));
        foreach (var clinic in await charts.ClinicsAsync(cancellation))
        {
            var (begun, before, sum) = (time.GetUtcNow(), patients, new Evaluation(0, 0, 0, 0));
            for (var after = Guid.Empty; await charts.IdsAsync(clinic, after, Page, cancellation) is { Count: > 0 } ids; after = ids[^1])
            {
                patients += ids.Count;
                sum += await evaluation.RunAsync(clinic, ids, user: null, cancellation);
            }

            await SaveAsync(clinic, begun, patients - before, sum);
            all += sum;
        }

        await SaveAsync(AllClinics, started, patients, all);
        LogSwept(all.Evaluated, patients, sequence, all.Changes);

        async Task SaveAsync(string clinic, DateTimeOffset begun, int count, Evaluation sum)
        {
            await using var session = store.LightweightSession(clinic);
            var settings = clinic == AllClinics ? "" : (await ClinicAlertSettings.ReadAsync(session, cancellation)).Id;
            session.Store(new SweepRecord
            {
                Slot = slot,
                StartedAt = begun,
                FinishedAt = time.GetUtcNow(),
                Patients = count,
                Evaluation = sum,
                ToSequence = sequence,
                Settings = settings,
            });
            await session.SaveChangesAsync(cancellation);
        }
    }

    private async Task<bool> IsDoneAsync(DateTimeOffset slot, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(AllClinics);
        return await session.Query<SweepRecord>().AnyAsync(record => record.Slot == slot, cancellation);
    }

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellation)
    {
        await RunAsync(cancellation);
        // A clock that is set forward, and a machine that slept, make a timer late.
        var left = times.Next(time) - time.GetUtcNow();
        return left < BetweenLooks ? left : BetweenLooks;
    }

    [LoggerMessage(1, LogLevel.Information,
        "Evaluated {Evaluated} of {Patients} patients to sequence {Sequence}; {Changes} alerts changed")]
    private partial void LogSwept(int evaluated, int patients, long sequence, int changes);
}
