using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>The real service on Kestrel over a durable private PostgreSQL; client and server share the machine.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly string _folder;
    private readonly PrivatePostgres _postgres;

    private RunningService(string folder, PrivatePostgres postgres, WebApplication app)
    {
        (_folder, _postgres, App) = (folder, postgres, app);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", app.Services.GetRequiredService<DevelopmentTokens>().Create(Roles.Clinician, Clinic, "benchmark", TimeProvider.System.GetUtcNow()));
    }

    public const string Clinic = "benchmark";

    public WebApplication App { get; }

    public HttpClient Http { get; }

    public string ConnectionString => _postgres.ConnectionString;

    public static async Task<RunningService> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-benchmark-" + Guid.NewGuid().ToString("N")[..10]);
        var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var app = Service.Build(builder, postgres.ConnectionString, folder);
        await app.StartAsync();
        return new RunningService(folder, postgres, app);
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
