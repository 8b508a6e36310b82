using System.Net;
using IgG4FollowUp.Integration.Hosting;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Health;

public sealed class HealthSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task the_service_is_live_and_ready_without_sign_in_and_says_nothing_clinical()
    {
        using var anyone = service.Host.Server.CreateClient();
        (await anyone.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anyone.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task events_that_wait_above_a_high_water_mark_that_stands_still_make_it_unready_until_the_mark_moves_on()
    {
        service.Host.Services.GetRequiredService<IConfiguration>()["Health:StaleHighWaterSeconds"] = "0.5";
        using var clinic = service.Client();
        using var anyone = service.Host.Server.CreateClient();
        await clinic.EnrolAsync();
        await UntilAsync(anyone, HttpStatusCode.OK);

        await service.Host.PauseAllDaemonsAsync();
        await clinic.EnrolAsync();
        var unready = await UntilAsync(anyone, HttpStatusCode.ServiceUnavailable);
        unready.ShouldContain("high-water mark is stale");

        await service.Host.ResumeAllDaemonsAsync();
        await UntilAsync(anyone, HttpStatusCode.OK);
    }

    private static async Task<string> UntilAsync(HttpClient client, HttpStatusCode expected)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var response = await client.GetAsync("/health/ready", deadline.Token);
            if (response.StatusCode == expected) return await response.Content.ReadAsStringAsync(deadline.Token);
            await Task.Delay(50, deadline.Token);
        }
    }
}
