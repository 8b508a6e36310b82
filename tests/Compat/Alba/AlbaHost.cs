using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;

namespace Alba;

public sealed class AlbaHost : IAlbaHost
{
    private readonly IHost _host;
    private readonly IAlbaExtension[] _extensions;
    private readonly IAsyncDisposable? _owner;
    private Func<HttpContext, Task> _beforeEach = _ => Task.CompletedTask;
    private Func<HttpContext?, Task> _afterEach = _ => Task.CompletedTask;

    private AlbaHost(IHost host, IAlbaExtension[] extensions, IAsyncDisposable? owner)
    {
        _host = host;
        _extensions = extensions;
        _owner = owner;
        Server = host.GetTestServer();
    }

    public TestServer Server { get; }

    public IServiceProvider Services => _host.Services;

    public static Task<IAlbaHost> For<TEntryPoint>(params IAlbaExtension[] extensions)
        where TEntryPoint : class => For<TEntryPoint>(_ => { }, extensions);

    public static async Task<IAlbaHost> For<TEntryPoint>(Action<IWebHostBuilder> configuration, params IAlbaExtension[] extensions)
        where TEntryPoint : class
    {
        var factory = new EntryPointFactory<TEntryPoint>(configuration, extensions);
        try
        {
            return await StartExtensionsAsync(new AlbaHost(factory.StartHost(), extensions, factory));
        }
        catch
        {
            await factory.DisposeAsync();
            throw;
        }
    }

    public static async Task<IAlbaHost> For(
        WebApplicationBuilder builder, Action<WebApplication> configureRoutes, params IAlbaExtension[] extensions)
    {
        builder.WebHost.UseTestServer();
        foreach (var extension in extensions)
            extension.Configure(builder.Host);

        var app = builder.Build();
        try
        {
            configureRoutes(app);
            await app.StartAsync();
            return await StartExtensionsAsync(new AlbaHost(app, extensions, app));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public IAlbaHost BeforeEach(Action<HttpContext> beforeEach)
    {
        _beforeEach = context =>
        {
            beforeEach(context);
            return Task.CompletedTask;
        };
        return this;
    }

    public IAlbaHost AfterEach(Action<HttpContext?> afterEach)
    {
        _afterEach = context =>
        {
            afterEach(context);
            return Task.CompletedTask;
        };
        return this;
    }

    public IAlbaHost BeforeEachAsync(Func<HttpContext, Task> beforeEach)
    {
        _beforeEach = beforeEach;
        return this;
    }

    public IAlbaHost AfterEachAsync(Func<HttpContext?, Task> afterEach)
    {
        _afterEach = afterEach;
        return this;
    }

    public async Task<IScenarioResult> Scenario(Action<Scenario> configure)
    {
        var scenario = new Scenario(Services);
        configure(scenario);

        HttpContext? context = null;
        try
        {
            context = await ScenarioRequest.SendAsync(Server, scenario, _beforeEach);
            scenario.RunAssertions(context);
            return new ScenarioResult(context, Services);
        }
        finally
        {
            await _afterEach(context);
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        foreach (var extension in _extensions)
            await extension.DisposeAsync();

        await _host.StopAsync();
        if (_owner is not null)
            await _owner.DisposeAsync();
    }

    private static async Task<IAlbaHost> StartExtensionsAsync(AlbaHost host)
    {
        foreach (var extension in host._extensions)
            await extension.Start(host);

        return host;
    }
}
