using IgG4FollowUp.Api.Analytics;
using Npgsql;

namespace IgG4FollowUp.Api.Cohorts;

/// <summary>
/// The analysts' tables as known at an earlier sequence: temporary tables of the same names, which PostgreSQL finds before the real ones, so that every
/// question is asked of them in the same words.
/// </summary>
internal static class KnownTables
{
    // Patients held at a time; each table is copied once per block.
    private const int Block = 500;

    public static async Task<LeftOut> FillAsync(NpgsqlConnection connection, IAsyncEnumerable<PatientFacts> patients, CancellationToken cancellation)
    {
        await using (var create = new NpgsqlCommand(
            string.Concat(AnalystTables.All.Select(table => $"create temporary table {table.Name} (like {table.FullName}) on commit drop;")), connection))
            await create.ExecuteNonQueryAsync(cancellation);
        var leftOut = new LeftOut();
        var refusals = await Refusals.ReadAsync(connection, cancellation);
        await foreach (var block in patients.Where(patient => leftOut.Admits(patient, refusals)).Chunk(Block).WithCancellation(cancellation))
        {
            foreach (var table in AnalystTables.All) await CopyAsync(connection, table, block.SelectMany(table.Rows), cancellation);
        }

        return leftOut;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, AnalystTable table, IEnumerable<object?[]> rows, CancellationToken cancellation)
    {
        var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));
        await using var writer = await connection.BeginBinaryImportAsync($"copy pg_temp.{table.Name} ({columns}) from stdin (format binary)", cancellation);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancellation);
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i] is { } value) await writer.WriteAsync(value, AnalystSchema.WireType(table.Columns[i].Type), cancellation);
                else await writer.WriteNullAsync(cancellation);
            }
        }

        await writer.CompleteAsync(cancellation);
    }
}
