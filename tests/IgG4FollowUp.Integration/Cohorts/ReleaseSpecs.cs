using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Disclosure;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>What analysts get from a service whose owner set nothing: a release, and no data of single people.</summary>
public sealed class ReleaseSpecs(ReleasedService released) : IClassFixture<ReleasedService>
{
    private const int Minimum = 5;

    private static readonly string[] Counted = ["count", "denominator", "patients", "atRisk", "events", "censored", "beyond"];
    private static readonly string[] Forms = ["application/json", "text/csv", "application/x-ndjson"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task table_one_survival_and_rates_are_told_with_the_release_and_its_minimum_and_count_what_is_there()
    {
        var table = await GetAsync("table-one");
        table["patients"]!.GetValue<int>().ShouldBe(released.Persons.Count);
        table["minimumCellSize"]!.GetValue<int>().ShouldBe(Minimum);
        table["rowLevelReads"]!.GetValue<bool>().ShouldBeFalse();
        table["release"]!.GetValue<int>().ShouldBe(1);
        var female = table["rows"]!.AsArray().Single(row =>
            row!["variable"]!.GetValue<string>() == "sex"
                && row["code"]!.GetValue<string>().StartsWith("female", StringComparison.Ordinal));
        var women = released.Persons.Count(person => person.Chart.Enrolment.Sex == Sex.Female);
        var others = released.Persons.Count(person => person.Chart.Enrolment.Sex is not (Sex.Female or Sex.Male));
        female!["count"]!.GetValue<int>().ShouldBeInRange(women, women + others);

        foreach (var address in new[] { "survival", "survival?by=sex", "rates", "rates?by=sex" })
        {
            var answer = await GetAsync(address);
            answer["told"]!.GetValue<bool>().ShouldBeTrue(address);
            answer["minimumCellSize"]!.GetValue<int>().ShouldBe(Minimum, address);
            var rows = answer[address.StartsWith("rates", StringComparison.Ordinal) ? "rates" : "curve"]!.AsArray();
            rows.Select(row => row!["group"]!.GetValue<string>()).Distinct().Count().ShouldBe(address.Contains("by=") ? 2 : 1, address);
        }
    }

    [Fact]
    public async Task everything_that_can_be_asked_counts_at_least_the_minimum_and_names_nobody_no_clinic_and_no_day_of_anybody()
    {
        var days = released.Persons.SelectMany(person => person.Chart.Entries.Select(entry => entry.Date))
            .Select(date => date.Earliest.ToString("O")).ToHashSet(StringComparer.Ordinal);
        var (asked, smallest) = (0, int.MaxValue);
        foreach (var address in await QuestionsAsync())
        {
            foreach (var form in Forms)
            {
                using var response = await released.SendAsync(address, form);
                var text = await response.Content.ReadAsStringAsync(Cancellation);
                response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address} {text}");
                asked++;
                foreach (var sentinel in released.Persons.Select(person => person.PatientId.ToString())
                    .Concat([ReleasedService.Clinic, ReleasedService.OtherClinic, ReleasedService.Journal, "SYN-"]))
                    text.ShouldNotContain(sentinel, Case.Insensitive, address);
                if (form != Forms[0]) continue;
                var answer = JsonNode.Parse(text)!;
                var told = answer["releasedOn"]!.GetValue<string>();
                Texts(answer).Where(one => one != told && days.Contains(one)).ShouldBeEmpty(address);
                foreach (var (name, number) in Numbers(answer).Where(number => Counted.Contains(number.Name)))
                {
                    number.ShouldBeGreaterThanOrEqualTo(Minimum, $"{address} {name}");
                    smallest = Math.Min(smallest, (int)number);
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{asked} questions over HTTP: smallest count {smallest}");
        asked.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task whatever_asks_for_a_rare_value_an_id_a_day_or_two_things_at_once_is_refused_alike()
    {
        var somebody = released.Persons[0];
        var refusals = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in new[]
        {
            $"survival?patient_id={somebody.PatientId}", "survival?by=patient_id", "survival?by=enrolled_on_earliest",
            "table-one?birth_year=1957", "table-one?birth_year=1900..1901", $"table-one?clinic={ReleasedService.Clinic}",
            "table-one?clinic=nowhere", "table-one?sex=male&lesion_pattern=dorsal", "survival?sex=male&by=lesion_pattern",
            "rates?last_grade=A", "rates?enrolled_on_earliest=2020-01-01",
        })
        {
            using var response = await released.SendAsync(address);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
            var problem = await response.JsonAsync();
            problem["type"]!.GetValue<string>().ShouldBe("urn:igg4-follow-up:problem:not-released", address);
            refusals.Add(problem["detail"]!.GetValue<string>());
        }

        refusals.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("survival?knownAt=0")]
    [InlineData("survival?definition=clinical")]
    [InlineData("survival?origin=surgery")]
    [InlineData("rates?censoring=last-contact")]
    [InlineData("log-rank?by=sex")]
    [InlineData("cumulative-incidence")]
    [InlineData("mean-cumulative-function")]
    [InlineData("transitions")]
    [InlineData("treatment-responses")]
    public async Task what_could_be_set_against_another_answer_is_not_told(string address)
    {
        using var response = await released.SendAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.JsonAsync())["type"]!.GetValue<string>().ShouldBe("urn:igg4-follow-up:problem:not-released");
    }

    [Fact]
    public async Task data_of_single_people_are_given_to_nobody_unless_the_owner_says_to_whom()
    {
        string[] single = ["tables/patients", "tables/labs", "adtte", "package", "swimmer", "patients", "diff?from=0"];
        foreach (var address in single) await AnswersAsync(address, [Roles.Analyst, Roles.RowAnalyst], HttpStatusCode.Forbidden);

        var configuration = released.Service.Host.Services.GetRequiredService<IConfiguration>();
        configuration[RowLevelReads.Setting] = "role";
        try
        {
            foreach (var address in single)
            {
                await AnswersAsync(address, [Roles.Analyst], HttpStatusCode.Forbidden);
                await AnswersAsync(address, [Roles.RowAnalyst], HttpStatusCode.Forbidden);
                await AnswersAsync(address, [Roles.Analyst, Roles.RowAnalyst], HttpStatusCode.OK);
            }

            await AnswersAsync("transitions", [Roles.Analyst, Roles.RowAnalyst], HttpStatusCode.OK);
            await AnswersAsync("transitions", [Roles.Analyst], HttpStatusCode.Forbidden);
        }
        finally
        {
            configuration[RowLevelReads.Setting] = null;
        }

        async Task AnswersAsync(string address, string[] roles, HttpStatusCode status)
        {
            using var client = released.Service.Client(roles);
            using var response = await client.GetAsync("/api/cohort/" + address, Cancellation);
            response.StatusCode.ShouldBe(status, $"{address} {string.Join('+', roles)}");
        }
    }

    [Fact]
    public async Task made_up_patients_need_no_protection()
    {
        var answer = await GetAsync($"survival?clinic={ReleasedService.MadeUp}&by=lesion_compartment");
        answer["patients"]!.GetValue<int>().ShouldBe(45);
        answer["rowLevelReads"]!.GetValue<bool>().ShouldBeTrue();
        (await GetAsync("table-one?dataOrigin=synthetic"))["patients"]!.GetValue<int>().ShouldBe(45);
        using var mixed = await released.SendAsync("table-one?dataOrigin=synthetic,clinic");
        mixed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task what_journals_printed_of_single_patients_is_told_as_it_is_and_is_in_no_release()
    {
        var answer = await GetAsync($"survival?clinic={ReleasedService.Journal}");
        answer["patients"]!.GetValue<int>().ShouldBe(3);
        answer["minimumCellSize"]!.GetValue<int>().ShouldBe(1);
        (await GetAsync("transitions?dataOrigin=published"))["patients"]!.GetValue<int>().ShouldBe(3);
        (await GetAsync("table-one?dataOrigin=published,synthetic"))["patients"]!.GetValue<int>().ShouldBe(48);
        (await GetAsync("table-one?dataOrigin=clinic"))["patients"]!.GetValue<int>().ShouldBe(released.Persons.Count);

        // What is pooled with persons could be taken away again.
        foreach (var pooled in new[]
        {
            "dataOrigin=clinic,published", "origin=clinic&origin=published", "origin=published&dataOrigin=clinic",
            $"clinic={ReleasedService.Journal}&clinic={ReleasedService.Clinic}",
        })
        {
            using var mixed = await released.SendAsync("table-one?" + pooled);
            mixed.StatusCode.ShouldBe(HttpStatusCode.Forbidden, pooled);
        }
    }

    [Fact]
    public async Task from_whichever_moment_times_begin_published_and_made_up_patients_are_told_of()
    {
        string[] statistics =
        [
            "survival?", "log-rank?by=sex&", "cumulative-incidence?", "gray-test?by=sex&", "restricted-mean-survival-time?",
            "permutation-log-rank?by=sex&", "interval-censored-survival?", "time-dependent-exposure?exposure=sparing-agent&",
            "cox-regression?covariates=sex&", "fine-gray?covariates=sex&", "mean-cumulative-function?", "rates?",
        ];
        foreach (var statistic in statistics)
        {
            foreach (var origin in TimesRequest.Origins.Keys)
            {
                foreach (var who in new[] { "dataOrigin=synthetic", "dataOrigin=published", $"clinic={ReleasedService.MadeUp}" })
                {
                    using var response = await released.SendAsync($"{statistic}origin={origin}&{who}");
                    // What cannot be estimated from three patients is said to be so.
                    HttpStatusCode[] answers =
                        who == "dataOrigin=published" ? [HttpStatusCode.OK, HttpStatusCode.BadRequest] : [HttpStatusCode.OK];
                    answers.ShouldContain(
                        response.StatusCode, $"{statistic} {origin} {who} {await response.Content.ReadAsStringAsync(Cancellation)}");
                }
            }
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };

    private static IEnumerable<(string Name, double Number)> Numbers(JsonNode? node, string name = "") => node switch
    {
        JsonObject members => members.SelectMany(member => Numbers(member.Value, member.Key)),
        JsonArray items => items.SelectMany(item => Numbers(item, name)),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => [(name, value.GetValue<double>())],
        _ => [],
    };

    // Every statistic, of everybody, by every division, and of every single group of one.
    private async Task<List<string>> QuestionsAsync()
    {
        var divisions = (await GetAsync("table-one"))["divides"]!.GetValue<string>().Split(", ");
        divisions.Length.ShouldBeGreaterThan(3);
        var questions = new List<string> { "table-one", "survival", "rates" };
        foreach (var column in RegistryColumns.All.Where(column => divisions.Contains(column.Name)))
        {
            var name = column.Name == "age_band" ? "age_years" : column.Name;
            questions.AddRange([$"survival?by={name}", $"rates?by={name}"]);
            if (column.Name is "age_band" or "origin") continue;
            foreach (var code in column.Codes.Select(code => code.Code).Concat(Persons.Column(name)!.Required ? [] : [""]))
            {
                foreach (var statistic in new[] { "table-one", "survival", "rates" }) questions.Add($"{statistic}?{name}={code}");
            }
        }

        return questions;
    }

    private async Task<JsonNode> GetAsync(string address)
    {
        using var response = await released.SendAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address}: {await response.Content.ReadAsStringAsync(Cancellation)}");
        return await response.JsonAsync();
    }
}
