using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Alerts.Simulations;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Cohorts;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Cohorts.Synthetic;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Alerts;

public sealed class SimulationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Simulations = "/api/alert-rules/simulations";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SimulationStore Store => service.Host.Services.GetRequiredService<SimulationStore>();

    [Fact]
    public async Task a_simulation_reports_what_a_replay_of_the_clinics_own_patients_finds_and_changes_nothing()
    {
        var patients = SyntheticCohort.Generate(15, 77, SyntheticCohort.PublishedAsOf).ToList();
        await SyntheticClinic.WriteAsync(service.Host.Services, "simulated", patients, _ => { }, Cancellation);
        await SyntheticClinic.WriteAsync(service.Host.Services, "simulated-other", SyntheticCohort.Generate(3, 78, SyntheticCohort.PublishedAsOf), _ => { }, Cancellation);
        await service.SettledAsync();
        var before = await CountsAsync();

        using var clinic = service.Client(clinic: "simulated");
        using var asked = await clinic.PostAsync(
            Simulations, """{ "thresholds": { "visit-grace": 60, "monitoring": null }, "from": "2018-01-01", "until": "2025-12-31", "horizonDays": 365 }""");
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted, await asked.Content.ReadAsStringAsync());
        var address = asked.Headers.Location!.ToString();
        var view = await FinishedAsync(clinic, address);

        view["state"]!.GetValue<string>().ShouldBe("done");
        view["progress"]!.ToJsonString().ShouldBe("""{"patientsDone":15,"patients":15}""");
        var expected = new AlertSimulation(
            new()
            {
                Simulated = AlertSettings.HouseDefault with { VisitGraceDays = 60 },
                Live = SettingsFrom.Always(AlertSettings.HouseDefault),
                From = new(2018, 1, 1),
                Until = new(2025, 12, 31),
                Now = view["askedAt"]!.GetValue<DateTimeOffset>(),
                HorizonDays = 365,
            },
            service.Clock.LocalDays());
        foreach (var patient in patients.OrderBy(patient => patient.Id)) expected.Add(patient.Id, patient.Events);
        view["report"]!.ToJsonString().ShouldBe(JsonSerializer.SerializeToNode(expected.Report(), EntryText.Options)!.ToJsonString());
        view["report"]!["rules"]!.AsArray().Sum(rule => rule!["alerts"]!.GetValue<int>()).ShouldBeGreaterThan(50);

        (await CountsAsync()).ShouldBe(before);
        using var other = service.Client(clinic: "simulated-other");
        (await other.GetAsync(address, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.DeleteAsync(address, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{ "from": "2024-02-02", "until": "2024-02-01" }""", "#/from")]
    [InlineData("""{ "until": "2199-01-01" }""", "#/until")]
    [InlineData("""{ "from": "2199-01-01" }""", "#/from")]
    [InlineData("""{ "thresholds": { "visit-grace": 366 } }""", "#/thresholds/visit-grace")]
    [InlineData("""{ "thresholds": { "visit-grace": 1.5 } }""", "#/thresholds/visit-grace")]
    [InlineData("""{ "thresholds": { "escalate-urgent-after": 2 } }""", "#/thresholds/escalate-urgent-after")]
    [InlineData("""{ "lookBackDays": 0 }""", "#/lookBackDays")]
    public async Task a_question_that_cannot_be_answered_is_refused_with_a_pointer(string body, string pointer)
    {
        using var clinic = service.Client(clinic: "refused-questions");
        using var refused = await clinic.PostAsync(Simulations, body);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.JsonAsync())["errors"]!.AsArray().ShouldHaveSingleItem()!["pointer"]!.GetValue<string>().ShouldBe(pointer);
    }

    [Fact]
    public async Task a_clinic_has_two_open_simulations_at_most_and_cancelling_one_makes_room()
    {
        using var clinic = service.Client(clinic: "busy");
        var running = await RunningAsync("busy", "infinity");
        await RunningAsync("busy", "infinity");
        using var refused = await clinic.PostAsync(Simulations, "{}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var elsewhere = service.Client(clinic: "idle");
        using var accepted = await elsewhere.PostAsync(Simulations, "{}");
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        using var cancelled = await clinic.DeleteAsync($"{Simulations}/{running}", Cancellation);
        (await cancelled.JsonAsync())["state"]!.GetValue<string>().ShouldBe("cancelled");
        using var third = await clinic.PostAsync(Simulations, "{}");
        third.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await FinishedAsync(clinic, third.Headers.Location!.ToString()))["report"]!["patients"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task a_node_learns_that_its_simulation_was_cancelled_and_its_report_is_not_kept()
    {
        var node = Guid.NewGuid();
        var id = await RunningAsync("cancelled", "infinity", node);
        var work = new SimulationWork("cancelled", id, new(null, null, null, null, null), service.Clock.GetUtcNow(), 0, 1);
        (await Store.RenewAsync(work, node, 3, Cancellation)).ShouldBeTrue();
        (await Store.RenewAsync(work, Guid.NewGuid(), 4, Cancellation)).ShouldBeFalse("another node has it");
        (await Store.FindAsync("cancelled", id, Cancellation))!.View.Progress.ShouldBe(new(3, 3));

        await Store.CancelAsync("cancelled", id, Cancellation);
        (await Store.RenewAsync(work, node, 5, Cancellation)).ShouldBeFalse();
        await Store.FinishAsync(work, node, new AlertSimulation(
            new() { Simulated = AlertSettings.HouseDefault, Live = SettingsFrom.Always(AlertSettings.HouseDefault), Until = new(2025, 1, 1), Now = service.Clock.GetUtcNow() },
            service.Clock.LocalDays()).Report(), Cancellation);
        var stored = await Store.FindAsync("cancelled", id, Cancellation);
        stored!.View.State.ShouldBe("cancelled");
        stored.Report.ShouldBeNull();
    }

    [Fact]
    public async Task a_simulation_whose_node_died_is_said_to_be_interrupted_and_finished_by_another_node()
    {
        var id = await RunningAsync("orphaned", "-infinity");
        using var clinic = service.Client(clinic: "orphaned");
        var states = new HashSet<string>();
        await AlertRequests.UntilAsync(async () => (await clinic.GetJsonAsync($"{Simulations}/{id}"))["state"]!.GetValue<string>(), state =>
        {
            states.Add(state);
            return state == "done";
        });
        states.ShouldBeSubsetOf(["interrupted", "running", "done"]);
    }

    [Fact]
    public async Task a_simulation_that_was_begun_too_often_is_given_up()
    {
        var id = await RunningAsync("hopeless", "-infinity", starts: 5);
        using var clinic = service.Client(clinic: "hopeless");
        await AlertRequests.UntilAsync(async () => (await clinic.GetJsonAsync($"{Simulations}/{id}"))["state"]!.GetValue<string>(), state => state == "failed");
    }

    /// <summary>A simulation that some node said it runs.</summary>
    private async Task<Guid> RunningAsync(string clinic, string renewedAt, Guid? node = null, int starts = 1)
    {
        var id = Guid.CreateVersion7();
        await using var command = service.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($$"""
            insert into followup.alert_simulations (tenant_id, simulation_id, state, asked_by, asked_at, sequence, question, patients, starts, started_at, node, renewed_at)
            values ($1, $2, 'running', 'dr-test', now(), 0, '{}', 2, $4, now(), $3, '{{renewedAt}}')
            """);
        command.Parameters.Add(new() { Value = clinic });
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = node ?? Guid.NewGuid() });
        command.Parameters.Add(new() { Value = starts });
        await command.ExecuteNonQueryAsync(Cancellation);
        return id;
    }

    private static Task<JsonNode> FinishedAsync(HttpClient clinic, string address) =>
        AlertRequests.UntilAsync(() => clinic.GetJsonAsync(address), view => view["finishedAt"] is not null);

    /// <summary>Waits until everything written is settled below the high-water mark.</summary>
    private async Task KnownAsync()
    {
        await using var last = service.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select max(seq_id) from followup.mt_events");
        var sequence = (long)(await last.ExecuteScalarAsync(Cancellation))!;
        await AlertRequests.UntilAsync(() => service.Host.Services.GetRequiredService<KnownSequences>().PresentAsync(Cancellation), mark => mark >= sequence);
    }

    private async Task<(long Events, long Messages)> CountsAsync()
    {
        await using var command = service.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select (select count(*) from followup.mt_events where tenant_id like 'simulated%'), (select count(*) from followup.wolverine_incoming_envelopes where status = 'Scheduled')");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
