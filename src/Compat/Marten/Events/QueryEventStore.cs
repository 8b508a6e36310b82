using JasperFx.Events;
using Marten.Sessions;
using Npgsql;

namespace Marten.Events;

/// <summary>Reads of the event log for one tenant.</summary>
internal class QueryEventStore(QuerySession session) : IQueryEventStore
{
    protected QuerySession Session { get; } = session;

    protected DocumentStore Store => Session.DocumentStore;

    private string Tenant => Store.Configuration.EventOptions.IsConjoined ? " and e.tenant_id = $2" : "";

    public async Task<IReadOnlyList<IEvent>> FetchStreamAsync(
        Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default)
    {
        await Store.Schema.EnsureEventsAsync(token);
        return await Session.Connection.QueryAsync(
            QuerySession.Batch(StreamCommand(streamId, version, timestamp, fromVersion)),
            this,
            static (me, reader, cancellation) => me.ReadEventsAsync(reader, cancellation),
            token);
    }

    public async Task<T?> AggregateStreamAsync<T>(
        Guid streamId, long version = 0, DateTimeOffset? timestamp = null, T? state = null, long fromVersion = 0, CancellationToken token = default)
        where T : class
    {
        var fold = Store.FoldOf<T>();
        var events = await FetchStreamAsync(streamId, version, timestamp, fromVersion, token);
        if (events.Count == 0) return state;
        return version > 0 && events[^1].Version < version ? null : fold.Fold(state, streamId, events);
    }

    public async Task<IEvent?> LoadAsync(Guid id, CancellationToken token = default)
    {
        await Store.Schema.EnsureEventsAsync(token);
        var command = new NpgsqlBatchCommand($"select {Store.EventColumns.List} {Store.EventColumns.From} where e.id = $1{Tenant}").With(id);
        return await Session.Connection.QueryAsync(
            QuerySession.Batch(WithTenant(command)),
            Store.EventColumns,
            static async (columns, reader, cancellation) => await reader.ReadAsync(cancellation) ? columns.Read(reader) : null,
            token);
    }

    public async Task<StreamState?> FetchStreamStateAsync(Guid streamId, CancellationToken token = default)
    {
        await Store.Schema.EnsureEventsAsync(token);
        var options = Store.Configuration.EventOptions;
        var tenant = options.IsConjoined ? " and s.tenant_id = $2" : "";
        var command = new NpgsqlBatchCommand(
            $"select s.id, s.version, s.type, s.timestamp, s.created, s.is_archived from {options.DatabaseSchemaName}.mt_streams as s where s.id = $1{tenant}")
            .With(streamId);
        return await Session.Connection.QueryAsync(
            QuerySession.Batch(WithTenant(command)),
            Store,
            static async (store, reader, cancellation) => await reader.ReadAsync(cancellation)
                ? new StreamState(
                    reader.GetGuid(0),
                    reader.GetInt64(1),
                    reader.IsDBNull(2) ? null : store.AggregateTypes.Find(reader.GetString(2)),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetFieldValue<DateTimeOffset>(4),
                    reader.GetBoolean(5))
                : null,
            token);
    }

    protected async Task<IReadOnlyList<IEvent>> ReadEventsAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var events = new List<IEvent>();
        while (await reader.ReadAsync(cancellation)) events.Add(Store.EventColumns.Read(reader));
        return events;
    }

    protected NpgsqlBatchCommand WithTenant(NpgsqlBatchCommand command) =>
        Store.Configuration.EventOptions.IsConjoined ? command.WithText(Session.TenantId) : command;

    /// <summary>The events of a stream that are not archived, oldest first.</summary>
    protected NpgsqlBatchCommand StreamCommand(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0)
    {
        var command = WithTenant(new NpgsqlBatchCommand().With(streamId));
        var filter = Tenant;
        if (version > 0) filter += $" and e.version <= {Next(command.With(version))}";
        if (timestamp is { } until) filter += $" and e.timestamp <= {Next(command.With(until.ToUniversalTime()))}";
        if (fromVersion > 0) filter += $" and e.version >= {Next(command.With(fromVersion))}";
        command.CommandText = $"{StreamSelect}{filter} order by e.version";
        return command;
    }

    /// <summary>The events a stored document has not seen yet.</summary>
    protected NpgsqlBatchCommand NewerThanDocumentCommand(Guid streamId, Documents.DocumentStorage storage)
    {
        var command = WithTenant(new NpgsqlBatchCommand().With(streamId));
        var tenant = storage.IsMultiTenanted ? $" and d.tenant_id = {Next(command.WithText(Session.TenantId))}" : "";
        command.CommandText = $"{StreamSelect}{Tenant} and e.version > coalesce((select d.mt_version from {storage.TableName} d where d.id = $1{tenant}), 0) order by e.version";
        return command;
    }

    private string StreamSelect => $"select {Store.EventColumns.List} {Store.EventColumns.From} where e.stream_id = $1 and e.is_archived is not true";

    private static string Next(NpgsqlBatchCommand command) => $"${command.Parameters.Count}";
}
