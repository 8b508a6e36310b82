using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace Compat.Specs.Daemon;

/// <summary>A host with short polling times, and plain SQL to look at what it wrote.</summary>
internal static class DaemonSpecs
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan Stale = TimeSpan.FromMilliseconds(700);

    public static void Quick(this StoreOptions options, string database)
    {
        options.Connection(database);
        options.Events.AddEventTypes([typeof(Opened), typeof(Deposited), typeof(Poisoned)]);
        options.Projections.FastPollingTime = TimeSpan.FromMilliseconds(50);
        options.Projections.SlowPollingTime = TimeSpan.FromMilliseconds(100);
        options.Projections.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
        options.Projections.LeadershipPollingTime = 500;
        options.Projections.StaleSequenceThreshold = Stale;
    }

    public static void Strict(this StoreOptions options)
    {
        options.Projections.Errors.SkipApplyErrors = false;
        options.Projections.Errors.SkipSerializationErrors = false;
        options.Projections.Errors.SkipUnknownEvents = false;
    }

    public static async Task<IHost> StartHostAsync(
        string database, Action<StoreOptions> configure, DaemonMode mode = DaemonMode.Solo)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMarten(options =>
        {
            options.Quick(database);
            configure(options);
        }).ApplyAllDatabaseChangesOnStartup().AddAsyncDaemon(mode);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public static DocumentStore StoreOf(string database, Action<StoreOptions> configure) => DocumentStore.For(options =>
    {
        options.Quick(database);
        configure(options);
    });

    public static IProjectionDaemon Daemon(this IHost host) =>
        host.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase();

    public static async Task<Guid> StartStreamAsync(this IDocumentStore store, params object[] events)
    {
        var id = Guid.NewGuid();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>(id, events);
        await session.SaveChangesAsync();
        return id;
    }

    public static async Task<Guid> StartStreamAsync(this IDocumentStore store, string tenant, params object[] events)
    {
        var id = Guid.NewGuid();
        await using var session = store.LightweightSession(tenant);
        session.Events.StartStream<Account>(id, events);
        await session.SaveChangesAsync();
        return id;
    }

    public static async Task AppendAsync(this IDocumentStore store, Guid id, params object[] events)
    {
        await using var session = store.LightweightSession();
        session.Events.Append(id, events);
        await session.SaveChangesAsync();
    }

    public static async Task<Account?> AccountAsync(this IDocumentStore store, Guid id, string? tenant = null)
    {
        await using var session = tenant is null ? store.QuerySession() : store.QuerySession(tenant);
        return await session.LoadAsync<Account>(id);
    }

    public static Task<long?> ProgressAsync(string database, string shard) =>
        ScalarAsync<long?>(database, "select last_seq_id from mt_event_progression where name = $1", shard);

    public static Task<long?> MarkAsync(string database) => ProgressAsync(database, ShardState.HighWaterMark);

    public static async Task<T?> ScalarAsync<T>(string database, string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public static async Task<List<T>> ColumnAsync<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync()) values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    public static Task ExecuteAsync(string database, string sql, params object[] parameters) =>
        ScalarAsync<object>(database, sql, parameters);

    /// <summary>Sequences in the order in which the journal saw them.</summary>
    public static async Task<long[]> JournalAsync(string database) =>
        (await ColumnAsync<string>(database, "select data ->> 'Sequences' from mt_doc_entry order by (data -> 'Sequences' ->> 0)::bigint"))
        .SelectMany(text => System.Text.Json.JsonSerializer.Deserialize<long[]>(text)!).ToArray();

    public static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!await condition())
        {
            if (Environment.TickCount64 > deadline) throw new TimeoutException("It never came true: " + what);
            await Task.Delay(25);
        }
    }

    public static Task EventuallyAsync(Func<bool> condition, string what) => EventuallyAsync(() => Task.FromResult(condition()), what);

    /// <summary>For what must not happen: looks again and again for the given time.</summary>
    public static async Task NeverAsync(TimeSpan time, Func<Task<bool>> condition, string what)
    {
        var deadline = Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (Environment.TickCount64 < deadline)
        {
            (await condition()).ShouldBeFalse(what);
            await Task.Delay(25);
        }
    }
}
