using System.Data.Common;
using JasperFx.Events;
using Marten;
using Npgsql;
using Weasel.Core;
using Weasel.Storage;

namespace IgG4FollowUp.Api.Storage;

/// <summary>How far a projection has come. Only the store's daemon writes it.</summary>
public static class ShardProgress
{
    /// <summary>The advisory lock of whoever holds a projection, which pages share while it is their turn.</summary>
    public const int Held = 4715;

    /// <summary>The sequence up to which a projection has taken every event in; 0 before its first page.</summary>
    /// <param name="connection">A connection; in a transaction the answer belongs to what else it reads.</param>
    /// <param name="shard">The shard's name, such as <c>AnalystRows:All</c>.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<long> ReadAsync(NpgsqlConnection connection, string shard, CancellationToken cancellation) =>
        await ScalarAsync(connection, shard, "", cancellation) ?? 0;

    /// <summary>
    /// Holds a projection where it is until the connection's transaction ends. Waits for pages that have begun, on whatever node; those
    /// that have not wait for the end, see <see cref="PageTurn"/>, and find the row of progress as it was.
    /// </summary>
    /// <returns>The sequence it has come to; null before its first page, when there is nothing to hold.</returns>
    public static async Task<long?> HoldAsync(NpgsqlConnection connection, string shard, CancellationToken cancellation)
    {
        await using (var command = new NpgsqlCommand($"select pg_advisory_xact_lock({Held})", connection) { CommandTimeout = 0 })
            await command.ExecuteNonQueryAsync(cancellation);
        return await ScalarAsync(connection, shard, " for update", cancellation);
    }

    /// <summary>
    /// Makes a page fail unless its own transaction has moved the projection on. When another node has, what that one wrote must not be
    /// overwritten with what was true before; of a page that changes rows the store itself only warns, stores it, and believes to have come
    /// further than it has.
    /// </summary>
    /// <param name="operations">The page.</param>
    /// <param name="shard">The shard's name.</param>
    /// <param name="turn">The page's turn, which ends once its transaction has moved the row of progress; null when it has none.</param>
    public static void QueueCheck(IDocumentOperations operations, string shard, PageTurn? turn = null) =>
        operations.QueueOperation(new Check(shard, turn));

    private static async Task<long?> ScalarAsync(NpgsqlConnection connection, string shard, string suffix, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select last_seq_id from {StorageNames.Progress} where name = $1{suffix}",
            connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = shard });
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }

    // The store runs it behind its own statement, which moves the row of progress.
    private sealed class Check(string shard, PageTurn? turn) : Weasel.Storage.IStorageOperation
    {
        public Type DocumentType => typeof(IEvent);

        public OperationRole Role() => OperationRole.Other;

        public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
        {
            builder.Append(
                $"select 1 / case when xmin = pg_current_xact_id()::xid then 1 else 0 end from {StorageNames.Progress} where name = ");
            builder.AppendParameter(shard);
        }

        public async Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token)
        {
            if (turn is not null) await turn.EndAsync();
        }
    }
}
