using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
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
    private readonly PrivatePostgres _postgres;

    private RunningService(string folder, PrivatePostgres postgres, WebApplication app)
    {
        (Folder, _postgres, App) = (folder, postgres, app);
        Http = Client(Roles.Clinician, Clinic);
    }

    public const string Clinic = "benchmark";

    public WebApplication App { get; }

    public HttpClient Http { get; }

    /// <summary>Where the service and its PostgreSQL keep their files.</summary>
    public string Folder { get; }

    public string ConnectionString => _postgres.ConnectionString;

    /// <summary>Starts the service, on an empty database or on one that is filled before the service's own work begins.</summary>
    /// <param name="fill">Fills the database; today's sweep then counts as done.</param>
    /// <param name="settings">Settings of PostgreSQL that take effect when it starts, each as <c>name = value</c>.</param>
    public static async Task<RunningService> StartAsync(Func<NpgsqlDataSource, Task>? fill = null, params string[] settings)
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-benchmark-" + Guid.NewGuid().ToString("N")[..10]);
        var postgres = await StartPostgresAsync(folder, settings);
        var app = Build(postgres.ConnectionString, folder);
        if (fill is not null)
        {
            await CreateTablesAsync(app);
            await fill(app.Services.GetRequiredService<NpgsqlDataSource>());
            await SyntheticLog.DeclareSweptAsync(app.Services.GetRequiredService<IDocumentStore>());
        }

        await app.StartAsync();
        // What was copied in has no rows for analysts yet, and the service writes them by itself.
        if (fill is not null) await RowsAreCurrentAsync(app.Services.GetRequiredService<NpgsqlDataSource>());
        return new RunningService(folder, postgres, app);
    }

    /// <summary>Starts the service with further endpoints, to be compared with its own.</summary>
    public static async Task<RunningService> StartAsync(Action<WebApplication> map)
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-benchmark-" + Guid.NewGuid().ToString("N")[..10]);
        var postgres = await StartPostgresAsync(folder, []);
        var app = Build(postgres.ConnectionString, folder);
        map(app);
        await app.StartAsync();
        return new RunningService(folder, postgres, app);
    }

    /// <summary>Puts the service together without starting it.</summary>
    public static WebApplication Build(string connectionString, string folder)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        // One user asks as fast as the service answers.
        builder.Configuration["Limits:UserPerMinute"] = "100000000";
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        return Service.Build(builder, connectionString, folder);
    }

    /// <summary>Creates the tables of a service that is not started.</summary>
    public static Task CreateTablesAsync(WebApplication app) =>
        app.Services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();

    public HttpClient Client(string role, string? clinic = null)
    {
        // Answers over a whole cohort may take longer than a client usually waits.
        var http = new HttpClient { BaseAddress = new Uri(App.Urls.First()), Timeout = TimeSpan.FromMinutes(10) };
        var tokens = App.Services.GetRequiredService<DevelopmentTokens>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", tokens.Create(role, clinic, "benchmark", TimeProvider.System.GetUtcNow()));
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
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task RowsAreCurrentAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        while (!await AnalystEdition.IsCurrentAsync(connection, rule: null, CancellationToken.None))
            await Task.Delay(TimeSpan.FromMilliseconds(200));
    }

    private static async Task<PrivatePostgres> StartPostgresAsync(string folder, string[] settings)
    {
        var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder));
        if (settings.Length == 0) return postgres;
        await using (var database = NpgsqlDataSource.Create(postgres.ConnectionString))
        {
            foreach (var setting in settings)
            {
                await using var command = database.CreateCommand("alter system set " + setting);
                await command.ExecuteNonQueryAsync();
            }
        }

        await postgres.DisposeAsync();
        return await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder));
    }
}
