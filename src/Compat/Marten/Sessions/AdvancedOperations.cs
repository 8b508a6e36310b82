using Npgsql;

namespace Marten
{
    /// <summary>Administration of a store.</summary>
    public partial class AdvancedOperations
    {
        private readonly DocumentStore _store;

        internal AdvancedOperations(DocumentStore store)
        {
            _store = store;
            Clean = new Schema.DocumentCleaner(store);
        }

        public Schema.IDocumentCleaner Clean { get; }

        public async Task ResetAllData(CancellationToken cancellation = default)
        {
            await Clean.DeleteAllDocumentsAsync(cancellation);
            await Clean.DeleteAllEventDataAsync(cancellation);
        }
    }
}

namespace Marten.Schema
{
    public interface IDocumentCleaner
    {
        Task DeleteAllDocumentsAsync(CancellationToken ct = default);
        Task DeleteDocumentsByTypeAsync(Type documentType, CancellationToken ct = default);
        Task DeleteAllEventDataAsync(CancellationToken ct = default);
        Task CompletelyRemoveAllAsync(CancellationToken ct = default);
    }

    internal sealed class DocumentCleaner(DocumentStore store) : IDocumentCleaner
    {
        private const string OwnTables =
            """
            select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname = any($1) and c.relname like $2
            """;

        private string[] Schemas => [store.Configuration.DatabaseSchemaName, store.Configuration.EventOptions.DatabaseSchemaName];

        public async Task DeleteAllDocumentsAsync(CancellationToken ct = default)
        {
            var tables = await TablesAsync(@"mt\_doc\_%", ct);
            if (tables.Count > 0) await ExecuteAsync($"truncate table {string.Join(", ", tables)} cascade", ct);
        }

        public async Task DeleteDocumentsByTypeAsync(Type documentType, CancellationToken ct = default)
        {
            var storage = store.StorageFor(documentType);
            await store.Schema.EnsureAsync(storage, ct);
            await ExecuteAsync($"truncate table {storage.TableName} cascade", ct);
        }

        public async Task DeleteAllEventDataAsync(CancellationToken ct = default)
        {
            await store.Schema.EnsureEventsAsync(ct);
            var schema = store.Configuration.EventOptions.DatabaseSchemaName;
            await ExecuteAsync(
                $"truncate table {schema}.mt_events, {schema}.mt_streams, {schema}.mt_event_progression, {schema}.mt_high_water_skips cascade; "
                + $"alter sequence {schema}.mt_events_sequence restart with 1",
                ct);
        }

        public async Task CompletelyRemoveAllAsync(CancellationToken ct = default)
        {
            var tables = await TablesAsync(@"mt\_%", ct);
            if (tables.Count > 0) await ExecuteAsync($"drop table {string.Join(", ", tables)} cascade", ct);
            store.Schema.Forget();
        }

        private async Task<List<string>> TablesAsync(string pattern, CancellationToken cancellation)
        {
            await using var command = store.DataSource.CreateCommand(OwnTables);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Schemas });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pattern });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var tables = new List<string>();
            while (await reader.ReadAsync(cancellation)) tables.Add(reader.GetString(0));
            return tables;
        }

        private async Task ExecuteAsync(string sql, CancellationToken cancellation)
        {
            await using var command = store.DataSource.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
