using System.Text;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>The two files of published cases, read but not recorded.</summary>
public sealed class CaseFileSpecs
{
    private static readonly IReadOnlyList<ImportedCase> Published = Read("published-cases.csv");
    private static readonly IReadOnlyList<ImportedCase> Comparators = Read("comparator-cases.csv");

    [Fact]
    public void the_25_published_rows_fill_as_many_members_as_cells_and_no_more()
    {
        Published.Count.ShouldBe(25);
        Published.ShouldAllBe(row =>
            row.Reasons.Count == 0 && row.Enrolment!.Origin == DataOrigin.Published && row.Enrolment.Citation != null);
        Count<PresentationRecorded>(entry => entry.AgeYears is not null).ShouldBe(18);
        Published.Count(row => row.Enrolment!.Sex is not null).ShouldBe(21);
        Count<LesionImaged>(entry => entry.Levels is not null).ShouldBe(19);
        // 14 compartments are reported; one, vertebral/paraspinal, is none of the four and stays in words.
        Count<LesionImaged>(entry => entry.Compartment is not null).ShouldBe(13);
        Count<LesionImaged>(entry => entry.SourceWording?.Contains("Compartment: vertebral/paraspinal", StringComparison.Ordinal) == true)
            .ShouldBe(1);
        Count<LesionImaged>(entry => entry.Pattern is not null).ShouldBe(5);
        Count<LabMeasured>(_ => true).ShouldBe(1);
        Count<AsiaGradeRecorded>(_ => true).ShouldBe(0);
        Count<SurgeryPerformed>(_ => true).ShouldBe(17);
        Published.Count(row => row.Entries.OfType<SteroidCourseStarted>().Any()).ShouldBe(15);
        Count<SteroidCourseStarted>(entry => entry.DailyDoseMg is not null).ShouldBe(1);
        Published.Count(row => row.Entries.OfType<SparingAgentStarted>().Any()).ShouldBe(5);
        Count<VisitLogged>(entry => entry.StatedFollowUpMonths is not null).ShouldBe(4);
        Count<RecurrenceRecorded>(_ => true).ShouldBe(4);
        Count<VisitLogged>(entry => entry.RecurrenceAssessment == RecurrenceAssessment.None).ShouldBe(2);
        Count<VisitLogged>(entry => entry.Note is not null).ShouldBe(16);
        Count<PresentationRecorded>(entry => entry.Note is not null).ShouldBe(25);
        Published.Count(row => row.Entries.OfType<PresentationRecorded>().Single().Diagnosis == Diagnosis.OtherIgG4RelatedDisease)
            .ShouldBe(2);
        Published.Count(row => row.Entries.OfType<PresentationRecorded>().Single().Diagnosis == Diagnosis.IgG4RelatedSpinalPachymeningitis)
            .ShouldBe(23);
    }

    [Fact]
    public void a_blank_cell_is_absent_and_never_no()
    {
        var third = Row(Published, "own patient, third");
        third.Enrolment!.Sex.ShouldBeNull();
        third.Entries.Count.ShouldBe(2);
        third.Entries.OfType<PresentationRecorded>().Single().AgeYears.ShouldBeNull();
        var compressing = third.Entries.OfType<LesionImaged>().Single();
        (compressing.Levels, compressing.Compartment, compressing.Pattern, compressing.CordCompression).ShouldBe((null, null, null, true));

        foreach (var visit in Published.SelectMany(row => row.Entries).OfType<VisitLogged>())
            visit.RecurrenceAssessment.ShouldBeOneOf(null, RecurrenceAssessment.None);
        foreach (var lesion in Published.Concat(Comparators).SelectMany(row => row.Entries).OfType<LesionImaged>())
        {
            (lesion.LesionPresent, lesion.Enhancement).ShouldBe((true, null));
            lesion.CordCompression.ShouldBeOneOf(null, true);
            lesion.CordCavity.ShouldBeOneOf(null, true);
        }

        Count<PresentationRecorded>(entry => entry.Symptoms is null).ShouldBe(12, "their sources state none");
        Count<PresentationRecorded>(entry => entry.OtherOrgans is null).ShouldBe(19);
        Row(Published, "Ann Rehabil").Entries.OfType<PresentationRecorded>().Single().OtherOrgans.ShouldBe([], "the source says none");
    }

