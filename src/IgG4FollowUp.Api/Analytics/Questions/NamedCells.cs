using IgG4FollowUp.Domain;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>Cells of the row under a reader, by the names of their columns.</summary>
internal static class NamedCells
{
    public static T Cell<T>(this NpgsqlDataReader row, string column) => row.GetFieldValue<T>(row.GetOrdinal(column));

    /// <summary>A value; null when it is not reported.</summary>
    public static T? Maybe<T>(this NpgsqlDataReader row, string column)
        where T : struct => row.IsNull(column) ? null : row.Cell<T>(column);

    /// <summary>A text; null when it is not reported.</summary>
    public static string? Text(this NpgsqlDataReader row, string column) => row.IsNull(column) ? null : row.Cell<string>(column);

    /// <summary>A member of an enumeration by its stored name; null when it is not reported.</summary>
    public static T? Member<T>(this NpgsqlDataReader row, string column)
        where T : struct, Enum => row.Text(column) is { } name ? StoredName.Read<T>(name) : null;

    public static bool IsNull(this NpgsqlDataReader row, string column) => row.IsDBNull(row.GetOrdinal(column));

    /// <summary>What a statement finds, row by row.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var found = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) found.Add(read(reader));
        return found;
    }
}
