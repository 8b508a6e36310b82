using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IgG4FollowUp.Browser.Hosting;

/// <summary>Specs that share one running service; each uses clinics of its own.</summary>
[CollectionDefinition]
public sealed class OneService : ICollectionFixture<RunningService>;

/// <summary>The real service on a real port, over a database of its own.</summary>
public sealed class RunningService(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-pages-" + Guid.NewGuid().ToString("N")[..10]);
    private WebApplication? _app;

    /// <summary>Its settings.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>Where it answers, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        foreach (var (name, value) in Settings) builder.Configuration[name] = value;
        _app = Service.Build(builder, await postgres.CreateDatabaseAsync(), _dataFolder);
        await _app.StartAsync();
        Address = _app.Urls.Single();
    }

    public string Token(string role = Roles.Clinician, string? clinic = "north", TimeSpan age = default) =>
        _app!.Services.GetRequiredService<DevelopmentTokens>().Create(role, clinic, "dr-page", TimeProvider.System.GetUtcNow() - age);

    /// <summary>A client of the API, signed in as a clinician.</summary>
    public HttpClient Client(string clinic = "north")
    {
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(clinic: clinic));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}

/// <summary>What a clinic says to the service, in few words.</summary>
public static class ClinicRequests
{
    /// <summary>Posts to the API and demands success.</summary>
    public static async Task<JsonNode> SayAsync(this HttpClient client, string address, string json, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(json, null, "application/json"),
        };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Enrols a patient.</summary>
    /// <returns>The patient's id.</returns>
    public static async Task<string> EnrolAsync(this HttpClient client, string studyNumber) =>
        (await client.SayAsync("/api/patients",
            $$"""{ "studyNumber": "{{studyNumber}}", "sex": "female", "birthYear": 1961, "enrolledOn": "2021-02-08" }"""))
        ["patientId"]!.GetValue<string>();
}
