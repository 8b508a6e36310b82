using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Browser.Hosting;

namespace IgG4FollowUp.Browser.SignIn;

[Collection(typeof(OneService))]
public sealed class SignInSpecs(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task the_session_is_kept_in_a_short_lived_cookie_that_scripts_and_other_sites_cannot_use()
    {
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("north");

        visitor.Page.Url.ShouldBe($"{service.Address}/patients");
        var cookie = (await visitor.Context.CookiesAsync()).Single(c => c.Name == PageSession.CookieName);
        cookie.HttpOnly.ShouldBeTrue();
        cookie.SameSite.ShouldBe(SameSiteAttribute.Strict);
        DateTimeOffset.FromUnixTimeSeconds((long)cookie.Expires)
            .ShouldBe(TimeProvider.System.GetUtcNow() + PageSession.Idle, TimeSpan.FromMinutes(2));
        visitor.ShouldHaveStayedQuietlyAtHome();
    }

    [Fact]
    public async Task signing_out_ends_it()
    {
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("north");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        visitor.Page.Url.ShouldBe($"{service.Address}/");
        (await visitor.Context.CookiesAsync()).ShouldNotContain(c => c.Name == PageSession.CookieName);
        await visitor.Page.GotoAsync("/patients");
        visitor.Page.Url.ShouldBe($"{service.Address}/");
    }

    [Fact]
    public async Task in_development_there_is_a_button_for_each_role_and_clinic_and_no_token_to_paste()
    {
        using (var clinic = service.Client("buttons")) await clinic.EnrolAsync("BUTTONS-1");
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.Page.GotoAsync("/");
        (await visitor.Page.Locator("textarea").CountAsync()).ShouldBe(0);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Clinician of buttons" }).ClickAsync();
        (await visitor.Page.Locator(".who").InnerTextAsync()).ShouldBe("dr-page, clinic buttons");
        (await visitor.Page.ContentAsync()).ShouldContain("BUTTONS-1");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Monitor of buttons" }).ClickAsync();
        (await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync()).ShouldBe("Access record");
        (await visitor.Page.GotoAsync("/patients"))!.Status.ShouldBe(403);
        (await visitor.Page.InnerTextAsync("main")).ShouldContain("This needs the role clinician.");
    }

    [Fact]
    public async Task a_name_that_is_no_clinic_is_refused_with_a_reason()
    {
        await using var visitor = await chromium.VisitAsync(service);
        foreach (var name in new[] { "No Clinic", "", "../north" })
        {
            await visitor.SignInAsync(name);
            (await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldStartWith("A clinic is 1 to 63 lower-case letters");
            (await visitor.Context.CookiesAsync()).ShouldNotContain(c => c.Name == PageSession.CookieName);
        }
    }

    [Fact]
    public async Task a_form_of_another_site_signs_nobody_in_or_out()
    {
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("north");
        foreach (var address in new[] { "/sign-in", "/sign-out", "/clinic" })
        {
            var form = visitor.Context.APIRequest.CreateFormData();
            form.Set("clinic", "south");
            form.Set("role", "clinician");
            var answer = await visitor.Context.APIRequest.PostAsync(address, new() { Form = form, MaxRedirects = 0 });
            answer.Status.ShouldBe(400, address);
        }

        await visitor.Page.GotoAsync("/patients");
        (await visitor.Page.Locator(".who").InnerTextAsync()).ShouldBe("dr-page, clinic north");
    }

    [Fact]
    public async Task the_cookie_opens_pages_but_nothing_of_the_api()
    {
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("north");

        (await visitor.Context.APIRequest.GetAsync("/patients")).Status.ShouldBe(200);
        (await visitor.Context.APIRequest.GetAsync("/api/patients")).Status.ShouldBe(401);
        var write = await visitor.Context.APIRequest.PostAsync(
            "/api/patients", new() { DataObject = new { studyNumber = "FORGED-1", enrolledOn = "2024" } });
        write.Status.ShouldBe(401);
    }
}
