using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Wolverine.Runtime.Recurring;

namespace IgG4FollowUp.Integration.Analytics;

public sealed class NightlyReconciliationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly DateTimeOffset Night = new(2031, 1, 11, 3, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task rows_that_differ_from_their_events_are_counted_and_a_comparison_that_fails_leaves_the_last_one_on_record()
    {
        var patients = Cohort.Generate(5, seed: 51);
        var inTables = patients.Count(patient => patient.Agrees());
        await service.AppendAsync(patients, seed: 51, "nightly");
        await service.SettledAsync();
        var clock = new ManualClock(Night);
        var services = service.Host.Services;
        var reconciliation = new Reconciliation(
            services.GetRequiredService<NpgsqlDataSource>(), service.Store(), services.GetRequiredService<ChartsAsOf>(),
            services.GetRequiredService<PatientStreams>(), clock,
            NullLogger<Reconciliation>.Instance);
        (await reconciliation.LastAsync(Cancellation)).ShouldBeNull();

        await reconciliation.RunAsync(Cancellation);
        var first = (await reconciliation.LastAsync(Cancellation))!;
        first.RanAt.ShouldBe(Night);
        first.Sequence.ShouldBe(await service.PresentAsync());
        first.Patients.ShouldBe(5);
        first.Tables.Select(table => table.Table).ShouldBe(AnalystTables.Kept.Select(table => table.Name));
        first.Tables.ShouldAllBe(table => table.Missing == 0 && table.Unexpected == 0);

        await using var connection = await service.ConnectAsync();
        await connection.ExecuteAsync(
            "alter table analytics.visits rename to visits_away; update analytics.patients set birth_year = 1901");
        clock.Advance(TimeSpan.FromDays(1));
        await Should.ThrowAsync<PostgresException>(() => reconciliation.RunAsync(Cancellation));
        (await reconciliation.LastAsync(Cancellation))!.RanAt.ShouldBe(Night);

        await connection.ExecuteAsync("alter table analytics.visits_away rename to visits");
        clock.Advance(TimeSpan.FromDays(1));
        await reconciliation.RunAsync(Cancellation);
        var third = (await reconciliation.LastAsync(Cancellation))!;
        third.RanAt.ShouldBe(Night.AddDays(2));
        third.Tables.Single(table => table.Table == "patients").ShouldBe(new TableDifference("patients", inTables, inTables));
    }

    [Fact]
    public async Task the_comparison_and_the_forgetting_of_old_rows_are_scheduled_once_for_all_nodes()
    {
        var control = service.Host.Services.GetRequiredService<IRecurringScheduleControl>();
        // On record once the one agent of all nodes has taken them up.
        var schedules = await AlertRequests.UntilAsync(() => control.QueryAsync(Cancellation), schedules => schedules.Count >= 2);
        schedules.Select(schedule => schedule.CronExpression).Order().ShouldBe(["0 3 * * *", "17 * * * *"]);
    }
}
