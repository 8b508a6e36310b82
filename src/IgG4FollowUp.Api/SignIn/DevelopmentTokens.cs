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

    private const string KeyFile = "development-signing-key";

    private readonly SymmetricSecurityKey _key;

    private DevelopmentTokens(byte[] key) => _key = new SymmetricSecurityKey(key);

    public SecurityKey Key => _key;

    /// <summary>Uses the key of a data folder, making it on first use.</summary>
    public static DevelopmentTokens In(string dataFolder)
    {
        var path = Path.Combine(dataFolder, KeyFile);
        if (!File.Exists(path)) SecretFile.Create(path, RandomNumberGenerator.GetBytes(64));
        return new DevelopmentTokens(File.ReadAllBytes(path));
    }

    /// <summary>Uses the key of a data folder on which the service was started before.</summary>
    /// <exception cref="SettingMissingException">There is none: a token of a key made now would be nobody's.</exception>
    public static DevelopmentTokens Of(string dataFolder) => File.Exists(Path.Combine(dataFolder, KeyFile))
        ? In(dataFolder)
        : throw new SettingMissingException(
            $"No service was ever started on {dataFolder}, so that no token of it would be taken. "
                + "Start it there, or give its --data-folder.");

    public string Create(string role, string? clinic, string user, DateTimeOffset now) => Create([role], clinic, user, now);

    public string Create(IReadOnlyList<string> roles, string? clinic, string user, DateTimeOffset now)
    {
        var claims = new Dictionary<string, object> { ["sub"] = user, [Roles.RoleClaim] = roles is [var role] ? role : roles };
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
