using System.Net;
using System.Text;
using System.Text.Json;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Tables with a row for each visit or course: rows of one study number are one patient.</summary>
public sealed class SharedRowsSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Visits = """
        study_number,sex,birth_year,asia_before,asia_before_on,mri_on,levels,pattern,steroid,steroid_on,steroid_stopped_on,asia_after,last_visit_on,outcome,notes
        V-1,M,1968,C,2024-03-11,2024-03-11,C5-T4,dorsal,prednisolone 40 mg/d,2024-03-15,2024-09-01,D,2024-04-10,improved,first seen elsewhere
        V-2,F,1971,,,2024-05,T2,ventral,no,,,,2024-06-02,,
        V-1,male,,C,2024-03-11,2024-03-11,C5-T4,dorsal,prednisolone 40 mg/d,2024-03-15,2024-09-01,D,2024-07-08,well,
        V-1,m,1968,,,2024-10-02,C5-C7,dorsal,prednisolone 20 mg/d,2024-10-10,,E,2024-12-01,,works again
        V-1,m,1968,,,2024-10-02,C5-C7,dorsal,prednisolone 20 mg/d,2024-10-10,,E,2024-12-01,,works again

        """;

    [Fact]
    public async Task rows_of_one_study_number_become_one_patient_with_everything_once()
    {
        using var clinic = service.Client(clinic: "shared-rows");
        using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(Visits));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var report = await response.ReportAsync();
        report.Rows.Select(row => row.Row).ShouldBe([1, 2, 3, 4, 5]);
        report.Rows.Skip(2).Select(row => row.Outcome).ShouldBe([RowOutcome.Merged, RowOutcome.Merged, RowOutcome.Duplicate]);
        report.Rows.Skip(2)
            .ShouldAllBe(row => row.MergedInto == 1 && row.PatientId == report.Rows[0].PatientId && row.StudyNumber == "V-1");
        (report.Summary.Rows, report.Summary.Accepted + report.Summary.AcceptedWithWarnings, report.Summary.Merged,
            report.Summary.Duplicates).ShouldBe((5, 2, 2, 1));

        var chart = await ChartAsync(clinic, report.Rows[0]);
        (chart.Enrolment.Sex, chart.Enrolment.BirthYear).ShouldBe((Sex.Male, 1968));
        chart.Presentation!.Note.ShouldBe("first seen elsewhere\nworks again");
        chart.Of<VisitLogged>().Select(visit => visit.VisitedOn.ToString()).ShouldBe(["2024-04-10", "2024-07-08", "2024-12-01"]);
        chart.Of<LesionImaged>().Select(lesion => lesion.ImagedOn.ToString()).ShouldBe(["2024-03-11", "2024-10-02"]);
        var courses = chart.Of<SteroidCourseStarted>().ToList();
        courses.ConvertAll(course => course.DailyDoseMg).ShouldBe([40m, 20m]);
        chart.Of<SteroidCourseStopped>().ShouldHaveSingleItem().CourseId.ShouldBe(courses[0].EntryId);
        chart.Of<AsiaGradeRecorded>().Select(grade => grade.Grade).ShouldBe([AsiaGrade.C, AsiaGrade.D, AsiaGrade.D, AsiaGrade.E]);
        chart.Of<VisitLogged>().ShouldAllBe(visit => visit.Recorded.Count == 1 && chart.Find(visit.Recorded[0]) is AsiaGradeRecorded);

        using var again = await clinic.ImportAsync(Encoding.UTF8.GetBytes(Visits));
        (await again.ReportAsync()).Rows.ShouldAllBe(row => row.Outcome == RowOutcome.Duplicate);
        (await clinic.VersionsAsync()).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("sex", "M", "F")]
    [InlineData("birth_year", "1968", "1969")]
    [InlineData("age", "55", "56")]
    [InlineData("enrolled_on", "2024-03-11", "12.03.2024")]
    [InlineData("presented_on", "2024-03-11", "2024-03")]
    [InlineData("onset_on", "2023", "2022")]
    [InlineData("year", "2020", "2021")]
    [InlineData("asia_before", "C", "D")]
    [InlineData("serum_igg4", "286 mg/dL", "300 mg/dL")]
    [InlineData("outcome", "better", "worse")]
    public async Task rows_that_disagree_are_refused_by_row_and_column_and_nothing_of_the_patient_is_recorded(string field, string one,
        string other)
    {
        using var clinic = service.Client(clinic: "disagree");
        var file = $"study_number,{field}\nD-1,{one}\nD-2,{one}\nD-1,\nD-1,{other}\nD-1,{one}\n";
        using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(file), "?mode=row-by-row&dryRun=true");
        var rows = (await response.ReportAsync()).Rows;
        rows.Select(row => row.Outcome == RowOutcome.Refused).ShouldBe([true, false, true, true, true]);
        rows[3].Reasons.ShouldContain(reason => reason.Column == field && reason.Code == "rows-disagree");
        rows[2].Reasons.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(reason => reason.Code.ShouldBe("other-row-refused"), reason => reason.OtherRow.ShouldBe(4));
    }

    [Theory]
    [InlineData("igg4", "286 mg/dL", "286mg/dl")]
    [InlineData("igg4", "2.86 g/L", "286 mg/dL")]
    [InlineData("igg4", "2,86 g/L", "2.860 g/L")]
    [InlineData("igg4", "<3 mg/dL", "< 0.03 g/L")]
    [InlineData("surgery", "laminectomy C4-C6", "Laminectomy\u00a0 C4-C6")]
    [InlineData("steroid", "oral prednisolone 40 mg/d", "Oral Prednisolone 40 mg/d")]
    [InlineData("pattern", "anterior", "Anterior")]
    public void what_a_row_repeats_in_other_writing_counts_once(string field, string one, string other)
    {
        var file = $"study_number,{field}\nS-1,\"{one}\"\nS-1,\"{other}\"\n";
        var patient = CaseFile.Read(Encoding.UTF8.GetBytes(file)).Rows.ShouldHaveSingleItem();
        patient.Reasons.ShouldBeEmpty();
        patient.Entries.ShouldHaveSingleItem();
        patient.Further.ShouldHaveSingleItem().Adds.ShouldBeFalse();
    }

    [Theory]
    [InlineData("286 mg/dL", "287 mg/dL")]
    [InlineData("<3 mg/dL", "3 mg/dL")]
    public void another_amount_is_another_finding(string one, string other) =>
        CaseFile.Read(Encoding.UTF8.GetBytes($"study_number,igg4,serum_igg4_on\nS-1,\"{one}\",2024-03\nS-1,\"{other}\",2024-03\n"))
            .Rows.ShouldHaveSingleItem().Entries.Count.ShouldBe(2);

    [Fact]
    public async Task what_is_written_otherwise_and_means_the_same_is_no_disagreement()
    {
        using var clinic = service.Client(clinic: "agree");
        using var response =
            await clinic.ImportAsync(
                "study_number,sex,presented_on\nS-1,M,2024-03-11\nS-1,male,11.03.2024\nS-1,männlich,11 Mar 2024\nS-1,,\n"u8.ToArray());
        (await response.ReportAsync()).Rows.Select(row => row.Outcome)
            .ShouldBe([RowOutcome.Accepted, RowOutcome.Duplicate, RowOutcome.Duplicate, RowOutcome.Duplicate]);
    }

    [Fact]
    public async Task a_broken_cell_in_a_later_row_is_told_there_and_refuses_the_rows_of_its_patient_alone()
    {
        using var clinic = service.Client(clinic: "later-row");
        var file =
            $"study_number,age,last_visit_on,notes\nB-1,55,2024-01-05,\nB-1,,2024-02-31,\nB-2,60,2024-01-07,\n"
                + $"B-3,50,2024-01-07,{new string('x', 4100)}\nB-3,50,2024-02-07,\n";
        using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(file), "?mode=row-by-row");
        var rows = (await response.ReportAsync()).Rows;
        rows.Select(row => row.Outcome)
            .ShouldBe([RowOutcome.Refused, RowOutcome.Refused, RowOutcome.Accepted, RowOutcome.Refused, RowOutcome.Refused]);
        rows[1].Reasons.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(reason => reason.Column.ShouldBe("last_visit_on"), reason => reason.Value.ShouldBe("2024-02-31"));
        rows[0].Reasons.ShouldHaveSingleItem().OtherRow.ShouldBe(2);
        (rows[3].Reasons.ShouldHaveSingleItem().Column, rows[4].Reasons.ShouldHaveSingleItem().OtherRow).ShouldBe(("notes", 4));
        (await clinic.VersionsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_decision_that_refuses_what_a_later_row_adds_is_told_at_that_row()
    {
        using var clinic = service.Client(clinic: "decided-later");
        using var response = await clinic.ImportAsync(
            "study_number,birth_year,last_visit_on\nF-1,1968,2024-01-05\nF-1,1968,2199-01-01\n"u8.ToArray(), "?mode=row-by-row");
        var rows = (await response.ReportAsync()).Rows;
        rows.ShouldAllBe(row => row.Outcome == RowOutcome.Refused);
        rows[1].Reasons.ShouldHaveSingleItem().Column.ShouldBe("last_visit_on");
    }

    [Fact]
    public void a_study_number_with_too_many_rows_is_refused()
    {
        var file = "study_number,last_visit_on\n"
            + string.Concat(Enumerable.Range(0, CaseFile.MaximumRowsOfPatient + 1)
                .Select(i => $"M-1,{new DateOnly(2020, 1, 1).AddDays(i):yyyy-MM-dd}\n"));
        CaseFile.Read(Encoding.UTF8.GetBytes(file)).Rows.ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Code
            .ShouldBe("too-many-rows");
    }

    private static async Task<PatientChart> ChartAsync(HttpClient clinic, ImportRow row)
    {
        var entries = (await clinic.GetJsonAsync($"/api/patients/{row.PatientId}"))["chart"]!["entries"]!.ToJsonString();
        return PatientChart.FoldAll(row.PatientId!.Value, JsonSerializer.Deserialize<ClinicalEntry[]>(entries, EntryJson.Options)!)!;
    }
}
