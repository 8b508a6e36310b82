using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>A study of one region says nothing of what another one shows, least of all that it is gone.</summary>
public sealed class OtherRegionSpecs
{
    private static readonly SpinalLevels Thorax = SpinalLevels.Parse("T4-T6");

    private static readonly LesionImaged Compressed =
        Imaged(3, "2021-03-01") with { Levels = Thorax, CordCompression = true, ChangeSincePrior = LesionChange.New };

    private static readonly LesionImaged[] Elsewhere =
    [
        Imaged(4, "2021-03-04", present: false) with { Regions = [ImagedRegion.Cervical] },
        Imaged(4, "2021-03-04", present: false) with { Regions = [ImagedRegion.Brain] },
        Imaged(4, "2021-03-04") with { Levels = SpinalLevels.Parse("C3-C4"), CordCompression = false },
    ];

    [Fact]
    public void compression_stays_untreated_whatever_a_study_of_another_region_shows()
    {
        const string rule = "untreated-compression";
        foreach (var other in Elsewhere)
            When.Fires(rule, Chart(Compressed, other), "2021-03-06").Urgency.ShouldBe(Urgency.Urgent);
        When.Asked(rule, Chart(Compressed, Imaged(4, "2021-03-04") with { Levels = Thorax, CordCompression = false }), "2021-03-06")
            .ShouldBeEmpty();
        // Of two that are compressed the one that is left is told.
        var neck = Imaged(4, "2021-03-02") with { Levels = SpinalLevels.Parse("C3-C4"), CordCompression = true };
        var relieved = Imaged(5, "2021-03-04") with { Levels = SpinalLevels.Parse("C3-C4"), CordCompression = false };
        When.Fires(rule, Chart(Compressed, neck, relieved), "2021-03-06").RestsOn
            .ShouldContain(rests => rests.EntryId == Compressed.EntryId);
    }

    [Fact]
    public void a_red_flag_of_new_compression_stays_too_and_is_new_also_where_only_another_region_was_imaged_before()
    {
        var before = Imaged(1, "2020-11-10", present: false) with { Levels = Thorax };
        foreach (var other in Elsewhere) When.Fires("red-flag", Chart(before, Compressed, other), "2021-03-06");
        When.Fires("red-flag", Chart(before with { Levels = null, Regions = [ImagedRegion.Cervical] }, Compressed), "2021-03-06");
        When.Asked("red-flag", Chart(before, Compressed, Imaged(4, "2021-03-04", present: false) with { Levels = Thorax }), "2021-03-06")
            .ShouldBeEmpty();
    }

    [Fact]
    public void a_study_of_the_brain_alone_shows_no_spine_quiet_and_is_none_of_the_studies_that_are_due()
    {
        LesionImaged Brain(int id, string on) => Imaged(id, on, present: false) with { Regions = [ImagedRegion.Brain] };
        ClinicalEntry[] treated = [Graded(1, "2020-01-01", AsiaGrade.D), Imaged(2, "2020-01-01"), Started(3, "2020-01-05", 40m),
            Changed(4, 3, "2020-03-01", 5m), Graded(5, "2020-04-20", AsiaGrade.E), Graded(6, "2020-11-20", AsiaGrade.E)];
        ClinicalEntry[] brain = [Brain(7, "2020-04-20"), Brain(8, "2020-11-20")];
        ClinicalEntry[] whole = [Imaged(7, "2020-04-20", present: false), Imaged(8, "2020-11-20", present: false)];
        QuietCourse.Of(new ChartReading(Chart([.. treated, .. brain]))).Remissions.ShouldBeEmpty();
        QuietCourse.Of(new ChartReading(Chart([.. treated, .. whole]))).Remissions.ShouldNotBeEmpty();
        TreatmentResponses.Of(Chart([.. treated, .. brain])).Responses[0].At.ShouldAllBe(at => at.Radiological == null);

        When.Fires("mri-overdue", Chart([.. treated[..5], Brain(7, "2020-04-20")]), "2020-06-01");
        When.Asked("mri-overdue", Chart([.. treated[..5], whole[0]]), "2020-06-01").ShouldBeEmpty();
        ClinicalEntry[] stopped = [.. treated, .. whole, Stopped(9, 3, "2021-01-01")];
        When.Fires("steroid-low-without-mri", Chart([.. stopped, Brain(10, "2021-01-20")]), "2021-02-01");
        When.Asked("steroid-low-without-mri", Chart([.. stopped, Imaged(10, "2021-01-20", present: false)]), "2021-02-01").ShouldBeEmpty();
        When.Asked("post-operative-check-missing", Chart(Operated(1, "2020-01-05"), Graded(2, "2020-01-10", AsiaGrade.D),
            Brain(3, "2020-02-01")), "2020-04-01").ShouldHaveSingleItem();
        When.Asked("baseline-missing", Chart(Presented(1, "2020-01-01"), Graded(2, "2020-01-01", AsiaGrade.D), Brain(3, "2020-01-01")),
            "2024-03-01").ShouldHaveSingleItem();
    }

