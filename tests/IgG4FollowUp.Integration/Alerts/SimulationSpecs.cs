using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Alerts.Simulations;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Synthetic;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Integration.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine;

namespace IgG4FollowUp.Integration.Alerts;

public sealed class SimulationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Simulations = "/api/alert-rules/simulations";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SimulationRuns Runs => service.Host.Services.GetRequiredService<SimulationRuns>();

    [Fact]
    public async Task a_simulation_reports_what_a_replay_of_the_clinics_own_patients_finds_and_changes_nothing()
    {
        var patients = SyntheticCohort.Generate(15, 77, SyntheticCohort.PublishedAsOf).ToList();
        await SyntheticClinic.WriteAsync(service.Host.Services, "simulated", patients, _ => { }, Cancellation);
        await SyntheticClinic.WriteAsync(service.Host.Services, "simulated-other",
            SyntheticCohort.Generate(3, 78, SyntheticCohort.PublishedAsOf), _ => { }, Cancellation);
        await service.SettledAsync();
        var before = await CountsAsync();

        using var clinic = service.Client(clinic: "simulated");
        using var asked = await clinic.PostAsync(
            Simulations,
            """{ "thresholds": { "visit-grace": 60, "mri-grace": null }, "from": "2018-01-01", "until": "2025-12-31", "horizonDays": 365 }""");
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted, await asked.Content.ReadAsStringAsync());
        var address = asked.Headers.Location!.ToString();
        var view = await FinishedAsync(clinic, address);

        view["state"]!.GetValue<string>().ShouldBe("done");
        view["progress"]!.ToJsonString().ShouldBe("""{"patientsDone":15,"patients":15}""");
        var expected = new AlertSimulation(
            new()
            {
                Simulated = ClinicSettings.HouseDefault with { VisitGraceDays = 60 },
                Live = SettingsFrom.Always(ClinicSettings.HouseDefault),
                From = new(2018, 1, 1),
                Until = new(2025, 12, 31),
                Now = view["askedAt"]!.GetValue<DateTimeOffset>(),
                HorizonDays = 365,
            },
            service.Clock.LocalDays());
        foreach (var patient in patients.OrderBy(patient => patient.Id)) expected.Add(patient.Id, patient.Events);
        view["report"]!.ToJsonString().ShouldBe(JsonSerializer.SerializeToNode(expected.Report(), EntryJson.Options)!.ToJsonString());
        var alerts = view["report"]!["rules"]!.AsArray().Sum(rule => rule!["alerts"]!.GetValue<int>());
        alerts.ShouldBeGreaterThan(50);
        var burden = view["report"]!["burden"]!;
        burden["alerts"]!.GetValue<int>().ShouldBe(alerts);
        burden["alertsPerPatientYear"]!.GetValue<double>().ShouldBe(alerts / burden["patientYears"]!.GetValue<double>(), 0.001);
        view["report"]!["rules"]!.AsArray().ShouldAllBe(rule => rule!["burden"]!["patientYears"]!.GetValue<double>() > 0);

        (await CountsAsync()).ShouldBe(before);
        using var other = service.Client(clinic: "simulated-other");
        (await other.GetAsync(address, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.DeleteAsync(address, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task what_follows_depletion_and_resected_dura_is_simulated_with_its_limits()
    {
        var (begun, operated) = (Id(1), Id(7));
        ClinicalEntry[] entries =
        [
            new PatientEnrolled { EntryId = Id(2), StudyNumber = "SIM-1", EnrolledOn = On("2024-01-02") },
            new LesionImaged
            {
                EntryId = Id(3), ImagedOn = On("2024-01-03"), LesionPresent = true, CordCavity = true, CavityLengthMm = 10,
            },
            new SparingAgentStarted { EntryId = begun, StartedOn = On("2024-01-15"), Agent = SparingAgent.Rituximab },
            new SurgeryPerformed
            {
                EntryId = operated, PerformedOn = On("2024-02-01"), Procedures = [Procedure.Resection], DuraResected = true,
            },
            new LesionImaged { EntryId = Id(4), ImagedOn = On("2024-05-01"), LesionPresent = true, CavityLengthMm = 22 },
            Measured(5, Domain.Laboratory.Analyte.BCells, "40 /uL"), Measured(6, Domain.Laboratory.Analyte.SerumIgG, "4.2 g/L"),
        ];
        var patient = new SyntheticPatient(
            Id(9),
            [
                .. entries.Select(entry => new RecordedEvent(
                    new(entry.Date.Latest.ToDateTime(new(9, 0)), TimeSpan.Zero), entry.RecordedOn(entry.Date.Latest))),
            ]);
        await SyntheticClinic.WriteAsync(service.Host.Services, "simulated-depletion", [patient], _ => { }, Cancellation);
        await service.SettledAsync();

        using var clinic = service.Client(clinic: "simulated-depletion");
        (await AlertsAsync("{}")).ShouldBe([1, 1, 1]);
        (await AlertsAsync("""{ "b-cells-returned": 40, "igg-low": 4, "cavity-growth": 13 }""")).ShouldBe([0, 0, 0]);

        async Task<int[]> AlertsAsync(string thresholds)
        {
            using var asked = await clinic.PostAsync(
                Simulations, $$"""{ "thresholds": {{thresholds}}, "from": "2024-01-01", "until": "2024-12-31" }""");
            var rules = (await FinishedAsync(clinic, asked.Headers.Location!.ToString()))["report"]!["rules"]!.AsArray();
            return
            [
                .. new[] { "b-cells-returned", "immunoglobulin-low", "cord-cavity-after-dural-resection" }.Select(id =>
                    rules.Where(rule => rule!["rule"]!.GetValue<string>().Split('/')[0] == id)
                        .Sum(rule => rule!["alerts"]!.GetValue<int>())),
            ];
        }

        LabMeasured Measured(int id, Domain.Laboratory.Analyte analyte, string result) => new()
        {
            EntryId = Id(id),
            DrawnOn = On("2024-06-12"),
            Analyte = analyte,
            Result = Domain.Laboratory.LabResult.Parse(result),
        };

        static Domain.Dates.ClinicalDate On(string day) => Domain.Dates.ClinicalDate.Parse(day);

        static Guid Id(int last) => new($"0191a000-0000-7000-8000-00000000c{last:000}");
    }

    [Theory]
    [InlineData("""{ "from": "2024-02-02", "until": "2024-02-01" }""", "#/from")]
    [InlineData("""{ "until": "2199-01-01" }""", "#/until")]
    [InlineData("""{ "from": "2199-01-01" }""", "#/from")]
    [InlineData("""{ "thresholds": { "visit-grace": 366 } }""", "#/thresholds/visit-grace")]
    [InlineData("""{ "thresholds": { "visit-grace": 1.5 } }""", "#/thresholds/visit-grace")]
    [InlineData("""{ "thresholds": { "escalate-urgent-within": 2 } }""", "#/thresholds/escalate-urgent-within")]
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
        var running = await RunningAsync("busy", place: 1);
        await RunningAsync("busy", place: 2);
        using var refused = await clinic.PostAsync(Simulations, "{}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var elsewhere = service.Client(clinic: "idle");
        using var accepted = await elsewhere.PostAsync(Simulations, "{}");
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        using var cancelled = await clinic.DeleteAsync($"{Simulations}/{running.Id}", Cancellation);
        (await cancelled.JsonAsync())["state"]!.GetValue<string>().ShouldBe("cancelled");
        using var third = await clinic.PostAsync(Simulations, "{}");
        third.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await FinishedAsync(clinic, third.Headers.Location!.ToString()))["report"]!["patients"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task many_that_ask_at_once_find_room_or_are_told_that_there_is_none()
    {
        using var clinic = service.Client(clinic: "crowd");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => clinic.PostAsync(Simulations, "{}")));
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.Accepted);
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Accepted || answer.StatusCode == HttpStatusCode.Conflict);
        foreach (var answer in answers.Where(answer => answer.StatusCode == HttpStatusCode.Accepted))
            (await FinishedAsync(clinic, answer.Headers.Location!.ToString()))["state"]!.GetValue<string>().ShouldBe("done");
    }

    [Fact]
    public async Task a_run_learns_that_it_was_superseded_or_cancelled()
    {
        using var clinic = service.Client(clinic: "cancelled");
        var id = (await RunningAsync("cancelled")).Id;
        var first = (await Runs.BeginAsync("cancelled", id, Cancellation))!;
        (await Runs.ReportAsync("cancelled", id, first.Run!.Value, 3, Cancellation)).ShouldBeTrue();
        (await clinic.GetJsonAsync($"{Simulations}/{id}"))["progress"]!.ToJsonString().ShouldBe("""{"patientsDone":3,"patients":3}""");

        var second = (await Runs.BeginAsync("cancelled", id, Cancellation))!;
        (await Runs.ReportAsync("cancelled", id, first.Run!.Value, 4, Cancellation)).ShouldBeFalse("another run has it");
        (await Runs.ReportAsync("cancelled", id, second.Run!.Value, 1, Cancellation)).ShouldBeTrue();

        (await clinic.DeleteAsync($"{Simulations}/{id}", Cancellation)).Dispose();
        (await Runs.ReportAsync("cancelled", id, second.Run!.Value, 2, Cancellation)).ShouldBeFalse();
        (await Runs.BeginAsync("cancelled", id, Cancellation)).ShouldBeNull();
        (await clinic.GetJsonAsync($"{Simulations}/{id}"))["state"]!.GetValue<string>().ShouldBe("cancelled");
    }

    [Fact]
    public async Task a_simulation_that_is_cancelled_while_it_runs_keeps_no_report()
    {
        await SyntheticClinic.WriteAsync(
            service.Host.Services, "stopped", SyntheticCohort.Generate(2, 79, SyntheticCohort.PublishedAsOf), _ => { }, Cancellation);
        using var clinic = service.Client(clinic: "stopped");
        var address = "";
        await using (await HeldEvents.HoldAsync(service.ConnectionString))
        {
            using var asked = await clinic.PostAsync(Simulations, "{}");
            address = asked.Headers.Location!.ToString();
            await AlertRequests.UntilAsync(() => clinic.GetJsonAsync(address), view => view["state"]!.GetValue<string>() == "running");
            (await clinic.DeleteAsync(address, Cancellation)).Dispose();
        }

        await HandledAsync();
        var view = await clinic.GetJsonAsync(address);
        view["state"]!.GetValue<string>().ShouldBe("cancelled");
        view["report"].ShouldBeNull();
    }

    [Fact]
    public async Task a_simulation_whose_node_is_silent_is_said_to_be_interrupted_and_is_finished_by_whoever_takes_its_message()
    {
        var id = (await RunningAsync("orphaned", reportedAgo: TimeSpan.FromSeconds(31))).Id;
        using var clinic = service.Client(clinic: "orphaned");
        (await clinic.GetJsonAsync($"{Simulations}/{id}"))["state"]!.GetValue<string>().ShouldBe("interrupted");
        await RunAsync("orphaned", id);
        (await FinishedAsync(clinic, $"{Simulations}/{id}"))["state"]!.GetValue<string>().ShouldBe("done");
    }

    [Fact]
    public async Task a_node_that_stops_gives_its_simulation_back_and_another_begins_it_anew()
    {
        await SyntheticClinic.WriteAsync(
            service.Host.Services, "left", SyntheticCohort.Generate(2, 80, SyntheticCohort.PublishedAsOf), _ => { }, Cancellation);
        await KnownAsync();
        using var clinic = service.Client(clinic: "left");
        var other = await service.StartNodeAsync();
        string address;
        await using (await HeldEvents.HoldAsync(service.ConnectionString))
        {
            using var leaving = other.Server.CreateClient();
            leaving.DefaultRequestHeaders.Authorization = clinic.DefaultRequestHeaders.Authorization;
            using var asked = await leaving.PostAsync(Simulations, "{}");
            asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            address = asked.Headers.Location!.ToString();
            await AlertRequests.UntilAsync(() => clinic.GetJsonAsync(address), view => view["state"]!.GetValue<string>() == "running");
            await other.DisposeAsync();
            (await clinic.GetJsonAsync(address))["state"]!.GetValue<string>().ShouldBe("queued");
        }

        var view = await FinishedAsync(clinic, address);
        view["state"]!.GetValue<string>().ShouldBe("done");
        view["report"]!["patients"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task a_simulation_that_was_begun_too_often_is_given_up()
    {
        var id = (await RunningAsync("hopeless", starts: 5)).Id;
        using var clinic = service.Client(clinic: "hopeless");
        await RunAsync("hopeless", id);
        (await FinishedAsync(clinic, $"{Simulations}/{id}"))["state"]!.GetValue<string>().ShouldBe("failed");
    }

    /// <summary>A simulation that some node said it runs.</summary>
    private async Task<Simulation> RunningAsync(string clinic, int place = 1, int starts = 1, TimeSpan reportedAgo = default)
    {
        var now = service.Clock.GetUtcNow();
        var asked = Simulation.Asked(Guid.CreateVersion7(), "dr-test", now, 0, new(null, null, null, null, null), 2, place);
        var simulation = asked.Begun(Guid.NewGuid(), now - reportedAgo) with { Starts = starts };
        await using var session = service.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession(clinic);
        session.Insert(simulation);
        await session.SaveChangesAsync(Cancellation);
        return simulation;
    }

    private async Task RunAsync(string clinic, Guid id)
    {
        await using var scope = service.Host.Services.CreateAsyncScope();
        var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
        await bus.PublishAsync(new RunSimulation(id), new DeliveryOptions { TenantId = clinic });
    }

    /// <summary>Waits until every message to run a simulation has been handled.</summary>
    private Task HandledAsync() => AlertRequests.UntilAsync(
        async () =>
        {
            await using var command = service.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
                """
                select count(*) from followup.wolverine_incoming_envelopes where status <> 'Handled' and message_type like '%RunSimulation'
                """);
            return (long)(await command.ExecuteScalarAsync(Cancellation))!;
        },
        waiting => waiting == 0);

    private static Task<JsonNode> FinishedAsync(HttpClient clinic, string address) =>
        AlertRequests.UntilAsync(() => clinic.GetJsonAsync(address), view => view["finishedAt"] is not null);

    /// <summary>Waits until everything written is settled below the high-water mark.</summary>
    private async Task KnownAsync()
    {
        await using var last = service.Host.Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand("select max(seq_id) from followup.mt_events");
        var sequence = (long)(await last.ExecuteScalarAsync(Cancellation))!;
        await AlertRequests.UntilAsync(() => service.Host.Services.GetRequiredService<AsOfSequences>().PresentAsync(Cancellation), mark =>
            mark >= sequence);
    }

    private async Task<(long Events, long Messages)> CountsAsync()
    {
        await using var command = service.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select (select count(*) from followup.mt_events where tenant_id like 'simulated%'), (select count(*) from "
                + "followup.wolverine_incoming_envelopes where status = 'Scheduled')");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}

/// <summary>Events that nobody can read while they are held.</summary>
internal sealed class HeldEvents(NpgsqlConnection connection) : IAsyncDisposable
{
    public static async Task<HeldEvents> HoldAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("begin; lock table followup.mt_events in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new(connection);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
