using IgG4FollowUp.Api.CommandLine;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Integration.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

public sealed class SyntheticClinicSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task made_up_patients_are_stored_like_real_ones_at_their_times_of_recording_in_the_order_of_recording()
    {
        using var console = new StringWriter();
        (await SynthesizeCommand.SynthesizeAsync(service.Host.Services, 3, 99, "made-up", console, Cancellation)).ShouldBe(0);
        console.ToString().ShouldContain("3 made-up patients");

        var expected = SyntheticCohort.Generate(3, 99, SyntheticCohort.PublishedAsOf).ToList();
        await using var session = service.Host.Services.GetRequiredService<IDocumentStore>().QuerySession("made-up");
        foreach (var patient in expected)
        {
            var stream = await session.Events.FetchStreamAsync(patient.Id, token: Cancellation);
            stream.Select(e => e.Timestamp).ShouldBe(patient.Events.Select(e => e.RecordedAt));
            var chart = await session.LoadAsync<PatientChart>(patient.Id, Cancellation);
            chart!.Enrolment.Origin.ShouldBe(DataOrigin.Synthetic);
            EntryJson.Same(chart.Entries[^1], PatientChart.FoldAll(patient.Id, patient.Events.Select(e => e.Event))!.Entries[^1])
                .ShouldBeTrue();
        }

        // What the store leaves where two evaluations met is no event.
        await using var command = service.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select timestamp::date from followup.mt_events "
                + "where tenant_id = 'made-up' and type not like 'alert%' and type <> 'tombstone' order by seq_id");
        var days = new List<DateOnly>();
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation)) days.Add(reader.GetFieldValue<DateOnly>(0));
        days.Count.ShouldBe(expected.Sum(patient => patient.Events.Length));
        days.ShouldBeInOrder();

        using var clinician = service.Client(clinic: "made-up");
        (await clinician.GetJsonAsync("/api/patients"))["items"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task a_clinic_that_holds_patients_and_a_seed_that_is_in_use_are_refused_in_a_sentence()
    {
        using var first = new StringWriter();
        (await SynthesizeCommand.SynthesizeAsync(service.Host.Services, 1, 5, "taken", first, Cancellation)).ShouldBe(0);
        using var again = new StringWriter();
        (await SynthesizeCommand.SynthesizeAsync(service.Host.Services, 1, 6, "taken", again, Cancellation)).ShouldBe(1);
        again.ToString().ShouldContain("already holds patients");
        using var elsewhere = new StringWriter();
        (await SynthesizeCommand.SynthesizeAsync(service.Host.Services, 1, 5, "free", elsewhere, Cancellation)).ShouldBe(1);
        elsewhere.ToString().ShouldContain("another seed");
    }
}
