using System.Net.Http.Headers;
using Alba;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>A node of the real service over a database that may be older than it, with settings, clock and log of a test's own.</summary>
internal sealed class ServiceNode : IAsyncDisposable
{
    private readonly string _dataFolder;
    private readonly IAlbaHost _host;

    private ServiceNode(IAlbaHost host, string dataFolder) => (_host, _dataFolder) = (host, dataFolder);

    public IServiceProvider Services => _host.Services;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<ServiceNode> StartAsync(
        string database, ILoggerProvider log, TimeProvider? clock = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var dataFolder = Path.Combine(Path.GetTempPath(), "igg4-node-" + Guid.NewGuid().ToString("N")[..10]);
        var host = await AlbaHost.For<Program>(web =>
        {
            web.UseSetting("ConnectionStrings:Postgres", database);
            web.UseSetting("FollowUp:DataFolder", dataFolder);
            web.UseSetting("Logging:LogLevel:Default", "Warning");
            web.UseSetting("Limits:UserPerMinute", "100000000");
            foreach (var (name, value) in settings ?? new Dictionary<string, string>()) web.UseSetting(name, value);
            web.ConfigureServices(services =>
                services.RemoveAll<ILoggerProvider>().AddSingleton(log).AddSingleton(clock ?? TimeProvider.System).InHurry());
        });
        return new ServiceNode(host, dataFolder);
    }

    /// <summary>Somebody who has not signed in.</summary>
    public HttpClient Anyone() => _host.Server.CreateClient();

    /// <summary>A client of the service, signed in.</summary>
    public HttpClient Client(string role = Roles.Clinician, string? clinic = "north", string user = "dr-test")
    {
        var client = Anyone();
        var token = Services.GetRequiredService<DevelopmentTokens>().Create(role, clinic, user, TimeProvider.System.GetUtcNow());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public Task<LogState> LogStateAsync() => LogState.ReadAsync(Database, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
