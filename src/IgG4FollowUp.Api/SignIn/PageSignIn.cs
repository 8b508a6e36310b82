using System.Security.Claims;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Web.Pages;
using IgG4FollowUp.Web.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>
/// Signing in to the pages. With an authority the clinic's proxy sends the token in the header, as programs do. In Development a
/// pasted token is kept in a cookie that only pages accept: no endpoint that writes to a record can be reached with it.
/// </summary>
public sealed class PageSignIn(
    IAntiforgery antiforgery, IAuthorizationService authorization, IOptionsMonitor<JwtBearerOptions> bearer, TimeProvider time,
    DevelopmentTokens? tokens = null)
{
    public const string CookieName = "followup-token";

    /// <summary>How long a browser stays signed in, at most; the token itself may end before.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private static readonly string[] ForPrograms = ["/api", "/feeds", "/health", "/openapi"];

    private const int MaximumForm = 16 * 1024;

    public void Map(WebApplication app)
    {
        PageRoute.On(app.MapGet("/", (Delegate)StartAsync)).AllowAnonymous();
        if (tokens is null) return;
        PageRoute.On(app.MapPost("/sign-in", (Delegate)SignInAsync)).AllowAnonymous()
            .WithMetadata(new RequestSizeLimitAttribute(MaximumForm))
            .RequireRateLimiting(Limits.SignIn);
        PageRoute.On(app.MapPost("/sign-out", (Delegate)SignOutAsync)).AllowAnonymous()
            .WithMetadata(new RequestSizeLimitAttribute(MaximumForm));
    }

    /// <summary>Who reads a page, with the token of the sign-out form where there is a cookie to end.</summary>
    public PageReader Reader(HttpContext http) => new(
        http.User.UserName(), http.User.ClinicOrNone(),
        http.Request.Cookies.ContainsKey(CookieName) ? antiforgery.GetAndStoreTokens(http) : null,
        http.User.IsInRole(Roles.Clinician), http.User.IsInRole(Roles.Monitor));

    /// <summary>Takes the token of a page's request from the cookie, unless the header brings one.</summary>
    public static Task TakeCookie(MessageReceivedContext context)
    {
        if (IsPage(context.HttpContext) && context.Request.Headers.Authorization.Count == 0
            && context.HttpContext.RequestServices.GetService<DevelopmentTokens>() is not null)
            context.Token = context.Request.Cookies[CookieName];
        return Task.CompletedTask;
    }

    /// <summary>True for a page, and for what a browser asks for at an address where there is nothing.</summary>
    public static bool IsPage(HttpContext http) => http.GetEndpoint() is RouteEndpoint endpoint
        ? endpoint.Metadata.GetMetadata<PageRoute>() is not null
        : !Array.Exists(ForPrograms, prefix => http.Request.Path.StartsWithSegments(prefix))
            && http.Request.GetTypedHeaders().Accept
                .Any(accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private async Task<IResult> StartAsync(HttpContext http) =>
        await FirstPageAsync(http.User) is { } page
            ? TypedResults.Redirect(page)
            : SignInPage.Show(tokens is null ? null : antiforgery.GetAndStoreTokens(http));

    private async Task<IResult> SignInAsync(HttpContext http)
    {
        if (await FaultAsync(http) is { } fault) return fault;
        var token = (await http.Request.ReadFormAsync(http.RequestAborted))["token"].ToString().Trim();
        var result = await new StrictTokenHandler().ValidateTokenAsync(
            token, bearer.Get(JwtBearerDefaults.AuthenticationScheme).TokenValidationParameters);
        if (!result.IsValid)
        {
            http.RecordRefusal(AccessKind.InvalidToken, StatusCodes.Status400BadRequest, AccessRecording.ReasonOf(result.Exception));
            return Again(http, "The token is not valid or has expired.");
        }

        if (await FirstPageAsync(new ClaimsPrincipal(result.ClaimsIdentity)) is not { } page)
        {
            http.RecordRefusal(AccessKind.Refused, StatusCodes.Status400BadRequest, "role-or-clinic");
            return Again(http, "The token is neither a clinician's of one clinic nor a monitor's.");
        }

        var left = result.SecurityToken.ValidTo - time.GetUtcNow().UtcDateTime;
        http.Response.Cookies.Append(CookieName, token, Options(http, left < Lifetime ? left : Lifetime));
        return TypedResults.Redirect(page);
    }

    // Where somebody begins; null for one who may read no page.
    private async Task<string?> FirstPageAsync(ClaimsPrincipal user) =>
        (await authorization.AuthorizeAsync(user, Policies.ClinicRecords)).Succeeded ? "/patients"
        : (await authorization.AuthorizeAsync(user, Policies.AccessRecord)).Succeeded ? "/access-record"
        : null;

    private async Task<IResult> SignOutAsync(HttpContext http)
    {
        if (await FaultAsync(http) is { } fault) return fault;
        http.Response.Cookies.Delete(CookieName, Options(http, null));
        return TypedResults.Redirect("/");
    }

    private PageResult<SignInPage> Again(HttpContext http, string error) => SignInPage.Show(antiforgery.GetAndStoreTokens(http), error);

    // A form that cannot be read at all is an exception, with what was wrong inside.
    private async Task<PageResult<MessagePage>?> FaultAsync(HttpContext http)
    {
        try
        {
            return await antiforgery.IsRequestValidAsync(http)
                ? null
                : MessagePage.Show(StatusCodes.Status400BadRequest, "The form is too old", "Open the page again and repeat.");
        }
        catch (AntiforgeryValidationException e)
        {
            return e.InnerException is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                ? MessagePage.Show(StatusCodes.Status413PayloadTooLarge, "The form is too large",
                    "Open the page again and paste the token alone.")
                : MessagePage.Show(StatusCodes.Status400BadRequest, "The form is not valid", "Open the page again and repeat.");
        }
    }

    private static CookieOptions Options(HttpContext http, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        IsEssential = true,
        Path = "/",
        MaxAge = maxAge,
    };
}
