using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.Marten;

namespace Compat.Specs.WolverineSpecs;

/// <summary>A service with only the handlers a test names, polling fast.</summary>
internal static class Service
{
    public static async Task<IHost> StartAsync(string database, Action<WolverineOptions> configure, params Type[] handlers) =>
        await StartAsync(database, configure, _ => { }, handlers);

    public static async Task<IHost> StartAsync(
        string database, Action<WolverineOptions> configure, Action<IServiceCollection> services, params Type[] handlers)
    {
        var host = Build(database, configure, services, handlers);
        await host.StartAsync();
        return host;
    }

    public static IHost Build(string database, Action<WolverineOptions> configure, Action<IServiceCollection> services, params Type[] handlers)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMarten(o =>
        {
            o.Connection(database);
            o.Events.TenancyStyle = TenancyStyle.Conjoined;
            o.Events.MetadataConfig.CorrelationIdEnabled = true;
            o.Events.MetadataConfig.CausationIdEnabled = true;
            o.Events.MetadataConfig.HeadersEnabled = true;
            o.Events.MetadataConfig.UserNameEnabled = true;
            o.Policies.AllDocumentsAreMultiTenanted();
            o.Projections.Add<BasketProjection>(ProjectionLifecycle.Inline);
        }).UseLightweightSessions().IntegrateWithWolverine();
        services(builder.Services);
        builder.UseWolverine(o =>
        {
            o.Discovery.DisableConventionalDiscovery();
            foreach (var handler in handlers) o.Discovery.IncludeType(handler);
            o.Policies.AutoApplyTransactions();
            o.Durability.Mode = DurabilityMode.Solo;
            o.Durability.ScheduledJobFirstExecution = TimeSpan.FromMilliseconds(50);
            o.Durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(100);
            o.Durability.OrphanedMessageSweepPollingTime = TimeSpan.FromMilliseconds(100);
            o.Durability.NodeReassignmentPollingTime = TimeSpan.FromMilliseconds(100);
            configure(o);
        });
        return builder.Build();
    }

    public static IDocumentStore Documents(this IHost host) => host.Services.GetRequiredService<IDocumentStore>();

    public static IMessageBus Bus(this IHost host) => host.MessageBus();

    public static async Task<T?> LoadAsync<T>(this IHost host, Guid id, string? tenant = null) where T : notnull
    {
        await using var session = tenant is null ? host.Documents().QuerySession() : host.Documents().QuerySession(tenant);
        return await session.LoadAsync<T>(id);
    }

    /// <summary>Asks again until the answer is the wished one, for what happens in the background.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> isWished, int seconds = 20)
    {
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        while (true)
        {
            var answer = await ask();
            if (isWished(answer)) return answer;
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"Still {answer} after {seconds} s");
            await Task.Delay(25);
        }
    }
}

/// <summary>The message tables, read with plain SQL.</summary>
internal sealed class MessageTables(string database)
{
    public async Task<IReadOnlyList<Dictionary<string, object?>>> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object?>>();
        while (await reader.ReadAsync())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i)));
        }

        return rows;
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    public Task<IReadOnlyList<Dictionary<string, object?>>> IncomingAsync() =>
        QueryAsync("select * from wolverine_incoming_envelopes order by id");

    public Task<IReadOnlyList<Dictionary<string, object?>>> DeadLettersAsync() =>
        QueryAsync("select * from wolverine_dead_letters order by id");

    public Task<IReadOnlyList<Dictionary<string, object?>>> IncomingAsync(Func<IReadOnlyList<Dictionary<string, object?>>, bool> isWished) =>
        Service.EventuallyAsync(IncomingAsync, isWished);
}