    [Fact]
    public void what_the_sources_state_beyond_the_seventeen_columns_stands_in_columns_of_its_own()
    {
        Count<PresentationRecorded>(entry => entry.Symptoms is { Count: > 0 }).ShouldBe(13);
        Count<PresentationRecorded>(entry => entry.Course == ClinicalCourse.Progressive).ShouldBe(4);
        Count<PresentationRecorded>(entry => entry.OtherOrgans is { Count: > 0 }).ShouldBe(5);
        Count<LesionImaged>(entry => entry.T1Signal == Domain.Imaging.SignalIntensity.Hypointense).ShouldBe(2);
        Count<LesionImaged>(entry => entry.T2Signal is not null).ShouldBe(2);
        Count<LesionImaged>(entry => entry.CordCompression == true).ShouldBe(5);
        Count<LesionImaged>(entry => entry.CordCavity == true).ShouldBe(2);
        Count<BiopsyReported>(entry => entry.IgG4PositiveCellsPerHpf == 29).ShouldBe(1);
        Count<BiopsyReported>(entry => entry.IgG4ToIgGPercent == 85).ShouldBe(1);
        var gu = Row(Published, "Gu R").Entries.OfType<PresentationRecorded>().Single();
        gu.Symptoms.ShouldBe([Symptom.NeckPain, Symptom.LimbWeakness, Symptom.SensoryLoss, Symptom.SphincterDysfunction]);
        gu.Course.ShouldBeNull("four days of loss are no course in words");
    }

    [Fact]
    public void no_clinical_date_is_made_of_a_year_of_publication()
    {
        Published.Concat(Comparators).SelectMany(row => row.Entries.Prepend(row.Enrolment!)).Where(entry => entry.Date.IsReported)
            .ShouldHaveSingleItem().ShouldBeOfType<SparingAgentStopped>().LastDoseOn.ShouldBe(ClinicalDate.Parse("2005"));
        Row(Published, "Merza").Enrolment!.Note.ShouldBe("Publication year: 2019.");
        Row(Published, "rs-6253248").Enrolment!.Note.ShouldBeNull();
    }

    [Fact]
    public void the_relapse_of_elmaci_2020_is_ventral_after_a_dorsal_lesion()
    {
        var entries = Row(Published, "Elmaci").Entries;
        entries.OfType<LesionImaged>().Single().Pattern.ShouldBe(Domain.Imaging.LesionPattern.Dorsal);
        var relapse = entries.OfType<RecurrenceRecorded>().Single();
        relapse.Pattern.ShouldBe(Domain.Imaging.LesionPattern.Ventral);
        relapse.Levels!.ToString().ShouldBe("C5-T1");
        entries.OfType<SparingAgentStarted>().Single().Indication.ShouldBe(Indication.Other);
        entries.OfType<SteroidCourseStarted>().Single().Indication.ShouldBe(Indication.Other);
    }

    [Fact]
    public void a_value_keeps_its_unit_and_a_mapped_value_its_words()
    {
        Row(Published, "Spondylectomy").Entries.OfType<LabMeasured>().Single().Result.ShouldBe(LabResult.Parse("45 mg/dL"));
        Row(Published, "Gader").Entries.OfType<LesionImaged>().Single().SourceWording
            .ShouldBe("The abstract describes a posterolateral lesion (mapped to 'dorsal' in this file)");
        Row(Published, "Gu R").Entries.OfType<LesionImaged>().Single().SourceWording.ShouldBe("Levels: cervicothoracic");
        Row(Published, "31254697").Entries.OfType<SteroidCourseStarted>().First().Note.ShouldStartWith("prednisone 40 mg x5 days");
    }

