using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Synthetic;
using IgG4FollowUp.Domain.Synthetic;
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
        await service.SettledAsync();
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var now = await CaughtUpAsync(analyst);
        now["patients"]!.GetValue<int>().ShouldBe(45);
        now["rows"]!.AsArray().Count(row => row!["equalsPublishedCount"]?.GetValue<bool>() == true).ShouldBe(12);
        now["rows"]!.AsArray().ShouldNotContain(row => row!["equalsPublished"] != null && !row["equalsPublished"]!.GetValue<bool>());

        var sequence = now["sequence"]!.GetValue<long>();
        var same = await analyst.GetJsonAsync($"/api/cohort/table-one?dataOrigin=synthetic&knownAt=sequence:{sequence}");
        same["rows"]!.ToJsonString().ShouldBe(now["rows"]!.ToJsonString());
        (await analyst.GetJsonAsync($"/api/cohort/survival?dataOrigin=synthetic&knownAt=sequence:{sequence}"))["curve"]!.ToJsonString()
            .ShouldBe((await analyst.GetJsonAsync("/api/cohort/survival?dataOrigin=synthetic"))["curve"]!.ToJsonString());

        var recordedBy = new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var enrolled = SyntheticCohort.Published45().Count(patient => patient.Events[0].RecordedAt <= recordedBy);
        enrolled.ShouldBeInRange(1, 44);
        var earlier = await analyst.GetJsonAsync("/api/cohort/table-one?dataOrigin=synthetic&knownAt=2019-01-01T00:00:00Z");
        earlier["patients"]!.GetValue<int>().ShouldBe(enrolled);
        earlier["sequence"]!.GetValue<long>().ShouldBeLessThan(sequence);
        earlier["knownAt"]!.GetValue<string>().ShouldBe("2019-01-01T00:00:00Z");
        (await analyst.GetJsonAsync("/api/cohort/tables/patients?knownAt=2019-01-01T00:00:00Z"))["patients"]!.AsArray().Count
            .ShouldBe(enrolled);

        using var unsettled = await analyst.GetAsync(
            $"/api/cohort/rates?knownAt=sequence:{sequence + 1000}", TestContext.Current.CancellationToken);
        unsettled.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }
    [Fact]
    public async Task every_question_as_known_at_the_present_is_answered_as_at_present()
    {
        await SyntheticClinic.LoadPublished45Async(service.Host.Services, _ => { }, TestContext.Current.CancellationToken);
        await service.SettledAsync();
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var sequence = (await CaughtUpAsync(analyst))["sequence"]!.GetValue<long>();
        string[] questions =
        [
            "tables",
            .. new[] { "adtte?", "survival?by=sex&", "log-rank?by=sex&", "cumulative-incidence?", "mean-cumulative-function?", "rates?",
                "swimmer?", "table-one?", "treatment-responses?", "treatment-responses?event=recurrence&" }
                .Select(question => question + "dataOrigin=synthetic"),
            .. AnalystTables.All.Select(table => $"tables/{table.Name}"),
        ];
        foreach (var question in questions)
        {
            var present = await analyst.GetJsonAsync($"/api/cohort/{question}");
            var known =
                await analyst.GetJsonAsync(
                    $"/api/cohort/{question}{(question.Contains('?', StringComparison.Ordinal) ? '&' : '?')}knownAt=sequence:{sequence}");
            // Alerts move the log on meanwhile, and say nothing new about patients.
            foreach (var name in new[] { "knownAt", "sequence" })
            {
                present.AsObject().Remove(name);
                known.AsObject().Remove(name);
            }

            JsonNode.DeepEquals(present, known).ShouldBeTrue(question);
        }

        // Who is not yet due is judged on another day, so only how many there are is the same.
        foreach (var question in new[] { "transitions?dataOrigin=synthetic&", "transitions?dataOrigin=synthetic&atMonths=12&" })
        {
            var known = await analyst.GetJsonAsync($"/api/cohort/{question}knownAt=sequence:{sequence}");
            known["syntheticPatients"]!.GetValue<int>().ShouldBe(45, question);
        }
    }

    private static async Task<JsonNode> CaughtUpAsync(HttpClient analyst)
    {
        var events = SyntheticCohort.Published45().Sum(patient => patient.Events.Length);
        var deadline = TimeProvider.System.GetUtcNow() + Patience;
        var now = await analyst.GetJsonAsync("/api/cohort/table-one?dataOrigin=synthetic");
        while (now["sequence"]!.GetValue<long>() < events && TimeProvider.System.GetUtcNow() < deadline)
            now = await analyst.GetJsonAsync("/api/cohort/table-one?dataOrigin=synthetic");
        return now;
    }
}
