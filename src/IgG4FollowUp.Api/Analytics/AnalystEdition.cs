using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// Whether the rows for analysts are those of this edition of the tables. A newer version of the service may compute other rows of the same
/// events, such as those of a new definition, and so may one that is told to require consent; until all are written anew, an answer from
/// them would be of two editions. It is noted on a table that is written together with the others, and an edition of the schema that
/// differs takes the note away.
/// </summary>
public static class AnalystEdition
{
    private static readonly AnalystTable Bearer = AnalystTables.Refusals;

    private static readonly string Note = $"{Bearer.Comment} Rows of edition {AnalystSchema.Edition}, reuse of data: ";

    /// <summary>True when every row is of this edition, or there is none yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="rule">What the rows must be made for; whatever it is when null.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<bool> IsCurrentAsync(NpgsqlConnection connection, ReuseRule? rule, CancellationToken cancellation)
    {
        const string Said = "obj_description(to_regclass($1), 'pg_class')";
        await using var command = new NpgsqlCommand(
            $"select coalesce({(rule is null ? $"starts_with({Said}, $2)" : $"{Said} = $2")}, false)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Bearer.FullName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = rule is { } made ? NoteOf(made) : Note });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!
            || await ShardProgress.ReadAsync(connection, AnalystRowsProjection.ShardName, cancellation) == 0;
    }

    /// <summary>Notes that every row is of this edition from the connection's transaction on.</summary>
    public static async Task MarkAsync(NpgsqlConnection connection, ReuseRule rule, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"comment on table {Bearer.FullName} is '{NoteOf(rule)}'", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string NoteOf(ReuseRule rule) => $"{Note}{StoredName.Of(rule)}.";
}
