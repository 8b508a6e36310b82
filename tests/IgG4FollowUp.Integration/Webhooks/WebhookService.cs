using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Alba;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Webhooks;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.ScheduledMessageManagement;
using Wolverine.Util;

namespace IgG4FollowUp.Integration.Webhooks;

/// <summary>The real service, allowed to call receivers on this machine; a second node of it on demand.</summary>
public sealed class WebhookService(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-hooks-" + Guid.NewGuid().ToString("N")[..10]);
    private IAlbaHost? _host;

    public IAlbaHost Host => _host!;

    public NpgsqlDataSource Database { get; private set; } = null!;

    public string ConnectionString { get; private set; } = "";

    /// <summary>Errors and warnings that the service logged.</summary>
    public LogOfTrouble Trouble { get; } = new();

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        Database = NpgsqlDataSource.Create(ConnectionString);
        _host = await StartNodeAsync();
    }

    public Task<IAlbaHost> StartNodeAsync() => AlbaHost.For<Program>(web =>
    {
        web.UseSetting("ConnectionStrings:Postgres", ConnectionString);
        web.UseSetting("FollowUp:DataFolder", _dataFolder);
        web.UseSetting("Logging:LogLevel:Default", "Warning");
        web.UseSetting("Webhooks:AllowPrivateTargets", "true");
        web.UseSetting("Webhooks:TimeoutSeconds", "1");
        web.UseSetting("Webhooks:MaximumPerClinic", "3");
        web.ConfigureServices(services =>
        {
            services.AddSingleton<ILoggerProvider>(Trouble).InHurry();
        });
    });

    public HttpClient Client(string clinic, string role = Roles.Clinician) => Client(Host, clinic, role);

    public HttpClient Client(IAlbaHost node, string clinic, string role = Roles.Clinician)
    {
        var client = node.Server.CreateClient();
        var token = Host.Services.GetRequiredService<DevelopmentTokens>().Create(role, clinic, "dr-test", TimeProvider.System.GetUtcNow());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Says that an alert changed, as the evaluation of alerts does.</summary>
    public async Task<AlertChanged> AlertAsync(string clinic, string change = AlertChanged.Raised, AlertChanged? again = null)
    {
        var changed = again
            ?? new AlertChanged(Guid.NewGuid(), Guid.NewGuid(), change, new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
        await using var scope = Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeForTenantAsync(clinic, new AlertsChanged([changed]));
        return changed;
    }

    /// <summary>Lets every attempt that waits for its time be due.</summary>
    public async Task MakeDueAsync()
    {
        var scheduled = Host.Services.GetRequiredService<IMessageStore>().ScheduledMessages;
        var waiting =
            await scheduled.QueryAsync(
                new ScheduledMessageQuery { MessageType = typeof(DeliverWebhook).ToMessageTypeName(), PageSize = 1000 }, default);
        foreach (var message in waiting.Messages)
            await scheduled.RescheduleAsync(message.Id, TimeProvider.System.GetUtcNow().AddSeconds(-1), default);
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }

    /// <summary>Keeps what was logged as a warning or worse.</summary>
    public sealed class LogOfTrouble : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines) return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            lock (_lines) _lines.Add($"{logLevel}: {formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}

/// <summary>What a clinic says about webhooks, in few words.</summary>
public static class WebhookRequests
{
    /// <summary>Creates a webhook.</summary>
    /// <returns>Its address and its secret.</returns>
    public static async Task<(string Address, string Secret)> CreateWebhookAsync(this HttpClient client, string url,
        params string[] eventTypes)
    {
        var types = string.Join(", ", (eventTypes.Length == 0 ? AlertChanged.Kinds : eventTypes).Select(type => $"\"{type}\""));
        using var response = await client.PostAsync("/api/webhooks", $$"""{ "url": "{{url}}", "eventTypes": [{{types}}] }""");
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (response.Headers.Location!.ToString(), (await response.JsonAsync())["secret"]!.GetValue<string>());
    }

    public static async Task<HttpResponseMessage> PutAsync(this HttpClient client, string address, string json, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new StringContent(json, null, "application/json") };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Posts without a body.</summary>
    public static async Task<HttpResponseMessage> PostNothingAsync(this HttpClient client, string address, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonArray> DeliveriesAsync(this HttpClient client, string webhook, string query = "") =>
        (await client.GetJsonAsync($"{webhook}/deliveries{query}"))["items"]!.AsArray();

    /// <summary>The webhook's only delivery, once it is as wanted.</summary>
    public static async Task<JsonNode> DeliveryAsync(this HttpClient client, string webhook, Func<JsonNode, bool> wanted)
    {
        JsonNode? delivery = null;
        await UntilAsync(
            async () =>
            {
                delivery = (await client.DeliveriesAsync(webhook)).ShouldHaveSingleItem()!;
                return wanted(delivery);
            },
            () => delivery?.ToJsonString() ?? "no delivery");
        return delivery!;
    }

    public static string State(this JsonNode delivery) => delivery["state"]!.GetValue<string>();

    public static int Attempts(this JsonNode delivery) => delivery["attempts"]!.GetValue<int>();

    public static string? Outcome(this JsonNode delivery) => delivery["lastOutcome"]?.GetValue<string>();

    public static async Task UntilAsync(Func<Task<bool>> done, Func<string>? what = null, double minutes = 2)
    {
        var waited = Stopwatch.StartNew();
        while (!await done())
        {
            if (waited.Elapsed > TimeSpan.FromMinutes(minutes))
                throw new TimeoutException($"It did not happen within {minutes} minutes: {what?.Invoke()}");
            await Task.Delay(20);
        }
    }

    public static Task UntilAsync(Func<bool> done, Func<string>? what = null, double minutes = 2) =>
        UntilAsync(() => Task.FromResult(done()), what, minutes);
}
