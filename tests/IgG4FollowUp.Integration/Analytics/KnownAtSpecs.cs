using System.Globalization;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Analytics;

public sealed class KnownAtSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private AsOfSequences Sequences => service.Host.Services.GetRequiredService<AsOfSequences>();

    [Fact]
    public async Task what_was_known_at_a_sequence_or_a_moment_never_changes_afterwards()
    {
        var patients = Cohort.Generate(8, seed: 5);
        await service.AppendAsync(patients, seed: 5, "north");
        await service.SettledAsync();
        var present = await service.PresentAsync();
        var moment = await RecordedAtAsync(present / 2);
        await using var connection = await service.ConnectAsync();
        var first = await connection.ScalarAsync<long>("select min(seq_id) from followup.mt_events where type = 'patient_enrolled'");
        // Where something was recorded of patients: what alerts add behind them says nothing new.
        var visits =
            await connection.ScalarAsync<long[]>(
                "select array(select seq_id from followup.mt_events where type = 'visit_logged' order by seq_id)");
        long[] cuts = [first - 1, visits[visits.Length / 6], visits[visits.Length / 3], visits[visits.Length / 2], present];
        var before = await Task.WhenAll(cuts.Select(KnownAsync));
        var atMoment = await Sequences.ResolveAsync(new AsOfRequest(null, moment), TestContext.Current.CancellationToken);
        atMoment!.Value.ShouldBeInRange(1, present);

        await service.AppendAsync(Cohort.Generate(8, seed: 6), seed: 6, "north", "south");
        await service.SettledAsync();

        (await Task.WhenAll(cuts.Select(KnownAsync))).ShouldBe(before);
        (await Sequences.ResolveAsync(new AsOfRequest(null, moment), TestContext.Current.CancellationToken)).ShouldBe(atMoment);
        before[0].ShouldBeEmpty();
        before.Distinct().Count().ShouldBe(cuts.Length);
        (await service.PresentAsync()).ShouldBeGreaterThan(present);
    }

    [Fact]
    public async Task a_sequence_above_the_mark_is_refused_and_the_present_is_the_mark()
    {
        var present = await service.PresentAsync();
        (await Sequences.ResolveAsync(new AsOfRequest(present + 1_000_000, null), TestContext.Current.CancellationToken)).ShouldBeNull();
        (await Sequences.ResolveAsync(default, TestContext.Current.CancellationToken))!.Value.ShouldBeGreaterThanOrEqualTo(present);
    }

    [Fact]
    public async Task an_open_transaction_with_a_lower_number_is_neither_skipped_by_the_projection_nor_passed_by_knownAt()
    {
        await service.AppendAsync(Cohort.Generate(2, seed: 9), seed: 9, "gap");
        await service.SettledAsync();
        await using var open = await service.ConnectAsync();
        await using var transaction = await open.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var late = Guid.CreateVersion7();
        var held = await open.AppendEnrolmentAsync("gap", late);
        await service.AppendAsync(Cohort.Generate(2, seed: 10), seed: 10, "gap");

        // The daemon has looked again, and again, by the time it has seen the later numbers.
        var deadline = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(5))
        {
            (await service.PresentAsync()).ShouldBeLessThan(held);
            (await Sequences.ResolveAsync(new AsOfRequest(null, DateTimeOffset.UtcNow), TestContext.Current.CancellationToken))!.Value
                .ShouldBeLessThan(held);
            (await Sequences.ResolveAsync(new AsOfRequest(held, null), TestContext.Current.CancellationToken)).ShouldBeNull();
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await service.SettledAsync();
        await service.TablesEqualTheEventsAsync();
        await using var connection = await service.ConnectAsync();
        (await connection.ScalarAsync<long>($"select last_sequence from analytics.patients where patient_id = '{late}'")).ShouldBe(held);
    }

    [Fact]
    public async Task the_difference_of_two_sequences_names_patients_values_and_events()
    {
        using var north = service.Client(clinic: "difference");
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var changed = await north.EnrolAsync();
        var untouched = await north.EnrolAsync();
        foreach (var (on, grade) in new[] { ("2024-02-07", "C"), ("2024-06-07", "C") })
        {
            using var assessed = await north.PostAsync($"{changed}/asia-grades", $$"""{ "assessedOn": "{{on}}", "grade": "{{grade}}" }""");
            assessed.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
        }

        await service.SettledAsync();
        var from = await service.PresentAsync();
        using var better = await north.PostAsync($"{changed}/asia-grades", """{ "assessedOn": "2024-09-07", "grade": "D" }""");
        better.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
        await service.SettledAsync();

        var difference = await analyst.GetJsonAsync(string.Create(CultureInfo.InvariantCulture, $"/api/cohort/diff?from={from}"));

        difference["from"]!.GetValue<long>().ShouldBe(from);
        var patient = difference["patients"]!.AsArray().ShouldHaveSingleItem()!;
        patient["patientId"]!.GetValue<string>().ShouldBe(changed.Split('/')[^1]);
        patient["events"]!.AsArray().ShouldHaveSingleItem()!["type"]!.GetValue<string>().ShouldBe("asia_grade_recorded");
        var outcome = patient["changes"]!.AsArray().Single(change => change!["table"]!.GetValue<string>() == "outcomes")!;
        outcome["values"]!["change"]!["from"]!.GetValue<string>().ShouldBe("unchanged");
        outcome["values"]!["change"]!["to"]!.GetValue<string>().ShouldBe("improved");
        difference.ToJsonString().ShouldNotContain(untouched.Split('/')[^1]);
        (await analyst.GetAsync("/api/cohort/diff?from=tomorrow", TestContext.Current.CancellationToken)).StatusCode
            .ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    private async Task<string> KnownAsync(long sequence)
    {
        var patients = await service.KnownAtAsync(sequence);
        return string.Concat(AnalystTables.All.Select(table => AnalystRows.ToJson(table, patients)));
    }

    private async Task<DateTimeOffset> RecordedAtAsync(long sequence)
    {
        await using var connection = await service.ConnectAsync();
        return new DateTimeOffset(await connection.ScalarAsync<DateTime>(
            string.Create(CultureInfo.InvariantCulture,
                $"select timestamp from followup.mt_events where seq_id >= {sequence} order by seq_id limit 1")));
    }
}
