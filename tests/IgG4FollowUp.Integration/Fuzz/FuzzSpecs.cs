using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Health;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Fuzz;

/// <summary>
/// Whatever is sent, to whatever operation: an answer that is whole, nothing changed by what was refused, nothing of it in the log. It
/// keeps every core busy by itself, so it runs alone: beside others both would only take longer.
/// </summary>
[Collection(nameof(Alone))]
public sealed class FuzzSpecs(FuzzedService service) : IClassFixture<FuzzedService>
{
    /// <summary>Repeats a run: the seed that a failure names.</summary>
    private const string SeedSetting = "FUZZ_SEED";

    // The bound of a run is this number, about a minute's work on two cores; a slower machine takes longer and fails nothing by it.
    private const int Requests = 20_000;
    private const int Clients = 4;

    // A record that has grown long makes every write to it slow.
    private const long LongestRecord = 60;

    private readonly ConcurrentDictionary<string, string> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _sent = new(StringComparer.Ordinal);

    [Fact]
    public async Task twenty_thousand_spoilt_requests_to_every_operation_break_nothing_change_nothing_and_leave_no_trace_in_the_log()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedSetting), CultureInfo.InvariantCulture, out var given)
            ? given
            : 20_260_301;
        using var anyone = service.Node.Anyone();
        // Until the first sweep is done there is no proof that everybody was looked at, and the heartbeat says so with 503.
        var heartbeats = service.Node.Services.GetRequiredService<AlertHeartbeats>();
        await AlertRequests.UntilAsync(
            () => heartbeats.LastAsync(AlertSweep.AllClinics, TestContext.Current.CancellationToken), last => !last.Late);
        var operations = DescribedOperation.In(await anyone.GetJsonAsync("/openapi/v1.json"));
        operations.Count.ShouldBeGreaterThan(60);
        // A write has more places that can be spoilt.
        var turns = operations.SelectMany(operation => Enumerable.Repeat(operation, operation.Takes.Count > 0 ? 8 : 1)).ToArray();
        var clock = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => ClientAsync(client, turns, seed))));

        TestContext.Current.SendDiagnosticMessage($"{_sent.Values.Sum()} requests in {clock.Elapsed.TotalSeconds:F1} s");
        foreach (var line in service.Telling.Take(20))
            _faults.TryAdd($"{line.Category} tells what was sent", line.Text[..Math.Min(400, line.Text.Length)]);
        _sent.Values.Sum().ShouldBeGreaterThanOrEqualTo(Requests);
        operations.Select(operation => operation.Name).Except(_sent.Keys, StringComparer.Ordinal).ShouldBeEmpty();
        _faults.Select(fault => $"{fault.Key}: {fault.Value}").Order(StringComparer.Ordinal)
            .ShouldBeEmpty($"{SeedSetting}={seed.ToString(CultureInfo.InvariantCulture)} repeats this.");
    }

    private async Task ClientAsync(int client, DescribedOperation[] turns, int seed)
    {
        var clinic = await service.PrepareAsync($"fuzz-{client}");
        using var analyst = service.Node.Client(Roles.Analyst, clinic: null);
        using var administrator = service.Node.Client(Roles.Admin, clinic: null);
        using var monitor = service.Node.Client(Roles.Monitor, $"fuzz-{client}");
        using var stranger = service.Node.Client(clinic: "fuzz-elsewhere");
        using var nobody = service.Node.Anyone();
        HttpClient[] others = [analyst, administrator, monitor, stranger, nobody, nobody];
        var version = await VersionAsync(clinic);
        var random = new Random(seed + client);
        random.Shuffle(turns = [.. turns]);
        var (kept, decided) = (await DecisionsAsync(clinic), new HashSet<string>());
        var (heavy, opening) = (0, new List<Task>());
        for (var n = 0; n < Requests / Clients; n++)
        {
            var operation = turns[n % turns.Length];
            if (operation.IsHeavy && heavy++ >= 6) operation = turns[(n + 1) % turns.Length];
            // Now and then somebody sends it who may not, or who has not signed in.
            var sender = random.Next(100) < 6 ? others[random.Next(others.Length)] : operation.Role switch
            {
                Roles.Analyst => analyst,
                Roles.Admin => administrator,
                Roles.Monitor => monitor,
                _ => clinic.Http,
            };
            var exchange = ExchangeAsync(operation, sender, new RequestMaker(random, clinic, version).Make(operation));
            // What goes on until somebody hangs up begins when there is something to tell.
            if (operation.IsEndless) opening.Add(exchange);
            else if (await exchange is { } body && operation.Method != "GET")
            {
                decided.Add(operation.Path.Split('/')[2]);
                if (operation.Method == "POST" && RecordedIn(body, clinic.PatientId) is { } recorded) version = recorded;
            }

            if (n % 25 < 24) continue;
            if (await VersionAsync(clinic, version) is var now && now != version)
            {
                _faults.TryAdd(
                    "A version that no accepted write gave",
                    $"{version} became {now} before request {n} of client {client}: {operation.Name}");
                version = now;
            }

            var found = await DecisionsAsync(clinic);
            foreach (var (about, tag) in found.Where(one => one.Value != kept[one.Key] && !decided.Contains(one.Key)))
            {
                _faults.TryAdd(
                    $"A decision about {about} that no accepted write made",
                    $"{kept[about]} became {tag} before request {n} of client {client}: {operation.Name}");
            }

            kept = found;
            decided.Clear();
            if (version < LongestRecord) continue;
            await Task.WhenAll(opening);
            clinic.Dispose();
            clinic = await service.PrepareAsync($"fuzz-{client}-{n}");
            version = await VersionAsync(clinic);
            kept = await DecisionsAsync(clinic);
        }

        await Task.WhenAll(opening);
        clinic.Dispose();
    }

    /// <returns>The body of an answer that accepted the request; null when it was refused or goes on.</returns>
    private async Task<byte[]?> ExchangeAsync(DescribedOperation operation, HttpClient sender, HttpRequestMessage request)
    {
        using var _ = request;
        _sent.AddOrUpdate(operation.Name, 1, static (_, sent) => sent + 1);
        try
        {
            var cancellation = TestContext.Current.CancellationToken;
            using var response = await sender.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") return null;
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            if (AnswerCheck.Fault(response, body) is { } fault)
                _faults.TryAdd($"{operation.Name}: {(int)response.StatusCode}, {fault}", await SentAsync(operation, request));
            return response.IsSuccessStatusCode ? body : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException)
        {
            _faults.TryAdd($"{operation.Name}: {e.GetType().Name}", $"{e.Message} {await SentAsync(operation, request)}");
            return null;
        }
    }

    private static async Task<string> SentAsync(DescribedOperation operation, HttpRequestMessage request)
    {
        var what = $"{operation.Method} {operation.Path} -> {request.RequestUri} {request.Headers.ToString().ReplaceLineEndings(" ")}";
        if (request.Content is null) return what;
        var bytes = await request.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var begin = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 600)));
        return $"{what} {request.Content.Headers.ContentType} {begin}";
    }

    /// <param name="clinic">The clinic of the patient.</param>
    /// <param name="known">The version that the record should have: when it does, the record need not be sent.</param>
    private static async Task<long> VersionAsync(PreparedClinic clinic, long? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, clinic.Patient);
        if (known is { } version) request.Headers.TryAddWithoutValidation("If-None-Match", $"\"{version}\"");
        using var response = await clinic.Http.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified) return known!.Value;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.JsonAsync())["version"]!.GetValue<long>();
    }

    // What people decided about the clinic's alerts, webhooks and settings, by the part of the address under which they do. What the
    // service finds by itself is no decision.
    private static async Task<Dictionary<string, string>> DecisionsAsync(PreparedClinic clinic)
    {
        var alert = (await clinic.Http.GetJsonAsync($"/api/alerts/{clinic.AlertId}/history"))["items"]!.AsArray()
            .Count(happening => happening!["data"]!["by"] is not null);
        return new(StringComparer.Ordinal)
        {
            ["alerts"] = alert.ToString(CultureInfo.InvariantCulture),
            ["webhooks"] = await TagAsync($"/api/webhooks/{clinic.WebhookId}"),
            ["alert-rules"] = await TagAsync("/api/alert-rules"),
        };

        async Task<string> TagAsync(string address)
        {
            using var response = await clinic.Http.GetAsync(address, TestContext.Current.CancellationToken);
            return response.Headers.ETag?.Tag ?? response.StatusCode.ToString();
        }
    }

    // The version of the patient's record after a write that says so; one that was only tried changed nothing.
    private static long? RecordedIn(byte[] body, string patientId)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject answer && answer["patientId"]?.ToString() == patientId
                && answer["entryIds"] is not null && answer["wouldDo"] is null
                ? answer["version"]!.GetValue<long>()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
