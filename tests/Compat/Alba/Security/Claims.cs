using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Alba.Security;

public interface IHasClaims
{
    void AddClaim(Claim claim);
}

public static class ClaimsExtensions
{
    public static T With<T>(this T claims, string type, string value)
        where T : IHasClaims => claims.With(new Claim(type, value));

    public static T With<T>(this T claims, Claim claim)
        where T : IHasClaims
    {
        claims.AddClaim(claim);
        return claims;
    }

    public static T WithName<T>(this T claims, string name)
        where T : IHasClaims => claims.With(ClaimTypes.Name, name);
}

/// <summary>What one scenario adds to and takes from the baseline claims, carried by its request.</summary>
internal sealed record ScenarioClaims(IReadOnlyList<Claim> Added, IReadOnlySet<string> Removed)
{
    private static readonly object Key = new();

    public static void Attach(HttpContext context, ScenarioClaims claims) => context.Items[Key] = claims;

    public static IEnumerable<Claim> Of(HttpContext context, IEnumerable<Claim> baseline)
    {
        var claims = context.Items[Key] as ScenarioClaims ?? new ScenarioClaims([], new HashSet<string>(StringComparer.Ordinal));
        return baseline.Where(claim => !claims.Removed.Contains(claim.Type)).Concat(claims.Added);
    }
}
