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
    // Patients held at a time; each table is copied once per block.
    private const int Block = 500;

    /// <summary>Makes and fills the tables of one transaction.</summary>
    /// <param name="connection">The connection, in a transaction.</param>
    /// <param name="tables">The tables that the question reads.</param>
    /// <param name="scope">The recurrences that it looks at.</param>
    /// <param name="histories">Every patient, as known then.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<RefusalCounts> FillAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalystTable> tables, RecurrenceScope scope, IAsyncEnumerable<PatientStream> histories,
        CancellationToken cancellation)
    {
        await ExecuteAsync(string.Concat(tables.Select(Create)) + "set local search_path to pg_temp");
        var leftOut = new RefusalCounts();
        var refusals = await ConsentRefusals.ReadAsync(connection, cancellation);
        // A block is folded while the one before is copied, one at a time because all count into the same.
        Task<List<List<object?[]>>>? folding = null;
        try
        {
            await foreach (var block in histories.Chunk(Block).WithCancellation(cancellation))
            {
                var folded = folding is null ? null : await folding;
                folding = Task.Run(() => Fold(block), cancellation);
                if (folded is not null) await CopyAsync(folded);
            }

            if (folding is not null) await CopyAsync(await folding);
        }
        finally
        {
            if (folding is not null) await ((Task)folding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // New tables have neither, and without them a join of n rows to n is taken for one of few to few and compares each with each.
        await ExecuteAsync(string.Concat(tables.Select(table =>
            $"create index on pg_temp.{table.Name} ({Persons.Clinic}, {Persons.PatientId}); analyze pg_temp.{table.Name};")));
        return leftOut;

        string Create(AnalystTable table) =>
            $"create temporary table {table.Name} ({string.Join(", ", table.Columns.Select(column => $"{column.Sql} {column.Type.Sql}"))}) "
                + "on commit drop;";

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        List<List<object?[]>> Fold(PatientStream[] block)
        {
            // On every core; who is left out is counted one after another.
            var patients = block.AsParallel().AsOrdered().WithCancellation(cancellation).Select(history =>
            {
                var patient = history.Latest(scope);
                return (Patient: patient, Rows: tables.Select(table => table.Rows(patient).ToList()).ToList());
            }).ToList();
            var admitted = patients.FindAll(one => leftOut.Admits(one.Patient, refusals));
            return [.. tables.Select((_, i) => admitted.SelectMany(one => one.Rows[i]).ToList())];
        }

        async Task CopyAsync(List<List<object?[]>> rows)
        {
            for (var i = 0; i < rows.Count; i++) await tables[i].CopyAsync(connection, "pg_temp." + tables[i].Name, rows[i], cancellation);
        }
    }
}
