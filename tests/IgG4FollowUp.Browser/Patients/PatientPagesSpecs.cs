using IgG4FollowUp.Browser.Hosting;

namespace IgG4FollowUp.Browser.Patients;

[Collection(typeof(OneService))]
public sealed class PatientPagesSpecs(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task a_clinician_finds_a_patient_in_the_list_and_opens_the_page()
    {
        using var clinic = service.Client("list");
        var patient = await clinic.EnrolAsync("LIST-1");
        await clinic.SayAsync($"/api/patients/{patient}/visits", """{ "visitedOn": "2024-06-10", "nextVisitDueOn": "2024-09-10" }""");
        var ended = await clinic.EnrolAsync("LIST-2");
        await clinic.SayAsync($"/api/patients/{ended}/follow-up-ends", """{ "endedOn": "2024-03", "reason": "lost" }""");
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("list");

        (await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync()).ShouldBe("Patients");
        var rows = await visitor.Page.Locator("tbody tr").AllInnerTextsAsync();
        rows.Select(Words).ShouldBe(["LIST-1 in follow-up 2024-06-10 2024-09-10", "LIST-2 ended: lost 2024-03 none"]);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "LIST-1" }).ClickAsync();
        visitor.Page.Url.ShouldBe($"{service.Address}/patients/{patient}");
        (await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync()).ShouldContain("LIST-1");
        visitor.ShouldHaveStayedQuietlyAtHome();
    }

    [Fact]
    public async Task a_long_list_is_read_page_by_page()
    {
        using var clinic = service.Client("long");
        for (var i = 1; i <= 51; i++) await clinic.EnrolAsync($"LONG-{i:00}");
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("long");

        var seen = await visitor.Page.Locator("tbody th a").AllInnerTextsAsync();
        seen.Count.ShouldBe(50);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        seen = [.. seen, .. await visitor.Page.Locator("tbody th a").AllInnerTextsAsync()];

        seen.ShouldBe(Enumerable.Range(1, 51).Select(i => $"LONG-{i:00}"));
        (await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).CountAsync()).ShouldBe(0);
        (await visitor.Page.GotoAsync("/patients?cursor=nonsense"))!.Status.ShouldBe(404);
    }

    [Fact]
    public async Task the_page_shows_a_corrected_and_a_retracted_entry_struck_through_with_the_reason()
    {
        await using var visitor = await OpenStoryAsync("corrected");

        var corrected = visitor.Page.Locator("li.corrected");
        (await corrected.CountAsync()).ShouldBe(1);
        (await corrected.Locator("del").AllInnerTextsAsync()).ShouldBe(["AIS grade: AIS D"]);
        (await corrected.Locator("del").Last.EvaluateAsync<string>("element => getComputedStyle(element).textDecorationLine"))
            .ShouldBe("line-through");
        (await corrected.Locator(".reason").InnerTextAsync()).ShouldBe("Corrected: " + Story.Correction);
        var retracted = visitor.Page.Locator("li.retracted");
        (await retracted.Locator("del").Last.InnerTextAsync()).ShouldContain(": serum IgG4 402 mg/dL");
        (await retracted.Locator(".reason").InnerTextAsync()).ShouldBe("Retracted, wrong patient: Result of a namesake.");
        var current = visitor.Page.Locator("li.current", new() { HasText = "AIS C" });
        (await current.InnerTextAsync()).ShouldEndWith("AIS C (as corrected)");
        visitor.ShouldHaveStayedQuietlyAtHome();
    }

    [Fact]
    public async Task the_page_says_what_follows_from_the_entries()
    {
        await using var visitor = await OpenStoryAsync("derived");

        foreach (var folded in await visitor.Page.Locator("details.follows").AllAsync())
            await folded.EvaluateAsync("element => element.open = true");
        var facts = (await visitor.Page.Locator("li.derived").AllInnerTextsAsync()).Select(Words).ToList();
        facts.ShouldContain(text =>
            text.Contains("worsened by 1 grade since the previous grade, E; improved by 1 grade since the first, C",
                StringComparison.Ordinal));
        facts.ShouldContain(text => text.Contains("pattern dorsal before, ventral now", StringComparison.Ordinal));
        facts.ShouldContain(text =>
            text.Contains("peak 625 mg/day; 3 days; 1,875 mg in all; house-default/1", StringComparison.Ordinal));
        facts.ShouldContain(text =>
            text.Contains("number 1; resolved 2023-06-05", StringComparison.Ordinal));
    }

    [Fact]
    public async Task the_chart_has_the_steps_of_the_grades_and_draws_a_partial_date_as_an_interval()
    {
        await using var visitor = await OpenStoryAsync("chart");
        var svg = visitor.Page.Locator("figure.course .wide svg");

        var line = (await svg.Locator(".grade-line").GetAttributeAsync("points"))!.Split(' ')
            .Select(point => point.Split(',')).Select(point => (X: double.Parse(point[0]), Y: double.Parse(point[1]))).ToList();
        // C, D, E, E, E within July, D, E: one point at the first grade and two at each later one.
        line.Count.ShouldBe(13);
        var (c, d, e) = (line[0].Y, line[2].Y, line[4].Y);
        e.ShouldBeLessThan(d);
        d.ShouldBeLessThan(c);
        line.Select(point => point.Y).ShouldBe([c, c, d, d, e, e, e, e, e, e, d, d, e]);
        line.Select(point => point.X).ShouldBe(line.Select(point => point.X).Order());

        var july = svg.Locator(".mark.grade", new() { HasText = "2022-07" });
        (await july.Locator(".interval").CountAsync()).ShouldBe(1);
        (await svg.Locator(".mark.grade .interval").CountAsync()).ShouldBe(1);
        (await svg.Locator(".mark.grade").CountAsync()).ShouldBe(7);
        (await svg.Locator(".mark.mri").CountAsync()).ShouldBe(5);
        (await svg.Locator(".mark.mri.clear").CountAsync()).ShouldBe(1);
        (await svg.Locator(".mark.surgery").CountAsync()).ShouldBe(1);
        (await svg.Locator(".mark.recurrence").CountAsync()).ShouldBe(1);
        (await svg.Locator(".mark.visit").CountAsync()).ShouldBe(6);
        (await svg.Locator("desc").TextContentAsync())!.ShouldContain("AIS grades: C (2021-02-08), D (2021-05-03), E (2021-08-02)");
        (await svg.Locator(".dose.least").GetAttributeAsync("d"))!.ShouldNotBe(await svg.Locator(".dose.most").GetAttributeAsync("d"));
    }

    [Fact]
    public async Task the_history_says_who_when_what_it_was_before_and_why()
    {
        await using var visitor = await OpenStoryAsync("history");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "History of the record" }).ClickAsync();

        var row = visitor.Page.Locator("tbody tr", new() { HasText = "AIS grade, corrected" });
        (await row.CountAsync()).ShouldBe(1);
        var text = Words(await row.InnerTextAsync());
        text.ShouldContain("dr-page");
        text.ShouldContain(Story.Correction);
        (await row.Locator("del").InnerTextAsync()).ShouldBe("2021-02-08: AIS D");
        (await row.Locator("td").Nth(4).InnerTextAsync()).ShouldBe("2021-02-08: AIS C");
        DateTimeOffset.Parse((await row.Locator("time").GetAttributeAsync("datetime"))!)
            .ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(10));
        visitor.ShouldHaveStayedQuietlyAtHome();
    }

    [Fact]
    public async Task a_typed_grade_and_what_the_examination_gives_stand_side_by_side()
    {
        // InSTeP training case 8.
        const string Examination =
            "LT-R 2222222 222222222222 00000 0000; LT-L 2222222 222222222222 11110 0000; PP-R 2222222 222222222222 00000 0000; "
            + "PP-L 2222222 222222222222 00000 0000; M-R 55555 00000; M-L 55555 21100; VAC No; DAP Yes";
        using var clinic = service.Client("examined");
        var patient = await clinic.EnrolAsync("EXAMINED-1");
        await clinic.SayAsync(
            $"/api/patients/{patient}/asia-grades", $$"""{ "assessedOn": "2024-03-11", "grade": "D", "examination": "{{Examination}}" }""");
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("examined");
        await visitor.Page.GotoAsync($"/patients/{patient}");

        (await visitor.Page.Locator("li.current", new() { HasText = "AIS grade" }).InnerTextAsync())
            .ShouldEndWith("AIS D; ISNCSCI examination gives AIS C");
        (await visitor.Page.Locator(".wide svg desc").TextContentAsync())!.ShouldContain("AIS grades: C (2024-03-11).");
    }

    [Fact]
    public async Task another_clinics_patient_is_not_found()
    {
        using var clinic = service.Client("mine");
        var patient = await clinic.EnrolAsync("MINE-1");
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("theirs");

        foreach (var address in new[] { $"/patients/{patient}", $"/patients/{patient}/history", $"/patients/{Guid.NewGuid()}" })
        {
            (await visitor.Page.GotoAsync(address))!.Status.ShouldBe(404, address);
            (await visitor.Page.ContentAsync()).ShouldNotContain("MINE-1");
        }

        await visitor.Page.GotoAsync("/patients");
        (await visitor.Page.ContentAsync()).ShouldNotContain("MINE-1");
    }

    [Fact]
    public async Task text_from_a_clinic_is_shown_as_text()
    {
        using var clinic = service.Client("markup");
        var patient = await clinic.EnrolAsync("MARKUP-1");
        const string Note = "</td><img src=x onerror=alert(1)><script>alert(2)</script>";
        await clinic.SayAsync($"/api/patients/{patient}/asia-grades",
            $$"""{ "assessedOn": "2024-02-07", "grade": "C", "note": "{{Note}}" }""");
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("markup");
        await visitor.Page.GotoAsync($"/patients/{patient}");

        (await visitor.Page.Locator(".note").InnerTextAsync()).ShouldBe($"“{Note}”");
        (await visitor.Page.Locator("main img, main script").CountAsync()).ShouldBe(0);
    }

    private async Task<Visitor> OpenStoryAsync(string clinicName)
    {
        using var clinic = service.Client(clinicName);
        var patient = await Story.TellAsync(clinic, "RSP-" + clinicName);
        var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync(clinicName);
        await visitor.Page.GotoAsync($"/patients/{patient}");
        return visitor;
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
