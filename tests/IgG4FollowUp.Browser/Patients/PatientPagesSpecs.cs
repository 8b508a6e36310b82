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
    public async Task a_patient_is_enrolled_by_a_form_and_found_by_the_study_number_which_no_address_holds()
    {
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("enrolling");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Enrol a patient" }).ClickAsync();
        await visitor.Page.GetByLabel("Study number").FillAsync("ENROL-1");
        await visitor.Page.GetByLabel("Year of birth").FillAsync("1058");
        await visitor.Page.GetByLabel("Enrolled on").FillAsync("2024-03");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Enrol" }).ClickAsync();

        (await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldStartWith("Nothing was recorded.");
        (await visitor.Page.GetByLabel("Year of birth").GetAttributeAsync("aria-invalid")).ShouldBe("true");
        (await visitor.Page.GetByLabel("Study number").InputValueAsync()).ShouldBe("ENROL-1");
        await visitor.Page.GetByLabel("Year of birth").FillAsync("1958");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Enrol" }).ClickAsync();
        (await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync()).ShouldBe("Patient ENROL-1");
        var patient = visitor.Page.Url;

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Patients" }).ClickAsync();
        await visitor.Page.GetByLabel("Study number").FillAsync("ENROL-2");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        (await visitor.Page.Locator("#studyNumber-error").InnerTextAsync()).ShouldBe("No patient of this clinic has this study number.");
        await visitor.Page.GetByLabel("Study number").FillAsync("ENROL-1");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        visitor.Page.Url.ShouldBe(patient);
        visitor.Requests.ShouldNotContain(address => address.Contains("ENROL", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task the_page_says_why_nothing_later_was_measured_or_imaged()
    {
        using var clinic = service.Client("missed");
        var patient = await clinic.EnrolAsync("MISSED-1");
        await clinic.SayAsync($"/api/patients/{patient}/visits", """
            { "visitedOn": "2024-03-11", "labs": [ { "analyte": "serum-igg4", "result": "212 mg/dL" } ],
              "lesions": [ { "lesionPresent": false } ] }
            """);
        await clinic.SayAsync($"/api/patients/{patient}/visits", """
            { "visitedOn": "2024-06-10", "labsMissed": [ { "notMeasured": [ { "analyte": "serum-igg4", "reason": "refused" } ] } ],
              "imagingMissed": [ { "reason": "not-done" } ] }
            """);
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("missed");
        await visitor.Page.GotoAsync($"/patients/{patient}");

        var text = Words(await visitor.Page.Locator("main").InnerTextAsync());
        text.ShouldContain("Serum IgG4 212 mg/dL 2024-03-11; 2024-06-10: refused");
        text.ShouldContain("Last MRI no lesion 2024-03-11; 2024-06-10: not done");
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
    public async Task the_first_thing_on_the_page_is_how_the_patient_is_now()
    {
        await using var visitor = await OpenStoryAsync("now");

        var now = Words(await visitor.Page.Locator(".facts.now").InnerTextAsync());
        now.ShouldContain("AIS grade E 2023-06-05");
        now.ShouldContain("Prednisone today 7.5 mg/day as of 2023-06-05");
        now.ShouldContain("Agents in effect none");
        now.ShouldContain("Serum IgG4 1.21 × upper limit 2022-12-05, 164 mg/dL");
        now.ShouldContain("Last MRI lesion, smaller 2023-06-05");
        now.ShouldContain("Recurrence 1, none open last one settled 2023-06-05");
        now.ShouldMatch("Next due: visit 2023-12-04 [0-9]+ days overdue");
    }

    [Fact]
    public async Task the_chart_goes_on_to_today_and_every_mark_leads_to_its_entry()
    {
        await using var visitor = await OpenStoryAsync("ahead");
        var svg = visitor.Page.Locator("figure.course .wide svg");

        (await svg.Locator("line.today").CountAsync()).ShouldBe(1);
        (await svg.TextContentAsync())!.ShouldContain(TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd"));
        // Nobody has said since June 2023 that the dose was stopped; nobody has said that it was not.
        (await svg.Locator(".dose.unheard").CountAsync()).ShouldBe(1);
        (await svg.Locator(".mark.igg4").CountAsync()).ShouldBe(3);
        (await svg.Locator(".mark.missed").CountAsync()).ShouldBeGreaterThan(0);
        (await svg.Locator(".mark.due").CountAsync()).ShouldBeGreaterThan(0);
        (await svg.Locator(".mark.agent").CountAsync()).ShouldBe(1);
        var links = await svg.Locator(".mark a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        links.Length.ShouldBeGreaterThan(20);
        foreach (var link in links.Distinct())
            (await visitor.Page.Locator($"[id='{link[1..]}']").CountAsync()).ShouldBe(1, link);
    }

    [Fact]
    public async Task a_recurrence_that_nobody_settled_is_an_open_bar_up_to_today()
    {
        using var clinic = service.Client("open");
        var patient = await clinic.EnrolAsync("OPEN-1");
        await clinic.SayAsync($"/api/patients/{patient}/recurrences", """{ "detectedOn": "2024-05-02", "kinds": ["clinical"] }""");
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("open");
        await visitor.Page.GotoAsync($"/patients/{patient}");
        var svg = visitor.Page.Locator("figure.course .wide svg");

        var bar = svg.Locator(".mark.relapse.open rect");
        var end = double.Parse((await bar.GetAttributeAsync("x"))!) + double.Parse((await bar.GetAttributeAsync("width"))!);
        end.ShouldBe(double.Parse((await svg.Locator("line.today").GetAttributeAsync("x1"))!), 0.2);
        Words(await visitor.Page.Locator(".facts.now").InnerTextAsync()).ShouldContain("Recurrence number 1, open since 2024-05-02");
    }

    [Fact]
    public async Task entries_of_one_kind_are_shown_alone_and_a_day_before_the_record_knows_nothing()
    {
        await using var visitor = await OpenStoryAsync("kinds");
        var address = visitor.Page.Url;
        await visitor.Page.GetByLabel("Kind", new() { Exact = true }).SelectOptionAsync("lesion");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();

        var shown = await visitor.Page.Locator(".entries li strong").AllInnerTextsAsync();
        shown.Count.ShouldBe(5);
        shown.Distinct().Count().ShouldBe(1);
        (await visitor.Page.Locator(".wide .mark.visit a").First.GetAttributeAsync("href"))!.ShouldStartWith("/patients/");

        (await visitor.Page.GotoAsync(address + "?knownOn=2001-02-03"))!.Status.ShouldBe(404);
        (await visitor.Page.InnerTextAsync("main")).ShouldContain("Nobody had recorded this patient by the end of 2001-02-03.");
        await visitor.Page.GotoAsync(address + "?knownOn=yesterday");
        (await visitor.Page.Locator("#knownOn-error").InnerTextAsync()).ShouldBe("Give a day, such as 2024-03-11.");
    }

    [Fact]
    public async Task the_page_prints_on_two_pages_at_most()
    {
        await using var visitor = await OpenStoryAsync("printed");

        var printed = System.Text.Encoding.Latin1.GetString(await visitor.Page.PdfAsync(new() { Format = "A4" }));

        printed.Split("/Type /Page\n").Length.ShouldBeInRange(2, 3);
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
            .ShouldEndWith("AIS D; ISNCSCI examination gives AIS C; classified by ISNCSCI 2019");
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
