using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Web.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>
/// Signing in to the pages at the provider whose tokens the service takes: OpenID Connect, authorization code with PKCE. It exists with
/// <c>Authentication:ClientId</c>. The identity token is read as strictly as a token of the API, by the same mapping of claims.
/// </summary>
/// <param name="IsConfigured">Whether it exists.</param>
public sealed record ProviderSignIn(bool IsConfigured)
{
    public const string Scheme = "provider";

    /// <summary>Where the provider sends the browser back to.</summary>
    public const string Callback = "/sign-in/callback";

    /// <summary>Where the provider sends the browser after the end of its own session.</summary>
    public const string SignedOut = "/sign-out/callback";

    private const string IdToken = "id_token";

    // The person is asked for by the provider, not by a page that waits.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <exception cref="SettingMissingException">A secret or a client without the authority, or a secret without a client.</exception>
    public static ProviderSignIn Add(WebApplicationBuilder builder, Uri? authority, ClaimMapping mapping)
    {
        var settings = builder.Configuration.GetSection("Authentication");
        var (client, secret) = (settings["ClientId"], settings["ClientSecret"]);
        if (string.IsNullOrWhiteSpace(client))
        {
            return string.IsNullOrWhiteSpace(secret)
                ? new(false)
                : throw new SettingMissingException("Authentication:ClientId must be set with Authentication:ClientSecret.");
        }

        if (authority is null)
            throw new SettingMissingException("Authentication:Authority must be set with Authentication:ClientId.");
        var development = builder.Environment.IsDevelopment();
        builder.Services.AddAuthentication().AddOpenIdConnect(Scheme, options =>
        {
            options.SignInScheme = options.SignOutScheme = PageSession.Scheme;
            options.Authority = authority.OriginalString;
            options.RequireHttpsMetadata = authority.Scheme == Uri.UriSchemeHttps;
            options.ClientId = client.Trim();
            options.ClientSecret = secret?.Trim();
            options.ResponseType = OpenIdConnectResponseType.Code;
            // The answer comes by an address, so that cookies of this site need not follow other sites' forms.
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.CallbackPath = Callback;
            options.SignedOutCallbackPath = SignedOut;
            options.SignedOutRedirectUri = "/";
            options.MapInboundClaims = false;
            options.TokenHandler = new StrictTokenHandler(mapping, severalClinics: true);
            options.TokenValidationParameters.ValidAlgorithms = BearerSignIn.Asymmetric;
            options.TokenValidationParameters.ClockSkew = BearerSignIn.Leeway;
            options.TokenValidationParameters.NameClaimType = "sub";
            options.TokenValidationParameters.RoleClaimType = Roles.RoleClaim;
            options.RemoteAuthenticationTimeout = Patience;
            options.Scope.Clear();
            foreach (var scope in (settings["Scope"] ?? "openid profile").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                options.Scope.Add(scope);
            foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = development ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            }

            options.Events = new()
            {
                OnTokenValidated = KeepWhatIsNeeded,
                OnTicketReceived = LeadOnAsync,
                OnRemoteFailure = TellFailureAsync,
                OnAccessDenied = TellFailureAsync,
            };
        });
        builder.Services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<IServiceProvider>(static (options, services) =>
            options.BackchannelHttpHandler = ActivatorUtilities.CreateInstance<ProviderWatch>(services));
        return new(true);
    }

    /// <summary>Ends the provider's session, too.</summary>
    /// <returns>Where the browser must go for that; null when the provider has no such place or is away.</returns>
    public static async Task<string?> EndAsync(HttpContext http)
    {
        try
        {
            await http.SignOutAsync(Scheme, new AuthenticationProperties { RedirectUri = "/" });
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException)
        {
            return null;
        }

        var to = http.Response.Headers.Location.ToString();
        http.Response.Headers.Remove("Location");
        http.Response.StatusCode = StatusCodes.Status200OK;
        return to.Length == 0 ? null : to;
    }

    // Of the provider's tokens only the one by which its session is ended.
    private static Task KeepWhatIsNeeded(TokenValidatedContext context)
    {
        context.Principal = PageSession.Of(context.Principal!);
        if (context.TokenEndpointResponse?.IdToken is { } token)
            context.Properties!.StoreTokens([new() { Name = IdToken, Value = token }]);
        context.Properties!.IsPersistent = true;
        return Task.CompletedTask;
    }

    // A redirect would bring the browser from the provider's site, and the cookie would stay behind.
    private static async Task LeadOnAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        await context.HttpContext.SignInAsync(PageSession.Scheme, context.Principal!, context.Properties);
        await MovingOnPage.Show("You are signed in", context.ReturnUri ?? "/").ExecuteAsync(context.HttpContext);
    }

    private static async Task TellFailureAsync(HandleRequestContext<RemoteAuthenticationOptions> context)
    {
        context.HandleResponse();
        context.HttpContext.RecordRefusal(AccessKind.InvalidToken, StatusCodes.Status400BadRequest, "sign-in");
        await MessagePage.Show(
            StatusCodes.Status400BadRequest, "You are not signed in",
            "The provider did not sign you in, or it took too long. Nothing was recorded. Begin again at the start page.")
            .ExecuteAsync(context.HttpContext);
    }
}
