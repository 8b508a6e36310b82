using System.Security.Claims;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using Microsoft.Extensions.Configuration;

namespace IgG4FollowUp.Integration.SignIn;

/// <summary>What a provider's claims are taken for.</summary>
public sealed class ClaimMappingSpecs
{
    [Fact]
    public void every_role_of_the_service_is_read_by_its_own_name_and_no_other_word_is_one()
    {
        var said = new JsonArray([.. Roles.Named.Append("owner").Append("Analyst").Select(role => JsonValue.Create(role))]);
        RolesOf(ClaimMapping.Own, new() { ["role"] = said }).ShouldBe(Roles.Named, ignoreOrder: true);
    }

    [Fact]
    public void a_role_that_the_provider_calls_otherwise_is_read_by_that_name_alone()
    {
        foreach (var role in Roles.Named)
        {
            var mapping = ClaimMapping.From(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Authentication:RoleClaim"] = "groups",
                [$"Authentication:RoleNames:{role}"] = "FollowUp.Mine",
            }).Build());
            RolesOf(mapping, new() { ["groups"] = new JsonArray("FollowUp.Mine", role) }).ShouldBe([role]);
            RolesOf(mapping, new() { ["groups"] = role }).ShouldBeEmpty();
        }
    }

    private static IEnumerable<string> RolesOf(ClaimMapping mapping, JsonObject claims)
    {
        var identity = new ClaimsIdentity();
        mapping.Apply(identity, claims, severalClinics: false);
        return identity.FindAll(Roles.RoleClaim).Select(claim => claim.Value);
    }
}
