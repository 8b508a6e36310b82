using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class SerumIgG4RuleSpecs
{
    [Theory]
    [InlineData("2023-06", 0)]
    [InlineData("2023-07", 1)]
    public void a_sample_that_may_have_been_drawn_before_treatment_is_a_nadir_for_definition_alert_and_timeline_alike_or_for_none(
        string low, int rises)
    {
        var chart = Chart(IgG4(1, "2023-01-01", "1000 mg/dL"), Started(2, "2023-06-15", 40m), IgG4(3, low, "200 mg/dL"),
            IgG4(4, "2024-06-01", "900 mg/dL"));
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Serological).Episodes.Length.ShouldBe(rises);
        When.Asked("serum-igg4-rise", chart, "2024-06-10").Length.ShouldBe(rises);
        var told = Timeline.Of(chart).Items.Select(item => item.Fact).OfType<SerumIgG4Comparison>().Last();
        (told.Nadir is not null).ShouldBe(rises == 1);
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Find("serological/3")!).Episodes.Length.ShouldBe(1);
    }

    private const string Rise = "serum-igg4-rise";
    private const string Today = "2024-12-01";

    private static PatientChart Course(params IEnumerable<object> later) =>
        Chart([IgG4(1, "2024-01-15", "1000 mg/dL"), Started(2, "2024-02-01", 40), IgG4(3, "2024-05-01", "100 mg/dL"), .. later]);

    private static PatientChart Rose(string before, string nadir, string now, string? limit = null) =>
        Chart(IgG4(1, "2024-01-15", before), Started(2, "2024-02-01", 40), IgG4(3, "2024-05-01", nadir),
            IgG4(4, "2024-08-01", now, limit: limit));

    [Theory]
    [InlineData("299 mg/dL", false)]
    [InlineData("300 mg/dL", true)]
    [InlineData("2.99 g/L", false)]
    [InlineData("3 g/L", true)]
    [InlineData("2999 mg/L", false)]
    [InlineData("3000 mg/L", true)]
    public void thirty_per_cent_of_the_value_before_treatment_is_a_rise_in_any_unit(string result, bool fires)
    {
        var chart = Rose("1000 mg/dL", "160 mg/dL", result);
        if (fires) When.Fires(Rise, chart, Today).RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(1), Id(3), Id(4)]);
        else When.Silent(Rise, chart, Today, because: "share-of-baseline");
    }

    [Theory]
    [InlineData("1000 mg/dL", "<3 mg/dL", "450 mg/dL")]
    [InlineData("1000 mg/dL", "100 mg/dL", ">1000 mg/dL")]
    [InlineData(">1000 mg/dL", "160 mg/dL", "400 mg/dL")]
    [InlineData("<3 mg/dL", "<3 mg/dL", "3 mg/dL")]
    public void a_value_beyond_the_measuring_range_proves_what_all_its_possible_values_prove(string before, string nadir, string now) =>
        When.Fires(Rise, Rose(before, nadir, now), Today);

    [Theory]
    [InlineData("1000 mg/dL", "<300 mg/dL", "350 mg/dL", "over-nadir")]
    [InlineData(">1000 mg/dL", "400 mg/dL", "650 mg/dL", "share-of-baseline")]
    [InlineData("1000 mg/dL", "160 mg/dL", ">250 mg/dL", "share-of-baseline")]
    [InlineData("1000 mg/dL", "160 mg/dL", "<500 mg/dL", "over-nadir")]
    public void what_its_possible_values_do_not_agree_on_is_not_decided_and_said_to_be_open(string before, string nadir, string now,
        string open)
    {
        var silence = AlertRules.WhyNot(AlertRules.Find(Rise)!, Rose(before, nadir, now), Day(Today));
        silence.Fires.ShouldBeFalse();
        silence.Failed.Single(failed => failed.Name == open).Words.ShouldContain("leaves this open");
    }

    [Theory]
    [InlineData("2024-02-08", "900 mg/dL", true)]
    [InlineData("2024-02-09", "900 mg/dL", false)]
    [InlineData("2024-02-03", "100 mg/dL", false)]
    public void a_raised_sample_of_the_first_days_of_treatment_shows_what_it_began_with_where_none_was_drawn_before(
        string drawn, string result, bool known)
    {
        var chart = Chart(
            Started(1, "2024-02-01", 40), IgG4(2, drawn, result), IgG4(3, "2024-06-01", "80 mg/dL"), IgG4(4, "2024-12-01", "600 mg/dL"));
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Serological).Episodes.Length.ShouldBe(known ? 1 : 0);
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Find("serological/2")!).Episodes.ShouldBeEmpty();
        When.Fires(Rise, chart, "2024-12-02").RestsOn.Any(fact => fact.EntryId == Id(2)).ShouldBe(known);
        var compared = Timeline.Of(chart).Items.Select(item => item.Fact).OfType<SerumIgG4Comparison>().Last();
        compared.Baseline?.EntryId.ShouldBe(Id(2));
        (compared.Baseline is not null).ShouldBe(known);
    }

    [Fact]
    public void it_must_also_be_well_above_the_nadir()
    {
        PatientChart After(string nadir) =>
            Chart(IgG4(1, "2024-01-15", "1000 mg/dL"), Started(2, "2024-02-01", 40), IgG4(3, "2024-05-01", nadir),
                IgG4(4, "2024-08-01", "300 mg/dL"));
        When.Fires(Rise, After("200 mg/dL"), Today);
        When.Silent(Rise, After("201 mg/dL"), Today, because: "over-nadir");
    }

    [Theory]
    [InlineData("300 mg/dL", "91 mg/dL", "900 mg/dL")]
    [InlineData("300 mg/dL", "89 mg/dL", "900 mg/dL")]
    [InlineData("1000 mg/dL", "400 mg/dL", "900 mg/dL")]
    [InlineData("800 mg/dL", "300 mg/dL", "1200 mg/dL")]
    [InlineData("1000 mg/dL", "400 mg/dL", "600 mg/dL")]
    [InlineData("60 mg/dL", "15 mg/dL", "30 mg/dL")]
    [InlineData("1000 mg/dL", "900 mg/dL", "1001 mg/dL")]
    public void a_rise_from_the_nadir_wherever_that_lay_a_doubling_and_a_value_above_the_former_one_are_found(string before, string nadir,
        string now) =>
        When.Fires(Rise, Rose(before, nadir, now), Today);

    [Theory]
    [InlineData("60 mg/dL", "15 mg/dL", "23 mg/dL", null, "baseline-raised", "above-limit")]
    [InlineData("200 mg/dL", "80 mg/dL", "130 mg/dL", "135 mg/dL", "above-limit")]
    [InlineData("200 mg/dL", "80 mg/dL", "130 mg/dL", "135 mg/dL", "doubled", "above-baseline")]
    [InlineData("1000 mg/dL", "160 mg/dL", "299 mg/dL", null, "share-of-baseline")]
    [InlineData("1000 mg/dL", "990 mg/dL", "995 mg/dL", null, "over-nadir")]
    [InlineData("130 mg/dL", "80 mg/dL", "129 mg/dL", "135 mg/dL", "baseline-raised")]
    public void each_part_that_is_missing_is_a_condition_of_its_own(string before, string nadir, string now, string? limit,
        params string[] missing)
    {
        foreach (var condition in missing) When.Silent(Rise, Rose(before, nadir, now, limit), Today, condition);
        var failed = AlertRules.WhyNot(AlertRules.Find(Rise)!, Rose(before, nadir, now, limit), Day(Today)).Failed
            .Select(condition => condition.Name);
        failed.ShouldBeSubsetOf(
            [.. missing, "doubled", "above-baseline", "baseline-raised", "above-limit", "over-nadir", "share-of-baseline"]);
    }

    [Fact]
    public void every_limit_can_be_set()
    {
        void Differs(PatientChart chart, ClinicSettings ours)
        {
            var (house, own) = (When.Asked(Rise, chart, Today).Length, When.Asked(Rise, chart, Today, ours).Length);
            own.ShouldBe(1 - house);
        }

        Differs(Rose("60 mg/dL", "15 mg/dL", "30 mg/dL"), ClinicSettings.HouseDefault with { IgG4Doubling = 2.01m });
        Differs(Rose("1000 mg/dL", "900 mg/dL", "1001 mg/dL"), ClinicSettings.HouseDefault with { IgG4AboveBaseline = 1.1m });
        Differs(Rose("130 mg/dL", "70 mg/dL", "125 mg/dL"), ClinicSettings.HouseDefault with { IgG4RaisedMgPerDl = 120 });
        Differs(Rose("1000 mg/dL", "160 mg/dL", "299 mg/dL"), ClinicSettings.HouseDefault with { IgG4ShareOfBaseline = 0.2m });
        Differs(Rose("1000 mg/dL", "400 mg/dL", "599 mg/dL"), ClinicSettings.HouseDefault with { IgG4OverNadir = 1.4m });
    }

    [Fact]
    public void another_assay_is_never_compared() =>
        When.Silent(Rise, Course(IgG4(4, "2024-08-01", "900 mg/dL", assay: "turbidimetry")), Today, because: "nadir-known");

    [Theory]
    [InlineData("Nephelometry ")]
    [InlineData("nephe\u200blometry")]
    [InlineData("\u00a0NEPHELOMETRY")]
    [InlineData("\uff4eephelometry")]
    public void the_same_assay_written_otherwise_is_compared(string assay) =>
        When.Fires(Rise, Course(IgG4(4, "2024-08-01", "900 mg/dL", assay: assay)), Today);

    [Theory]
    [InlineData("Me\u00dfplatz 2", "MESSPLATZ 2")]
    [InlineData("Me\u00dfplatz 2", "ME\u1e9ePLATZ 2")]
    [InlineData("Messplatz 2", "me\u00dfplatz 2")]
    public void the_same_assay_in_capitals_that_are_two_letters_is_compared(string before, string after) =>
        When.Fires(
            Rise,
            Chart(
                IgG4(1, "2024-01-15", "300 mg/dL", assay: before), Started(2, "2024-02-01", 40),
                IgG4(3, "2024-05-01", "50 mg/dL", assay: before), IgG4(4, "2024-08-01", "900 mg/dL", assay: after)),
            Today);

    [Fact]
    public void a_result_without_the_name_of_its_assay_proves_nothing() =>
        When.Asked(Rise, Course(IgG4(4, "2024-08-01", "900 mg/dL", assay: null)), Today).ShouldBeEmpty();

    [Fact]
    public void an_assay_whose_name_cannot_be_read_has_none() =>
        When.Asked(Rise, Course(IgG4(4, "2024-08-01", "900 mg/dL", assay: "\u200b\u00a0")), Today).ShouldBeEmpty();

    [Fact]
    public void without_a_value_before_treatment_the_laboratorys_own_limit_decides()
    {
        PatientChart Late(string? limit) =>
            Chart(Started(2, "2024-02-01", 40), IgG4(3, "2024-05-01", "80 mg/dL"), IgG4(4, "2024-08-01", "130 mg/dL", limit: limit));
        When.Fires(Rise, Late("1.21 g/L"), Today);
        When.Silent(Rise, Late("135 mg/dL"), Today, because: "above-limit");
        When.Silent(Rise, Late(null), Today, because: "above-limit");
    }

    [Fact]
    public void a_value_that_may_be_falsely_low_is_no_nadir_unless_it_was_diluted()
    {
        ClinicalEntry[] samples = [IgG4(1, "2024-01-15", "1000 mg/dL"), Started(2, "2024-02-01", 40), IgG4(3, "2024-08-01", "600 mg/dL"),
            IgG4(5, "2024-10-01", "620 mg/dL")];
        var low = IgG4(4, "2024-09-01", "60 mg/dL");
        When.Silent(Rise, Chart([.. samples, low]), Today, because: "over-nadir");
        When.Fires(Rise, Chart([.. samples, low with { Dilution = 20 }]), Today);
    }

    [Fact]
    public void a_value_that_may_be_falsely_low_beside_a_growing_lesion_does_not_end_a_rise()
    {
        ClinicalEntry[] rose = [IgG4(3, "2024-08-01", "450 mg/dL"), IgG4(4, "2024-09-01", "50 mg/dL")];
        var grown = Imaged(5, "2024-09-10") with { ChangeSincePrior = LesionChange.Larger };
        When.Silent(Rise, Course([IgG4(6, "2024-06-01", "100 mg/dL"), .. rose]), Today, because: "over-nadir");
        When.Fires(Rise, Course([IgG4(6, "2024-06-01", "100 mg/dL"), .. rose, grown]), Today).Sentence
            .ShouldContain("rose to 450 mg/dL on 2024-08-01");
    }

    [Fact]
    public void without_treatment_nothing_can_rise_again() =>
        When.Silent(Rise, Chart(IgG4(1, "2024-01-15", "100 mg/dL"), IgG4(2, "2024-08-01", "900 mg/dL")), Today,
            because: "treatment-started");

    [Fact]
    public void a_rise_within_the_normal_range_is_still_one() => When.Fires(Rise,
        Chart(IgG4(1, "2024-01-15", "400 mg/dL"), Started(2, "2024-02-01", 40), IgG4(3, "2024-05-01", "40 mg/dL"),
            IgG4(4, "2024-08-01", "125 mg/dL", limit: "135 mg/dL")), Today);

    [Fact]
    public void a_normal_value_ends_no_other_finding()
    {
        var chart = Chart(Imaged(1, "2024-01-15", present: false), Imaged(2, "2024-05-01"));
        var reassured = PatientChart.Fold(chart, Patient, IgG4(3, "2024-06-01", "20 mg/dL", limit: "135 mg/dL"));
        When.Text(AlertRules.Evaluate(reassured, Day(Today))).ShouldBe(When.Text(AlertRules.Evaluate(chart, Day(Today))));
    }

    [Fact]
    public void a_rise_is_by_itself_no_recurrence()
    {
        var chart = Course(IgG4(4, "2024-08-01", "900 mg/dL"));
        When.Fires(Rise, chart, Today).Sentence.ShouldContain("no recurrence");
        When.Silent("recurrence-without-treatment-change", chart, Today, because: "recurrence");
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite).Episodes.ShouldBeEmpty();
    }

    [Fact]
    public void samples_whose_partial_dates_overlap_are_not_compared() =>
        When.Silent(Rise,
            Chart(IgG4(1, "2024-01-15", "1000 mg/dL"), Started(2, "2024-02-01", 40), IgG4(3, "2024-08", "100 mg/dL"),
                IgG4(4, "2024-08-20", "900 mg/dL")), Today, because: "nadir-known");

    [Fact]
    public void a_misplaced_decimal_point_corrected_late_takes_it_back()
    {
        var chart = Course(IgG4(4, "2024-08-01", "900 mg/dL"));
        When.Fires(Rise, chart, Today);
        When.Silent(Rise, PatientChart.Fold(chart, Patient, new EntryCorrected(Id(4), IgG4(4, "2024-08-01", "90 mg/dL"), "decimal point")),
            Today, because: "doubled");
    }

    [Fact]
    public void a_result_says_nothing_about_now_after_a_year()
    {
        var chart = Course(IgG4(4, "2024-08-01", "900 mg/dL"));
        When.Fires(Rise, chart, "2025-08-01").LookAgainOn.ShouldBe(Day("2025-08-02"));
        When.Silent(Rise, chart, "2025-08-02", because: "still-recent");
    }
}
