using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// Keeps the tables for analysts. Async, because no request waits for them. All rows of a patient are replaced together in the transaction
/// that moves the projection on; they are computed from the stream as of the page, since the chart document may already be ahead of it.
/// </summary>
public sealed class AnalystRowsProjection(PatientStreams histories, NpgsqlDataSource database) : IProjection
{
    public const string ProjectionName = "AnalystRows";
    public const string ShardName = ProjectionName + ":All";

    private static readonly (AnalystTable Table, string Delete, string Insert)[] Statements = [.. AnalystTables.Kept.Select(table => (
        table,
        $"delete from {table.FullName} where clinic = ? and patient_id = any(?)",
        $"insert into {table.FullName} ({table.ColumnList}) select {table.ColumnList} from {AnalystRows.Recordset(table, "?")}"))];

    private readonly PageTurn _turn = new(database);

    public static void Configure(ProjectionBase projection)
    {
        projection.Name = ProjectionName;
        foreach (var table in AnalystTables.Kept) projection.Options.DeleteDataInTableOnTeardown(table.FullName);
    }

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var ids = events.Where(e => e.Data is ClinicalEntry or EntryCorrected or EntryRetracted).Select(e => e.StreamId).Distinct()
            .ToArray();
        if (ids.Length == 0) return;
        await _turn.BeginAsync(longest: null, cancellation);
        var clinic = events[0].TenantId;
        var patients = new List<PatientFacts>(ids.Length);
        await foreach (var patient in histories.KnownAtAsync(events[^1].Sequence, clinic, ids, cancellation)) patients.Add(patient);
        ShardProgress.QueueCheck(operations, ShardName, _turn);
        foreach (var (table, delete, insert) in Statements)
        {
            operations.QueueSqlCommand(delete, clinic, ids);
            if (AnalystRows.ToJson(table, patients) is { } rows) operations.QueueSqlCommand(insert, rows);
        }
    }
}
