using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Columns of safety, risks, organs, the Responder Index, doses given, plans and the end of follow-up.</summary>
public sealed class RecordColumnSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Table = """
        study_number,sex,birth_year,presented_on,last_visit_on,sparing_agent,sparing_agent_on,HBsAg,anti-HBc,IGRA,safety_checks,safety_checks_on,comorbidities,comorbidities_absent,organs_involved,organs_not_involved,organ_methods,responder_index_sites,responder_index_version,responder_index_total,preventions,preventions_on,adverse_event,adverse_event_on,adverse_event_grade,administered_on,administration_dose_mg,administration_course,plan,plan_due_on,plan_agent,planned_on
        R-1,M,1968,2024-01-08,2024-03-01,rituximab,2024-02-01,neg,pos,indeterminate,BP 135/85; T-score -2.1; eye-examination refused,2024-01-20,diabetes; smoking,hypertension,lacrimal gland; lung,kidney,PET-CT,spinal-meninges 3 urgent; kidney 0 damage,2018,6,PJP prophylaxis,2024-02-01,infection,2024-02-20,3,2024-02-15,1000,1,infusion,2024-08-01,rituximab,2024-03-01
        R-1,M,1968,2024-01-08,2024-08-02,,,,,,,,,,,,,,,,,,tingling of the lips,2024-08-01,1,2024-08-01,1000,2,,,,

        """;

    [Fact]
    public async Task a_table_brings_in_what_bears_on_safety_and_what_is_planned_and_says_what_it_took_it_for()
    {
        using var clinic = service.Client(clinic: "record-columns");
        using var dry = await clinic.ImportAsync(Encoding.UTF8.GetBytes(Table), "?dryRun=true");
        var report = await dry.ReportAsync();
        report.Rows.SelectMany(row => row.Reasons).ShouldBeEmpty();
        report.Rows.SelectMany(row => row.Warnings).Select(warning => (warning.Column, warning.Code))
            .ShouldBe([("adverse_event", "event-in-words")]);
        (await clinic.VersionsAsync()).ShouldBeEmpty("a dry run records nothing");

        using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(Table));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var id = (await clinic.VersionsAsync()).Keys.ShouldHaveSingleItem();
        var chart = (await clinic.GetJsonAsync($"/api/patients/{id}"))["chart"]!["entries"]!.AsArray();
        Kinds(chart, "safety-check").ShouldBe(6);
        Kinds(chart, "risk").ShouldBe(3);
        Kinds(chart, "organ").ShouldBe(3);
        Kinds(chart, "responder-index").ShouldBe(1);
        Kinds(chart, "prevention").ShouldBe(1);
        Kinds(chart, "adverse-event").ShouldBe(2);
        Kinds(chart, "administration").ShouldBe(2);
        Kinds(chart, "plan").ShouldBe(1);

        using var other = service.Client(clinic: "record-columns-again");
        using var round = await other.ImportAsync(ImportRequests.Utf8(await clinic.ExportAsync(id)), contentType: ImportRequests.Lines);
        round.StatusCode.ShouldBe(HttpStatusCode.OK, await round.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var copied = (await other.VersionsAsync()).Keys.ShouldHaveSingleItem();
        (await other.GetJsonAsync($"/api/patients/{copied}"))["chart"]!["entries"]!.ToJsonString().ShouldBe(chart.ToJsonString());

        using var again = await clinic.ImportAsync(Encoding.UTF8.GetBytes(Table));
        (await again.ReportAsync()).Rows.ShouldAllBe(row => row.Outcome == RowOutcome.Duplicate);
    }

    [Fact]
    public void each_cell_becomes_what_it_says()
    {
        var entries = Read(Table).ShouldHaveSingleItem("two rows, one patient").Entries;
        var checks = entries.OfType<SafetyChecked>().ToList();
        checks.ShouldAllBe(check => check.CheckedOn == ClinicalDate.Parse("2024-01-20"));
        checks.ConvertAll(check => (check.What, check.Result, check.Missing)).ShouldBe(
        [
            (SafetyCheck.HepatitisBSurfaceAntigen, SafetyFinding.Negative, null),
            (SafetyCheck.HepatitisBCoreAntibody, SafetyFinding.Positive, null),
            (SafetyCheck.TuberculosisTest, SafetyFinding.Indeterminate, null),
            (SafetyCheck.BloodPressure, null, null), (SafetyCheck.BoneDensity, null, null),
            (SafetyCheck.EyeExamination, null, MissingReason.Refused),
        ]);
        (checks[3].SystolicMmHg, checks[3].DiastolicMmHg, checks[4].TScore).ShouldBe((135, 85, -2.1m));
        entries.OfType<RiskRecorded>().Select(risk => (risk.What, risk.State)).ShouldBe(
        [
            (RiskFactor.Diabetes, RiskState.Present), (RiskFactor.Smoking, RiskState.Present), (RiskFactor.Hypertension, RiskState.Absent),
        ]);
        entries.OfType<RiskRecorded>().ShouldAllBe(risk => risk.NotedOn == ClinicalDate.Parse("2024-01-08"));
        entries.OfType<OrganAssessed>().Select(organ => (organ.Site, organ.Result)).ShouldBe(
        [
            (Site.LacrimalGland, OrganFinding.Involved), (Site.Lung, OrganFinding.Involved), (Site.Kidney, OrganFinding.NotInvolved),
        ]);
        entries.OfType<OrganAssessed>().ShouldAllBe(organ => organ.Methods!.Single() == OrganMethod.PetCt);
        entries.OfType<ResponderIndexScored>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            index => index.Instrument.ShouldBe(ResponderIndexVersion.Validated2018), index => index.Total().ShouldBe(6),
            index => index.StatedTotal.ShouldBe(6));
        entries.OfType<AdverseEventReported>().Select(harm => (harm.Term, harm.Description, harm.Grade)).ShouldBe(
            [(AdverseEventTerm.Infection, null, 3), (AdverseEventTerm.Other, "tingling of the lips", 1)]);
        var agent = entries.OfType<SparingAgentStarted>().ShouldHaveSingleItem();
        entries.OfType<AgentAdministered>().Select(given => (given.TreatmentId, given.Dose!.Amount, given.Course)).ShouldBe(
            [(agent.EntryId, 1000m, 1), (agent.EntryId, 1000m, 2)]);
        entries.OfType<PlanMade>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            plan => plan.What.ShouldBe(PlannedKind.Infusion), plan => plan.Agent.ShouldBe(SparingAgent.Rituximab),
            plan => plan.DueOn.ShouldBe(ClinicalDate.Parse("2024-08-01")));
    }

    [Theory]
    [InlineData("hbsag", "perhaps")]
    [InlineData("safety_checks", "BP high")]
    [InlineData("safety_checks", "unicorn negative")]
    [InlineData("adverse_event_grade", "6")]
    [InlineData("adverse_event_outcome", "flourishing")]
    [InlineData("responder_index_version", "2099")]
    [InlineData("administered_on", "2024-02-15")]
    [InlineData("plan", "taper")]
    [InlineData("follow_up_end", "bored")]
    public void what_is_not_understood_is_refused_by_its_column(string field, string cell)
    {
        var row = Read($"study_number,sex,{field},{Beside(field)}\nA-1,M,{cell},{Filling(field)}\n").ShouldHaveSingleItem();
        row.Reasons.ShouldHaveSingleItem().Column.ShouldBe(field);

        static string Beside(string field) => field.StartsWith("adverse", StringComparison.Ordinal) ? "adverse_event"
            : field == "responder_index_version" ? "responder_index_sites" : "ward";
        static string Filling(string field) => Beside(field) switch
        {
            "adverse_event" => "infection",
            "responder_index_sites" => "lung 2",
            _ => "",
        };
    }

    [Theory]
    [InlineData("comorbidities", "diabetes; green eyes", "comorbidities-not-known", "green eyes")]
    [InlineData("organs_involved", "lung; tail", "organs-involved-not-known", "tail")]
    [InlineData("preventions", "amulet", "preventions-not-known", "amulet")]
    public void an_item_of_a_list_that_is_not_known_is_left_out_and_named(string field, string cell, string code, string named)
    {
        var row = Read($"study_number,sex,{field}\nA-1,M,{cell}\n").ShouldHaveSingleItem();
        row.Reasons.ShouldBeEmpty();
        var warning = row.Warnings.ShouldHaveSingleItem();
        (warning.Column, warning.Code).ShouldBe((field, code));
        warning.Detail.ShouldContain(named);
    }

    [Fact]
    public void a_dose_needs_one_agent_and_an_index_its_version()
    {
        Read("study_number,sparing_agent,administered_on\nA-1,rituximab; azathioprine,2024-03-01\n").ShouldHaveSingleItem().Reasons
            .ShouldHaveSingleItem().Column.ShouldBe("administered_on");
        Read("study_number,responder_index_sites\nA-1,lung 2\n").ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Column
            .ShouldBe("responder_index_sites");
    }

    [Fact]
    public void an_end_of_follow_up_has_its_day_and_reason()
    {
        var row = Read("study_number,last_visit_on,follow_up_end,ended_on\nA-1,2024-03-01,lost to follow-up,2024-09-01\n")
            .ShouldHaveSingleItem();
        row.Reasons.ShouldBeEmpty();
        row.Entries.OfType<FollowUpEnded>().ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                end => end.Reason.ShouldBe(FollowUpEndReason.Lost), end => end.EndedOn.ShouldBe(ClinicalDate.Parse("2024-09-01")));
    }

    [Fact]
    public void a_compressed_cord_is_a_lesion_and_a_cavity_alone_is_none()
    {
        var lesion = Read("study_number,mri_on,cord_compression,cord_cavity\nA-1,2024-03-01,yes,no\n").ShouldHaveSingleItem().Entries
            .OfType<LesionImaged>().ShouldHaveSingleItem();
        (lesion.LesionPresent, lesion.CordCompression, lesion.CordCavity).ShouldBe((true, true, false));
        var cavity = Read("study_number,sex,cord_cavity\nA-1,M,yes\n").ShouldHaveSingleItem();
        cavity.Entries.OfType<LesionImaged>().ShouldBeEmpty();
        cavity.Warnings.ShouldHaveSingleItem().Code.ShouldBe("cavity-without-lesion");
    }

    private static int Kinds(JsonArray entries, string kind) => entries.Count(entry => entry!["kind"]!.GetValue<string>() == kind);

    private static IReadOnlyList<ImportedCase> Read(string csv)
    {
        var read = CaseFile.Read(Encoding.UTF8.GetBytes(csv));
        read.Problem.ShouldBeNull();
        return read.Rows;
    }
}
