using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IgG4FollowUp.Integration.Analytics;

public sealed class NightlyReconciliationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly DateTimeOffset Evening = new(2031, 1, 10, 21, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Night = new(2031, 1, 11, 3, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task every_night_at_three_the_rows_are_compared_and_a_night_that_fails_does_not_end_the_nights()
    {
        var patients = Cohort.Generate(5, seed: 51);
        var inTables = patients.Count(patient => patient.Agrees());
        await service.AppendAsync(patients, seed: 51, "nightly");
        await service.CaughtUpAsync();
        var clock = new ManualClock(Evening);
        using var reconciliation = new Reconciliation(
            service.Host.Services.GetRequiredService<NpgsqlDataSource>(), service.Host.Services.GetRequiredService<PatientHistories>(), clock, NullLogger<Reconciliation>.Instance);
        await reconciliation.StartAsync(Cancellation);
        (await clock.NextWaitAsync(Cancellation)).ShouldBe(TimeSpan.FromHours(5.5));
        (await reconciliation.LastAsync(Cancellation)).ShouldBeNull();

        clock.Advance(TimeSpan.FromHours(5.5));
        (await clock.NextWaitAsync(Cancellation)).ShouldBe(TimeSpan.FromDays(1));
        var first = (await reconciliation.LastAsync(Cancellation))!;
        first.RanAt.ShouldBe(Night);
        first.Sequence.ShouldBe(await service.PresentAsync());
        first.Patients.ShouldBe(5);
        first.Tables.Select(table => table.Table).ShouldBe(AnalystTables.Kept.Select(table => table.Name));
        first.Tables.ShouldAllBe(table => table.Missing == 0 && table.Unexpected == 0);

        await using var connection = await service.ConnectAsync();
        await connection.ExecuteAsync("alter table analytics.visits rename to visits_away; update analytics.patients set birth_year = 1901");
        clock.Advance(TimeSpan.FromDays(1));
        (await clock.NextWaitAsync(Cancellation)).ShouldBe(TimeSpan.FromDays(1));
        (await reconciliation.LastAsync(Cancellation))!.RanAt.ShouldBe(Night);

        await connection.ExecuteAsync("alter table analytics.visits_away rename to visits");
        clock.Advance(TimeSpan.FromDays(1));
        (await clock.NextWaitAsync(Cancellation)).ShouldBe(TimeSpan.FromDays(1));
        var third = (await reconciliation.LastAsync(Cancellation))!;
        third.RanAt.ShouldBe(Night.AddDays(2));
        third.Tables.Single(table => table.Table == "patients").ShouldBe(new TableDifference("patients", inTables, inTables));

        // On one node only: this night another one is at it.
        await connection.ExecuteAsync("begin; select pg_advisory_xact_lock(4715)");
        clock.Advance(TimeSpan.FromDays(1));
        (await clock.NextWaitAsync(Cancellation)).ShouldBe(TimeSpan.FromDays(1));
        (await reconciliation.LastAsync(Cancellation))!.RanAt.ShouldBe(Night.AddDays(2));
        await reconciliation.StopAsync(Cancellation);
    }
}
