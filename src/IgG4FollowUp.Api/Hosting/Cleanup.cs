using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Storage;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>Rows that are kept for a while only.</summary>
/// <param name="Table">The table, with its schema.</param>
/// <param name="Column">The instant from which on a row grows old; null as long as it is needed.</param>
/// <param name="For">How long they are kept.</param>
public sealed record KeptRows(string Table, string Column, TimeSpan For);

/// <summary>Documents that are kept for a while only.</summary>
/// <param name="For">How long they are kept.</param>
/// <param name="Forget">Deletes those of all clinics that have grown old by an instant.</param>
public sealed record KeptDocuments(TimeSpan For, Action<IDocumentSession, DateTimeOffset> Forget);

/// <summary>Forget what has been kept long enough, as every hour.</summary>
public sealed record ForgetOldRows;

public static class ForgetOldRowsHandler
{
    public static Task Handle(ForgetOldRows message, Cleanup cleanup, CancellationToken cancellation) => cleanup.ForgetAsync(cancellation);
}

/// <summary>Forgets what has been kept long enough.</summary>
public sealed class Cleanup(
    IEnumerable<KeptRows> kept, IEnumerable<KeptDocuments> documents, NpgsqlDataSource database, IDocumentStore store, AccessMonths months,
    TimeProvider time)
{
    /// <summary>When it is done: every hour.</summary>
    public const string Schedule = "17 * * * *";

    /// <summary>Deletes what is too old.</summary>
    /// <returns>Number of rows forgotten, by table.</returns>
    public async Task<IReadOnlyDictionary<string, int>> ForgetAsync(CancellationToken cancellation)
    {
        var forgotten = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var rows in kept) forgotten[rows.Table] = await ForgetAsync(rows, cancellation);
        await using var session = store.AcrossClinics();
        foreach (var kind in documents) kind.Forget(session, time.GetUtcNow() - kind.For);
        await session.SaveChangesAsync(cancellation);
        await months.RollAsync(cancellation);
        return forgotten;
    }

    private async Task<int> ForgetAsync(KeptRows rows, CancellationToken cancellation)
    {
        var oldest = time.GetUtcNow() - rows.For;
        for (var forgotten = 0; ;)
        {
            // Batches keep the locks and the log of one statement small.
            await using var command = database.CreateCommand(
                $"delete from {rows.Table} where ctid = any(array(select ctid from {rows.Table} where {rows.Column} < $1 limit 5000))");
            command.Parameters.Add(new() { Value = oldest });
            var deleted = await command.ExecuteNonQueryAsync(cancellation);
            if (deleted == 0) return forgotten;
            forgotten += deleted;
        }
    }
}
