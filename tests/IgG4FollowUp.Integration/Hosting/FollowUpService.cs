using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Alba;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>The real service over a database of its own.</summary>
public sealed class FollowUpService(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-data-" + Guid.NewGuid().ToString("N")[..10]);
    private IAlbaHost? _host;

    public IAlbaHost Host => _host!;

    /// <summary>The service's clock.</summary>
    public OffsetClock Clock { get; } = new();

    public string ConnectionString { get; private set; } = "";

    /// <summary>Settings of nodes that are started from now on, besides those of all specs.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; set; } = [];

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        _host = await StartNodeAsync();
    }

    /// <summary>A node over the database.</summary>
    public Task<IAlbaHost> StartNodeAsync() => AlbaHost.For<Program>(web =>
    {
        web.UseSetting("ConnectionStrings:Postgres", ConnectionString);
        web.UseSetting("FollowUp:DataFolder", _dataFolder);
        web.UseSetting("Logging:LogLevel:Default", "Warning");
        // Specs that try what is refused try it at every endpoint.
        web.UseSetting("Limits:RefusedPerMinute", "100000");
        // One user tries every parameter of every endpoint.
        web.UseSetting("Limits:UserPerMinute", "100000000");
        // Specs say themselves when the log is sealed.
        web.UseSetting("Proof:EverySeconds", "86400");
        foreach (var (name, value) in Settings) web.UseSetting(name, value);
        web.ConfigureServices(services => services.AddSingleton<TimeProvider>(Clock).InHurry());
    });

    /// <summary>Lets time pass.</summary>
    public Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        return Task.CompletedTask;
    }

    public string Token(string role, string? clinic = null, string user = "dr-test") =>
        Host.Services.GetRequiredService<DevelopmentTokens>().Create(role, clinic, user, TimeProvider.System.GetUtcNow());

    /// <summary>A client signed in with several roles and no clinic.</summary>
    public HttpClient Client(string[] roles)
    {
        var client = Host.Server.CreateClient();
        var token = Host.Services.GetRequiredService<DevelopmentTokens>()
            .Create(roles, clinic: null, "dr-test", TimeProvider.System.GetUtcNow());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A client of the service, signed in.</summary>
    public HttpClient Client(string role = Roles.Clinician, string? clinic = "north")
    {
        var client = Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(role, clinic));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}

/// <summary>What a clinic says to the service, in few words.</summary>
public static class ClinicRequests
{
    private static int _numbers;

    public static async Task<HttpResponseMessage> PostAsync(
        this HttpClient client, string address, string json, string? ifMatch = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(json, null, "application/json"),
        };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Enrols a patient with a study number of its own.</summary>
    /// <returns>The patient's address, <c>/api/patients/{id}</c>.</returns>
    public static async Task<string> EnrolAsync(this HttpClient client, string? studyNumber = null)
    {
        studyNumber ??= $"T-{Interlocked.Increment(ref _numbers):0000}";
        using var response = await client.PostAsync(
            "/api/patients", $$"""{ "studyNumber": "{{studyNumber}}", "sex": "male", "birthYear": 1968, "enrolledOn": "2024-01-08" }""");
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.ToString();
    }

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    public static async Task<JsonNode> GetJsonAsync(this HttpClient client, string address) =>
        (await client.GetFromJsonAsync<JsonNode>(address, TestContext.Current.CancellationToken))!;
}
