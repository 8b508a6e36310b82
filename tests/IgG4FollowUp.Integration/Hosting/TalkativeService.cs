using System.Net;
using System.Text;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Webhooks;
using IgG4FollowUp.TestSupport;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>A write as the service describes it.</summary>
internal sealed record DescribedWrite(string Method, string Route, WriteDescription Described)
{
    /// <summary>Whether it changes something that the address names.</summary>
    public bool HasIdentity => Route.Contains('{', StringComparison.Ordinal);

    public string Accepted() => SentinelBodies.Accepted(Described.Shape, Described.Example).ToJsonString();

    public string Refused() => SentinelBodies.Refused(Described.Shape, Described.Example).ToJsonString();

    /// <summary>Every write with a body that a service describes.</summary>
    public static IReadOnlyList<DescribedWrite> In(IServiceProvider services) =>
    [
        .. from source in services.GetServices<EndpointDataSource>()
           from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           let described = endpoint.Metadata.GetMetadata<WriteDescription>()
           where described is not null
           let method = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0]
           select new DescribedWrite(method, endpoint.RoutePattern.RawText!, described),
    ];
}

/// <summary>What a clinic has on record for the examples to refer to.</summary>
internal sealed record PreparedClinic(HttpClient Http, string PatientId, string EntryId, string AlertId, string WebhookId) : IDisposable
{
    public string Patient => $"/api/patients/{PatientId}";

    public string AddressOf(DescribedWrite write) => write.Route
        .Replace("{patientId:guid}", PatientId, StringComparison.Ordinal).Replace("{entryId:guid}", EntryId, StringComparison.Ordinal)
        .Replace("{alertId:guid}", AlertId, StringComparison.Ordinal).Replace("{webhookId:guid}", WebhookId, StringComparison.Ordinal);

    /// <summary>A clinic whose record holds what the examples of all writes refer to.</summary>
    public static async Task<PreparedClinic> InAsync(ServiceNode node, string name)
    {
        var http = node.Client(clinic: name);
        var patient = await http.EnrolAsync(SentinelBodies.Next());
        var entryId = Guid.NewGuid().ToString();
        // The identities that the examples name, but for their last digit.
        const string Id = "01980000-0000-7000-8000-00000000000";
        (string Path, string Body)[] entries =
        [
            ("asia-grades", $$"""{ "entryId": "{{entryId}}", "assessedOn": "2024-03-11", "grade": "B" }"""),
            ("steroid-courses", $$"""{ "entryId": "{{Id}}1", "startedOn": "2024-03-15", "drug": "prednisolone", "dailyDoseMg": 40 }"""),
            ("sparing-agents", $$"""{ "entryId": "{{Id}}2", "startedOn": "2024-04-02", "agent": "rituximab" }"""),
            ("recurrences", $$"""{ "entryId": "{{Id}}3", "detectedOn": "2025-05-02" }"""),
        ];
        foreach (var (path, body) in entries)
        {
            using var response = await http.PostAsync($"{patient}/{path}", body);
            response.StatusCode.ShouldBe(HttpStatusCode.Created, path);
        }

        var (webhook, _) = await http.CreateWebhookAsync($"https://receiver.example/{SentinelBodies.Next()}");
        var patientId = patient.Split('/')[^1];
        // A patient without a visit has an alert as soon as the service has looked.
        var alerts = await AlertRequests.UntilAsync(() => http.AlertsAsync(Guid.Parse(patientId)), alerts => alerts.Count > 0);
        return new(http, patientId, entryId, alerts[0]["alertId"]!.GetValue<string>(), webhook.Split('/')[^1]);
    }

    /// <summary>The same clinic, asking for what it does not have.</summary>
    public PreparedClinic Elsewhere()
    {
        var nowhere = Guid.NewGuid().ToString();
        return this with { PatientId = nowhere, EntryId = nowhere, AlertId = nowhere, WebhookId = nowhere };
    }

