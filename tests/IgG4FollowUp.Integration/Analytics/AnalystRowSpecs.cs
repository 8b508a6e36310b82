using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.CommandLine;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Integration.Hosting;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Analytics;

public sealed class AnalystRowSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task live_rows_a_rebuild_and_a_replay_are_equal_after_random_histories_and_the_projection_goes_on_afterwards()
    {
        await service.AppendAsync(Cohort.Generate(30, seed: 7), seed: 1, "north", "south", "east");
        await service.SettledAsync();
        await service.TablesEqualTheEventsAsync();
        var live = await service.DumpAsync();
        live.Values.ShouldAllBe(rows => rows.Length > 0);

        using var admin = service.Client(Roles.Admin, clinic: null);
        using var console = new StringWriter();
        (await RebuildCommand.RunAsync(admin, console, TestContext.Current.CancellationToken)).ShouldBe(0, console.ToString());
        console.ToString().ShouldContain("patients written, as known at sequence");
        (await service.DumpAsync()).ShouldBe(live);

        var daemon = service.Host.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase();
        await daemon.RebuildProjectionAsync(AnalystRowsProjection.ProjectionName, TestContext.Current.CancellationToken);
        await daemon.StartAgentAsync(AnalystRowsProjection.ShardName, TestContext.Current.CancellationToken);
        (await service.DumpAsync()).ShouldBe(live);

        await service.AppendAsync(Cohort.Generate(4, seed: 8), seed: 2, "north");
        await service.SettledAsync();
        await service.TablesEqualTheEventsAsync();
    }

    [Fact]
    public async Task a_rebuild_repairs_rows_that_were_tampered_with_and_reconciliation_counts_them_before()
    {
        await service.AppendAsync(Cohort.Generate(6, seed: 21), seed: 3, "west");
        await service.SettledAsync();
        var reconciliation = service.Host.Services.GetRequiredService<Reconciliation>();
        (await reconciliation.RunAsync(TestContext.Current.CancellationToken))!.Tables
            .ShouldAllBe(table => table.Missing == 0 && table.Unexpected == 0);
        await using var connection = await service.ConnectAsync();
        await connection.ExecuteAsync(
            "update analytics.patients set birth_year = 1901 where patient_id = (select min(patient_id::text)::uuid from "
                + "analytics.patients)");

        var result = (await reconciliation.RunAsync(TestContext.Current.CancellationToken))!;

        result.Patients.ShouldBeGreaterThanOrEqualTo(6);
        result.Tables.Single(table => table.Table == "patients").ShouldBe(new TableDifference("patients", 1, 1));
        using var admin = service.Client(Roles.Admin, clinic: null);
        (await admin.GetJsonAsync("/api/admin/reconciliation"))["patients"]!.GetValue<int>().ShouldBe(result.Patients);
        await service.Host.Services.GetRequiredService<AnalystRebuild>().RunAsync(null, TestContext.Current.CancellationToken);
        await service.TablesEqualTheEventsAsync();
    }

    [Fact]
    public async Task every_table_and_column_has_a_comment_and_every_table_names_clinic_patient_and_sequence()
    {
        await using var connection = await service.ConnectAsync();
        (await connection.ScalarAsync<long>("""
            select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'analytics' and c.relkind = 'r' and obj_description(c.oid, 'pg_class') is null
            """)).ShouldBe(0);
        (await connection.ScalarAsync<string[]>("""
            select array(select c.table_name || '.' || c.column_name from information_schema.columns c where c.table_schema = 'analytics'
              and col_description(format('%I.%I', c.table_schema, c.table_name)::regclass, c.ordinal_position) is null)
            """)).ShouldBeEmpty();
        (await connection.ScalarAsync<long>("""
            select count(*) from information_schema.columns where table_schema = 'analytics' and column_name in ('clinic', 'patient_id', 'last_sequence') and is_nullable = 'NO'
            """)).ShouldBe(3 * AnalystTables.All.Count);
        AnalystTables.All.Select(table => table.Name).ShouldBe(
            ["patients", "consents", "asia_grades", "statuses", "lesions",
                "imaging_missed", "labs", "labs_missed", "surgeries", "steroid_doses", "sparing_agents",
                "sparing_agent_doses", "treatment_exposure", "visits",
                "recurrences", "outcomes", "recurrence_free_intervals",
                "course_events", "remissions", "treatment_responses", "plans", "risks", "safety_checks", "preventions",
                "adverse_events", "biopsies", "differentials", "diagnoses", "organs",
                "responder_indexes", "responder_index_sites", "classifications"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task an_examination_is_a_row_of_scores_with_what_was_gained_since_the_last_one_before_treatment()
    {
        using var north = service.Client(clinic: "scores");
        var patient = await north.EnrolAsync("S-1");
        var weak = IsncsciText.PrintOnOneLine(
            IsncsciExamination.AllNormal.With(BodySide.Right, CordLevel.L3, MuscleGrade.Of(2))
                .WithVoluntaryAnalContraction(AnorectalFinding.NT));
        var normal = IsncsciText.PrintOnOneLine(IsncsciExamination.AllNormal);
        foreach (var (path, json) in new[]
        {
            ("asia-grades", $$"""{ "assessedOn": "2024-02-07", "examination": "{{weak}}" }"""),
            ("surgeries", """{ "performedOn": "2024-02-08", "procedures": ["laminectomy"] }"""),
            ("asia-grades", $$"""{ "assessedOn": "2024-05-07", "examination": "{{normal}}" }"""),
            ("asia-grades", """{ "assessedOn": "2024-06-07", "grade": "D" }"""),
        })
        {
            using var recorded = await north.PostAsync($"{patient}/{path}", json);
            recorded.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await recorded.Content.ReadAsStringAsync());
        }

        await service.SettledAsync();

        await using var connection = await service.ConnectAsync();
        (await connection.ScalarAsync<string[]>("""
            select array(select concat_ws(' ', uems, lems, light_touch, pin_prick, nli, completeness, coalesce(vac::text, '-'), dap,
                                          coalesce(lems_change::text, '-'), coalesce(light_touch_change::text, '-'),
                                          is_baseline_examination)
                         from analytics.asia_grades where clinic = 'scores' order by assessed_on_earliest)
            """)).ShouldBe(
            ["50 47 112 112 L2 incomplete - t - - t", "50 50 112 112 INT incomplete true t 3 0 f", "- - - f"]);
    }

    [Fact]
    public async Task no_table_holds_a_study_number_or_free_text()
    {
        using var north = service.Client(clinic: "north");
        var patient = await north.EnrolAsync("SECRET-NUMBER");
        foreach (var (path, json) in new[]
        {
            ("asia-grades", """{ "assessedOn": "2024-02-07", "grade": "C", "note": "secret" }"""),
            ("lesions", """{ "imagedOn": "2024-02-07", "lesionPresent": true, "sourceWording": "secret", "note": "secret" }"""),
            ("surgeries", """{ "performedOn": "2024-02-07", "description": "secret", "note": "secret" }"""),
            ("sparing-agents", """{ "startedOn": "2024-02-07", "agent": "rituximab", "regimen": "secret", "note": "secret" }"""),
            ("follow-up-ends", """{ "endedOn": "2024-02-07", "reason": "died", "causeOfDeath": "secret", "note": "secret" }"""),
        })
        {
            using var recorded = await north.PostAsync($"{patient}/{path}", json);
            recorded.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await recorded.Content.ReadAsStringAsync());
        }

        await service.SettledAsync();

        var dump = await service.DumpAsync();
        dump["outcomes"].ShouldContain(patient.Split('/')[^1]);
        string.Concat(dump.Values).ShouldNotContain("secret", Case.Insensitive);
    }

    [Fact]
    public async Task the_name_of_an_assay_and_what_was_corrected_or_retracted_reach_no_analyst()
    {
        using var clinic = service.Client(clinic: "mistaken");
        var patient = await clinic.EnrolAsync("M-1");
        foreach (var (day, assay) in new[] { ("03", "Mrs Roe, room 12"), ("04", "another"), ("05", "mrs  roe, room 12") })
        {
            using var lab = await clinic.PostAsync(
                $"{patient}/labs",
                $$"""{ "drawnOn": "2024-02-{{day}}", "analyte": "serum-igg4", "result": "180 mg/dL", "assay": "{{assay}}" }""");
            lab.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await lab.Content.ReadAsStringAsync());
        }

        using var other = await clinic.PostAsync(
            $"{patient}/labs", """{ "drawnOn": "2024-02-06", "analyte": "serum-igg4", "result": "987.125 mg/dL" }""");
        var version = (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>();
        using var retracted = await clinic.PostAsync(
            $"{patient}/entries/{(await other.JsonAsync())["entryIds"]![0]}/retraction", """{ "reason": "wrong-patient" }""",
            ifMatch: $"\"{version}\"");
        retracted.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await retracted.Content.ReadAsStringAsync());
        await service.SettledAsync();

        using var analyst = service.Client(IgG4FollowUp.Api.SignIn.Roles.Analyst, clinic: null);
        var timeline = $"patients/{patient.Split('/')[^1]}/timeline";
        foreach (var address in new[] { "patients?clinic=mistaken", timeline, "tables/labs?clinic=mistaken" })
        {
            var answer = (await analyst.GetJsonAsync("/api/cohort/" + address)).ToJsonString();
            answer.ShouldContain("180", Case.Sensitive, address);
            answer.ShouldNotContain("Roe", Case.Insensitive, address);
            answer.ShouldNotContain("987.125", Case.Sensitive, address);
            answer.ShouldNotContain("wrong-patient", Case.Sensitive, address);
        }

        await using var connection = await service.ConnectAsync();
        (await connection.ScalarAsync<int[]>(
            "select array(select assay_series from analytics.labs where clinic = 'mistaken' order by drawn_on_earliest)"))
            .ShouldBe([1, 2, 1]);
    }

    [Fact]
    public async Task as_analyst_recurrence_by_pattern_with_denominators_is_one_query_and_other_schemas_are_closed()
    {
        var cohort = Cohort.Generate(12, seed: 33);
        await service.AppendAsync(cohort, seed: 4, "harbour");
        await service.SettledAsync();
        await using var connection = await service.ConnectAsync();
        await connection.ExecuteAsync("set role analyst");

        await using (var command = new Npgsql.NpgsqlCommand("""
            select coalesce(lesion_pattern, 'not reported') as pattern, count(*) filter (where recurred) as recurred, count(*) as patients
            from analytics.patients join analytics.recurrence_free_intervals using (clinic, patient_id)
            where definition = 'composite' and definition_version = 3 and time_zero = 'presentation' and clinic = 'harbour'
            group by pattern order by pattern
            """, connection))
        {
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            var patients = 0L;
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                reader.GetInt64(1).ShouldBeLessThanOrEqualTo(reader.GetInt64(2));
                patients += reader.GetInt64(2);
            }

            patients.ShouldBe(cohort.Count(patient => patient.Agrees()));
        }

        foreach (var sql in new[]
        {
            "select count(*) from followup.mt_events", "select count(*) from followup.mt_doc_patientchart",
            "select count(*) from followup.mt_doc_keptreply",
            "delete from analytics.patients", "update analytics.patients set sex = null", "truncate analytics.labs",
            "create table analytics.mine (i int)",
        })
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync(sql))).SqlState
                .ShouldBe(Npgsql.PostgresErrorCodes.InsufficientPrivilege, sql);
    }
}
