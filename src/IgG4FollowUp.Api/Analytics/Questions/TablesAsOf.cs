using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// The analysts' tables as known at an earlier sequence: temporary tables of the same names, so that every question is asked of them in the
/// same words. Only the columns that the question reads are made, and no others are found: a question that reads one more fails instead of
/// mixing in the present.
/// </summary>
internal static class TablesAsOf
{
    /// <summary>Makes and fills the tables of one transaction.</summary>
    /// <param name="connection">The connection, in a transaction.</param>
    /// <param name="tables">The tables that the question reads.</param>
    /// <param name="scope">The recurrences that it looks at.</param>
    /// <param name="histories">Every patient, as known then.</param>
    /// <param name="now">Who may be in no answer at present.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<RefusalCounts> FillAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalystTable> tables, RecurrenceScope scope, IAsyncEnumerable<PatientStream> histories,
        LeftOut now, CancellationToken cancellation)
    {
        await ExecuteAsync(string.Concat(tables.Select(Create)) + "set local search_path to pg_temp");
        var leftOut = new RefusalCounts();
        var copy = new RowCopy(connection, tables, "pg_temp");
        await foreach (var batch in histories.FoldedAsync(
            patients => FoldedBatch.Of(patients, tables, scope, patient => leftOut.Admits(patient, now)), cancellation))
            await copy.AddAsync(batch, cancellation);
        await copy.FlushAsync(cancellation);

        // New tables have neither, and without them a join of n rows to n is taken for one of few to few and compares each with each.
        foreach (var table in tables)
            await ExecuteAsync(
                $"create index on pg_temp.{table.Name} ({Persons.Clinic}, {Persons.PatientId}); analyze pg_temp.{table.Name}");
        return leftOut;

        string Create(AnalystTable table) =>
            $"create temporary table {table.Name} ({string.Join(", ", table.Columns.Select(column => $"{column.Sql} {column.Type.Sql}"))}) "
                + "on commit drop;";

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
