using IgG4FollowUp.TestSupport;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wolverine.Configuration;

namespace Compat.Specs.WolverineSpecs;

public sealed record AskForServices(Guid Key);

public static class AskForServicesHandler
{
    public static async Task Handle(
        AskForServices message,
        TimeProvider time,
        ILogger<Note> logger,
        IOptions<HostOptions> options,
        IConfiguration configuration,
        IHostEnvironment environment,
        IDocumentStore store)
    {
        await using var session = store.QuerySession();
        var all = new object[] { time, logger, options.Value, configuration, environment, session };
        Journal.Write(message.Key, $"{all.Length} services");
    }
}

public sealed record AskForContainer(Guid Key);

public static class AskForContainerHandler
{
    public static void Handle(AskForContainer message, IServiceProvider services) => Journal.Write(message.Key, services.ToString()!);
}

public sealed record AskForChain(Guid Key);

public sealed class Inkwell : IAsyncDisposable
{
    public Guid Key { get; set; }

    public ValueTask DisposeAsync()
    {
        Journal.Write(Key, "disposed");
        return ValueTask.CompletedTask;
    }
}

public sealed class Pen(Inkwell ink)
{
    public Inkwell Ink => ink;
}

public static class AskForChainHandler
{
    public static void Handle(AskForChain message, Pen pen, Inkwell ink)
    {
        ink.Key = message.Key;
        Journal.Write(message.Key, ReferenceEquals(pen.Ink, ink) ? "the same ink" : "other ink");
    }
}

public sealed class DependencySpecs(PostgresServer postgres)
{
    [Fact]
    public async Task singletons_of_the_framework_are_given_to_handlers()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(), _ => { }, s => s.AddSingleton(TimeProvider.System), typeof(AskForServicesHandler));
        var key = Guid.NewGuid();
        await host.Bus().InvokeAsync(new AskForServices(key));
        Journal.Read(key).ShouldBe(["6 services"]);
    }

    [Fact]
    public async Task the_container_itself_is_refused_at_the_first_message()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(AskForContainerHandler));
        await Should.ThrowAsync<InvalidServiceLocationException>(
            async () => await host.Bus().InvokeAsync(new AskForContainer(Guid.NewGuid())));
    }

    [Fact]
    public async Task scoped_services_are_built_once_per_message_and_disposed_after_it()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(), _ => { }, s => s.AddScoped<Inkwell>().AddTransient<Pen>(), typeof(AskForChainHandler));
        var key = Guid.NewGuid();
        await host.Bus().InvokeAsync(new AskForChain(key));
        Journal.Read(key).ShouldBe(["the same ink", "disposed"]);
    }
}
