using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>The real service on Kestrel over a durable private PostgreSQL; client and server share the machine.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly string _folder;
    private readonly PrivatePostgres _postgres;

    private RunningService(string folder, PrivatePostgres postgres, WebApplication app)
    {
        (_folder, _postgres, App) = (folder, postgres, app);
        Http = Client(Roles.Clinician, Clinic);
    }

    public const string Clinic = "benchmark";

    public WebApplication App { get; }

    public HttpClient Http { get; }

    public string ConnectionString => _postgres.ConnectionString;

    /// <summary>Starts the service, on an empty database or on one that is filled before the service's own work begins.</summary>
    public static async Task<RunningService> StartAsync(Func<NpgsqlDataSource, Task>? fill = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-benchmark-" + Guid.NewGuid().ToString("N")[..10]);
        var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var app = Service.Build(builder, postgres.ConnectionString, folder);
        if (fill is not null)
        {
            var database = app.Services.GetRequiredService<NpgsqlDataSource>();
            await app.Services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
            await new OwnTables(database).StartAsync(CancellationToken.None);
            await fill(database);
        }

        await app.StartAsync();
        return new RunningService(folder, postgres, app);
    }

    public HttpClient Client(string role, string? clinic = null)
    {
        // Answers over a whole cohort may take longer than a client usually waits.
        var http = new HttpClient { BaseAddress = new Uri(App.Urls.First()), Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", App.Services.GetRequiredService<DevelopmentTokens>().Create(role, clinic, "benchmark", TimeProvider.System.GetUtcNow()));
        return http;
    }

    public async Task<Guid> EnrolAsync(string studyNumber)
    {
        using var response = await Http.PostAsJsonAsync("/api/patients", new { studyNumber, enrolledOn = "2020-01-01", birthYear = 1960 });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["patientId"]!.GetValue<Guid>();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
