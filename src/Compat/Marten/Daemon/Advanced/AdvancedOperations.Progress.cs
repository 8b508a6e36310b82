using JasperFx.Events.Projections;
using Marten.Events;
using Marten.Events.Daemon;

namespace Marten;

public partial class AdvancedOperations
{
    public async Task<EventStoreStatistics> FetchEventStoreStatistics(string? tenantId = null, CancellationToken token = default)
    {
        await _store.Schema.EnsureEventsAsync(token);
        var schema = _store.Configuration.EventOptions.DatabaseSchemaName;
        await using var command = _store.DataSource.CreateCommand($"""
            select (select count(*) from {schema}.mt_events), (select count(*) from {schema}.mt_streams),
                   (select case when is_called then last_value else 0 end from {schema}.mt_events_sequence)
            """);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return new EventStoreStatistics
        {
            EventCount = reader.GetInt64(0),
            StreamCount = reader.GetInt64(1),
            EventSequenceNumber = reader.GetInt64(2),
        };
    }

    public async Task<IReadOnlyList<ShardState>> AllProjectionProgress(string? tenantId = null, CancellationToken token = default)
    {
        await _store.Schema.EnsureEventsAsync(token);
        return await Progression().ReadAllAsync(token);
    }

    public async Task<long> ProjectionProgressFor(ShardName name, string? tenantId = null, CancellationToken token = default)
    {
        await _store.Schema.EnsureEventsAsync(token);
        return await Progression().ReadAsync(name.Identity, token) ?? 0;
    }

    public IReadOnlyList<ShardName> AllAsyncProjectionShardNames() => _store.Configuration.Projections.All
        .Where(p => p.Lifecycle == ProjectionLifecycle.Async)
        .Select(p => new ShardName(p.Name, ShardName.All, p.Version))
        .ToList();

    public async Task RebuildSingleStreamAsync<T>(Guid id, CancellationToken token = default) where T : class
    {
        await using var session = _store.LightweightSession();
        if (await session.Events.AggregateStreamAsync<T>(id, token: token) is not { } document) return;
        session.Store(document);
        await session.SaveChangesAsync(token);
    }

    private Progression Progression() => new(_store.DataSource, _store.Configuration.EventOptions.DatabaseSchemaName);
}
