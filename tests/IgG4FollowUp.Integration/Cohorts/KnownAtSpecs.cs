using IgG4FollowUp.Api.Cohorts;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Cohorts.Synthetic;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>From recorded events through the projection to the answer, at present and as known earlier.</summary>
public sealed class KnownAtSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task the_demonstration_clinic_shows_the_published_table_now_and_fewer_patients_as_known_earlier()
    {
        await SyntheticClinic.LoadPublished45Async(service.Host.Services, _ => { }, TestContext.Current.CancellationToken);
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var events = SyntheticCohort.Published45().Sum(patient => patient.Events.Length);
        var deadline = TimeProvider.System.GetUtcNow() + Patience;
        var now = await analyst.GetJsonAsync("/api/cohort/table-one");
        while (now["sequence"]!.GetValue<long>() < events && TimeProvider.System.GetUtcNow() < deadline)
            now = await analyst.GetJsonAsync("/api/cohort/table-one");

        now["patients"]!.GetValue<int>().ShouldBe(45);
        now["rows"]!.AsArray().Count(row => row!["equalsPublished"]?.GetValue<bool>() == true).ShouldBe(12);
        now["rows"]!.AsArray().ShouldNotContain(row => row!["equalsPublished"] != null && !row["equalsPublished"]!.GetValue<bool>());

        var sequence = now["sequence"]!.GetValue<long>();
        var same = await analyst.GetJsonAsync($"/api/cohort/table-one?knownAt={sequence}");
        same["rows"]!.ToJsonString().ShouldBe(now["rows"]!.ToJsonString());
        (await analyst.GetJsonAsync($"/api/cohort/survival?knownAt={sequence}"))["curve"]!.ToJsonString()
            .ShouldBe((await analyst.GetJsonAsync("/api/cohort/survival"))["curve"]!.ToJsonString());

        var recordedBy = new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var enrolled = SyntheticCohort.Published45().Count(patient => patient.Events[0].RecordedAt <= recordedBy);
        enrolled.ShouldBeInRange(1, 44);
        var earlier = await analyst.GetJsonAsync("/api/cohort/table-one?knownAt=2019-01-01T00:00:00Z");
        earlier["patients"]!.GetValue<int>().ShouldBe(enrolled);
        earlier["sequence"]!.GetValue<long>().ShouldBeLessThan(sequence);
        earlier["knownAt"]!.GetValue<string>().ShouldBe("2019-01-01T00:00:00Z");
        (await analyst.GetJsonAsync("/api/cohort/tables/patients?knownAt=2019-01-01T00:00:00Z"))["patients"]!.AsArray().Count.ShouldBe(enrolled);

        using var unsettled = await analyst.GetAsync($"/api/cohort/rates?knownAt={sequence + 1000}", TestContext.Current.CancellationToken);
        unsettled.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }
}
