using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Patients;
using Npgsql;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>A simulation that a node carries out.</summary>
/// <param name="Clinic">The clinic.</param>
/// <param name="Id">Identity.</param>
/// <param name="Body">What was asked.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Sequence">Sequence up to which events are read.</param>
/// <param name="Starts">How often it was begun, this time included.</param>
public sealed record SimulationWork(string Clinic, Guid Id, SimulationBody Body, DateTimeOffset AskedAt, long Sequence, int Starts);

/// <summary>Keeps simulations. A node holds one by a lease on the database's clock, so that one whose node died is found and begun anew.</summary>
public sealed class SimulationStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Simulations of a clinic that may wait or run at a time. House default.</summary>
    public const int OpenPerClinic = 2;

    /// <summary>Days for which a finished simulation is kept. House default.</summary>
    public const int KeepDays = 30;

    private const string Table = SimulationTables.Simulations;

    // A node that said nothing for so long is gone.
    private const string Lost = "renewed_at < now() - interval '30 seconds'";
    private const string Mine = "tenant_id = $1 and simulation_id = $2 and node = $3 and state = 'running'";

    /// <summary>Puts a simulation in the queue.</summary>
    /// <returns>False when the clinic has too many already.</returns>
    public async Task<bool> AddAsync(string clinic, Guid id, string user, SimulationBody body, long sequence, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Two askers at once must not both find room.
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtextextended($1, 4716))", cancellation, clinic);
        await ExecuteAsync(connection, $"delete from {Table} where tenant_id = $1 and finished_at < $2", cancellation, clinic, now.AddDays(-KeepDays));
        var added = await ExecuteAsync(connection, $"""
            insert into {Table} (tenant_id, simulation_id, state, asked_by, asked_at, sequence, question, patients)
            select $1, $2, 'queued', $3, $4, $5, cast($6 as json), (select count(*) from {StorageNames.Charts} where tenant_id = $1)
            where (select count(*) from {Table} where tenant_id = $1 and state in ('queued', 'running')) < $7
            """, cancellation, clinic, id, user, now, sequence, JsonSerializer.Serialize(body, EntryText.Options), OpenPerClinic);
        await transaction.CommitAsync(cancellation);
        return added == 1;
    }

    /// <summary>A simulation of a clinic; null when it has none of that identity.</summary>
    public async Task<StoredSimulation?> FindAsync(string clinic, Guid id, CancellationToken cancellation)
    {
        await using var command = Command($"""
            select case when state = 'running' and {Lost} then 'interrupted' else state end, asked_by, asked_at, sequence, question::text, patients_done, patients, started_at,
              finished_at, report::text
            from {Table} where tenant_id = $1 and simulation_id = $2
            """, clinic, id);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        return new(
            new(
                id, reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt64(3), Body(reader.GetString(4)),
                new(reader.GetInt32(5), reader.GetInt32(6)),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8)),
            reader.IsDBNull(9) ? null : reader.GetString(9));
    }

    /// <summary>Ends a simulation that is not finished; the node that runs it notices when it next says how far it is.</summary>
    public Task CancelAsync(string clinic, Guid id, CancellationToken cancellation) => ExecuteAsync(
        $"update {Table} set state = 'cancelled', finished_at = $3 where tenant_id = $1 and simulation_id = $2 and state in ('queued', 'running')",
        cancellation, clinic, id, time.GetUtcNow());

    /// <summary>Takes the oldest simulation that nobody carries out; null when there is none.</summary>
    public async Task<SimulationWork?> ClaimAsync(Guid node, CancellationToken cancellation)
    {
        await using var command = Command($"""
            update {Table} s set state = 'running', node = $1, renewed_at = now(), starts = starts + 1, started_at = coalesce(started_at, $2), patients_done = 0
            from (
              select tenant_id, simulation_id from {Table}
              where state in ('queued', 'running') and (state = 'queued' or {Lost})
              order by asked_at limit 1 for update skip locked) next
            where s.tenant_id = next.tenant_id and s.simulation_id = next.simulation_id
            returning s.tenant_id, s.simulation_id, s.question::text, s.asked_at, s.sequence, s.starts
            """, node, time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(reader.GetString(0), reader.GetGuid(1), Body(reader.GetString(2)), reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt64(4), reader.GetInt32(5))
            : null;
    }

    /// <summary>Renews the lease and says how far the simulation is.</summary>
    /// <returns>False when it was cancelled or another node has it.</returns>
    public async Task<bool> RenewAsync(SimulationWork work, Guid node, int done, CancellationToken cancellation) =>
        await ExecuteAsync(
            $"update {Table} set renewed_at = now(), patients_done = $4, patients = greatest(patients, $4) where {Mine}",
            cancellation, work.Clinic, work.Id, node, done) == 1;

    /// <summary>Stores the report, unless it was cancelled or another node has it.</summary>
    public Task FinishAsync(SimulationWork work, Guid node, SimulationReport report, CancellationToken cancellation) => ExecuteAsync(
        $"update {Table} set state = 'done', finished_at = $4, patients_done = $5, patients = $5, report = cast($6 as json) where {Mine}",
        cancellation, work.Clinic, work.Id, node, time.GetUtcNow(), report.Patients, JsonSerializer.Serialize(report, EntryText.Options));

    /// <summary>Ends it without a report.</summary>
    public Task FailAsync(SimulationWork work, Guid node, CancellationToken cancellation) => ExecuteAsync(
        $"update {Table} set state = 'failed', finished_at = $4 where {Mine}", cancellation, work.Clinic, work.Id, node, time.GetUtcNow());

    /// <summary>Puts it back in the queue.</summary>
    public Task ReleaseAsync(SimulationWork work, Guid node, CancellationToken cancellation) => ExecuteAsync(
        $"update {Table} set state = 'queued', node = null, renewed_at = null where {Mine}", cancellation, work.Clinic, work.Id, node);

    private static SimulationBody Body(string json) => JsonSerializer.Deserialize<SimulationBody>(json, EntryText.Options)!;

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
