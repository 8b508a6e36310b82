using System.Net;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Alerts;

public sealed class HeartbeatSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task when_the_sweep_is_late_the_heartbeat_and_the_readiness_check_say_so_until_it_has_run()
    {
        var clinic = service.Client(clinic: "beat");
        await clinic.EnrolWithBaselineAsync(service.Day());
        var sweep = service.Host.Services.GetRequiredService<AlertSweep>();
        await sweep.RunAsync(Cancellation, service.Clock.GetUtcNow());
        (await StatusAsync("/api/alerts/heartbeat")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);

        await using (var held = await service.Host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation))
        {
            // The service makes the missed sweep up by itself, and could be done between two questions.
            await held.ExecuteAsync("begin; lock table followup.mt_doc_sweeprecord in share mode");
            await service.AdvanceAsync(TimeSpan.FromHours(27));
            (await StatusAsync("/api/alerts/heartbeat")).ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await StatusAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
            await held.ExecuteAsync("rollback");
        }

        await sweep.RunAsync(Cancellation);
        var heartbeat = await clinic.GetJsonAsync("/api/alerts/heartbeat");
        heartbeat["evaluated"]!.GetValue<int>().ShouldBe(heartbeat["patients"]!.GetValue<int>());
        heartbeat["words"]!.GetValue<string>().ShouldStartWith("Evaluated 1 of 1 patients to sequence ");
        (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> StatusAsync(string address)
        {
            using var response = await clinic.GetAsync(address, Cancellation);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task a_sweep_of_a_clock_that_was_ahead_proves_nothing_once_the_clock_is_right()
    {
        var store = service.Host.Services.GetRequiredService<IDocumentStore>();
        var times = new SweepTimes(new(5, 0), TimeSpan.FromHours(26));
        var right = new Hand(service.Clock.GetUtcNow());
        var heartbeats = new AlertHeartbeats(store, right, times);
        await SweptAsync(right.Now.AddMinutes(-2), right.Now.AddMinutes(-1), patients: 3);
        (await heartbeats.LastAsync("set-clock", Cancellation)).ShouldSatisfyAllConditions(
            last => last.Late.ShouldBeFalse(), last => last.Patients.ShouldBe(3));

        foreach (var ahead in new[] { TimeSpan.FromHours(1), TimeSpan.FromDays(400) })
        {
            await SweptAsync(right.Now + ahead, right.Now + ahead, patients: 99);
            (await heartbeats.LastAsync("set-clock", Cancellation)).Patients.ShouldBe(3, $"{ahead}");
        }

        right.Now += TimeSpan.FromHours(30);
        (await heartbeats.LastAsync("set-clock", Cancellation)).Late.ShouldBeTrue("the sweep of the clock that was ahead is no excuse");

        async Task SweptAsync(DateTimeOffset slot, DateTimeOffset finished, int patients)
        {
            await using var session = store.LightweightSession("set-clock");
            session.Store(new SweepRecord
            {
                Slot = slot,
                StartedAt = finished,
                FinishedAt = finished,
                Patients = patients,
                Evaluation = new(patients, 0, 0, 0),
                ToSequence = 1,
                Settings = "",
            });
            await session.SaveChangesAsync(Cancellation);
        }
    }

    private sealed class Hand(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Fact]
    public async Task what_a_lost_instant_left_undone_the_sweep_makes_up_for()
    {
        var clinic = service.Client(clinic: "lost-instant");
        var patient = await clinic.EnrolWithBaselineAsync(service.Day());
        await service.SettledAsync();
        await using (var session = service.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession("lost-instant"))
        {
            session.Delete<PatientWatch>(patient);
            await session.SaveChangesAsync(Cancellation);
        }

        await service.AdvanceAsync(TimeSpan.FromDays(110));
        var sweep = service.Host.Services.GetRequiredService<AlertSweep>();
        await sweep.RunAsync(Cancellation);
        (await clinic.AlertsAsync(patient, "visit-overdue")).ShouldHaveSingleItem();
    }
}