    [Fact]
    public void the_12_comparators_are_no_igg4_related_disease()
    {
        Comparators.Count.ShouldBe(12);
        Comparators.ShouldAllBe(row => row.Reasons.Count == 0);
        var diagnoses = Comparators.SelectMany(row => row.Entries).OfType<PresentationRecorded>().Select(entry => entry.Diagnosis).ToList();
        diagnoses.Count(diagnosis => diagnosis == Diagnosis.IdiopathicHypertrophicPachymeningitis).ShouldBe(10);
        diagnoses.Count(diagnosis => diagnosis == Diagnosis.InflammatoryPseudotumour).ShouldBe(2);
        Comparators.ShouldAllBe(row => row.Warnings.Any(warning => warning.Code == "diagnosis-derived"));
    }

    [Fact]
    public void study_numbers_and_entry_ids_are_unique_and_the_same_each_time()
    {
        var all = Published.Concat(Comparators).ToList();
        all.Select(row => row.Enrolment!.StudyNumber).ShouldBeUnique();
        var ids = all.SelectMany(row => row.Entries.Prepend(row.Enrolment!)).Select(entry => entry.EntryId).ToList();
        ids.ShouldBeUnique();
        Read("published-cases.csv").Concat(Read("comparator-cases.csv")).SelectMany(row => row.Entries.Prepend(row.Enrolment!))
            .Select(entry => entry.EntryId).ShouldBe(ids);
    }

    [Theory]
    [InlineData("age", "121", "age")]
    [InlineData("age", "4.5", "age")]
    [InlineData("sex", "X", "sex")]
    [InlineData("recurrence", "maybe", "recurrence")]
    [InlineData("followup_months", "1,200", "followup_months")]
    [InlineData("followup_months", "12.333333333333334", "followup_months")]
    [InlineData("serum_igg4_mg_dl", "135.00000000000003", "serum_igg4_mg_dl")]
    [InlineData("serum_igg4_mg_dl", "<", "serum_igg4_mg_dl")]
    [InlineData("serum_igg4_mg_dl", "<<3", "serum_igg4_mg_dl")]
    [InlineData("serum_igg4_mg_dl", "٣", "serum_igg4_mg_dl")]
    [InlineData("serum_igg4_mg_dl", "1.35 g/L", "serum_igg4_mg_dl")]
    [InlineData("asia_before", "F", "asia_before")]
    [InlineData("year", "1650", "year")]
    [InlineData("citation", "n/a", "citation")]
    public void a_wrong_value_is_refused_by_the_name_of_its_column(string column, string value, string at)
    {
        var (rows, problem) =
            CaseFile.Read(CaseCsv.File(new Dictionary<string, string> { ["citation"] = "Somebody A et al. 2020", [column] = value }));
        problem.ShouldBeNull();
        rows.ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Column.ShouldBe(at);
    }

    [Fact]
    public void grades_before_and_after_keep_their_order_and_the_visit_names_the_later_one()
    {
        var row =
            CaseFile.Read(
                CaseCsv.File(
                    new Dictionary<string, string>
                    {
                        ["citation"] = "Somebody A et al. 2020",
                        ["asia_before"] = "C",
                        ["asia_after"] = "D",
                    })).Rows.Single();
        var chart = PatientChart.FoldAll(Guid.NewGuid(), row.Entries.Prepend(row.Enrolment!))!;
        var grades = chart.Of<AsiaGradeRecorded>().ToList();
        grades.Select(grade => grade.Grade.ToString()).ShouldBe(["C", "D"]);
        chart.Of<VisitLogged>().Single().Recorded.ShouldBe([grades[1].EntryId]);
    }

