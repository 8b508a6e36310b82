using System.Security.Claims;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Web.Pages;
using IgG4FollowUp.Web.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>
/// Signing in to the pages: at the provider, where one is configured for them; in Development without an authority by a button for whoever
/// one wants to be; else a proxy in front of the service sends a token in the header, as programs do.
/// </summary>
public sealed class PageSignIn(
    IAntiforgery antiforgery, IAuthorizationService authorization, ProviderSignIn provider, ChartsAsOf charts,
    DevelopmentTokens? development = null)
{
    private static readonly string[] ForPrograms = ["/api", "/feeds", "/health", "/openapi"];

    // Roles that pages are open to.
    private static readonly string[] OfPages = [Roles.Clinician, Roles.Monitor];

    public void Map(WebApplication app)
    {
        PageRoute.On(app.MapGet("/", (Delegate)StartAsync)).AllowAnonymous();
        if (development is not null)
            PageForm.On(app.MapPost("/sign-in", (Delegate)BecomeAsync)).AllowAnonymous().RequireRateLimiting(Limits.SignIn);
        if (provider.IsConfigured)
            PageRoute.On(app.MapGet("/sign-in", (Delegate)ToProviderAsync)).AllowAnonymous().RequireRateLimiting(Limits.SignIn);
        if (development is null && !provider.IsConfigured) return;
        PageForm.On(app.MapPost("/sign-out", (Delegate)SignOutAsync)).AllowAnonymous();
        PageForm.On(app.MapPost("/clinic", (Delegate)GoOverAsync)).AllowAnonymous();
    }

    /// <summary>Who reads a page.</summary>
    public PageReader Reader(HttpContext http)
    {
        var clinic = http.User.ClinicOrNone();
        return new(
            http.User.FindFirstValue("name") ?? http.User.UserName(), clinic,
            [.. http.User.FindAll(PageSession.MayChoose).Select(claim => claim.Value).Where(other => other != clinic).Order()],
            antiforgery.GetAndStoreTokens(http), http.User.Identity?.AuthenticationType == PageSession.Scheme,
            http.User.IsInRole(Roles.Clinician), http.User.IsInRole(Roles.Monitor));
    }

    /// <summary>Where somebody goes who is not signed in.</summary>
    public string EntranceOf(HttpContext http) => provider.IsConfigured && HttpMethods.IsGet(http.Request.Method)
        ? "/sign-in" + QueryString.Create("to", http.Request.Path + http.Request.QueryString)
        : "/";

    /// <summary>True for a page, and for what a browser asks for at an address where there is nothing.</summary>
    public static bool IsPage(HttpContext http) => http.GetEndpoint() is RouteEndpoint endpoint
        ? endpoint.Metadata.GetMetadata<PageRoute>() is not null
        : !Array.Exists(ForPrograms, prefix => http.Request.Path.StartsWithSegments(prefix))
            && http.Request.GetTypedHeaders().Accept
                .Any(accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private async Task<IResult> StartAsync(HttpContext http) => await FirstPageAsync(http.User) is { } page
        ? TypedResults.Redirect(page)
        : http.User.Identity?.IsAuthenticated == true
            ? MessagePage.Forbidden("The pages are for clinicians of a clinic and for monitors.", Reader(http))
            : await EntranceAsync(http);

    private async Task<PageResult<SignInPage>> EntranceAsync(HttpContext http, string? error = null) => SignInPage.Show(
        provider.IsConfigured,
        development is null ? null
            : new(antiforgery.GetAndStoreTokens(http), await charts.ClinicsAsync(http.RequestAborted), OfPages),
        error);

    private async Task<IResult> ToProviderAsync(HttpContext http, string? to)
    {
        try
        {
            await http.ChallengeAsync(ProviderSignIn.Scheme, new() { RedirectUri = IsOwn(to) ? to : "/" });
            return TypedResults.Empty;
        }
        catch (InvalidOperationException)
        {
            return MessagePage.Show(
                StatusCodes.Status503ServiceUnavailable, "Nobody can sign in at the moment",
                "The provider of sign-in does not answer. Try again in a few minutes.");
        }
    }

    private async Task<IResult> BecomeAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (role, clinic) = (form["role"].ToString(), form["clinic"].ToString().Trim());
        var claims = new List<Claim> { new("sub", $"dr-{(role == Roles.Clinician ? "page" : role)}"), new(Roles.RoleClaim, role) };
        if (clinic.Length > 0) claims.Add(new(Roles.ClinicClaim, clinic));
        var session = PageSession.Of(new(new ClaimsIdentity(claims)))!;
        if (!OfPages.Contains(role, StringComparer.Ordinal)
            || await FirstPageAsync(new(new ClaimsIdentity(session.Claims, PageSession.Scheme, "sub", Roles.RoleClaim))) is not { } page)
        {
            http.RecordRefusal(AccessKind.Refused, StatusCodes.Status400BadRequest, "role-or-clinic");
            return await EntranceAsync(
                http, "A clinic is 1 to 63 lower-case letters, digits and hyphens; only a monitor may be of none.");
        }

        await http.SignInAsync(PageSession.Scheme, session, new() { IsPersistent = true });
        return TypedResults.Redirect(page);
    }

    // Where somebody begins; null for one who may read no page.
    private async Task<string?> FirstPageAsync(ClaimsPrincipal user) =>
        (await authorization.AuthorizeAsync(user, Policies.ClinicRecords)).Succeeded ? "/patients"
        : (await authorization.AuthorizeAsync(user, Policies.AccessRecord)).Succeeded ? "/access-record"
        : null;

    private async Task<IResult> GoOverAsync(HttpContext http)
    {
        var session = await http.AuthenticateAsync(PageSession.Scheme);
        var to = (await http.Request.ReadFormAsync(http.RequestAborted))["to"].ToString();
        if (!session.Succeeded) return TypedResults.Redirect("/");
        if (PageSession.Of(session.Principal, to) is not { } other) return MessagePage.NotFound();
        // The same session goes on: it ends when it would have ended.
        await http.SignInAsync(PageSession.Scheme, other, session.Properties);
        return TypedResults.Redirect("/");
    }

    private async Task<IResult> SignOutAsync(HttpContext http)
    {
        var to = provider.IsConfigured && http.User.Identity?.IsAuthenticated == true ? await ProviderSignIn.EndAsync(http) : null;
        await http.SignOutAsync(PageSession.Scheme);
        return to is null ? TypedResults.Redirect("/") : MovingOnPage.Show("You are signed out here", to);
    }

    // An address of this service: one that begins with two slashes is another host's.
    private static bool IsOwn(string? to) => to is ['/', ..] and not ['/', '/' or '\\', ..] && !to.Any(char.IsControl);
}
