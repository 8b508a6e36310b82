using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>
/// Where the tokens of a provider say which role somebody has, in which clinic, and how to name the person. A name of a claim may lead into
/// nested ones, such as <c>realm_access.roles</c>. The service itself knows only its own names; programs and pages are read alike.
/// </summary>
public sealed record ClaimMapping
{
    private const string Section = "Authentication";

    private readonly ImmutableDictionary<string, ImmutableArray<string>> _rolesOf;

    private ClaimMapping(string role, string clinic, string name, ImmutableDictionary<string, ImmutableArray<string>> rolesOf) =>
        (Role, Clinic, Name, _rolesOf) = (role, clinic, name, rolesOf);

    /// <summary>The service's own names.</summary>
    public static ClaimMapping Own { get; } = new(
        Roles.RoleClaim, Roles.ClinicClaim, "name", Roles.Named.ToImmutableDictionary(role => role, role => ImmutableArray.Create(role)));

    /// <summary>Where the roles stand.</summary>
    public string Role { get; }

    /// <summary>Where the clinics stand.</summary>
    public string Clinic { get; }

    /// <summary>Where the name stands that a person is shown by.</summary>
    public string Name { get; }

    /// <summary>Reads it from the settings; a role of the provider's has the service's own name unless it is given.</summary>
    public static ClaimMapping From(IConfiguration configuration)
    {
        var settings = configuration.GetSection(Section);
        return new(
            Given("RoleClaim") ?? Own.Role, Given("ClinicClaim") ?? Own.Clinic, Given("NameClaim") ?? Own.Name,
            Roles.Named.Select(role => (Role: role, Theirs: Given($"RoleNames:{role}") ?? role)).GroupBy(pair => pair.Theirs)
                .ToImmutableDictionary(
                    group => group.Key, group => group.Select(pair => pair.Role).ToImmutableArray(), StringComparer.Ordinal));

        string? Given(string name) => settings[name] is { } given && !string.IsNullOrWhiteSpace(given) ? given.Trim() : null;
    }

    /// <summary>Puts the service's own claims in the place of whatever the provider calls them.</summary>
    /// <param name="identity">Who signed in.</param>
    /// <param name="claims">What the token says.</param>
    /// <param name="severalClinics">Whether a list of clinics is one, of which the person chooses; else it names none.</param>
    public void Apply(ClaimsIdentity identity, JsonObject claims, bool severalClinics)
    {
        foreach (var own in new[] { Roles.RoleClaim, Roles.ClinicClaim, Own.Name })
        {
            foreach (var claim in identity.FindAll(own).ToList()) identity.RemoveClaim(claim);
        }

        foreach (var role in Texts(At(claims, Role).Value).SelectMany(theirs => _rolesOf.GetValueOrDefault(theirs, [])).Distinct())
            identity.AddClaim(new(Roles.RoleClaim, role));
        var (isGiven, clinics) = At(claims, Clinic);
        foreach (var clinic in isGiven ? Clinics(clinics, severalClinics) : []) identity.AddClaim(new(Roles.ClinicClaim, clinic));
        // What shows nothing would leave nobody's name on a page, and what turns the direction of text would turn the page's.
        if (Text(At(claims, Name).Value) is { } name && WrittenText.WithoutControls(name) is var shown && !WrittenText.IsBlank(shown))
            identity.AddClaim(new(Own.Name, shown));
    }

    // What is no text names no clinic, nor does it stand for all of them.
    private static IEnumerable<string> Clinics(JsonNode? value, bool several) => value switch
    {
        JsonArray list when several => list.Count == 0 ? [""] : list.Select(item => Text(item) ?? "").Distinct(),
        _ => [Text(value) ?? ""],
    };

    private static IEnumerable<string> Texts(JsonNode? value) => value switch
    {
        JsonArray list => list.Select(Text).OfType<string>(),
        _ => Text(value) is { } one ? [one] : [],
    };

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    // A claim may have dots in its own name, as addresses do.
    private static (bool IsGiven, JsonNode? Value) At(JsonObject claims, string path)
    {
        if (claims.TryGetPropertyValue(path, out var whole)) return (true, whole);
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = path.IndexOf('.', dot + 1))
        {
            if (claims[path[..dot]] is JsonObject inner && At(inner, path[(dot + 1)..]) is { IsGiven: true } found) return found;
        }

        return default;
    }
}
