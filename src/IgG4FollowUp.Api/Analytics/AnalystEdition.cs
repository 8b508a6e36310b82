using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// Whether the rows for analysts are those of this edition of the tables. A newer version of the service may compute other rows of the same
/// events, such as those of a new definition; until all are written anew, an answer from them would be of two editions. It is noted on a
/// table that is written together with the others, and an edition of the schema that differs takes the note away.
/// </summary>
public static class AnalystEdition
{
    private static readonly AnalystTable Bearer = AnalystTables.Refusals;

    private static readonly string Note = $"{Bearer.Comment} Rows of edition {AnalystSchema.Edition}.";

    /// <summary>True when every row is of this edition, or there is none yet.</summary>
    public static async Task<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select coalesce(obj_description(to_regclass($1), 'pg_class') = $2, false)",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Bearer.FullName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Note });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!
            || await ShardProgress.ReadAsync(connection, AnalystRowsProjection.ShardName, cancellation) == 0;
    }

    /// <summary>Notes that every row is of this edition from the connection's transaction on.</summary>
    public static async Task MarkAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"comment on table {Bearer.FullName} is '{Note}'", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
