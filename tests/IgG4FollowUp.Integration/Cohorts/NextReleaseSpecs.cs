using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics.Releases;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>One release after another.</summary>
public sealed class NextReleaseSpecs(ReleasedService released) : IClassFixture<ReleasedService>
{
    [Fact]
    public async Task newcomers_change_no_answer_until_the_owner_asks_for_the_next_release_and_it_differs_in_enough()
    {
        var before = Counts(await GetAsync("table-one"));
        var configuration = released.Service.Host.Services.GetRequiredService<IConfiguration>();
        await released.AddAsync([.. ReleasedService.Facts("third", 3, 9)]);
        try
        {
            Counts(await GetAsync("table-one")).ShouldBe(before);
            configuration[Releases.Number.Name] = "2";
            Counts(await GetAsync("table-one")).ShouldBe(before, "three are too few");
            await released.AddAsync([.. ReleasedService.Facts("fourth", 120, 10)]);
            Counts(await GetAsync("table-one")).ShouldBe(before, "it is not tried again at once");
            await released.Service.AdvanceAsync(TimeSpan.FromHours(2));
            var after = await GetAsync("table-one");
            after["release"]!.GetValue<int>().ShouldBe(2);
            after["patients"]!.GetValue<int>().ShouldBeGreaterThan(released.Persons.Count + 50);
        }
        finally
        {
            configuration[Releases.Number.Name] = null;
        }

        static string Counts(JsonNode answer) => answer["release"] + answer["rows"]!.ToJsonString();
    }

    private async Task<JsonNode> GetAsync(string address)
    {
        using var response = await released.SendAsync(address);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        return await response.JsonAsync();
    }
}
