using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Webhooks;
using IgG4FollowUp.TestSupport;
using Npgsql;
using static IgG4FollowUp.Integration.Webhooks.WebhookRequests;

namespace IgG4FollowUp.Integration.Durability;

public sealed class AlertCrashSpecs(PostgresServer postgres) : IDisposable
{
    // So many that some are still due at the last kill also where a busy machine raises several hundred alerts before it is killed.
    private static readonly int Patients = LongRun.Rounds(few: 1_200, many: 4_000);
    private static readonly int Rounds = LongRun.Rounds(few: 3, many: 10);
    private const int Days = 100;
    private const double Minutes = 3;

    /// <summary>
    /// How many are lost: due patients without alert or timer, alerts that nobody will be told of, deliveries that will not be attempted.
    /// </summary>
    private const string Lost = """
        with named as (
          select message_type, (regexp_matches(encode(body, 'escape'), '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g'))[1]::uuid as id
          from followup.wolverine_incoming_envelopes where status in ('Incoming', 'Scheduled'))
        select array[
          (select count(*) from followup.mt_doc_patientchart
           where id not in (select patient_id from followup.mt_doc_alert) and id not in (select id from followup.mt_doc_patientwatch where look_again_at is not null)),
          (select count(*) from followup.mt_doc_alert
           where id not in (select (data ->> 'alertId')::uuid from followup.mt_doc_webhookdelivery)
             and id not in (select id from named where message_type like '%AlertsChanged')),
          (select count(*) from followup.mt_doc_webhookdelivery
           where data ->> 'state' <> 'delivered'
             and (data ->> 'state' <> 'pending' or id not in (select id from named where message_type like '%DeliverWebhook')))]
        """;

    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-storm-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task a_storm_of_timers_whose_process_is_killed_again_and_again_leaves_each_alert_once_and_loses_no_message()
    {
        var random = new Random(20261104);
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var receiver = await Receiver.StartAsync();
        var refused = new ConcurrentDictionary<string, bool>();
        receiver.Answer = http =>
        {
            // One message in sixteen is refused when it comes first, so that some are scheduled again.
            var id = http.Request.Headers["webhook-id"].ToString();
            http.Response.StatusCode = id.EndsWith('0') && refused.TryAdd(id, true) ? 503 : 204;
            return Task.CompletedTask;
        };
        await EnrolAsync(connectionString, random);
        await using var service = new ServiceProcess(_dataFolder, connectionString) { Settings = StormSettings.Create() };
        await service.StartAsync();
        var (_, secret) = await service.Http.CreateWebhookAsync(receiver.Url, AlertChanged.Raised);
        await UntilAsync(async () =>
            await database.HasCaughtUpAsync(TimeProvider.System)
                && await database.ScalarAsync<long>("select count(*) from followup.mt_doc_patientwatch") == Patients, () => service.Output,
                Minutes);
        await service.KillAsync();

        // The day comes on which all are overdue, and only their timers can tell.
        var clock = new OffsetClock(TimeSpan.FromDays(Days));
        service.ClockOffsetDays = Days;
        await database.SkipSweepsAsync(clock);
        (await DueAsync(database, clock)).ShouldBe(Patients);

        var (inTheMiddle, untold, storm) = (0, 0L, Stopwatch.StartNew());
        for (var round = 0; round < Rounds; round++)
        {
            await service.StartAsync();
            // A random moment in work, not in time: a slow machine is killed as busy as a fast one.
            var wanted = await RaisedAsync(database) + random.Next(40, 170);
            await UntilAsync(async () => await RaisedAsync(database) >= wanted, () => service.Output, Minutes);
            await service.KillAsync();
            (await database.ScalarAsync<long[]>(Lost)).ShouldBe([0, 0, 0]);
            var due = await DueAsync(database, clock);
            if (due > 0) inTheMiddle++;
            var unsent = await TakenAsync(database, "AlertsChanged") + await TakenAsync(database, "DeliverWebhook");
            untold += unsent;
            Say($"kill {round + 1}: {await RaisedAsync(database)} raised, {due} patients due and {unsent} messages about alerts in hand");
        }

        var before = await RaisedAsync(database);
        await service.StartAsync();
        await UntilAsync(async () => await database.HasCaughtUpAsync(clock) && await database.WaitingAsync() == 0, () => service.Output,
            Minutes);
        Say($"the rest: {await RateAsync(database, before)} timers a second");
        (await database.ScalarAsync<long[]>(Lost)).ShouldBe([0, 0, 0]);
        inTheMiddle.ShouldBeGreaterThanOrEqualTo(Rounds * 4 / 5);
        untold.ShouldBeGreaterThan(0);

        var alerts = await AlertLedger.BalancesAsync(database, DateOnly.FromDateTime(clock.GetLocalNow().Date));
        alerts.Count.ShouldBe(Patients);
        alerts.Select(alert => alert.PatientId).Distinct().Count().ShouldBe(Patients);
        (await database.ScalarAsync<long>("select count(*) from followup.wolverine_dead_letters")).ShouldBe(0);
        (await database.ScalarAsync<Guid[]>("select array(select (data ->> 'alertId')::uuid from followup.mt_doc_webhookdelivery)")).Order()
            .ShouldBe(alerts.Select(alert => alert.Id).Order());
        // First what the service thinks it delivered, then what came: refused messages are still being sent again.
        var delivered = await database.ScalarAsync<Guid[]>(
            "select array(select id from followup.mt_doc_webhookdelivery where data ->> 'state' = 'delivered')");
        var received = receiver.All;
        delivered.Select(id => $"msg_{id:N}").Except(received.Select(message => message.Id)).ShouldBeEmpty();
        received.ShouldAllBe(message => message.IsSignedWith(secret));
        refused.ShouldNotBeEmpty();
        Say($"{received.Count} requests with {received.Select(message => message.Id).Distinct().Count()} ids; "
            + $"{storm.Elapsed.TotalSeconds:F1} s with {Rounds} starts");
    }

