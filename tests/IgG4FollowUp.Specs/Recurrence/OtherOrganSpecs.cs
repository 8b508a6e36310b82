using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Specs.Alerts;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>The disease came back in another organ: still a recurrence, and none of the spine.</summary>
public sealed class OtherOrganSpecs
{
    private static readonly object[] Treated =
    [
        Presented(1, "2020-01-01"), Graded(2, "2020-01-01", AsiaGrade.C), Operated(3, "2020-01-05"), Started(4, "2020-01-06", 40m),
        Graded(5, "2020-06-01", AsiaGrade.D), Graded(6, "2021-01-01", AsiaGrade.D),
    ];

    private static RecurrenceRecorded In(int id, string on, params Site[] sites) =>
        Recurred(id, on) with { Kinds = [RecurrenceKind.Clinical], Sites = sites };

    [Fact]
    public void it_counts_and_timeline_definitions_curves_and_alert_tell_it_as_that()
    {
        var chart = Chart([.. Treated, In(7, "2021-06-01", Site.Pancreas, Site.SubmandibularGland)]);
        foreach (var definition in new[] { "composite", "clinical", "progression-or-recurrence" })
            Signs(chart, definition).ShouldBe([RecurrenceSigns.OtherOrgan], definition);
        Signs(chart, "radiological").ShouldBeEmpty();
        Signs(chart, "progression").ShouldBeEmpty();
        Signs(chart, "composite/4").ShouldBe([RecurrenceSigns.Clinical]);
        var free = RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite).FreeInterval(TimeZero.TreatmentStart);
        (free.EndedBy, free.End!.Value.Latest).ShouldBe((ObservationEnd.Event, Day("2021-06-01")));

        var told = Timeline.Of(chart).Items.Select(item => item.Fact).OfType<CourseEventFact>().ShouldHaveSingleItem();
        (told.Event, told.Suspected).ShouldBe((CourseEventKind.Recurrence, false));
        told.Signs.ShouldBe([RecurrenceSigns.OtherOrgan]);