    public async Task<HttpResponseMessage> SendAsync(
        DescribedWrite write, string body, string? ifMatch = null, string? key = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(write.Method), AddressOf(write));
        request.Content = new StringContent(body, Encoding.UTF8, type);
        ifMatch ??= write.Described.VersionRequired ? "\"1\"" : null;
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The present version of what a write that must name it changes; null for the others.</summary>
    public async Task<string?> TagAsync(DescribedWrite write)
    {
        if (!write.Described.VersionRequired) return null;
        var address = AddressOf(write);
        if (address.StartsWith(Patient, StringComparison.Ordinal)) address = Patient;
        if (address.EndsWith("/settings", StringComparison.Ordinal)) address = address[..^"/settings".Length];
        using var response = await Http.GetAsync(address, TestContext.Current.CancellationToken);
        return response.Headers.ETag?.Tag ?? $"\"{(await response.JsonAsync())["version"]}\"";
    }

    public void Dispose() => Http.Dispose();
}

/// <summary>The service with everything told to the log that any of its parts tells an operator who asks for information.</summary>
public sealed class TalkativeService(PostgresServer postgres) : IAsyncLifetime
{
    // A filter of its own for each that the settings file keeps quiet.
    private static readonly string[] Categories =
    [
        "Default", "Microsoft", "Microsoft.AspNetCore.DataProtection", "Microsoft.Extensions.Hosting.Internal.Host",
        "Npgsql", "JasperFx", "Marten", "Wolverine",
    ];

    private readonly KeptLog _log = new();
    private ServiceNode? _node;
    private string _database = "";

    internal ServiceNode Node => _node!;

    /// <summary>The name of the database.</summary>
    internal string DatabaseName => new NpgsqlConnectionStringBuilder(_database).Database!;

    /// <summary>Every write with a body that the service describes.</summary>
    internal IReadOnlyList<DescribedWrite> Writes { get; private set; } = [];

    internal IReadOnlyCollection<LogLine> Log => _log.Lines;

    /// <summary>Lines of the log that tell something of what was sent.</summary>
    internal IEnumerable<LogLine> Telling =>
        _log.Lines.Where(line => line.Text.Contains(SentinelBodies.Sentinel, StringComparison.OrdinalIgnoreCase));

    /// <summary>Lines of PostgreSQL's own log that do.</summary>
    internal IEnumerable<string> TellingOfServer =>
        File.ReadLines(postgres.LogFile).Where(line => line.Contains(SentinelBodies.Sentinel, StringComparison.OrdinalIgnoreCase));

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        // Time enough for a test to close the circle of a deadlock before the server looks for one.
        await using (var connection = await ConnectAsync())
            await connection.ExecuteAsync($"alter database {DatabaseName} set deadlock_timeout = '3s'");
        var settings = Categories.ToDictionary(name => $"Logging:LogLevel:{name}", _ => "Information");
        _node = await ServiceNode.StartAsync(_database, _log, settings: settings);
        Writes = DescribedWrite.In(_node.Services);
        Writes.Count.ShouldBeGreaterThan(25);
    }

    /// <inheritdoc cref="PreparedClinic.InAsync"/>
    internal Task<PreparedClinic> PrepareAsync(string name) => PreparedClinic.InAsync(Node, name);

    /// <summary>A connection of the test's own, which no pool has kept from before the server was interfered with.</summary>
    internal async Task<NpgsqlConnection> ConnectAsync(string? other = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(_database) { Pooling = false };
        if (other is not null) settings.Database = other;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Does something while an SQL statement has broken the database, and mends it with another.</summary>
    internal async Task WhileBrokenAsync(string breaking, string mending, Func<Task> act)
    {
        await using var connection = await ConnectAsync();
        await InsistAsync(breaking);
        try
        {
            await act();
        }
        finally
        {
            await InsistAsync(mending);
        }

        // It locks many tables one after the other, and so do the statements of the service that are under way.
        async Task InsistAsync(string sql)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await connection.ExecuteAsync(sql);
                    return;
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < 20)
                {
                    await Task.Delay(50, TestContext.Current.CancellationToken);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }
}
