using System.Security.Claims;
using Alba;
using Alba.Security;

namespace Compat.Specs.AlbaSpecs;

public sealed class AlbaSecuritySpecs
{
    [Fact]
    public async Task L10_every_request_is_authenticated_with_the_stubs_claims()
    {
        await using var host = await SampleRoutes.StartAsync(
            new AuthenticationStub().With("role", "admin").With(new Claim("clinic", "north")).WithName("ada"));

        var who = await host.GetAsText("/who");
        who.ShouldContain("role=admin");
        who.ShouldContain("clinic=north");
        who.ShouldContain("=ada");
        (await host.GetAsText("/admin")).ShouldBe("secret");
    }

    [Fact]
    public async Task L10_a_scenario_adds_and_removes_claims_for_itself_alone()
    {
        await using var host = await SampleRoutes.StartAsync(new AuthenticationStub().With("role", "admin").With("clinic", "north"));

        var changed = await host.Scenario(scenario =>
        {
            scenario.WithClaim(new Claim("colour", "green"));
            scenario.RemoveClaim("clinic");
            scenario.Get.Url("/who");
        });
        var who = await changed.ReadAsTextAsync();
        who.ShouldContain("colour=green");
        who.ShouldNotContain("clinic=");

        var next = await host.GetAsText("/who");
        next.ShouldNotContain("colour=");
        next.ShouldContain("clinic=north");
    }

    [Fact]
    public async Task L10_authorization_policies_still_apply()
    {
        await using var host = await SampleRoutes.StartAsync(new AuthenticationStub().With("role", "analyst"));

        await host.Scenario(scenario =>
        {
            scenario.Get.Url("/admin");
            scenario.StatusCodeShouldBe(403);
        });
    }

    [Fact]
    public async Task L10_without_the_stub_nobody_is_signed_in()
    {
        await using var host = await SampleRoutes.StartAsync();

        await host.Scenario(scenario =>
        {
            scenario.Get.Url("/admin");
            scenario.StatusCodeShouldBe(401);
        });
    }

    [Fact]
    public async Task L10_the_stub_can_stand_for_one_named_scheme()
    {
        await using var host = await SampleRoutes.StartAsync(new AuthenticationStub("Anyone").With("role", "admin"));

        (await host.GetAsText("/admin")).ShouldBe("secret");
    }
}
