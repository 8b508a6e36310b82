using System.Text.Json.Serialization;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>States of a simulation.</summary>
public static class SimulationStates
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>Running as far as is known, and its node has said nothing for so long that it is probably gone.</summary>
    public const string Interrupted = "interrupted";
}

/// <summary>A simulation, from the question to the report.</summary>
/// <param name="Id">Identity.</param>
/// <param name="State">One of <see cref="SimulationStates"/>.</param>
/// <param name="AskedBy">Who asked.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Sequence">Sequence up to which events are read.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Patients">Patients there are.</param>
/// <param name="PatientsDone">Patients replayed.</param>
/// <param name="Place">Which of the clinic's places for open simulations it takes, from 1; null once it has ended.</param>
/// <param name="Starts">How often it was begun.</param>
/// <param name="Run">The run that carries it out: one that was superseded must not write any more.</param>
/// <param name="StartedAt">When it was first begun; null while queued.</param>
/// <param name="ReportedAt">When its run last said how far it is.</param>
/// <param name="FinishedAt">When it ended; null while it has not.</param>
/// <param name="Report">What it found, as it was written; null until it is done.</param>
/// <param name="Revision">Counts every change; given by the store.</param>
public sealed record Simulation(
    Guid Id, string State, string AskedBy, DateTimeOffset AskedAt, long Sequence, SimulationBody Question, int Patients, int PatientsDone,
    int? Place, int Starts, Guid? Run, DateTimeOffset? StartedAt, DateTimeOffset? ReportedAt, DateTimeOffset? FinishedAt, string? Report,
    long Revision = 0)
{
    /// <summary>Simulations of a clinic that may wait or run at a time. House default.</summary>
    public const int MostOpen = 2;

    /// <summary>A simulation that takes its node down must not take down all of them.</summary>
    public const int MostStarts = 5;

    /// <summary>How long one that has ended is kept. House default.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    public static Simulation Asked(
        Guid id, string user, DateTimeOffset now, long sequence, SimulationBody question, int patients, int place) => new(
        id, SimulationStates.Queued, user, now, sequence, question, patients, PatientsDone: 0, place, Starts: 0, Run: null, StartedAt: null,
        ReportedAt: null, FinishedAt: null, Report: null);

    [JsonIgnore]
    public bool IsOpen => State is SimulationStates.Queued or SimulationStates.Running;

    /// <summary>The state as far as can be told at a moment.</summary>
    public string StateAt(DateTimeOffset now) =>
        State == SimulationStates.Running && ReportedAt < now - Silence ? SimulationStates.Interrupted : State;

    public bool IsRunBy(Guid run) => State == SimulationStates.Running && Run == run;

    /// <summary>Begun, or begun anew: what a former run had done is lost with it.</summary>
    public Simulation Begun(Guid run, DateTimeOffset now) => this with
    {
        State = SimulationStates.Running,
        PatientsDone = 0,
        Starts = Starts + 1,
        Run = run,
        StartedAt = StartedAt ?? now,
        ReportedAt = now,
    };

    public Simulation Reported(int done, DateTimeOffset now) =>
        this with { PatientsDone = done, Patients = Math.Max(Patients, done), ReportedAt = now };

    /// <summary>Left by its run, for another to begin it anew.</summary>
    public Simulation Released() => this with { State = SimulationStates.Queued, Run = null };

    public Simulation Done(int patients, string report, DateTimeOffset now) =>
        Ended(SimulationStates.Done, now) with { Patients = patients, PatientsDone = patients, Report = report };

    public Simulation Ended(string state, DateTimeOffset now) => this with { State = state, Place = null, Run = null, FinishedAt = now };
}
