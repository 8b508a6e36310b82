using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Calendar;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Integration.Hosting;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Calendar;

public sealed class CalendarSpecs(CalendarService service) : IClassFixture<CalendarService>, IDisposable
{
    private const string All = "?state=upcoming,due,overdue,missed,kept&limit=200";

    public void Dispose() => service.Clock.Forward(0);

    [Fact]
    public async Task a_planned_visit_becomes_due_then_overdue_by_time_alone_and_kept_when_it_is_logged()
    {
        using var clinic = service.Client("lighthouse");
        var due = service.Today.AddDays(20);
        var patient = await clinic.EnrolAsync("L-1");
        await VisitAsync(clinic, patient, service.Today, due);

        async Task<JsonNode> VisitItemAsync() => (await service.CalendarAsync(clinic))["items"]!.AsArray().ShouldHaveSingleItem()!;
        var item = await VisitItemAsync();
        (Text(item, "state"), Text(item, "what"), Text(item, "studyNumber"), Text(item, "dueOn"))
            .ShouldBe(("upcoming", "visit", "L-1", Iso(due)));
        Text(item, "patientId").ShouldBe(patient.Split('/')[^1]);
        Text(item, "lastContact").ShouldBe(Iso(service.Today));
        item.AsObject().Select(member => member.Key).ShouldBe(
            ["patientId", "studyNumber", "what", "dueOn", "window", "state", "statedBy", "lastContact"],
            "members without a value are left out");
        (Text(item["window"]!, "from"), Text(item["window"]!, "to")).ShouldBe((Iso(due.AddDays(-14)), Iso(due.AddDays(14))));

        foreach (var (days, state, late) in new[] { (5, "upcoming", (int?)null), (6, "due", null), (34, "due", null), (35, "overdue", 15) })
        {
            service.Clock.Forward(days);
            item = await VisitItemAsync();
            (Text(item, "state"), item["daysOverdue"]?.GetValue<int>()).ShouldBe((state, late), $"after {days} days");
        }

        service.Clock.Forward(30);
        await VisitAsync(clinic, patient, service.Today, service.Today.AddDays(90));
        (await service.CalendarAsync(clinic))["items"]!.AsArray().ShouldBeEmpty();
        var items = (await service.CalendarAsync(clinic, All))["items"]!.AsArray();
        items.Select(i => (Text(i!, "state"), Text(i!, "dueOn")))
            .ShouldBe([("missed", "2024-07-08"), ("kept", Iso(due)), ("upcoming", Iso(service.Today.AddDays(90)))]);
        Text(items[1]!, "keptOn").ShouldBe(Iso(service.Today));
    }