        When.Silent("recurrence-without-treatment-change", chart, "2021-06-15", because: "limit-passed");
        When.Fires("recurrence-without-treatment-change", chart, "2021-06-16").Sentence.ShouldBe(
            "A recurrence (in another organ) was seen by 2021-06-01, and 14 days later no change of treatment is on record.");
    }

    [Fact]
    public void in_the_spine_and_elsewhere_it_is_both()
    {
        Signs(Chart([.. Treated, In(7, "2021-06-01", Site.SpinalMeninges, Site.Kidney)]), "composite")
            .ShouldBe([RecurrenceSigns.Clinical | RecurrenceSigns.OtherOrgan]);
        Signs(Chart([.. Treated, In(7, "2021-06-01", Site.SpinalMeninges)]), "composite").ShouldBe([RecurrenceSigns.Clinical]);
        Signs(Chart([.. Treated, In(7, "2021-06-01")]), "composite").ShouldBe([RecurrenceSigns.Clinical]);
        var serum = In(7, "2021-06-01", Site.Kidney) with { Kinds = [RecurrenceKind.Serological] };
        Signs(Chart([.. Treated, serum]), "serological").ShouldBe([RecurrenceSigns.OtherOrgan | RecurrenceSigns.Serological]);
    }

    [Fact]
    public void what_grows_in_the_brain_alone_is_no_growth_in_the_spine_and_confirms_no_deficit_of_it()
    {
        LesionImaged Of(int id, string on, LesionChange change, ImagedRegion region) =>
            Imaged(id, on) with { ChangeSincePrior = change, Regions = [region] };
        object[] quiet = [.. Treated, Of(7, "2020-09-01", LesionChange.Unchanged, ImagedRegion.Thoracic)];
        object[] grown = [.. quiet, Of(8, "2021-06-01", LesionChange.New, ImagedRegion.Brain)];
        Signs(Chart(grown), "composite").ShouldBe([RecurrenceSigns.OtherOrgan]);
        var chart = Chart([.. grown, Graded(9, "2021-06-02", AsiaGrade.C)]);
        Signs(chart, "radiological").ShouldBeEmpty();
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Clinical).Suspected.ShouldHaveSingleItem().Entries.ShouldBe([Id(9)]);
        Signs(Chart([.. quiet, Of(8, "2021-06-01", LesionChange.Larger, ImagedRegion.Brain)]), "progression").ShouldBeEmpty();
        var both = Chart([.. quiet, Of(8, "2021-06-01", LesionChange.New, ImagedRegion.Thoracic)]);
        Signs(both, "radiological").ShouldBe([RecurrenceSigns.Radiological]);
        Signs(chart, "composite/4").ShouldBe([RecurrenceSigns.Clinical | RecurrenceSigns.Radiological]);
        When.Fires("new-or-larger-lesion", chart, "2021-06-03");
    }

    [Fact]
    public void neither_deficit_nor_lesion_of_the_spine_tells_how_it_responded()
    {
        var chart = Chart(
            [.. Treated, In(7, "2021-06-01", Site.Pancreas), Changed(8, 4, "2021-06-02", 60m), Graded(9, "2021-07-01", AsiaGrade.D),
                Imaged(10, "2021-07-01", present: false)]);
        var response = TreatmentResponses.Of(chart).Responses[1];
        response.At.ShouldAllBe(at => at.Category == ResponseCategory.NotAssessable);
        response.At.SelectMany(at => at.Reasons).Distinct().ShouldBe([ResponseReason.InAnotherOrgan]);
        (response.RespondedOn, response.End).ShouldBe((null, null));
        TreatmentResponses.Of(Chart([.. chart.Entries.Skip(1).Select(entry =>
            entry is RecurrenceRecorded recorded ? recorded with { Sites = null } : entry)])).Responses[1].At[0].Category
            .ShouldNotBe(ResponseCategory.NotAssessable);
    }

    [Fact]
    public void that_it_came_under_control_settles_no_deficit()
    {
        object[] worse = [.. Treated, Graded(7, "2021-03-01", AsiaGrade.C), Graded(8, "2021-04-01", AsiaGrade.C)];
        When.Fires("neurological-worsening", Chart([.. worse, In(9, "2021-03-01", Site.Pancreas), Resolved(10, 9, "2021-05-01")]),
            "2021-06-01");
        When.Asked("neurological-worsening", Chart([.. worse, In(9, "2021-03-01"), Resolved(10, 9, "2021-05-01")]), "2021-06-01")
            .ShouldBeEmpty();
    }

    [Fact]
    public void growth_at_the_time_stays_the_progression_that_it_is()
    {
        object[] growing =
        [
            .. Treated, Imaged(7, "2021-05-20") with { ChangeSincePrior = LesionChange.Larger },
        ];
        Signs(Chart([.. growing, In(8, "2021-06-01", Site.Pancreas)]), "progression").ShouldBe([RecurrenceSigns.Radiological]);
        Signs(Chart([.. growing, In(8, "2021-06-01")]), "progression").ShouldBeEmpty();
    }

    [Fact]
    public void what_came_back_elsewhere_alone_lies_at_no_level_of_the_spine()
    {
        var elsewhere = In(7, "2021-06-01", Site.Pancreas);
        Wrong(elsewhere).ShouldBeEmpty();
        Wrong(elsewhere with { Levels = SpinalLevels.Parse("T4-T6") }).ShouldBe(["levels not-of-the-spine"]);
        Wrong(elsewhere with { Pattern = LesionPattern.Ventral }).ShouldBe(["pattern not-of-the-spine"]);
        Wrong(In(7, "2021-06-01", Site.Pancreas, Site.SpinalMeninges) with { Pattern = LesionPattern.Ventral }).ShouldBeEmpty();
    }

    private static string[] Wrong(ClinicalEntry entry) =>
        [.. ChartRules.Contradictions(Chart([.. Treated, entry]), Today).Select(wrong => $"{wrong.Member} {wrong.Code}")];

    private static IEnumerable<RecurrenceSigns> Signs(PatientChart chart, string definition) =>
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Find(definition)!).Episodes.Select(episode => episode.Signs);
}
