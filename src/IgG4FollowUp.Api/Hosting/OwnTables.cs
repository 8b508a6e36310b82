using IgG4FollowUp.Api.Alerts.Simulations;
using Npgsql;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>Creates the tables that are neither the event store's nor the message store's. Idempotent, and safe when several nodes start at once.</summary>
public sealed class OwnTables(NpgsqlDataSource database) : IHostedService
{
    /// <summary>The schema of the service's tables; the event store lives in it too.</summary>
    public const string Schema = "followup";

    private const string Ddl = $"create schema if not exists {Schema};\n";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // "create ... if not exists" still races between sessions; the lock makes the second one wait.
        await using (var guard = new NpgsqlCommand("select pg_advisory_xact_lock(4711)", connection, transaction))
            await guard.ExecuteNonQueryAsync(cancellationToken);
        await using (var create = new NpgsqlCommand(Ddl + SimulationTables.Ddl, connection, transaction))
            await create.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
