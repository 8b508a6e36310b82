using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Specs.Outcomes;

public sealed class AsiaGradesSpecs
{
    [Fact]
    public void the_grade_that_follows_from_an_examination_counts_before_the_one_that_was_typed()
    {
        var entry = Entry(AsiaGrade.C, IsncsciExamination.AllNormal);
        AsiaGrades.Determined(entry).ShouldBe(AsiaGrade.E);
        AsiaGrades.MethodOf(entry).ShouldBe(GradeMethod.Derived);
    }

    [Fact]
    public void an_examination_that_leaves_several_grades_open_lets_the_typed_one_count()
    {
        var entry = Entry(AsiaGrade.C, IsncsciExamination.AllNotTestable);
        AsiaGrades.Determined(entry).ShouldBe(AsiaGrade.C);
        AsiaGrades.MethodOf(entry).ShouldBe(GradeMethod.Entered);
    }

    [Fact]
    public void an_examination_that_leaves_several_grades_open_alone_enters_no_outcome() =>
        AsiaGrades.Determined(Entry(null, IsncsciExamination.AllNotTestable)).ShouldBeNull();

    [Fact]
    public void the_edition_of_the_standard_is_stored_with_every_examination()
    {
        var id = Guid.CreateVersion7();
        var chart = PatientChart.FoldAll(id,
            [new PatientEnrolled { EntryId = Guid.CreateVersion7(), StudyNumber = "A-1", EnrolledOn = ClinicalDate.Parse("2024") }])!;

        var decision = PatientDecisions.Record(chart, [Entry(null, IsncsciExamination.AllNormal)], new DateOnly(2025, 1, 1));

        decision.Events.ShouldHaveSingleItem().ShouldBeOfType<AsiaGradeRecorded>().Edition.ShouldBe(IsncsciEdition.Isncsci2019);
    }

    private static AsiaGradeRecorded Entry(AsiaGrade? grade, IsncsciExamination examination) => new()
    {
        EntryId = Guid.CreateVersion7(),
        AssessedOn = ClinicalDate.Parse("2024-03-11"),
        Grade = grade,
        Examination = examination,
    };
}