    /// <summary>Patients whose next visit is due within the next weeks, written by a node that evaluates nobody.</summary>
    private async Task EnrolAsync(string connectionString, Random random)
    {
        await using var writer = await IdleNode.CreateAsync(connectionString, _dataFolder);
        var today = DateOnly.FromDateTime(DateTime.Now);
        var date = ClinicalDate.Parse(today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        foreach (var numbers in Enumerable.Range(1, Patients).Chunk(250))
        {
            await using var session = writer.Store.LightweightSession("crash-test");
            foreach (var number in numbers)
            {
                session.Events.StartStream<PatientChart>(
                    Guid.CreateVersion7(),
                    new PatientEnrolled
                    {
                        EntryId = Guid.CreateVersion7(),
                        StudyNumber = $"STORM-{number}",
                        EnrolledOn = date,
                        Origin = DataOrigin.Synthetic,
                    },
                    new AsiaGradeRecorded { EntryId = Guid.CreateVersion7(), AssessedOn = date, Grade = AsiaGrade.D },
                    new LesionImaged { EntryId = Guid.CreateVersion7(), ImagedOn = date, LesionPresent = true },
                    new PresentationRecorded { EntryId = Guid.CreateVersion7(), PresentedOn = date, OtherOrgans = [] },
                    new VisitLogged
                    {
                        EntryId = Guid.CreateVersion7(),
                        VisitedOn = date,
                        NextVisitDueOn = today.AddDays(random.Next(20, 60)),
                    });
            }

            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Patients whose instant has come.</summary>
    private static async Task<int> DueAsync(NpgsqlDataSource database, TimeProvider clock) =>
        (await new PatientWatches(database).DueAsync(clock.GetUtcNow(), int.MaxValue, TestContext.Current.CancellationToken)).Count;

    private static Task<long> RaisedAsync(NpgsqlDataSource database) =>
        database.ScalarAsync<long>("select count(*) from followup.mt_doc_alert");

    /// <summary>How fast alerts were raised after the first so many.</summary>
    private static Task<decimal> RateAsync(NpgsqlDataSource database, long after) => database.ScalarAsync<decimal>(
        "select round(count(*) / extract(epoch from max(raised_at) - min(raised_at))) from (select raised_at from followup.mt_doc_alert "
            + $"order by raised_at offset {after}) rest");

    /// <summary>Messages that the killed process had taken and not finished.</summary>
    private static Task<long> TakenAsync(NpgsqlDataSource database, string message) => database.ScalarAsync<long>(
        "select count(*) from followup.wolverine_incoming_envelopes where status = 'Incoming' and owner_id <> 0 and message_type like "
            + $"'%{message}'");

    private static void Say(string words) => TestContext.Current.TestOutputHelper?.WriteLine(words);

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
