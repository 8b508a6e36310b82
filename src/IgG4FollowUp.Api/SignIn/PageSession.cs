using System.Security.Claims;
using IgG4FollowUp.Api.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>
/// A person's session at the pages, in a sealed cookie that nothing else accepts. It holds who somebody is in the same claims as a token:
/// subject, roles and one clinic; policies, the record and the tenant of each query read them without knowing where they came from.
/// </summary>
public static class PageSession
{
    public const string CookieName = "followup-session";

    /// <summary>Scheme of the cookie.</summary>
    public const string Scheme = "session";

    /// <summary>Scheme that takes a token where one is brought or nothing but a token may be, else the session.</summary>
    public const string OrToken = "session-or-token";

    /// <summary>Setting of the folder with the keys that seal sessions and forms; several nodes share it.</summary>
    public const string KeyFolder = "Pages:KeyFolder";

    /// <summary>A clinic that the person may go over to, the present one included.</summary>
    public const string MayChoose = "may-choose-clinic";

    /// <summary>How long a session lasts that nobody uses.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    /// <summary>How long a session lasts at most: a working day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(10);

    private const string Began = "began";
    private const string Issuer = "issuer";

    /// <summary>Where the keys are that seal sessions and forms.</summary>
    public static string Keys(IConfiguration configuration, string dataFolder) =>
        configuration[KeyFolder] is { } given && !string.IsNullOrWhiteSpace(given) ? given : Path.Combine(dataFolder, "page-keys");

    /// <param name="builder">The host.</param>
    /// <param name="issuer">Who says who somebody is; a session that rests on another one's word is none.</param>
    /// <param name="dataFolder">Where the service keeps files.</param>
    public static void Add(WebApplicationBuilder builder, string issuer, string dataFolder)
    {
        var keys = Keys(builder.Configuration, dataFolder);
        // Whoever reads the keys can be anybody.
        Directory.CreateDirectory(keys);
        if (string.IsNullOrWhiteSpace(builder.Configuration[KeyFolder]))
            File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        builder.Services.AddDataProtection().SetApplicationName("followup").PersistKeysToFileSystem(new DirectoryInfo(keys));
        builder.Services.AddAuthentication()
            .AddPolicyScheme(OrToken, displayName: null, options => options.ForwardDefaultSelector = http =>
                PageSignIn.IsPage(http) && http.Request.Headers.Authorization.Count == 0
                    ? Scheme : JwtBearerDefaults.AuthenticationScheme)
            .AddCookie(Scheme, options =>
            {
                options.Cookie.Name = CookieName;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Cookie.IsEssential = true;
                options.Cookie.SecurePolicy =
                    builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                options.ExpireTimeSpan = Idle;
                options.SlidingExpiration = true;
                options.Events = new()
                {
                    OnSigningIn = context =>
                    {
                        context.Properties.Items[Issuer] = issuer;
                        context.Properties.Items.TryAdd(Began, Now(context.HttpContext).ToUnixTimeSeconds().ToInvariantText());
                        return Task.CompletedTask;
                    },
                    OnValidatePrincipal = context =>
                    {
                        if (!Holds(context.Properties, issuer, Now(context.HttpContext))) context.RejectPrincipal();
                        return Task.CompletedTask;
                    },
                    OnRedirectToLogin = context =>
                    {
                        var http = context.HttpContext;
                        http.RecordRefusal(AccessKind.Refused, StatusCodes.Status401Unauthorized, "no-session");
                        http.Response.Redirect(http.RequestServices.GetRequiredService<PageSignIn>().EntranceOf(http));
                        return Task.CompletedTask;
                    },
                    OnRedirectToAccessDenied = context => BearerSignIn.ForbidAsync(context.HttpContext),
                };
            });
    }

    /// <summary>
    /// Who signed in, in the clinic that was chosen, or the first; null when a clinic is chosen that is not among the person's.
    /// </summary>
    public static ClaimsPrincipal? Of(ClaimsPrincipal user, string? chosen = null)
    {
        var clinics = user.FindAll(MayChoose).Select(claim => claim.Value).ToList();
        if (clinics.Count == 0) clinics = [.. user.FindAll(Roles.ClinicClaim).Select(claim => claim.Value)];
        if (chosen is not null && !clinics.Contains(chosen, StringComparer.Ordinal)) return null;
        var kept = user.Claims.Where(claim => claim.Type is "sub" or "name" or Roles.RoleClaim);
        // One that is no name of a clinic spoils all of them, as it does in a token.
        var present = clinics.TrueForAll(Policies.IsClinic) ? chosen ?? clinics.FirstOrDefault() : "";
        if (present is not null) kept = kept.Append(new(Roles.ClinicClaim, present));
        if (present is { Length: > 0 } && clinics.Count > 1)
            kept = kept.Concat(clinics.Select(clinic => new Claim(MayChoose, clinic)));
        return new(new ClaimsIdentity(kept.Select(claim => new Claim(claim.Type, claim.Value)), Scheme, "sub", Roles.RoleClaim));
    }

    private static bool Holds(AuthenticationProperties session, string issuer, DateTimeOffset now) =>
        session.Items.TryGetValue(Issuer, out var by) && by == issuer
        && session.Items.TryGetValue(Began, out var began) && long.TryParse(began, out var seconds)
        && now < DateTimeOffset.FromUnixTimeSeconds(seconds) + Longest;

    private static DateTimeOffset Now(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static string ToInvariantText(this long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
