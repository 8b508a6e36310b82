using System.Diagnostics;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>Replays the rules on the records of a clinic.</summary>
public sealed class SimulationReplay(ClinicThresholds thresholds, PatientStreams histories, SimulationRuns runs, TimeProvider time)
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(500);

    /// <summary>What a simulation that was begun finds.</summary>
    /// <returns>Null when it was cancelled or another run has it.</returns>
    public async Task<SimulationReport?> ReportAsync(string clinic, Simulation begun, CancellationToken cancellation)
    {
        var live = await thresholds.UntilAsync(clinic, begun.AskedAt, cancellation);
        var days = time.LocalDays();
        var question = begun.Question;
        var simulation = new AlertSimulation(
            new()
            {
                Simulated = question.Apply(live[^1].Settings),
                Live = live,
                From = question.From,
                Until = question.Until ?? days.DayOf(begun.AskedAt),
                Now = begun.AskedAt,
                LookBackDays = question.LookBackDays ?? SimulationQuestion.DefaultLookBackDays,
                HorizonDays = question.HorizonDays ?? SimulationQuestion.DefaultHorizonDays,
            },
            days);
        var (done, reported) = (0, Stopwatch.GetTimestamp());
        await foreach (var history in histories.ReadAsync(begun.Sequence, clinic, cancellation: cancellation))
        {
            simulation.Add(history.PatientId, [.. history.Events.Select(stored => new RecordedEvent(stored.RecordedAt, stored.Read()))]);
            done++;
            if (Stopwatch.GetElapsedTime(reported) < BetweenReports) continue;
            reported = Stopwatch.GetTimestamp();
            if (!await runs.ReportAsync(clinic, begun.Id, begun.Run!.Value, done, cancellation)) return null;
        }

        return simulation.Report();
    }
}
