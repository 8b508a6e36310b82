using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Integration.Analytics;
using Npgsql;

namespace IgG4FollowUp.Integration.Durability;

/// <summary>
/// A table for analysts that nobody can write while it is held: a page of the projection gets as far as this table and waits.
/// </summary>
internal sealed class HeldTable(NpgsqlConnection connection, string table) : IAsyncDisposable
{
    public static async Task<HeldTable> HoldAsync(string database, AnalystTable table)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync($"begin; lock table {table.FullName} in share mode");
        return new(connection, table.FullName);
    }

    /// <summary>Returns when a page waits here with rows of other tables already written.</summary>
    /// <returns>The name by which the database knows the process of the page.</returns>
    public async Task<string> HalfWrittenPageAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Cohort.Patience);
        while (true)
        {
            // Within a transaction the server shows the sessions as they were at the first look.
            await connection.ExecuteAsync("select pg_stat_clear_snapshot()");
            // A transaction has an id from the first row it wrote.
            await using var command = new NpgsqlCommand($"""
                select coalesce((
                  select activity.application_name from pg_locks waiting join pg_stat_activity activity using (pid)
                  where waiting.relation = '{table}'::regclass and not waiting.granted and activity.backend_xid is not null limit 1), '')
                """, connection);
            if ((string)(await command.ExecuteScalarAsync(patience.Token))! is { Length: > 0 } process) return process;
            await Task.Delay(10, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
