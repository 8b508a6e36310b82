using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>The rows of some patients, by table.</summary>
internal sealed record FoldedBatch(long Events, int Patients, List<object?[]>[] Rows)
{
    public static FoldedBatch Of(IReadOnlyList<PatientHistory> histories)
    {
        var facts = histories.Select(history => history.Latest()).ToList();
        return new(histories.Sum(history => (long)history.Events.Count), facts.Count, [.. AnalystTables.Kept.Select(table => facts.SelectMany(table.Rows).ToList())]);
    }
}

/// <summary>Collects rows and copies them into the tables in PostgreSQL's binary form, one table after the other on one connection.</summary>
internal sealed class RowCopy(NpgsqlConnection connection)
{
    private static readonly string[] CopySql =
        [.. AnalystTables.Kept.Select(table => $"copy {table.FullName} ({AnalystRows.ColumnList(table)}) from stdin (format binary)")];

    // No copy of this size takes as long; the driver knows no "none" here.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly List<object?[]>[] _rows = [.. AnalystTables.Kept.Select(_ => new List<object?[]>())];

    public int Rows { get; private set; }

    public void Add(FoldedBatch batch)
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            _rows[i].AddRange(batch.Rows[i]);
            Rows += batch.Rows[i].Count;
        }
    }

    public async Task FlushAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            if (_rows[i].Count == 0) continue;
            await using var copy = await connection.BeginBinaryImportAsync(CopySql[i], cancellation);
            copy.Timeout = Patience;
            foreach (var row in _rows[i]) await WriteAsync(copy, row, cancellation);
            await copy.CompleteAsync(cancellation);
            _rows[i].Clear();
        }

        Rows = 0;
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, object?[] row, CancellationToken cancellation)
    {
        await copy.StartRowAsync(cancellation);
        foreach (var value in row)
        {
            await (value switch
            {
                null => copy.WriteNullAsync(cancellation),
                string text => copy.WriteAsync(text, cancellation),
                int number => copy.WriteAsync(number, cancellation),
                long number => copy.WriteAsync(number, cancellation),
                decimal number => copy.WriteAsync(number, cancellation),
                bool flag => copy.WriteAsync(flag, cancellation),
                Guid id => copy.WriteAsync(id, cancellation),
                DateOnly day => copy.WriteAsync(day, cancellation),
                _ => throw new InvalidOperationException($"A cell is a {value.GetType().Name}."),
            });
        }
    }
}
