using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>The rows of some patients, by table.</summary>
internal sealed record FoldedBatch(long Events, int Patients, List<object?[]>[] Rows)
{
    public static FoldedBatch Of(IReadOnlyList<PatientStream> histories)
    {
        var facts = histories.Select(history => history.Latest()).ToList();
        return new(histories.Sum(history => (long)history.Events.Count), facts.Count,
            [.. AnalystTables.Kept.Select(table => facts.SelectMany(table.Rows).ToList())]);
    }
}

/// <summary>
/// Collects rows and copies them into the tables in PostgreSQL's binary form, one table after the other on one connection.
/// </summary>
internal sealed class RowCopy(NpgsqlConnection connection)
{
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
            await AnalystTables.Kept[i].CopyAsync(connection, AnalystTables.Kept[i].FullName, _rows[i], cancellation);
            _rows[i].Clear();
        }

        Rows = 0;
    }
}
