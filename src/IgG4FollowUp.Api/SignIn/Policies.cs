using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>Who may do what. The clinic always comes from the token and becomes the tenant of the store's session.</summary>
public static partial class Policies
{
    /// <summary>A clinician of a clinic.</summary>
    public const string ClinicRecords = "clinic-records";

    /// <summary>A clinician or an administrator with a clinic.</summary>
    public const string Import = "import";

    /// <summary>An analyst.</summary>
    public const string Cohort = "cohort";

    /// <summary>Any signed-in user with a role of the service.</summary>
    public const string AnyRole = "any-role";

    /// <summary>An administrator.</summary>
    public const string Administration = "administration";

    /// <summary>A monitor, of one clinic or of none.</summary>
    public const string AccessRecord = "access-record";

    /// <summary>A monitor or an administrator of a clinic, about one of its patients.</summary>
    public const string WhoSaw = "who-saw";

    // Who may, and whether the token must name a clinic.
    private static readonly Dictionary<string, (string[] Roles, bool OfClinic)> Rights = new(StringComparer.Ordinal)
    {
        [ClinicRecords] = ([Roles.Clinician], true),
        [Import] = ([Roles.Clinician, Roles.Admin], true),
        [AnyRole] = ([.. Roles.All], false),
        [Cohort] = ([Roles.Analyst], false),
        [Administration] = ([Roles.Admin], false),
        [AccessRecord] = ([Roles.Monitor], false),
        [WhoSaw] = ([Roles.Monitor, Roles.Admin], true),
    };

    public static void Configure(AuthorizationOptions options)
    {
        foreach (var (name, (roles, ofClinic)) in Rights)
        {
            options.AddPolicy(name, policy =>
            {
                policy.RequireRole(roles);
                if (ofClinic) policy.RequireAssertion(HasClinic);
                // One that is none would be taken for all of them.
                if (name == AccessRecord) policy.RequireAssertion(HasClinicOrNone);
            });
        }

        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
    }

    /// <summary>The clinic of a signed-in user whose policy demands one.</summary>
    public static string Clinic(this ClaimsPrincipal user) =>
        user.FindFirstValue(Roles.ClinicClaim) ?? throw new InvalidOperationException("The endpoint's policy demands no clinic.");

    public static string UserName(this ClaimsPrincipal user) =>
        user.FindFirstValue("sub") ?? throw new InvalidOperationException("A token without a subject is refused.");

    /// <summary>True for a clinic's slug: 1 to 63 lower-case letters, digits and hyphens, beginning with a letter or digit.</summary>
    public static bool IsClinic(string slug) => Slug().IsMatch(slug);

    /// <summary>The clinic of a signed-in user; null for one who is nobody's.</summary>
    public static string? ClinicOrNone(this ClaimsPrincipal user) => user.FindFirstValue(Roles.ClinicClaim);

    /// <summary>What a signed-in user lacks for an endpoint, in words for the problem.</summary>
    public static string WhyForbidden(HttpContext http)
    {
        var policies = http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).ToList() ?? [];
        var roles = policies.OfType<string>().Select(policy => Rights[policy].Roles).MinBy(roles => roles.Length) ?? [.. Roles.All];
        if (!roles.Any(http.User.IsInRole)) return $"This needs the role {string.Join(" or ", roles)}.";
        return http.User.FindAll(Roles.ClinicClaim).ToList() switch
        {
            [] => "The token names no clinic; this needs one, in the claim "
                + $"'{Roles.ClinicClaim}'. A development token gets it by --clinic.",
            [{ Value: "" }] => "The clinic of the token is no text.",
            [var clinic] when !IsClinic(clinic.Value) => "The clinic of the token is no slug of lower-case letters, digits and hyphens.",
            [_] => "The token's role or clinic does not allow this.",
            _ => "The token names several clinics; this needs exactly one.",
        };
    }

    private static bool HasClinic(AuthorizationHandlerContext context) =>
        context.User.FindAll(Roles.ClinicClaim).ToList() is [var clinic] && IsClinic(clinic.Value);

    private static bool HasClinicOrNone(AuthorizationHandlerContext context) =>
        !context.User.HasClaim(claim => claim.Type == Roles.ClinicClaim) || HasClinic(context);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slug();
}
