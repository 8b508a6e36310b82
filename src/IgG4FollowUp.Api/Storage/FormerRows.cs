using Marten;
using Npgsql;
using Weasel.Core;

namespace IgG4FollowUp.Api.Storage;

/// <summary>Makes documents of the rows of a former table.</summary>
public static class FormerRows
{
    /// <summary>Stores a document for each row, in the clinic that the row's <c>tenant_id</c> names.</summary>
    /// <param name="connection">Where the rows are read.</param>
    /// <param name="store">Where the documents are stored; one that is there already is overwritten.</param>
    /// <param name="sql">Reads the rows.</param>
    /// <param name="document">The document that a row was.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task MoveAsync<T>(
        NpgsqlConnection connection, IDocumentStore store, string sql, Func<NpgsqlDataReader, T> document, CancellationToken cancellation)
        where T : class
    {
        var clinics = new Dictionary<string, List<T>>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var clinic = reader.Get<string>("tenant_id");
                if (!clinics.TryGetValue(clinic, out var documents)) clinics.Add(clinic, documents = []);
                documents.Add(document(reader));
            }
        }

        foreach (var (clinic, documents) in clinics)
            await store.BulkInsertDocumentsAsync(clinic, documents, BulkInsertMode.OverwriteExisting, cancellation: cancellation);
    }

    /// <summary>A value of a row; the default of its type where there is none.</summary>
    public static T Get<T>(this NpgsqlDataReader row, string column)
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? default! : row.GetFieldValue<T>(ordinal);
    }
}
