using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class ExaminationRuleSpecs
{
    private const string Worse = "neurological-worsening";
    private const string Lesion = "new-or-larger-lesion";
    private const string Baseline = "baseline-missing";
    private const string Today = "2024-12-01";

    [Fact]
    public void a_grade_lower_than_the_previous_one_is_urgent()
    {
        var finding = When.Fires(Worse, Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-05-01", AsiaGrade.C)), Today);
        finding.Urgency.ShouldBe(Urgency.Urgent);
        finding.EpisodeKey.ShouldBe($"ais:{Id(2):N}");
        finding.RestsOn.Select(fact => (fact.EntryId, fact.Value)).ShouldBe([(Id(1), "D"), (Id(2), "C")]);
        finding.LookAgainOn.ShouldBeNull();
    }

    [Theory]
    [InlineData(AsiaGrade.D)]
    [InlineData(AsiaGrade.E)]
    public void the_same_or_a_better_grade_is_no_worsening(AsiaGrade later) =>
        When.Silent(Worse, Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-05-01", later)), Today, because: "grade-fell");

    [Fact]
    public void a_clinic_may_ask_for_two_grades()
    {
        var two = ClinicSettings.HouseDefault with { AisGradesDown = 2 };
        When.Silent(Worse, Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-05-01", AsiaGrade.C)), Today, because: "grade-fell",
            two);
        When.Fires(Worse, Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-05-01", AsiaGrade.B)), Today, two);
    }

    [Fact]
    public void one_grade_alone_says_nothing_about_change() =>
        When.Silent(Worse, Chart(Graded(1, "2024-02-01", AsiaGrade.A)), Today, because: "earlier-grade");

    [Fact]
    public void without_any_grade_the_rule_says_so() => When.Silent(Worse, Chart(), Today, because: "grade-determined");

    [Fact]
    public void partial_dates_that_overlap_prove_no_worsening()
    {
        When.Silent(Worse, Chart(Graded(1, "2024-05", AsiaGrade.D), Graded(2, "2024-05-20", AsiaGrade.C)), Today, because: "earlier-grade");
        When.Fires(Worse, Chart(Graded(1, "2024-04", AsiaGrade.D), Graded(2, "2024-05", AsiaGrade.C)), Today);
    }

    [Fact]
    public void an_entered_grade_is_not_compared_with_a_derived_one_unless_that_is_normal()
    {
        When.Silent(Worse, Chart(Legs(1, "2024-02-01", 4), Graded(2, "2024-05-01", AsiaGrade.C)), Today, because: "earlier-grade");
        var normal = new AsiaGradeRecorded
        {
            EntryId = Id(1),
            AssessedOn = Date("2024-02-01"),
            Examination = IsncsciExamination.AllNormal,
        };
        When.Fires(Worse, Chart(normal, Graded(2, "2024-05-01", AsiaGrade.C)), Today).Sentence.ShouldBe(
            "The AIS grade fell from E on 2024-02-01 to C on 2024-05-01.");
        // Back to normal by a whole examination is back from any letter.
        When.Silent(
            Worse,
            Chart(Graded(2, "2023-05-01", AsiaGrade.D), Graded(3, "2023-08-01", AsiaGrade.C), normal), Today, because: "grade-fell");
    }

    [Fact]
    public void an_entered_e_says_that_all_strength_is_there()
    {
        var chart = Chart(Graded(1, "2024-02-01", AsiaGrade.E), Legs(2, "2024-05-01", 4));
        var finding = When.Fires(Worse, chart, Today);
        finding.Sentence.ShouldStartWith("The motor score of the legs fell from AIS E on 2024-02-01 to UEMS 50, LEMS 40 on 2024-05-01");
        When.Silent(Worse, Chart(Graded(1, "2024-02-01", AsiaGrade.E), Legs(2, "2024-05-01", 5)), Today, because: "motor-score-fell");
    }

    [Fact]
    public void a_correction_that_arrives_late_takes_the_worsening_back()
    {
        var chart = Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-05-01", AsiaGrade.C));
        When.Silent(Worse, PatientChart.Fold(chart, Patient, new EntryCorrected(Id(2), Graded(2, "2024-05-01", AsiaGrade.D), "misread")),
            Today, because: "grade-fell");
    }

    [Fact]
    public void a_lost_patient_who_was_worse_is_still_to_be_looked_for()
    {
        var chart = Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-05-01", AsiaGrade.C));
        When.Fires(Worse, PatientChart.Fold(chart, Patient, Ended(3, "2024-06-01", FollowUpEndReason.Lost)), Today);
        foreach (var reason in new[] { FollowUpEndReason.Died, FollowUpEndReason.Withdrew, FollowUpEndReason.Transferred })
            When.Silent(Worse, PatientChart.Fold(chart, Patient, Ended(3, "2024-06-01", reason)), Today, because: "under-follow-up");
    }

    [Theory]
    [InlineData(LesionChange.New, true)]
    [InlineData(LesionChange.Larger, true)]
    [InlineData(LesionChange.Unchanged, false)]
    [InlineData(LesionChange.Smaller, false)]
    public void what_the_reader_states_decides(LesionChange change, bool fires)
    {
        var chart = Chart(Imaged(1, "2024-02-01"), Imaged(2, "2024-05-01") with { ChangeSincePrior = change });
        if (fires) When.Fires(Lesion, chart, Today).EpisodeKey.ShouldBe(Id(2).ToString("N"));
        else When.Silent(Lesion, chart, Today, because: "new-or-larger");
    }

    [Fact]
    public void a_lesion_after_a_negative_study_is_new_even_if_nobody_says_so() =>
        When.Fires(Lesion, Chart(Imaged(1, "2024-02-01", present: false), Imaged(2, "2024-05-01")), Today).Urgency.ShouldBe(Urgency.Soon);

    [Fact]
    public void compression_of_the_cord_makes_it_urgent() =>
        When.Fires(Lesion, Chart(Imaged(1, "2024-02-01", present: false), Imaged(2, "2024-05-01") with { CordCompression = true }),
            Today).Urgency.ShouldBe(Urgency.Urgent);

    [Theory]
    [InlineData(6.9, false)]
    [InlineData(7.0, true)]
    public void where_the_reader_is_silent_two_millimetres_count(double thickness, bool fires)
    {
        var chart = Chart(Imaged(1, "2024-02-01") with { ThicknessMm = 5m },
            Imaged(2, "2024-05-01") with { ThicknessMm = (decimal)thickness });
        if (fires) When.Fires(Lesion, chart, Today).Thresholds.ShouldHaveSingleItem().Unit.ShouldBe("mm");
        else When.Silent(Lesion, chart, Today, because: "new-or-larger");
    }

    [Fact]
    public void the_first_study_of_an_untreated_patient_shows_the_disease() =>
        When.Silent(Lesion, Chart(Imaged(1, "2024-02-01") with { ChangeSincePrior = LesionChange.New }), Today,
            because: "not-the-first-sight");

    [Fact]
    public void a_first_study_after_treatment_began_that_calls_the_lesion_new_is_found() =>
        When.Fires(Lesion, Chart(Started(1, "2024-02-01", 40), Imaged(2, "2024-05-01") with { ChangeSincePrior = LesionChange.New }),
            Today);

    [Fact]
    public void a_retracted_study_is_found_no_longer()
    {
        var chart = Chart(Imaged(1, "2024-02-01", present: false), Imaged(2, "2024-05-01"));
        When.Silent(Lesion, PatientChart.Fold(chart, Patient, new EntryRetracted(Id(2), RetractionReason.WrongPatient, null)), Today,
            because: "new-or-larger");
    }

    [Fact]
    public void grade_and_study_are_missed_from_the_day_after_the_limit()
    {
        When.Asked(Baseline, Chart(), "2024-01-29").ShouldBeEmpty();
        When.Asked(Baseline, Chart(), "2024-01-30").Select(finding => finding.EpisodeKey).ShouldBe(["ais", "mri"]);
    }

    [Fact]
    public void a_study_on_record_leaves_only_the_grade_to_be_asked_for() =>
        When.Fires(Baseline, Chart(Imaged(1, "not-reported")), "2024-02-15").EpisodeKey.ShouldBe("ais");

    [Fact]
    public void what_was_found_after_treatment_began_is_no_baseline()
    {
        var chart = Chart(Started(1, "2024-01-10", 40), Graded(2, "2024-01-20", AsiaGrade.D), Imaged(3, "2024-01-10"));
        When.Fires(Baseline, chart, "2024-02-15").EpisodeKey.ShouldBe("ais");
    }
}