    [Fact]
    public void a_cell_may_hold_a_whole_examination_instead_of_a_grade()
    {
        var examination = IsncsciText.PrintOnOneLine(IsncsciExamination.AllNormal);
        var row =
            CaseFile.Read(
                CaseCsv.File(
                    new Dictionary<string, string>
                    {
                        ["citation"] = "Somebody A et al. 2020",
                        ["asia_before"] = "C",
                        ["asia_after"] = examination,
                    })).Rows.Single();
        row.Reasons.ShouldBeEmpty();
        row.Entries.OfType<AsiaGradeRecorded>().Last().Examination.ShouldBe(IsncsciExamination.AllNormal);
    }

    [Fact]
    public void what_is_not_csv_with_this_header_in_utf_8_is_refused_as_a_whole()
    {
        var good = Encoding.UTF8.GetString(CaseCsv.File(new Dictionary<string, string> { ["citation"] = "Somebody A et al. 2020" }));
        Problem(good).ShouldBeNull();
        Problem("\uFEFF" + good).ShouldBeNull();
        Problem(good.Replace("\r\n", "\n", StringComparison.Ordinal)).ShouldBeNull();
        Problem(good[..^2]).ShouldBeNull();
        Problem(good + "\r\n\r\n").ShouldBeNull();
        Problem("").ShouldNotBeNull().ShouldContain("empty");
        Problem(good.Replace("citation,", "cite,", StringComparison.Ordinal)).ShouldNotBeNull().ShouldContain("study_number");
        Problem(good.Replace("year,age", "age,age", StringComparison.Ordinal)).ShouldNotBeNull().ShouldContain("header of its own");
        Problem(good + "one,two\r\n").ShouldNotBeNull().ShouldContain("Line 3");
        Problem(good + "\r\n" + good.Split("\r\n")[1] + "\r\n").ShouldNotBeNull().ShouldContain("empty line");
        Problem(good + "\"never closed" + new string(',', 16) + "\r\n").ShouldNotBeNull().ShouldContain("quote");
        Problem(good + "stray \"quote\" here" + new string(',', 16) + "\r\n").ShouldNotBeNull().ShouldContain("quote");
        CaseFile.Read(Encoding.Latin1.GetBytes(good.Replace("Somebody", "Müller", StringComparison.Ordinal))).Problem!.Detail
            .ShouldNotBeNull().ShouldContain("UTF-8");
        CaseFile.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(good)).ToArray()).Problem.ShouldNotBeNull();

        static string? Problem(string text) => CaseFile.Read(Encoding.UTF8.GetBytes(text)).Problem?.Detail;
    }

    private static IReadOnlyList<ImportedCase> Read(string file)
    {
        var (rows, problem) = CaseFile.Read(File.ReadAllBytes(Demonstration.PathOf(file)));
        problem.ShouldBeNull();
        return rows;
    }

    private static ImportedCase Row(IEnumerable<ImportedCase> rows, string citation) =>
        rows.Single(row => row.Enrolment!.Citation!.Contains(citation, StringComparison.Ordinal));

    private static int Count<T>(Func<T, bool> what)
        where T : ClinicalEntry => Published.SelectMany(row => row.Entries).OfType<T>().Count(what);
}

/// <summary>Rows of a CSV made for a test.</summary>
public static class CaseCsv
{
    public static byte[] File(params Dictionary<string, string>[] rows) => Encoding.UTF8.GetBytes(string.Concat(
        rows.Select(row => string.Join(',', CaseField.Published.Select(column => Quoted(row.GetValueOrDefault(column.Name) ?? ""))))
            .Prepend(string.Join(',', CaseField.Published.Select(column => column.Name))).Select(line => line + "\r\n")));

    /// <summary>A file with one row more, in the order of its own columns.</summary>
    public static byte[] With(byte[] file, Dictionary<string, string> row)
    {
        var columns = Encoding.UTF8.GetString(file).Split('\n')[0].TrimEnd('\r').Split(',');
        row.Keys.Except(columns, StringComparer.Ordinal).ShouldBeEmpty();
        var line = string.Join(',', columns.Select(name => Quoted(row.GetValueOrDefault(name) ?? "")));
        return [.. file, .. Encoding.UTF8.GetBytes(line + "\r\n")];
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