    [Fact]
    public async Task the_morning_shows_all_that_is_overdue_or_due_and_twenty_eight_days_ahead()
    {
        using var clinic = service.Client("morning");
        foreach (var days in new[] { 28, 29 })
            await VisitAsync(clinic, await clinic.EnrolAsync($"M-{days}"), service.Today, service.Today.AddDays(days));
        await clinic.EnrolAsync("M-long-overdue");

        Numbers(await service.CalendarAsync(clinic)).ShouldBe(["M-long-overdue", "M-28"]);
        Numbers(await service.CalendarAsync(clinic, "?state=upcoming")).ShouldBe(["M-28", "M-29"]);
        Numbers(await service.CalendarAsync(clinic, $"?from={Iso(service.Today.AddDays(29))}")).ShouldBe(["M-29"]);
        Numbers(await service.CalendarAsync(clinic, $"?to={Iso(service.Today)}")).ShouldContain("M-long-overdue");
        Numbers(await service.CalendarAsync(clinic, "?what=mri")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_correction_and_a_retraction_move_the_calendar()
    {
        using var clinic = service.Client("corrections");
        var patient = await clinic.EnrolAsync("C-1");
        await VisitAsync(clinic, patient, service.Today, service.Today.AddDays(20), "01980000-0000-7000-8000-0000000000f1");
        Text((await service.CalendarAsync(clinic))["items"]![0]!, "dueOn").ShouldBe(Iso(service.Today.AddDays(20)));

        using var corrected = await clinic.PostAsync(
            $"{patient}/entries/01980000-0000-7000-8000-0000000000f1/correction",
            $$"""{ "replacement": { "kind": "visit", "visitedOn": "{{Iso(service.Today)}}", "nextVisitDueOn": "{{Iso(service.Today.AddDays(25))}}" }, "reason": "A slip." }""", "\"2\"");
        corrected.StatusCode.ShouldBe(HttpStatusCode.OK, await corrected.Content.ReadAsStringAsync());
        Text((await service.CalendarAsync(clinic))["items"]![0]!, "dueOn").ShouldBe(Iso(service.Today.AddDays(25)));

        using var retracted = await clinic.PostAsync($"{patient}/entries/01980000-0000-7000-8000-0000000000f1/retraction",
            """{ "reason": "wrong-patient" }""", "\"3\"");
        retracted.StatusCode.ShouldBe(HttpStatusCode.OK, await retracted.Content.ReadAsStringAsync());
        Text((await service.CalendarAsync(clinic))["items"]![0]!, "state").ShouldBe("overdue");
    }

    [Fact]
    public async Task another_grace_counts_at_once_and_for_its_clinic_only()
    {
        using var patient = service.Client("grace");
        using var neighbour = service.Client("grace-not");
        foreach (var clinic in new[] { patient, neighbour })
            await VisitAsync(clinic, await clinic.EnrolAsync(), service.Today.AddDays(-50), service.Today.AddDays(-10));
        Text((await service.CalendarAsync(patient))["items"]![0]!, "state").ShouldBe("due");

        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/alert-rules/settings")
        {
            Content = new StringContent("""{ "thresholds": { "visit-grace": 9 } }""", null, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        using var chosen = await patient.SendAsync(request, TestContext.Current.CancellationToken);
        chosen.StatusCode.ShouldBe(HttpStatusCode.OK, await chosen.Content.ReadAsStringAsync());

        var page = await patient.GetJsonAsync("/api/clinic/calendar");
        (Text(page["items"]![0]!, "state"), page["items"]![0]!["daysOverdue"]!.GetValue<int>(), Text(page, "settings"))
            .ShouldBe(("overdue", 10, "grace/1"));
        page = await neighbour.GetJsonAsync("/api/clinic/calendar");
        (Text(page["items"]![0]!, "state"), Text(page, "settings")).ShouldBe(("due", "house-default/3"));
    }

    [Fact]
    public async Task a_clinic_sees_its_own_patients_only()
    {
        using var north = service.Client("calendar-north");
        using var south = service.Client("calendar-south");
        await north.EnrolAsync("N-1");
        await south.EnrolAsync("S-1");
        Numbers(await service.CalendarAsync(north, All)).ShouldBe(["N-1"]);
        Numbers(await service.CalendarAsync(south, All)).ShouldBe(["S-1"]);
    }

    [Fact]
    public async Task made_up_histories_give_the_calendar_of_their_charts_page_by_page_and_after_a_rebuild()
    {
        var store = service.Host.Services.GetRequiredService<IDocumentStore>();
        foreach (var made in SyntheticCohort.Generate(30, 11, new DateOnly(2025, 6, 30)))
        {
            foreach (var events in made.Events.Select(recorded => recorded.Event).Chunk(9).Select((part, i) => (part, i)))
            {
                await using var session = store.LightweightSession("synthetic");
                if (events.i == 0) session.Events.StartStream<PatientChart>(made.Id, events.part);
                else session.Events.Append(made.Id, events.part);
                await session.SaveChangesAsync(TestContext.Current.CancellationToken);
            }
        }

        await using var query = store.QuerySession("synthetic");
        var charts = await query.QueryAsync<PatientChart>("where tenant_id = ?", TestContext.Current.CancellationToken, "synthetic");
        var expected = charts.SelectMany(chart => Domain.Calendar.FollowUpCalendar.Of(chart)
                .Select(planned => CalendarItem.Of(CalendarPatient.Of(chart)!, planned, service.Today)))
            .OrderBy(item => item.Place, StringComparer.Ordinal)
            .Select(item => (Iso(item.DueOn), item.PatientId.ToString(), item.State.ToString().ToLowerInvariant())).ToList();
        expected.Count.ShouldBeGreaterThan(100);

        using var clinic = service.Client("synthetic");
        (await PagesAsync(clinic, 37)).ShouldBe(expected);
        var daemon = service.Host.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase();
        await daemon.RebuildProjectionAsync(ClinicCalendar.ProjectionName, TestContext.Current.CancellationToken);
        await daemon.StartAgentAsync(ClinicCalendar.ShardName, TestContext.Current.CancellationToken);
        (await PagesAsync(clinic, 200)).ShouldBe(expected);
    }

    [Fact]
    public async Task as_a_table_it_is_csv_with_a_link_to_the_next_page()
    {
        using var clinic = service.Client("table");
        await clinic.EnrolAsync("T-1");
        await clinic.EnrolAsync("T-2");
        await service.SettledAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/clinic/calendar?limit=1&state=overdue");
        request.Headers.Accept.ParseAdd("text/csv");
        using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var rows = (await response.Content.ReadAsStringAsync()).Split("\r\n");
        rows[0].ShouldBe(
            "patient_id,study_number,what,due_on,window_from,window_to,state,days_overdue,stated_by,kept_by,kept_on,last_contact,agent,"
            + "analyte,daily_dose_mg,taken_mg_per_day_at_least,taken_mg_per_day_at_most,deviation_mg_per_day_at_least,"
            + "deviation_mg_per_day_at_most");
        rows[1].ShouldContain(",visit,2024-07-08,2024-06-24,2024-07-22,overdue,");
        var next = response.Headers.GetValues("Link").Single().Split('<', '>')[1];
        Numbers(await clinic.GetJsonAsync(next)).ShouldHaveSingleItem();

        using var wanted = new HttpRequestMessage(HttpMethod.Get, "/api/clinic/calendar");
        wanted.Headers.Accept.ParseAdd("image/png");
        using var refused = await clinic.SendAsync(wanted, TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Theory]
    [InlineData("from=2026-02-30")]
    [InlineData("to=tomorrow")]
    [InlineData("from=2026-02-02&to=2026-02-01")]
    [InlineData("state=late")]
    [InlineData("state=0")]
    [InlineData("state=due,")]
    [InlineData("what=blood")]
    [InlineData("cursor=x")]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    public async Task a_parameter_that_is_not_what_it_must_be_is_refused(string query)
    {
        using var clinic = service.Client("parameters");
        using var response = await clinic.GetAsync($"/api/clinic/calendar?{query}", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private async Task<List<(string, string, string)>> PagesAsync(HttpClient clinic, int size)
    {
        List<(string, string, string)> all = [];
        string? cursor = null;
        do
        {
            var page = await service.CalendarAsync(clinic,
                $"?state=upcoming,due,overdue,missed,kept&limit={size}{(cursor is null ? "" : $"&cursor={cursor}")}");
            all.AddRange(page["items"]!.AsArray().Select(item => (Text(item!, "dueOn"), Text(item!, "patientId"), Text(item!, "state"))));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);
        return all;
    }

    private static async Task VisitAsync(HttpClient clinic, string patient, DateOnly on, DateOnly next, string? entryId = null)
    {
        var id = entryId is null ? "" : $"\"entryId\": \"{entryId}\", ";
        using var response = await clinic.PostAsync($"{patient}/visits",
            $$"""{ {{id}}"visitedOn": "{{Iso(on)}}", "nextVisitDueOn": "{{Iso(next)}}" }""");
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
    }

    private static string[] Numbers(JsonNode page) => [.. page["items"]!.AsArray().Select(item => Text(item!, "studyNumber"))];

    private static string Text(JsonNode item, string member) => item[member]!.GetValue<string>();

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
