using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Words of absence are absence in every column, and never content.</summary>
public sealed class AbsenceSpecs
{
    private static readonly string[] Absent =
        ["nope", "nada", "nej", "entfällt", "brak", "no", "No", "NO", "none", "None", "never", "nil", "not done", "not performed", "Nein",
            "keine", "aucun", "无", "無", "なし", "false", " none ", "none.", "(none)", "\u200bnone"];

    private static readonly string[] Unknown =
        ["?", "./.", "n.d.", "n/v", "unbek.", "-", "–", "—", "--", "n/a", "N/A", "NA", "n.a.", "#N/A", "unknown", "not reported",
            "Not stated", "not available", "no data", "NR", "NULL", "k.A.", "不详", "未知", "missing", "not recorded.", "\u00a0", "\u200b"];

    // Where only the first column of a row must hold something.
    private static IEnumerable<CaseField> Fields => CaseField.All.Where(known => known.Name != CaseField.StudyNumber);

    [Fact]
    public void a_word_of_absence_in_any_column_refuses_nothing_and_records_nothing()
    {
        foreach (var field in Fields)
        {
            foreach (var word in Absent.Concat(Unknown))
            {
                var row = Row((field.Name, word));
                var what = $"{field.Name}: '{word}'";
                row.Reasons.ShouldBeEmpty(what);
                row.Warnings.ShouldBeEmpty(what);
                row.Enrolment!.Origin.ShouldBe(DataOrigin.Clinic, what);
                row.Entries.Where(entry => entry is not (PresentationRecorded or VisitLogged)).ShouldBeEmpty(what);
                row.Entries.OfType<VisitLogged>().Any().ShouldBe(field.Name == "recurrence" && Absent.Contains(word), what);
            }
        }
    }

    [Fact]
    public void a_patient_without_a_study_number_in_any_words_is_refused_by_that_column()
    {
        foreach (var word in Absent.Concat(Unknown).Append(""))
            Read($"study_number,sex\n\"{word}\",F\n").Rows.ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Column
                .ShouldBe("study_number", word);
    }

    [Theory]
    [InlineData("surgery", "None (conservative)")]
    [InlineData("steroid", "prednisolone 0 mg")]
    [InlineData("surgery", "no surgery")]
    [InlineData("surgery", "No operation")]
    [InlineData("surgery", "not operated")]
    [InlineData("surgery", "never had an operation")]
    [InlineData("surgery", "declined surgery")]
    [InlineData("surgery", "without laminectomy")]
    [InlineData("surgery", "conservative treatment")]
    [InlineData("surgery", "0")]
    [InlineData("surgery", "未行手术")]
    [InlineData("steroid", "no steroids")]
    [InlineData("steroid", "never on prednisolone")]
    [InlineData("steroid", "steroid-naive")]
    [InlineData("steroid", "none; no pulse")]
    [InlineData("sparing_agent", "no methotrexate, no rituximab")]
    [InlineData("sparing_agent", "not given")]
    [InlineData("sparing_agent", "无")]
    public void what_denies_a_treatment_is_no_treatment_and_is_kept_in_words(string field, string words)
    {
        var row = Row((field, words));
        row.Reasons.ShouldBeEmpty();
        row.Entries.ShouldHaveSingleItem().ShouldBeOfType<PresentationRecorded>().Note.ShouldNotBeNull()
            .ShouldStartWith("The source states: no ");
    }

    [Theory]
    [InlineData("recurrence-free")]
    [InlineData("free of relapse")]
    [InlineData("Rezidivfrei")]
    public void free_of_recurrence_is_no_recurrence(string words) =>
        Row(("recurrence", words)).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().RecurrenceAssessment
            .ShouldBe(RecurrenceAssessment.None);

    [Fact]
    public void a_denial_inside_a_description_takes_away_what_it_denies_and_nothing_else()
    {
        SurgeryText.Read("laminectomy without fixation", Guid.NewGuid()).Procedures.ShouldBe([Procedure.Laminectomy]);
        SurgeryText.Read("no biopsy, laminoplasty C3-C6", Guid.NewGuid()).ShouldSatisfyAllConditions(
            surgery => surgery.Procedures.ShouldBe([Procedure.Laminoplasty]), surgery => surgery.Levels!.ToString().ShouldBe("C3-C6"));
        Row(("steroid", "no pulse; prednisolone 30 mg/d")).Entries.OfType<SteroidCourseStarted>().ShouldHaveSingleItem().DailyDoseMg
            .ShouldBe(30);
        Row(("sparing_agent", "rituximab, no methotrexate")).Entries.OfType<SparingAgentStarted>().ShouldHaveSingleItem().Agent
            .ShouldBe(Domain.Therapy.SparingAgent.Rituximab);
        Row(("outcome", "no change")).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().Note.ShouldBe("no change");
        Row(("sex", "male"), ("notes", "declined a second biopsy")).Entries.OfType<PresentationRecorded>().ShouldHaveSingleItem().Note
            .ShouldBe("declined a second biopsy");
    }

    [Fact]
    public void stated_absent_and_not_reported_are_told_apart_where_the_record_can_hold_it()
    {
        Row(("recurrence", "no")).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().RecurrenceAssessment
            .ShouldBe(RecurrenceAssessment.None);
        Row(("recurrence", "never recurred")).Entries.OfType<VisitLogged>().ShouldHaveSingleItem().RecurrenceAssessment
            .ShouldBe(RecurrenceAssessment.None);
        Row(("recurrence", "n/a")).Entries.ShouldBeEmpty();
        Row(("levels", "no lesion")).Entries.OfType<LesionImaged>().ShouldHaveSingleItem().LesionPresent.ShouldBeFalse();
        Row(("surgery", "n/a")).Entries.ShouldBeEmpty();
        Row(("surgery", "no"), ("surgery_on", "2024-03-11")).Reasons.ShouldHaveSingleItem().Column.ShouldBe("surgery_on");
    }

    private static Candidate Row(params (string Field, string Cell)[] cells)
    {
        var header = string.Join(',', cells.Select(cell => cell.Field));
        var row = string.Join(',', cells.Select(cell => $"\"{cell.Cell}\""));
        return Read($"study_number,{header}\nA-1,{row}\n").Rows.ShouldHaveSingleItem();
    }

    private static ReadFile Read(string csv)
    {
        var file = CaseFile.Read(System.Text.Encoding.UTF8.GetBytes(csv));
        file.Problem.ShouldBeNull(csv);
        return file;
    }
}
