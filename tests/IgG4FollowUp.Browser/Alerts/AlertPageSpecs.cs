using IgG4FollowUp.Browser.Hosting;

namespace IgG4FollowUp.Browser.Alerts;

[Collection(typeof(OneService))]
public sealed class AlertPageSpecs(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task a_clinician_reads_what_waits_to_be_looked_at_and_opens_the_patient()
    {
        using var clinic = service.Client("inbox");
        var patient = await clinic.EnrolAsync("INBOX-1");
        await clinic.SayAsync($"/api/patients/{patient}/asia-grades", """{ "assessedOn": "2024-03-11", "grade": "D" }""");
        await clinic.SayAsync($"/api/patients/{patient}/asia-grades", """{ "assessedOn": "2024-06-10", "grade": "B" }""");
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("inbox");

        var worsening = visitor.Page.Locator("article.card", new() { HasText = "The AIS grade fell from D" });
        for (var attempt = 0; attempt < 100; attempt++)
        {
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Alerts" }).ClickAsync();
            if (await worsening.CountAsync() > 0) break;
        }

        (await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync()).ShouldBe("Alerts");
        (await visitor.Page.Locator("article.card").First.InnerTextAsync()).ShouldContain("URGENT");
        (await worsening.InnerTextAsync()).ShouldContain("INBOX-1");
        await worsening.GetByRole(AriaRole.Link, new() { Name = "INBOX-1" }).ClickAsync();
        visitor.Page.Url.ShouldBe($"{service.Address}/patients/{patient}");
        visitor.ShouldHaveStayedQuietlyAtHome();
    }

    [Fact]
    public async Task an_alert_is_acknowledged_in_place_by_keyboard()
    {
        await using var visitor = await OpenAsync("acknowledged");
        await Worsening(visitor).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).First.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.WaitForURLAsync("**/alerts?done=acknowledgement");

        (await visitor.Page.Locator(".notice").InnerTextAsync()).ShouldStartWith("Acknowledged.");
        (await Worsening(visitor).InnerTextAsync()).ShouldContain("taken by dr-page");
        visitor.ShouldHaveStayedQuietlyAtHome();
    }

    [Fact]
    public async Task what_the_service_refuses_stands_beside_its_field_with_what_was_typed_and_nothing_is_recorded()
    {
        await using var visitor = await OpenAsync("refused");
        var card = Worsening(visitor);
        await card.Locator("summary").Last.ClickAsync();
        await card.GetByLabel("Why it is closed").SelectOptionAsync("other");
        await card.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();

        (await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldContain("Nothing was recorded.");
        var note = visitor.Page.GetByLabel("Remark on closing");
        (await note.GetAttributeAsync("aria-invalid")).ShouldBe("true");
        (await visitor.Page.Locator($"#{(await note.GetAttributeAsync("aria-describedby"))!.Split(' ')[^1]}").InnerTextAsync())
            .ShouldBe("The reason 'other' needs a note.");
        (await visitor.Page.GetByLabel("Why it is closed").InputValueAsync()).ShouldBe("other");

        await note.FillAsync("Seen by the surgeon.");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await visitor.Page.WaitForURLAsync("**/alerts?done=closing");
        (await Worsening(visitor).CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task a_form_that_is_sent_twice_is_carried_out_once_and_one_of_an_older_state_not_at_all()
    {
        await using var visitor = await OpenAsync("twice");
        var form = visitor.Context.APIRequest.CreateFormData();
        var sent = Worsening(visitor).Locator("form").First;
        foreach (var field in await sent.Locator("input").AllAsync())
            form.Set((await field.GetAttributeAsync("name"))!, (await field.GetAttributeAsync("value"))!);
        var address = (await sent.GetAttributeAsync("action"))!;
        for (var i = 0; i < 2; i++)
            (await visitor.Context.APIRequest.PostAsync(address, new() { Form = form, MaxRedirects = 0 })).Status.ShouldBe(303);

        using var clinic = service.Client("twice");
        var history = await clinic.GetStringAsync($"/api{address.Split("/acknow")[0]}/history", TestContext.Current.CancellationToken);
        history.Split("alert-acknowledged").Length.ShouldBe(2, history);

        form.Set("key", "another-form");
        var stale = await visitor.Context.APIRequest.PostAsync(address, new() { Form = form, MaxRedirects = 0 });
        stale.Status.ShouldBe(412);
        (await stale.TextAsync()).ShouldContain("Nothing was recorded.");
    }

    private static ILocator Worsening(Visitor visitor) =>
        visitor.Page.Locator("article.card", new() { HasText = "The AIS grade fell from D" });

    private async Task<Visitor> OpenAsync(string name)
    {
        using (var clinic = service.Client(name))
        {
            var patient = await clinic.EnrolAsync(name.ToUpperInvariant() + "-1");
            await clinic.SayAsync($"/api/patients/{patient}/asia-grades", """{ "assessedOn": "2024-03-11", "grade": "D" }""");
            // Untreated, another finding of the same day would be as urgent, and either may come first.
            await clinic.SayAsync(
                $"/api/patients/{patient}/steroid-courses", """{ "startedOn": "2024-03-12", "drug": "prednisolone", "dailyDoseMg": 40 }""");
            await clinic.SayAsync($"/api/patients/{patient}/asia-grades", """{ "assessedOn": "2024-06-10", "grade": "B" }""");
        }

        var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync(name);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Alerts" }).ClickAsync();
            if (await Worsening(visitor).CountAsync() > 0) break;
        }

        return visitor;
    }
}
