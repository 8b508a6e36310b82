using System.Net;
using System.Text;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Imports;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>Where nothing else is set, a clinic's patients are in no answer to an analyst before they agreed.</summary>
public sealed class RequiredConsentSpecs(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly string[] Answers =
        ["table-one", "survival", "rates", "transitions", "swimmer", "adtte", "tables/patients", "tables/consents", "treatment-responses"];

    private readonly FollowUpService _service = new(postgres) { Settings = [(ConsentForReuse.Setting, StoredName.Of(ReuseRule.Required))] };

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    [Fact]
    public async Task who_was_not_asked_is_in_no_table_answer_or_login_and_every_answer_counts_them_until_they_agree()
    {
        using var client = _service.Client(clinic: "asking");
        var (silent, refusing) = (await client.EnrolAsync(), await client.EnrolAsync());
        await client.ConsentAsync(refusing, "data-reuse", "refused", "2024-02-01");
        var agreeing = await client.EnrolAsync();
        await client.ConsentAsync(agreeing, "data-reuse", "given", "2024-02-01");
        await _service.SettledAsync();
        var before = await _service.PresentAsync();
        using var analyst = _service.Client(Roles.Analyst, clinic: null);

        foreach (var address in Answers)
        {
            foreach (var known in new[] { "", $"&knownAt=sequence:{before}" })
            {
                var answer = await analyst.GetJsonAsync($"/api/cohort/{address}?clinic=asking{known}");
                (answer["consentRefused"]!.GetValue<int>(), answer["consentNotGiven"]!.GetValue<int>(),
                    answer["consentWithdrawn"]!.GetValue<int>()).ShouldBe((1, 1, 0), address);
                answer.ToJsonString().ShouldNotContain(IdOf(silent));
                answer.ToJsonString().ShouldNotContain(IdOf(refusing));
            }
        }

        var list = await analyst.GetJsonAsync("/api/cohort/patients?clinic=asking");
        (list["leftOut"]!.GetValue<int>(), list["items"]!.AsArray().Count).ShouldBe((2, 1));
        (await analyst.GetAsync($"/api/cohort/patients/{IdOf(silent)}/timeline", TestContext.Current.CancellationToken)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await analyst.GetStringAsync("/api/cohort/diff?from=0", TestContext.Current.CancellationToken)).ShouldNotContain(IdOf(silent));
        var dump = await _service.DumpAsync();
        string.Concat(AnalystTables.All.Select(table => dump[table.Name])).ShouldNotContain(IdOf(silent));

        await client.ConsentAsync(silent, "data-reuse", "given", "2024-02-02");
        await _service.SettledAsync();
        var table = await analyst.GetJsonAsync("/api/cohort/table-one?clinic=asking");
        ConsentRequests.Counts(table).ShouldBe((2, 1, 0, 0));
        var then = await analyst.GetJsonAsync($"/api/cohort/table-one?clinic=asking&knownAt=sequence:{before}");
        ConsentRequests.Counts(then).ShouldBe((1, 1, 1, 0));
    }

    [Fact]
    public async Task published_patients_are_public_and_a_row_of_a_file_can_say_what_was_decided()
    {
        using var client = _service.Client(clinic: "files");
        using (var published = await client.ImportAsync(Encoding.UTF8.GetBytes("citation,age,sex,levels\nYang 2023 case 1,55,M,T9-T11\n")))
            published.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var own = await client.ImportAsync(Encoding.UTF8.GetBytes("""
            study_number,sex,enrolled_on,consent_data_reuse,consent_on,consent_form,consent_by
            F-1,M,2024-01-08,yes,2024-01-09,2.1,patient
            F-2,M,2024-01-08,no,,,
            F-3,M,2024-01-08,,,,

            """)))
            own.StatusCode.ShouldBe(HttpStatusCode.OK, await own.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await _service.SettledAsync();
        using var analyst = _service.Client(Roles.Analyst, clinic: null);
        ConsentRequests.Counts(await analyst.GetJsonAsync("/api/cohort/table-one?clinic=files&dataOrigin=clinic,published"))
            .ShouldBe((2, 1, 1, 0));
    }

    [Fact]
    public async Task the_tables_are_written_anew_when_another_rule_is_set()
    {
        using (var client = _service.Client(clinic: "changing")) await client.EnrolAsync();
        await _service.SettledAsync();
        await using (var connection = await _service.ConnectAsync())
        {
            (await IsOfAsync(connection, ReuseRule.Required)).ShouldBeTrue();
            (await IsOfAsync(connection, ReuseRule.UnlessRefused)).ShouldBeFalse();
        }

        _service.Settings =
        [
            (ConsentForReuse.Setting, StoredName.Of(ReuseRule.UnlessRefused)), (ConsentForReuse.BasisSetting, "a waiver of the committee"),
        ];
        await using var second = await _service.StartNodeAsync();
        await second.Services.SettledAsync();
        await using var after = await _service.ConnectAsync();
        var deadline = TimeProvider.System.GetUtcNow().AddMinutes(1);
        while (!await IsOfAsync(after, ReuseRule.UnlessRefused))
        {
            TimeProvider.System.GetUtcNow().ShouldBeLessThan(deadline);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        (await after.ScalarAsync<long>("select count(*) from analytics.patients where clinic = 'changing'")).ShouldBe(1);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private static Task<bool> IsOfAsync(NpgsqlConnection connection, ReuseRule rule) =>
        AnalystEdition.IsCurrentAsync(connection, rule, TestContext.Current.CancellationToken);

    private static string IdOf(string address) => address.Split('/')[^1];
}
