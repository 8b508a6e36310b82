using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>Rows of a table that differ from a fresh fold.</summary>
/// <param name="Table">The table.</param>
/// <param name="Missing">Rows that should be there and are not, or are there with other values.</param>
/// <param name="Unexpected">Rows that are there and should not be, or are there with other values.</param>
public sealed record TableDifference(string Table, long Missing, long Unexpected);

/// <summary>
/// Compares rows of tables with what the pure mapping makes of patients; the database compares, so that both sides have its types.
/// </summary>
public static class AnalystComparison
{
    /// <param name="connection">A connection; give it a repeatable read transaction when the tables may change meanwhile.</param>
    /// <param name="patients">What the rows must say.</param>
    /// <param name="ids">The patients whose rows are compared, also those that must have none.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>One item per table.</returns>
    public static async Task<IReadOnlyList<TableDifference>> CompareAsync(
        NpgsqlConnection connection, IReadOnlyCollection<PatientFacts> patients, Guid[] ids, CancellationToken cancellation)
    {
        var differences = new List<TableDifference>();
        foreach (var table in AnalystTables.Kept)
        {
            var columns = table.ColumnList;
            await using var command = new NpgsqlCommand($"""
                with fresh as (select {columns} from {AnalystRows.Recordset(table, "$1")}),
                live as (select {columns} from {table.FullName} where patient_id = any($2))
                select (select count(*) from (select * from fresh except all select * from live) missing),
                       (select count(*) from (select * from live except all select * from fresh) unexpected)
                """, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = AnalystRows.ToJson(table, patients) ?? "[]" });
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            differences.Add(new(table.Name, reader.GetInt64(0), reader.GetInt64(1)));
        }

        return differences;
    }
}
