using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>
/// Tokens that the service signs for itself. Only in the Development environment, only with no authority configured: the key
/// is a random file in the data folder, readable by its owner alone.
/// </summary>
public sealed class DevelopmentTokens
{
    public const string Issuer = "igg4followup-development";
    public const string Audience = "igg4followup";

    /// <summary>How long such a token lasts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private readonly SymmetricSecurityKey _key;

    private DevelopmentTokens(byte[] key) => _key = new SymmetricSecurityKey(key);

    public SecurityKey Key => _key;

    /// <summary>Uses the key of a data folder, making it on first use.</summary>
    public static DevelopmentTokens In(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "development-signing-key");
        if (!File.Exists(path)) SecretFile.Create(path, RandomNumberGenerator.GetBytes(64));
        return new DevelopmentTokens(File.ReadAllBytes(path));
    }

    public string Create(string role, string? clinic, string user, DateTimeOffset now)
    {
        var claims = new Dictionary<string, object> { ["sub"] = user, [Roles.RoleClaim] = role };
        if (clinic is not null) claims[Roles.ClinicClaim] = clinic;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Claims = claims,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }
}
