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
}
