using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Browser.Hosting;

namespace IgG4FollowUp.Browser.SignIn;

[Collection(typeof(OneService))]
public sealed class SignInSpecs(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task the_token_is_kept_in_a_short_lived_cookie_that_scripts_and_other_sites_cannot_use()
    {
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("north");

        visitor.Page.Url.ShouldBe($"{service.Address}/patients");
        var cookie = (await visitor.Context.CookiesAsync()).Single(c => c.Name == PageSignIn.CookieName);
        cookie.HttpOnly.ShouldBeTrue();
        cookie.SameSite.ShouldBe(SameSiteAttribute.Strict);
        DateTimeOffset.FromUnixTimeSeconds((long)cookie.Expires)
            .ShouldBe(TimeProvider.System.GetUtcNow() + PageSignIn.Lifetime, TimeSpan.FromMinutes(2));
        visitor.ShouldHaveStayedQuietlyAtHome();
    }

    [Fact]
    public async Task signing_out_ends_it()
    {
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("north");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        visitor.Page.Url.ShouldBe($"{service.Address}/");
        (await visitor.Context.CookiesAsync()).ShouldNotContain(c => c.Name == PageSignIn.CookieName);
        await visitor.Page.GotoAsync("/patients");
        visitor.Page.Url.ShouldBe($"{service.Address}/");
    }

    [Fact]
    public async Task a_wrong_or_expired_token_and_another_role_are_refused_with_a_reason()
    {
        await using var visitor = await chromium.VisitAsync(service);
        var refused = new (string Token, string Because)[]
        {
            ("not.a.token", "The token is not valid or has expired."),
            (service.Token(age: TimeSpan.FromDays(1)), "The token is not valid or has expired."),
            (service.Token(Roles.Analyst, clinic: null), "The token is neither a clinician's of one clinic nor a monitor's."),
            (service.Token(clinic: null), "The token is neither a clinician's of one clinic nor a monitor's."),
        };
        foreach (var (token, because) in refused)
        {
            await visitor.PasteAsync(token);
            (await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldBe(because);
            (await visitor.Context.CookiesAsync()).ShouldNotContain(c => c.Name == PageSignIn.CookieName);
        }
    }

    [Fact]
    public async Task a_form_of_another_site_signs_nobody_in_or_out()
    {
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("north");
        foreach (var address in new[] { "/sign-in", "/sign-out" })
        {
            var form = visitor.Context.APIRequest.CreateFormData();
            form.Set("token", service.Token(clinic: "south"));
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
