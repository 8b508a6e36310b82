using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Browser.Hosting;
using IgG4FollowUp.TestSupport;

namespace IgG4FollowUp.Browser.SignIn;

/// <summary>A provider, and the service twice: with the claims as Keycloak puts them, and as Entra does.</summary>
public sealed class ServicesOfProvider(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly Dictionary<string, string> People = new(StringComparer.Ordinal)
    {
        ["rossi"] = """
            { "name": "Dr Ada Rossi", "preferred_username": "rossi",
              "realm_access": { "roles": ["offline_access", "clinician"] }, "clinics": ["north", "south"] }
            """,
        ["nobody"] = """{ "name": "N. O. Body", "realm_access": { "roles": ["offline_access"] }, "clinics": ["north"] }""",
        ["odd"] = """{ "name": "Odd", "realm_access": { "roles": ["clinician"] }, "clinics": ["north", "No Clinic"] }""",
        ["entra"] = """{ "name": "Grace Monitor", "roles": ["FollowUp.Monitor"], "extn.clinic": ["south"] }""",
    };

    public Provider Provider { get; private set; } = null!;

    public RunningService AsKeycloak { get; private set; } = null!;

    public RunningService AsEntra { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await Provider.StartAsync(People);
        AsKeycloak = await ServiceAsync(new(StringComparer.Ordinal)
        {
            ["Authentication:RoleClaim"] = "realm_access.roles",
            ["Authentication:ClinicClaim"] = "clinics",
        });
        AsEntra = await ServiceAsync(new(StringComparer.Ordinal)
        {
            ["Authentication:RoleClaim"] = "roles",
            ["Authentication:ClinicClaim"] = "extn.clinic",
            ["Authentication:RoleNames:clinician"] = "FollowUp.Clinician",
            ["Authentication:RoleNames:monitor"] = "FollowUp.Monitor",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await AsKeycloak.DisposeAsync();
        await AsEntra.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private async Task<RunningService> ServiceAsync(Dictionary<string, string> mapping)
    {
        var service = new RunningService(postgres)
        {
            Settings = new(mapping, StringComparer.Ordinal)
            {
                ["Authentication:Authority"] = Provider.Address,
                ["Authentication:Audience"] = "follow-up",
                ["Authentication:ClientId"] = Provider.Client,
                ["Authentication:ClientSecret"] = Provider.Secret,
            },
        };
        await service.InitializeAsync();
        return service;
    }
}

/// <summary>Signing in to the pages at a provider.</summary>
public sealed class ProviderSpecs(ServicesOfProvider services, Chromium chromium) : IClassFixture<ServicesOfProvider>
{
    [Fact]
    public async Task a_person_signs_in_at_the_provider_and_comes_to_the_page_that_was_asked_for_in_one_of_the_persons_clinics()
    {
        var service = services.AsKeycloak;
        await using var visitor = await chromium.VisitAsync(service);

        await visitor.Page.GotoAsync("/alerts");
        visitor.Page.Url.ShouldStartWith(services.Provider.Address);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "rossi" }).ClickAsync();
        await visitor.ArrivesAtAsync("/alerts");

        (await visitor.Page.Locator(".who").InnerTextAsync()).ShouldBe("Dr Ada Rossi, clinic north");
        var cookie = (await visitor.Context.CookiesAsync([service.Address])).Single(c => c.Name == PageSession.CookieName);
        (cookie.HttpOnly, cookie.SameSite).ShouldBe((true, SameSiteAttribute.Strict));
        (await visitor.Context.APIRequest.GetAsync("/api/patients")).Status.ShouldBe(401, "the session opens pages only");
    }

    [Fact]
    public async Task somebody_of_several_clinics_goes_over_to_another_and_to_none_that_is_not_theirs()
    {
        var service = services.AsKeycloak;
        await using var visitor = await SignedInAsync(service, "rossi");

        await visitor.Page.GetByLabel("Another clinic").SelectOptionAsync("south");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Switch clinic" }).ClickAsync();
        (await visitor.Page.Locator(".who").InnerTextAsync()).ShouldBe("Dr Ada Rossi, clinic south");

        var form = visitor.Context.APIRequest.CreateFormData();
        form.Set("__RequestVerificationToken",
            (await visitor.Page.Locator("input[name=__RequestVerificationToken]").First.GetAttributeAsync("value"))!);
        form.Set("to", "west");
        (await visitor.Context.APIRequest.PostAsync("/clinic", new() { Form = form })).Status.ShouldBe(404);
        await visitor.Page.GotoAsync("/patients");
        (await visitor.Page.Locator(".who").InnerTextAsync()).ShouldBe("Dr Ada Rossi, clinic south");
    }

    [Fact]
    public async Task signing_out_ends_the_session_here_and_at_the_provider()
    {
        var service = services.AsKeycloak;
        await using var visitor = await SignedInAsync(service, "rossi");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visitor.ArrivesAtAsync("/");
        (await visitor.Context.CookiesAsync([service.Address])).ShouldNotContain(c => c.Name == PageSession.CookieName);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        (await visitor.Page.GetByRole(AriaRole.Heading).InnerTextAsync()).ShouldBe("Who are you?");
    }

    [Theory]
    [InlineData("nobody", "This needs the role clinician.")]
    [InlineData("odd", "The clinic of the token is no text.")]
    public async Task a_person_without_a_role_or_with_a_clinic_that_is_none_is_told_why_and_can_sign_out(string person, string why)
    {
        var service = services.AsKeycloak;
        await using var visitor = await SignedInAsync(service, person);

        (await visitor.Page.InnerTextAsync("main")).ShouldContain(why);
        (await visitor.Page.GotoAsync("/"))!.Status.ShouldBe(403);
        (await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task roles_by_other_names_and_a_clinic_in_a_claim_with_a_dot_in_its_name_are_read_as_the_settings_say()
    {
        var service = services.AsEntra;
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.Page.GotoAsync("/access-record");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "entra" }).ClickAsync();
        await visitor.ArrivesAtAsync("/access-record");

        (await visitor.Page.Locator(".who").InnerTextAsync()).ShouldBe("Grace Monitor, clinic south");
        (await visitor.Page.GotoAsync("/patients"))!.Status.ShouldBe(403);
    }

    [Fact]
    public async Task an_answer_that_nobody_asked_for_signs_nobody_in_and_no_foreign_address_is_led_to()
    {
        var service = services.AsKeycloak;
        await using var visitor = await chromium.VisitAsync(service);

        (await visitor.Page.GotoAsync("/sign-in/callback?code=x&state=y"))!.Status.ShouldBe(400);
        (await visitor.Page.GetByRole(AriaRole.Heading).InnerTextAsync()).ShouldBe("You are not signed in");
        foreach (var elsewhere in new[] { "//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example" })
        {
            await visitor.Context.ClearCookiesAsync();
            await visitor.Page.GotoAsync("/sign-in?to=" + Uri.EscapeDataString(elsewhere));
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "rossi" }).ClickAsync();
            await visitor.ArrivesAtAsync("/patients");
        }
    }

    private async Task<Visitor> SignedInAsync(RunningService service, string person)
    {
        var visitor = await chromium.VisitAsync(service);
        await visitor.Page.GotoAsync("/patients");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = person }).ClickAsync();
        await visitor.ArrivesAtAsync("/patients");
        return visitor;
    }
}
