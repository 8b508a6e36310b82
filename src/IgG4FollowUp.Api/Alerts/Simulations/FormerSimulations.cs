using System.Text.Json;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>Simulations as rows. They were carried out without messages, so one that had not ended failed: it can be asked again.</summary>
public sealed class FormerSimulations(TimeProvider time) : IFormerTable
{
    public string Name => $"{StorageNames.Schema}.alert_simulations";

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) => FormerRows.MoveAsync(
        connection, store, $"select *, question::text as question_text, report::text as report_text from {Name}", Document, cancellation);

    private Simulation Document(NpgsqlDataReader row)
    {
        var former = new Simulation(
            row.Get<Guid>("simulation_id"), row.Get<string>("state"), row.Get<string>("asked_by"), row.Get<DateTimeOffset>("asked_at"),
            row.Get<long>("sequence"), JsonSerializer.Deserialize<SimulationBody>(row.Get<string>("question_text"), EntryJson.Options)!,
            row.Get<int>("patients"), row.Get<int>("patients_done"), Place: null, row.Get<int>("starts"), Run: null,
            row.Get<DateTimeOffset?>("started_at"), row.Get<DateTimeOffset?>("renewed_at"), row.Get<DateTimeOffset?>("finished_at"),
            row.Get<string?>("report_text"));
        return former.IsOpen ? former.Ended(SimulationStates.Failed, time.GetUtcNow()) : former;
    }
}
