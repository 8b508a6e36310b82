using System.Collections.Concurrent;
using System.Net;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Durability;

public sealed class CrashSpecs : IDisposable
{
    private const int Clients = 8;

    private static readonly int Rounds = LongRun.Rounds(few: 3, many: 10);

    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-crash-" + Guid.NewGuid().ToString("N")[..10]);

    /// <summary>A visit that was sent; whether it was acknowledged is all that the client knows.</summary>
    private sealed record Sent(string Patient, Guid EntryId, string Body, string Key)
    {
        public bool Acknowledged { get; set; }
    }

    [Fact]
    public async Task what_was_acknowledged_survives_sigkill_exactly_once_and_a_retry_with_the_same_key_leaves_exactly_one()
    {
        var random = new Random(20240611);
        var sent = new ConcurrentBag<Sent>();
        await using var service = new ServiceProcess(_dataFolder);
        await service.StartAsync();
        var patients = new List<string>();
        for (var i = 0; i < Clients / 2; i++) patients.Add(await service.Http.EnrolAsync($"CRASH-{i}"));

        for (var round = 0; round < Rounds; round++)
        {
            using var storm = new CancellationTokenSource();
            // Two clients share each patient, so that versions are contended when the process dies.
            var clients = Enumerable.Range(0, Clients).Select(client => StormAsync(service.Http, patients[client / 2], sent, storm.Token))
                .ToList();
            // A random moment in work, not in time: a slow machine is killed as busy as a fast one.
            await UntilAcknowledgedAsync(sent, sent.Count(visit => visit.Acknowledged) + random.Next(5, 60), clients);
            await service.KillAsync();
            await storm.CancelAsync();
            await Task.WhenAll(clients);
            if (round % 3 == 2) await service.KillPostgresAsync();
            await service.StartAsync();
            await VerifyAsync(service.Http, patients, sent, retried: false);
        }

        foreach (var visit in sent.Where(visit => !visit.Acknowledged))
        {
            using var response = await service.Http.PostAsync($"{visit.Patient}/visits", visit.Body, idempotencyKey: visit.Key);
            response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        }

        sent.Count(visit => visit.Acknowledged).ShouldBeGreaterThan(10 * Rounds);
        sent.ShouldContain(visit => !visit.Acknowledged);
        await VerifyAsync(service.Http, patients, sent, retried: true);
    }

    /// <summary>A client that ends before the process is killed ends the wait: with its failure, or because it was cut off.</summary>
    private static async Task UntilAcknowledgedAsync(ConcurrentBag<Sent> sent, int visits, IReadOnlyCollection<Task> clients)
    {
        while (sent.Count(visit => visit.Acknowledged) < visits)
        {
            var moment = Task.Delay(5);
            var ended = await Task.WhenAny([moment, .. clients]);
            await ended;
            ended.ShouldBe(moment, "A client was cut off although nobody had killed the process.");
        }
    }

    private static async Task StormAsync(HttpClient http, string patient, ConcurrentBag<Sent> sent, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var entryId = Guid.CreateVersion7();
            var visit = new Sent(patient, entryId,
                $$"""{ "entryId": "{{entryId}}", "visitedOn": "2024-03", "asiaGrade": { "grade": "C" } }""", entryId.ToString());
            sent.Add(visit);
            try
            {
                using var response = await http.PostAsync($"{patient}/visits", visit.Body, idempotencyKey: visit.Key);
                visit.Acknowledged = response.StatusCode == HttpStatusCode.Created;
                // Under contention a client may be asked to repeat; nothing else is allowed to happen.
                if (!visit.Acknowledged)
                    response.StatusCode.ShouldBe(HttpStatusCode.Conflict, await response.Content.ReadAsStringAsync(CancellationToken.None));
            }
            catch (HttpRequestException)
            {
                // The process died under the request: whether the visit was recorded is for the next start to tell.
                return;
            }
        }
    }

    private static async Task VerifyAsync(HttpClient http, List<string> patients, ConcurrentBag<Sent> sent, bool retried)
    {
        foreach (var patient in patients)
        {
            var history = (await http.GetJsonAsync($"{patient}/history")).AsArray();
            history.Select(item => item!["version"]!.GetValue<long>()).ShouldBe(Enumerable.Range(1, history.Count).Select(n => (long)n));
            var recorded = history.Select(item => item!["entryId"]!.GetValue<Guid>()).CountBy(id => id).ToDictionary();
            foreach (var visit in sent.Where(visit => visit.Patient == patient))
            {
                var times = recorded.GetValueOrDefault(visit.EntryId);
                if (visit.Acknowledged || retried) times.ShouldBe(1, "an acknowledged visit");
                else times.ShouldBeLessThanOrEqualTo(1, "a visit that was not acknowledged");
            }
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
