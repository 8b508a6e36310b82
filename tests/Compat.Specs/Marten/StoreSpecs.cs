using IgG4FollowUp.TestSupport;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Npgsql;

namespace Compat.Specs.Storage;

/// <summary>A store on an empty database, with the two projections the specifications speak of.</summary>
public abstract class StoreSpecs(PostgresServer postgres) : IAsyncLifetime
{
    private readonly List<DocumentStore> _stores = [];
    private NpgsqlDataSource? _sql;

    protected string ConnectionString { get; private set; } = "";

    protected static Guid NewId() => Guid.CreateVersion7();

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        _sql = NpgsqlDataSource.Create(ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        if (_sql is not null) await _sql.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Conjoined tenancy; <see cref="Account"/> inline, <see cref="Tally"/> live.</summary>
    protected DocumentStore Conjoined(Action<StoreOptions>? configure = null) => Store(options =>
    {
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Policies.AllDocumentsAreMultiTenanted();
        options.Projections.Add<AccountProjection>(ProjectionLifecycle.Inline);
        options.Projections.Add<TallyProjection>(ProjectionLifecycle.Live);
        configure?.Invoke(options);
    });

    protected DocumentStore Store(Action<StoreOptions> configure)
    {
        var store = DocumentStore.For(options =>
        {
            options.Connection(ConnectionString);
            configure(options);
        });
        _stores.Add(store);
        return store;
    }

    protected static async Task<Guid> StartedAsync(IDocumentStore store, string tenant, params object[] events)
    {
        var id = NewId();
        await using var session = store.LightweightSession(tenant);
        session.Events.StartStream<Account>(id, events);
        await session.SaveChangesAsync();
        return id;
    }

    protected static async Task AppendedAsync(IDocumentStore store, string tenant, Guid id, params object[] events)
    {
        await using var session = store.LightweightSession(tenant);
        session.Events.Append(id, events);
        await session.SaveChangesAsync();
    }

    /// <summary>The first column of the first row, or null.</summary>
    protected async Task<T?> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = _sql!.CreateCommand(sql);
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync() is { } value2 and not DBNull ? (T)value2 : default;
    }

    protected async Task<List<string>> LinesAsync(string sql, params object[] parameters)
    {
        await using var command = _sql!.CreateCommand(sql);
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "-" : reader.GetValue(i).ToString())));
        return lines;
    }

    protected Task ExecuteAsync(string sql, params object[] parameters) => ScalarAsync<object>(sql, parameters);

    /// <summary>How far the sequence has been drawn.</summary>
    protected async Task<long> DrawnAsync() =>
        await ScalarAsync<bool>("select is_called from mt_events_sequence") ? await ScalarAsync<long>("select last_value from mt_events_sequence") : 0;

    /// <summary>A transaction of our own, for overlapping writers.</summary>
    protected async Task<NpgsqlConnection> OpenAsync() => await _sql!.OpenConnectionAsync();

    /// <summary>Returns once another session of this database waits for a lock.</summary>
    protected async Task UntilSomeoneWaitsAsync()
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (await ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 0)
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > TimeSpan.FromSeconds(10)) throw new TimeoutException("Nobody waits for a lock.");
            await Task.Yield();
        }
    }
}
