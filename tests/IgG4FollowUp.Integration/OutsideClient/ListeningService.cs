using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.OutsideClient;

/// <summary>The real service on a real port, for clients that are programs of their own.</summary>
public sealed class ListeningService(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-listening-" + Guid.NewGuid().ToString("N")[..10]);
    private Factory? _factory;

    public IServiceProvider Services => _factory!.Services;

    public Uri Address => _factory!.ClientOptions.BaseAddress;

    public string Token(string role, string? clinic = null) =>
        Services.GetRequiredService<DevelopmentTokens>().Create(role, clinic, "dr-test", TimeProvider.System.GetUtcNow());

    public async ValueTask InitializeAsync()
    {
        _factory = new Factory(await postgres.CreateDatabaseAsync(), _dataFolder);
        _factory.UseKestrel(0);
        _factory.StartServer();
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null) await _factory.DisposeAsync();
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }

    private sealed class Factory(string database, string dataFolder) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("ConnectionStrings:Postgres", database);
            builder.UseSetting("FollowUp:DataFolder", dataFolder);
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            builder.ConfigureServices(services => services.InHurry());
        }
    }
}
