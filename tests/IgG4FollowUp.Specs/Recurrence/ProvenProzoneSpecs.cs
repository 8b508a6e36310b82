using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Specs.Alerts;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>A diluted sample that proves another one of the same days falsely low stands in its place.</summary>
public sealed class ProvenProzoneSpecs
{
    private const string Rise = "serum-igg4-rise";

    [Theory]
    [InlineData("2024-05-01", false)]
    [InlineData("2024-05-08", false)]
    [InlineData("2024-05-09", true)]
    public void an_undiluted_value_is_no_nadir_where_a_diluted_one_of_the_same_days_is_far_higher(string diluted, bool rises)
    {
        var chart = Course(IgG4(3, "2024-05-01", "100 mg/dL"), Diluted(4, diluted, "900 mg/dL"), IgG4(5, "2024-11-01", "400 mg/dL"));
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Serological).Episodes.Any().ShouldBe(rises);
        When.Asked(Rise, chart, "2024-11-02").Length.ShouldBe(rises ? 1 : 0);
    }

    [Theory]
    [InlineData("224 mg/dL", false)]
    [InlineData("225 mg/dL", true)]
    public void it_is_proven_below_a_quarter(string undiluted, bool counts) =>
        new HashSet<Guid>(Prozone.Suspected(new(Course(IgG4(3, "2024-05-01", undiluted), Diluted(4, "2024-05-03", "900 mg/dL"))))
            .Select(lab => lab.EntryId)).Contains(Id(3)).ShouldBe(!counts);

    [Fact]
    public void the_diluted_value_is_the_nadir_that_later_ones_are_held_against()
    {
        foreach (var (undiluted, diluted) in new[] { (3, 4), (4, 3) })
        {
            var chart = Course(IgG4(undiluted, "2024-05-01", "60 mg/dL"), Diluted(diluted, "2024-05-01", "300 mg/dL"),
                IgG4(5, "2024-11-01", "640 mg/dL"));
            When.Fires(Rise, chart, "2024-11-02").Sentence.ShouldContain("from its nadir of 300 mg/dL on 2024-05-01");
            var compared = Timeline.Of(chart).Items.Select(item => item.Fact).OfType<SerumIgG4Comparison>()
                .Single(fact => fact.RestsOn[0] == Id(5));
            compared.Nadir!.EntryId.ShouldBe(Id(diluted));
        }
    }

    [Fact]
    public void of_one_day_the_diluted_value_counts_also_where_it_is_the_lower_one()
    {
        var chart = Course(IgG4(3, "2024-05-01", "350 mg/dL"), Diluted(4, "2024-05-01", "300 mg/dL"), IgG4(5, "2024-11-01", "600 mg/dL"));
        When.Fires(Rise, chart, "2024-11-02").Sentence.ShouldContain("nadir of 300 mg/dL");
    }

    [Fact]
    public void a_value_before_treatment_that_is_proven_falsely_low_is_no_baseline()
    {
        var chart = Chart(IgG4(1, "2024-01-15", "60 mg/dL"), Diluted(6, "2024-01-15", "1200 mg/dL"), Started(2, "2024-02-01", 40),
            IgG4(3, "2024-05-01", "200 mg/dL"), IgG4(5, "2024-11-01", "390 mg/dL"));
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Serological).Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(5)]);
    }

    [Theory]
    [InlineData("2024-04-28")]
    [InlineData("2024-05-03")]
    public void nobody_is_asked_to_repeat_what_a_diluted_sample_of_the_same_days_has_settled(string diluted) => When.Silent(
        "igg4-prozone-suspected", Course(IgG4(3, "2024-05-01", "100 mg/dL"), Diluted(4, diluted, "900 mg/dL")), "2024-05-10",
        because: "not-repeated");

    private static PatientChart Course(params IEnumerable<object> later) =>
        Chart([IgG4(1, "2024-01-15", "1000 mg/dL"), Started(2, "2024-02-01", 40), .. later]);

    private static LabMeasured Diluted(int id, string on, string result) => IgG4(id, on, result) with { Dilution = 20 };
}
