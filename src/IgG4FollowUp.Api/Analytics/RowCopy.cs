using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>The rows of some patients, by table.</summary>
internal sealed record FoldedBatch(long Events, int Patients, List<object?[]>[] Rows)
{
    /// <summary>Folds one patient after the other.</summary>
    /// <param name="histories">The patients.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="scope">The recurrences that are asked for; all of them when null.</param>
    /// <param name="admits">Whose rows are wanted; everybody's when null.</param>
    public static FoldedBatch Of(
        IReadOnlyList<PatientStream> histories, IReadOnlyList<AnalystTable> tables, RecurrenceScope? scope = null,
        Predicate<PatientFacts>? admits = null)
    {
        List<object?[]>[] rows = [.. tables.Select(_ => new List<object?[]>())];
        foreach (var history in histories)
        {
            var patient = history.Latest(scope);
            if (admits?.Invoke(patient) == false) continue;
            for (var i = 0; i < rows.Length; i++) rows[i].AddRange(tables[i].Rows(patient));
        }

        return new(histories.Sum(history => (long)history.Events.Count), histories.Count, rows);
    }
}

/// <summary>
/// Collects rows and copies them into the tables in PostgreSQL's binary form, one table after the other on one connection.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="tables">The tables of whose rows the batches are.</param>
/// <param name="schema">The schema of the tables to write to; each table's own when null.</param>
internal sealed class RowCopy(NpgsqlConnection connection, IReadOnlyList<AnalystTable> tables, string? schema = null)
{
    private const int RowsPerCopy = 20_000;

    private readonly List<object?[]>[] _rows = [.. tables.Select(_ => new List<object?[]>())];
    private int _waiting;

    /// <summary>Copies once enough rows wait.</summary>
    public async Task AddAsync(FoldedBatch batch, CancellationToken cancellation)
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            _rows[i].AddRange(batch.Rows[i]);
            _waiting += batch.Rows[i].Count;
        }

        if (_waiting >= RowsPerCopy) await FlushAsync(cancellation);
    }

    /// <summary>Copies what waits.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            var into = schema is null ? tables[i].FullName : $"{schema}.{tables[i].Name}";
            await tables[i].CopyAsync(connection, into, _rows[i], cancellation);
            _rows[i].Clear();
        }

        _waiting = 0;
    }
}
