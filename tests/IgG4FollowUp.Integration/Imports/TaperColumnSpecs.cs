using System.Globalization;
using System.Net;
using System.Text;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>The steps of a planned taper stand in one cell, and are taken where each word of it is understood.</summary>
public sealed class TaperColumnSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string FortyThirty = "40 from 2024-01-01, 30 from 2024-01-15";

    [Theory]
    [InlineData("prednisolone 40 mg from 2024-01-01, 30 mg from 2024-01-15", FortyThirty)]
    [InlineData("Prednisolon 40 mg/d ab 01.01.2024; 30 mg/d ab 15.01.2024", FortyThirty)]
    [InlineData("prednisolone: from 2024-01-01 40 mg; from 2024-01-15: 30 mg", FortyThirty)]
    [InlineData("2024-01-01: 40 mg; 2024-01-15: 30 mg daily", FortyThirty)]
    [InlineData("40 mg from 1 Jan 2024 then 30 mg from 15 Jan 2024", FortyThirty)]
    [InlineData("40-30 mg", null)]
    [InlineData("40-35-30 weekly from 2024-01-01", "40 from 2024-01-01, 35 from 2024-01-08, 30 from 2024-01-15")]
    [InlineData("40 → 35 → 30 mg every 2 weeks from 2024-01-01", "40 from 2024-01-01, 35 from 2024-01-15, 30 from 2024-01-29")]
    [InlineData("from 2024-01-01: 40, 35, 30 mg alle 14 Tage", "40 from 2024-01-01, 35 from 2024-01-15, 30 from 2024-01-29")]
    [InlineData("10 mg > 7.5 mg monthly from 2024-01-31", "10 from 2024-01-31, 7.5 from 2024-02-29")]
    [InlineData("10 mg -> 7,5 mg every month from 2024-01-31", "10 from 2024-01-31, 7.5 from 2024-02-29")]
    [InlineData("40 mg from 2024-01-01, minus 10 mg every 2 weeks to 20 mg",
        "40 from 2024-01-01, 30 from 2024-01-15, 20 from 2024-01-29")]
    [InlineData("40 mg from 2024-01-01; reduce by 20 mg every 4 weeks to zero",
        "40 from 2024-01-01, 20 from 2024-01-29, 0 from 2024-02-26")]
    [InlineData("5 mg from 2024-01-01; stop from 2024-02-01", "5 from 2024-01-01, 0 from 2024-02-01")]
    public void a_taper_is_read_as_clinics_write_it(string cell, string? steps)
    {
        var row = Row(cell);
        row.Reasons.ShouldBeEmpty();
        if (steps is null)
        {
            row.Entries.OfType<PlanMade>().ShouldBeEmpty();
            row.Warnings.ShouldHaveSingleItem().Code.ShouldBe("not-understood");
            return;
        }

        row.Warnings.Where(warning => warning.Column == "taper").ShouldBeEmpty();
        row.Entries.OfType<PlanMade>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            plan => plan.What.ShouldBe(PlannedKind.Taper), plan => plan.Drug.ShouldBe(Glucocorticoid.Prednisolone),
            plan => Said(plan).ShouldBe(steps));
    }

    // A dose every other week, a range, a dose that rises, a date without a day, another drug, and words beside them.
    [Theory]
    [InlineData("10 mg every 2 weeks")]
    [InlineData("10 mg every 2 weeks from 2024-01-01")]
    [InlineData("40 mg weekly from 2024-01-01")]
    [InlineData("40-35 mg weekly from 2024-01-01")]
    [InlineData("10-20-40 mg weekly from 2024-01-01")]
    [InlineData("40-35-30 biweekly from 2024-01-01")]
    [InlineData("40-35-30 weekly")]
    [InlineData("40-35-30 weekly from January 2024")]
    [InlineData("40 mg from 2024-01, 30 mg from 2024-02")]
    [InlineData("40 mg from 01/02/2024, 30 mg from 05/02/2024")]
    [InlineData("30 mg from 2024-01-01, 40 mg from 2024-01-15")]
    [InlineData("40 mg from 2024-01-15, 30 mg from 2024-01-01")]
    [InlineData("40 mg from 2024-01-01, 30 mg")]
    [InlineData("40 mg from 2024-01-01, 30 mg from 2024-01-32")]
    [InlineData("40 mg from 2024-01-01, then slowly down")]
    [InlineData("prednisolone 40 mg from 2024-01-01, dexamethasone 4 mg from 2024-01-15")]
    [InlineData("rituximab 500 mg from 2024-01-01")]
    [InlineData("2 x 20 mg from 2024-01-01, 30 mg from 2024-01-15")]
    [InlineData("40 mg b.i.d. from 2024-01-01, 30 mg from 2024-01-15")]
    [InlineData("0.6 mg/kg from 2024-01-01")]
    [InlineData("40 mg on alternate days from 2024-01-01")]
    [InlineData("no 40 mg from 2024-01-01")]
    [InlineData("perhaps 40 mg from 2024-01-01")]
    [InlineData("40 mg from 2024-01-01, minus 7 mg every 2 weeks to 10 mg")]
    [InlineData("40 mg from 2024-01-01, minus 5 mg every 2 weeks")]
    [InlineData("1.350 mg from 2024-01-01")]
    [InlineData("taper")]
    [InlineData("slow taper over six months")]
    public void what_leaves_a_choice_is_not_understood_and_the_report_quotes_it(string cell)
    {
        var row = Row(cell);
        row.Reasons.ShouldBeEmpty();
        row.Entries.OfType<PlanMade>().ShouldBeEmpty();
        row.Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            warning => (warning.Column, warning.Code).ShouldBe(("taper", "not-understood")), warning => warning.Value.ShouldBe(cell),
            warning => warning.Detail.ShouldContain("from 2024-01-01"));
    }

    [Fact]
    public void the_drug_stands_before_the_doses_or_is_the_only_one_of_the_patient()
    {
        Read("study_number,taper,planned_on\nA-1,\"40 mg from 2024-01-01, 30 mg from 2024-01-15\",2024-01-01\n").Reasons
            .ShouldHaveSingleItem().Column.ShouldBe("taper");
        const string Both = "study_number,steroid,planned_on,taper\nA-1,methylprednisolone 1 g/d i.v.; prednisolone 40 mg/d,2024-01-01,";
        Read(Both + "5 mg from 2024-01-01\n").Reasons.ShouldHaveSingleItem().Column.ShouldBe("taper");
        Read(Both + "PSL 5 mg from 2024-01-01\n")
            .Entries.OfType<PlanMade>().ShouldHaveSingleItem().Drug.ShouldBe(Glucocorticoid.Prednisolone);
    }

    [Fact]
    public void a_taper_was_planned_on_a_day_of_its_own_or_at_the_last_visit_before_it_begins()
    {
        Read("study_number,taper,last_visit_on\nA-1,PSL 5 mg from 2024-01-01,2023-12-20\n").Entries.OfType<PlanMade>()
            .ShouldHaveSingleItem().PlannedOn.ShouldBe(ClinicalDate.Parse("2023-12-20"));
        Read("study_number,taper,last_visit_on\nA-1,PSL 5 mg from 2024-01-01,2024-03-01\n").Reasons.ShouldHaveSingleItem()
            .Detail.ShouldContain("'planned_on'");
        Read("study_number,taper\nA-1,PSL 5 mg from 2024-01-01\n").Reasons.ShouldHaveSingleItem().Detail.ShouldContain("'planned_on'");
    }

    [Fact]
    public void a_taper_that_column_plan_names_is_the_one_of_its_own_column()
    {
        Read("study_number,plan,taper,planned_on\nA-1,taper,PSL 5 mg from 2024-01-01,2024-01-01\n").ShouldSatisfyAllConditions(
            row => row.Reasons.ShouldBeEmpty(), row => row.Entries.OfType<PlanMade>().ShouldHaveSingleItem());
        Read("study_number,plan,planned_on\nA-1,taper,2024-01-01\n").Reasons.ShouldHaveSingleItem().Detail.ShouldContain("column 'taper'");
    }

    [Fact]
    public async Task a_taper_comes_in_with_its_table_and_one_that_began_before_it_was_planned_is_refused_by_its_column()
    {
        using var clinic = service.Client(clinic: "taper-column");
        const string Columns = "study_number,sex,steroid,steroid_on,steroid_dose_mg,taper,planned_on\n";
        using var wrong = await clinic.ImportAsync(Encoding.UTF8.GetBytes(
            Columns + "T-1,M,prednisolone,2024-01-01,40,40-35-30 weekly from 2024-01-01,2024-02-01\n"));
        (await wrong.ReportAsync()).Rows.ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Column.ShouldBe("taper");
        (await clinic.VersionsAsync()).ShouldBeEmpty();

        var table = Encoding.UTF8.GetBytes(
            Columns + "T-1,M,prednisolone,2024-01-01,40,40-35-30 weekly from 2024-01-01,2024-01-01\n");
        using var sent = await clinic.ImportAsync(table);
        sent.StatusCode.ShouldBe(HttpStatusCode.OK, await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var id = (await clinic.VersionsAsync()).Keys.ShouldHaveSingleItem();
        var plan = (await clinic.GetJsonAsync($"/api/patients/{id}"))["chart"]!["entries"]!.AsArray()
            .Single(entry => entry!["kind"]!.GetValue<string>() == "plan")!;
        plan["steps"]!.AsArray().Select(step => step!["from"]!.GetValue<string>()).ShouldBe(["2024-01-01", "2024-01-08", "2024-01-15"]);

        using var again = await clinic.ImportAsync(table);
        (await again.ReportAsync()).Rows.ShouldAllBe(row => row.Outcome == RowOutcome.Duplicate);
    }

    private static string Said(PlanMade plan) => string.Join(", ", plan.Steps!.Select(step =>
        string.Create(CultureInfo.InvariantCulture, $"{step.DailyDoseMg:0.##} from {step.From:yyyy-MM-dd}")));

    private static ImportedCase Row(string cell) =>
        Read($"study_number,steroid,planned_on,taper\nA-1,prednisolone,2024-01-01,\"{cell}\"\n", warningsOf: "taper");

    private static ImportedCase Read(string csv, string? warningsOf = null)
    {
        var read = CaseFile.Read(Encoding.UTF8.GetBytes(csv));
        read.Problem.ShouldBeNull();
        var row = read.Rows.ShouldHaveSingleItem();
        return warningsOf is null ? row : row with { Warnings = [.. row.Warnings.Where(warning => warning.Column == warningsOf)] };
    }
}