    [Fact]
    public void a_study_of_the_neck_is_none_of_those_that_are_due_for_a_thoracic_lesion_unless_nobody_knows_where_that_is()
    {
        LesionImaged Neck(string on) => Imaged(7, on, present: false) with { Regions = [ImagedRegion.Cervical] };
        ClinicalEntry[] Treated(SpinalLevels? levels) => [Imaged(2, "2020-01-01") with { Levels = levels }, Started(3, "2020-01-05", 40m)];
        When.Fires("mri-overdue", Chart([.. Treated(Thorax), Neck("2020-04-20")]), "2020-06-01");
        When.Asked("mri-overdue", Chart([.. Treated(levels: null), Neck("2020-04-20")]), "2020-06-01").ShouldBeEmpty();
        var both = Neck("2020-04-20") with { Regions = [ImagedRegion.Cervical, ImagedRegion.Thoracic] };
        When.Asked("mri-overdue", Chart([.. Treated(Thorax), both]), "2020-06-01").ShouldBeEmpty();
        // The first study of all is where surveillance begins, wherever it looked.
        When.Asked("mri-overdue", Chart([Started(3, "2020-01-05", 40m), Neck("2020-04-20")]), "2020-06-01").ShouldBeEmpty();

        var plan = new PlanMade { EntryId = Id(9), PlannedOn = Date("2021-01-01"), What = PlannedKind.Mri, DueOn = Date("2021-03-01") };
        When.Fires("mri-overdue", Chart([.. Treated(Thorax), plan, Neck("2021-03-01")]), "2021-06-01");
        When.Asked("mri-overdue", Chart([.. Treated(Thorax), plan, Imaged(7, "2021-03-01")]), "2021-06-01").ShouldBeEmpty();

        ClinicalEntry[] stopped = [.. Treated(Thorax), Changed(4, 3, "2020-03-01", 5m), Stopped(5, 3, "2021-01-01")];
        When.Fires("steroid-low-without-mri", Chart([.. stopped, Neck("2021-01-20")]), "2021-02-01");
        When.Asked("steroid-low-without-mri", Chart([.. stopped, Imaged(7, "2021-01-20")]), "2021-02-01").ShouldBeEmpty();
        ClinicalEntry[] operated = [Imaged(2, "2020-01-01") with { Levels = Thorax }, Operated(3, "2020-01-05"),
            Graded(4, "2020-01-10", AsiaGrade.D)];
        When.Fires("post-operative-check-missing", Chart([.. operated, Neck("2020-02-01")]), "2020-04-01");
        When.Asked("post-operative-check-missing", Chart([.. operated, Imaged(7, "2020-02-01")]), "2020-04-01").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ImagingModality.Ct)]
    [InlineData(ImagingModality.CtMyelography)]
    public void growth_on_a_study_that_is_no_mri_is_no_sign_of_the_course_and_still_a_reason_to_look(ImagingModality modality)
    {
        var grown = Imaged(4, "2021-03-01") with { Levels = Thorax, ChangeSincePrior = LesionChange.Larger, Modality = modality };
        ClinicalEntry[] treated = [Imaged(2, "2020-01-01") with { Levels = Thorax }, Started(3, "2020-01-05", 40m), grown];
        CourseEvents.Of(new ChartReading(Chart(treated))).ShouldBeEmpty();
        When.Fires("new-or-larger-lesion", Chart(treated), "2021-03-02").Sentence
            .ShouldBe("The study of 2021-03-01, which is no MRI, shows a larger lesion; no MRI of it since is on record.");
        // An MRI of it decides, and so does a later study of the same kind; one of the neck does not.
        When.Asked("new-or-larger-lesion", Chart([.. treated, Imaged(5, "2021-03-10") with { Levels = Thorax }]), "2021-03-11")
            .ShouldBeEmpty();
        When.Asked("new-or-larger-lesion", Chart([.. treated, grown with
        {
            EntryId = Id(5),
            ImagedOn = Date("2021-06-01"),
            ChangeSincePrior = LesionChange.Unchanged,
        }]), "2021-06-02").ShouldBeEmpty();
        When.Fires("new-or-larger-lesion", Chart([.. treated, Imaged(5, "2021-03-10", false) with { Regions = [ImagedRegion.Cervical] }]),
            "2021-03-11");
        When.Asked("new-or-larger-lesion", Chart(grown, Started(3, "2021-03-05", 40m)), "2021-03-06").ShouldBeEmpty();
    }
}
