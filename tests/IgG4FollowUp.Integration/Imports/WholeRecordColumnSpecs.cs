using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>The columns that reviews of cases tabulate, and how a patient was at the last visit.</summary>
public sealed class WholeRecordColumnSpecs
{
    [Fact]
    public void a_published_row_keeps_symptoms_course_organs_and_all_that_the_classification_of_the_lesion_needs()
    {
        var row = Read(
            "citation,age,symptoms,progressive worsening,other organs,levels,pattern,shape,T1,T2,enhancement,thickness,cord compression\n"
            + "Yang 2023 case 1,55,\"back pain, paraparesis and numbness\",yes,submandibular glands; lungs,T9-T11,homogeneous,fusiform,"
            + "hypointense,slightly hyperintense,homogeneous,8.5,yes\n");
        row.Reasons.ShouldBeEmpty();
        row.Warnings.Select(warning => warning.Code).ShouldBe(["diagnosis-assumed"]);
        row.Entries.OfType<PresentationRecorded>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            said => said.Symptoms.ShouldBe([Symptom.BackPain, Symptom.LimbWeakness, Symptom.SensoryLoss]),
            said => said.Course.ShouldBe(ClinicalCourse.Progressive),
            said => said.OtherOrgans.ShouldBe([Organ.SalivaryGland, Organ.Lung]));
        row.Entries.OfType<LesionImaged>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            lesion => lesion.Shape.ShouldBe(LesionShape.Fusiform), lesion => lesion.T1Signal.ShouldBe(SignalIntensity.Hypointense),
            lesion => lesion.T2Signal.ShouldBe(SignalIntensity.SlightlyHyperintense),
            lesion => lesion.Enhancement.ShouldBe(Enhancement.Homogeneous), lesion => lesion.ThicknessMm.ShouldBe(8.5m),
            lesion => lesion.CordCompression.ShouldBe(true));
    }

    [Fact]
    public void what_is_stated_absent_was_looked_for_and_what_is_blank_was_not_reported()
    {
        var row = Read("study_number,age,symptoms,other_organs,course,levels,enhancement,cord_compression\nA-1,55,,none,no,T9,none,no\n");
        row.Reasons.ShouldBeEmpty();
        row.Entries.OfType<PresentationRecorded>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            said => said.Symptoms.ShouldBeNull(), said => said.OtherOrgans.ShouldBe([]), said => said.Course.ShouldBeNull(),
            said => said.Note.ShouldBe("The source states: no progressive course."));
        row.Entries.OfType<LesionImaged>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            lesion => lesion.Enhancement.ShouldBe(Enhancement.None), lesion => lesion.CordCompression.ShouldBe(false));
    }

    [Fact]
    public void words_that_are_not_known_stay_words_and_are_warned_about()
    {
        var row = Read("study_number,symptoms,levels,shape\nA-1,\"back pain, Lhermitte's sign\",T9,bizarre\n");
        row.Reasons.ShouldBeEmpty();
        row.Warnings.Select(warning => (warning.Column, warning.Code))
            .ShouldBe([("symptoms", "symptoms-not-mapped"), ("shape", "shape-not-mapped")]);
        var presentation = row.Entries.OfType<PresentationRecorded>().ShouldHaveSingleItem();
        presentation.Symptoms.ShouldBeNull();
        presentation.Note.ShouldBe("Symptoms: back pain, Lhermitte's sign");
        row.Entries.OfType<LesionImaged>().ShouldHaveSingleItem().SourceWording.ShouldBe("Shape: bizarre");
    }

    [Fact]
    public void how_the_patient_was_belongs_to_its_own_day_or_to_the_last_visit()
    {
        var row = Read(
            "study_number,pain_score,walking,bladder,mjoa,nurick,mRS,weight_kg,last_visit_on\n"
            + "A-1,3,with a stick,normal,14,2,2,71.5,2024-05-02\n");
        row.Reasons.ShouldBeEmpty();
        row.Entries.OfType<StatusAssessed>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            status => status.AssessedOn.ShouldBe(ClinicalDate.Parse("2024-05-02")), status => status.PainScore.ShouldBe(3),
            status => status.Walking.ShouldBe(Walking.WithAid), status => status.Bladder.ShouldBe(BladderFunction.Normal),
            status => status.Mjoa.ShouldBe(14), status => status.Nurick.ShouldBe(2), status => status.ModifiedRankin.ShouldBe(2),
            status => status.WeightKg.ShouldBe(71.5m));
        Read("study_number,mjoa,status_on,last_visit_on\nA-1,14,2024-03-01,2024-05-02\n").Entries.OfType<StatusAssessed>()
            .ShouldHaveSingleItem().AssessedOn.ShouldBe(ClinicalDate.Parse("2024-03-01"));
    }

    [Theory]
    [InlineData("pain_score", "11")]
    [InlineData("mjoa", "19")]
    [InlineData("igg4_igg_percent", "0.45")]
    [InlineData("storiform_fibrosis", "perhaps")]
    public void what_cannot_be_is_refused_by_its_column(string field, string cell)
    {
        var reason = Read($"study_number,{field}\nA-1,{cell}\n").Reasons.ShouldHaveSingleItem();
        (reason.Column, reason.Code).ShouldBe((field, "wrong-value"));
    }

    [Fact]
    public void a_row_whose_words_are_long_is_not_refused_for_them()
    {
        var words = new string('x', 100);
        var row = Read(
            $"study_number,levels,compartment,pattern,shape,t1_signal,t2_signal\nA-1,T9,{words},{words},{words},{words},{words}\n");
        row.Reasons.ShouldBeEmpty();
        row.Warnings.Count.ShouldBe(5);
        row.Entries.OfType<LesionImaged>().ShouldHaveSingleItem().SourceWording!.Split('\n').Length.ShouldBe(4);
    }

    [Fact]
    public void histology_comes_with_its_counts()
    {
        var row = Read("study_number,biopsy_on,IgG4/HPF,IgG4/IgG ratio,storiform,phlebitis\nA-1,2024-03-20,62,55,yes,no\n");
        row.Reasons.ShouldBeEmpty();
        row.Entries.OfType<BiopsyReported>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            biopsy => biopsy.ReportedOn.ShouldBe(ClinicalDate.Parse("2024-03-20")), biopsy => biopsy.IgG4PositiveCellsPerHpf.ShouldBe(62),
            biopsy => biopsy.IgG4ToIgGPercent.ShouldBe(55), biopsy => biopsy.StoriformFibrosis.ShouldBe(true),
            biopsy => biopsy.ObliterativePhlebitis.ShouldBe(false));
    }

    private static ImportedCase Read(string csv)
    {
        var read = CaseFile.Read(System.Text.Encoding.UTF8.GetBytes(csv));
        read.Problem.ShouldBeNull();
        return read.Rows.ShouldHaveSingleItem();
    }
}
