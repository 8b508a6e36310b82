using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Fuzz;

/// <summary>
/// Whatever is sent, to whatever operation: an answer that is whole, nothing changed by what was refused, nothing of it in the log.
/// </summary>
public sealed class FuzzSpecs(FuzzedService service) : IClassFixture<FuzzedService>
{
    /// <summary>Repeats a run: the seed that a failure names.</summary>
    private const string SeedSetting = "FUZZ_SEED";

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
        var version = await VersionAsync(clinic);
        var random = new Random(seed + client);
        random.Shuffle(turns = [.. turns]);
        var heavy = 0;
        for (var n = 0; n < Requests / Clients; n++)
        {
            var operation = turns[n % turns.Length];
            if (operation.IsHeavy && heavy++ >= 6) operation = turns[(n + 1) % turns.Length];
            using var request = new RequestMaker(random, clinic, version).Make(operation);
            var what = $"{operation.Method} {operation.Path} -> {request.RequestUri} {request.Headers.ToString().ReplaceLineEndings(" ")}";
            var sender = operation.Role == Roles.Analyst ? analyst : operation.Role == Roles.Admin ? administrator : clinic.Http;
            _sent.AddOrUpdate(operation.Name, 1, static (_, sent) => sent + 1);
            try
            {
                using var response = await sender.SendAsync(request, HttpCompletionOption.ResponseHeadersRead,
                    TestContext.Current.CancellationToken);
                var endless = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
                var body = endless ? [] : await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
                if (!endless && AnswerCheck.Fault(response, body) is { } fault)
                    _faults.TryAdd($"{operation.Name}: {(int)response.StatusCode}, {fault}", what + await SentAsync(request));
                if (response.IsSuccessStatusCode && operation.Method == "POST" && RecordedIn(body, clinic.PatientId) is { } recorded)
                    version = recorded;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException)
            {
                _faults.TryAdd($"{operation.Name}: {e.GetType().Name}", $"{e.Message} {what}{await SentAsync(request)}");
            }

            if (n % 25 < 24) continue;
            if (await VersionAsync(clinic) is var now && now != version)
            {
                _faults.TryAdd("A version that no accepted write gave",
                    $"{version} became {now} before request {n} of client {client}: {what}");
                version = now;
            }

            if (version < LongestRecord) continue;
            clinic.Dispose();
            clinic = await service.PrepareAsync($"fuzz-{client}-{n}");
            version = await VersionAsync(clinic);
        }

        clinic.Dispose();
    }

    private static async Task<string> SentAsync(HttpRequestMessage request)
    {
        if (request.Content is null) return "";
        var bytes = await request.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return $" {request.Content.Headers.ContentType} "
            + $"{System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 600)))}";
    }

    private static async Task<long> VersionAsync(PreparedClinic clinic)
    {
        using var response = await clinic.Http.GetAsync(clinic.Patient, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.JsonAsync())["version"]!.GetValue<long>();
    }

    // The version of the patient's record after a write that says so.
    private static long? RecordedIn(byte[] body, string patientId)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject answer && answer["patientId"]?.ToString() == patientId
                && answer["entryIds"] is not null
                ? answer["version"]!.GetValue<long>()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
