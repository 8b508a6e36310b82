using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>How far a simulation is.</summary>
/// <param name="PatientsDone">Patients replayed.</param>
/// <param name="Patients">Patients there are.</param>
public sealed record SimulationProgress(int PatientsDone, int Patients);

/// <summary>A simulation. It sends nothing and changes no alert.</summary>
/// <param name="Id">Identity.</param>
/// <param name="State">queued, running, interrupted (its node is gone and another will begin anew), done, failed or cancelled.</param>
/// <param name="AskedBy">Who asked.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Sequence">Sequence up to which events are read.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="StartedAt">When it began; null while queued.</param>
/// <param name="FinishedAt">When it ended; null while it has not.</param>
/// <param name="Report">What it found; null until it is done.</param>
public sealed record SimulationView(
    Guid Id, string State, string AskedBy, DateTimeOffset AskedAt, long Sequence, SimulationBody Question, SimulationProgress Progress,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt, SimulationReport? Report = null)
{
    /// <summary>The answer at a moment; the report stands in it as it was written.</summary>
    public static JsonNode Json(Simulation simulation, DateTimeOffset now)
    {
        var view = new SimulationView(
            simulation.Id, simulation.StateAt(now), simulation.AskedBy, simulation.AskedAt, simulation.Sequence, simulation.Question,
            new(simulation.PatientsDone, simulation.Patients), simulation.StartedAt, simulation.FinishedAt);
        var json = JsonSerializer.SerializeToNode(view, EntryJson.Options)!;
        if (simulation.Report is { } report) json["report"] = JsonNode.Parse(report);
        return json;
    }
}
