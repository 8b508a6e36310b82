using System.Diagnostics;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>
/// Carries out simulations in the background, one at a time on a node. It only reads what is on record: no alert, no message and no timer comes of it.
/// One that a node leaves behind, by stopping or by dying, is begun anew by whichever node asks next.
/// </summary>
public sealed partial class SimulationRunner(
    SimulationStore store, ClinicThresholds thresholds, PatientHistories histories, TimeProvider time, ILogger<SimulationRunner> logger) : BackgroundService
{
    // A simulation that takes its node down must not take down all of them.
    private const int MostStarts = 5;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(500);

    private readonly Guid _node = Guid.CreateVersion7();
    private readonly SemaphoreSlim _asked = new(0);

    /// <summary>Says that a simulation waits.</summary>
    public void Wake() => _asked.Release();

    public override void Dispose()
    {
        base.Dispose();
        _asked.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await store.ClaimAsync(_node, stoppingToken) is { } work) await RunAsync(work, stoppingToken);
                await _asked.WaitAsync(BetweenLooks, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Npgsql.NpgsqlException e)
            {
                LogUnavailable(logger, e);
                await Task.Delay(BetweenLooks, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(SimulationWork work, CancellationToken cancellation)
    {
        try
        {
            if (work.Starts > MostStarts) await store.FailAsync(work, _node, cancellation);
            else if (await ReplayAsync(work, cancellation) is { } report) await store.FinishAsync(work, _node, report, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await store.ReleaseAsync(work, _node, CancellationToken.None);
            throw;
        }
        catch (Exception e) when (e is not Npgsql.NpgsqlException)
        {
            LogFailed(logger, e, work.Id);
            await store.FailAsync(work, _node, cancellation);
        }
    }

    /// <returns>Null when the simulation was cancelled or another node has it.</returns>
    private async Task<SimulationReport?> ReplayAsync(SimulationWork work, CancellationToken cancellation)
    {
        var live = await thresholds.UntilAsync(work.Clinic, work.AskedAt, cancellation);
        var days = time.LocalDays();
        var simulation = new AlertSimulation(
            new()
            {
                Simulated = work.Body.Apply(live[^1].Settings),
                Live = live,
                From = work.Body.From,
                Until = work.Body.Until ?? days.DayOf(work.AskedAt),
                Now = work.AskedAt,
                LookBackDays = work.Body.LookBackDays ?? SimulationQuestion.DefaultLookBackDays,
                HorizonDays = work.Body.HorizonDays ?? SimulationQuestion.DefaultHorizonDays,
            },
            days);
        var (done, reported) = (0, Stopwatch.GetTimestamp());
        await foreach (var history in histories.ReadAsync(work.Sequence, work.Clinic, cancellation: cancellation))
        {
            simulation.Add(history.PatientId, [.. history.Events.Select(stored => new RecordedEvent(stored.RecordedAt, stored.Read()))]);
            done++;
            if (Stopwatch.GetElapsedTime(reported) < BetweenReports) continue;
            reported = Stopwatch.GetTimestamp();
            if (!await store.RenewAsync(work, _node, done, cancellation)) return null;
        }

        return simulation.Report();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Simulation {Simulation} failed")]
    private static partial void LogFailed(ILogger logger, Exception failure, Guid simulation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Simulations wait for the database")]
    private static partial void LogUnavailable(ILogger logger, Exception failure);
}
