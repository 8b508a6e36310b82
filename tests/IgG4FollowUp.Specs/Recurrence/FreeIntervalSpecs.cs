using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Statistics;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

public sealed class FreeIntervalSpecs
{
    private static readonly object[] Course = [Presented(1, "2020-01-01", onset: "2019-12-02"), Operated(2, "2020-01-11"),
        Started(3, "2020-01-21", 40m)];

    [Theory]
    [InlineData(TimeZero.FirstSymptom, 396)]
    [InlineData(TimeZero.Presentation, 366)]
    [InlineData(TimeZero.Surgery, 356)]
    [InlineData(TimeZero.TreatmentStart, 356)]
    public void time_counts_from_the_chosen_origin(TimeZero zero, int days)
    {
        var interval = Free(zero, [.. Course, Recurred(4, "2021-01-01", free: "2020-11-01")]);
        interval.EndedBy.ShouldBe(ObservationEnd.Event);
        interval.Days.ShouldBe(new DayCount(days, days));
        interval.DaysFree.ShouldBe(new DayCount(days - 61, days - 61));
        interval.Exact.ShouldBe(new CompetingTime(days, 1));
    }

    [Theory]
    [InlineData(FollowUpEndReason.Died, ObservationEnd.Death, 2)]
    [InlineData(FollowUpEndReason.Lost, ObservationEnd.Lost, 0)]
    [InlineData(FollowUpEndReason.Withdrew, ObservationEnd.Withdrew, 0)]
    [InlineData(FollowUpEndReason.Transferred, ObservationEnd.Transferred, 0)]
    public void each_way_in_which_follow_up_ends_keeps_its_name_and_death_competes(FollowUpEndReason reason, ObservationEnd end, int cause)
    {
        var interval = Free(TimeZero.Presentation, [.. Course, Ended(5, "2020-12-31", reason)]);
        interval.EndedBy.ShouldBe(end);
        interval.Exact.ShouldBe(new CompetingTime(365, cause));
        interval.LastFree.ShouldBeNull();
    }

    [Fact]
    public void a_death_that_became_known_after_the_patient_was_called_lost_is_a_death() =>
        Free(TimeZero.Presentation,
            [.. Course, Ended(5, "2020-12-31", FollowUpEndReason.Died), Ended(6, "2021-02-01", FollowUpEndReason.Lost)])
            .Exact.ShouldBe(new CompetingTime(365, 2));

    [Fact]
    public void without_an_event_the_patient_is_censored_at_the_last_contact()
    {
        var interval = Free(TimeZero.Presentation, [.. Course, Visited(5, "2020-07-01", due: "2021-01-01")]);
        interval.EndedBy.ShouldBe(ObservationEnd.EndOfData);
        interval.Exact.ShouldBe(new CompetingTime(182, 0));
    }

    [Theory]
    [InlineData("radiological", "2021-03-01")]
    [InlineData("radiological/1", "2021-03-01")]
    [InlineData("clinical", "2022-06-01")]
    [InlineData("composite", "2022-06-01")]
    [InlineData("composite/2", "2022-06-01")]
    [InlineData("progression", "2022-06-01")]
    [InlineData("treatment-escalation", "2023-09-01")]
    [InlineData("serological", "2025-03-01")]
    public void whoever_was_last_imaged_in_2021_and_gave_blood_in_2025_is_known_to_be_free_of_each_event_for_another_time(
        string definition, string assessed)
    {
        var timeline = Timeline(definition,
            [.. Course, Imaged(4, "2021-03-01", present: false), Graded(5, "2022-06-01", AsiaGrade.D), Visited(6, "2023-09-01"),
                IgG4(8, "2020-01-02", "900 mg/dL"), IgG4(7, "2025-03-01", "80 mg/dL")]);
        var free = timeline.FreeInterval(TimeZero.Presentation);
        (free.EndedBy, free.Days).ShouldBe((ObservationEnd.EndOfData, new DayCount(1886, 1886)));

        var days = Day(assessed).DayNumber - Day("2020-01-01").DayNumber;
        timeline.LastAssessed.ShouldBe(new DaySpan(Day(assessed), Day(assessed)));
        timeline.ToLastAssessment(free).Exact.ShouldBe(new CompetingTime(days, 0));
    }

    [Fact]
    public void a_visit_shows_a_clinical_recurrence_only_where_recurrence_was_assessed_and_no_radiological_one()
    {
        object[] visits = [.. Course, Visited(4, "2021-01-01") with { RecurrenceAssessment = RecurrenceAssessment.Suspected },
            Visited(5, "2022-01-01")];
        Timeline("clinical", visits).LastAssessed.ShouldBe(new DaySpan(Day("2021-01-01"), Day("2021-01-01")));
        Timeline("radiological", visits).LastAssessed.ShouldBeNull();
    }

    [Fact]
    public void what_proves_nothing_is_no_assessment_and_who_was_never_assessed_has_no_time()
    {
        object[] events = [.. Course, Imaged(4, "2021-01-01"), Imaged(5, "not-reported", present: false), Graded(6, "2021-02-01", null),
            IgG4(7, "2021-03-01", "80 mg/dL", assay: null)];
        foreach (var definition in new[] { "radiological", "clinical", "serological" })
        {
            var timeline = Timeline(definition, events);
            var free = timeline.ToLastAssessment(timeline.FreeInterval(TimeZero.Presentation));
            (timeline.LastAssessed, free.Days, free.Exact, free.EndedBy).ShouldBe((null, null, null, ObservationEnd.EndOfData), definition);
        }
    }

    [Theory]
    [InlineData("60 mg/dL", false)]
    [InlineData(null, false)]
    [InlineData("900 mg/dL", true)]
    public void whoever_is_not_known_to_have_had_a_raised_serum_igg4_is_not_followed_for_its_rise(string? before, bool assessed)
    {
        object[] events = [.. Course, IgG4(5, "2020-09-01", "40 mg/dL"), IgG4(6, "2022-03-01", "50 mg/dL")];
        if (before is not null) events = [.. events, IgG4(4, "2020-01-05", before)];
        (Timeline("serological", events).LastAssessed is not null).ShouldBe(assessed);
        Timeline("serological/3", events).LastAssessed.ShouldNotBeNull();
    }

    [Fact]
    public void a_value_that_may_be_falsely_low_shows_no_serological_freedom()
    {
        var timeline = Timeline("serological",
            [Presented(1, "2020-01-01"), IgG4(2, "2020-01-02", "900 mg/dL", limit: "135 mg/dL"), Started(3, "2020-01-21", 40m),
                IgG4(4, "2020-06-01", "100 mg/dL", limit: "135 mg/dL"), IgG4(5, "2021-06-01", "90 mg/dL", limit: "135 mg/dL"),
                Imaged(6, "2021-06-10") with { ChangeSincePrior = LesionChange.Larger }]);
        timeline.LastAssessed.ShouldBe(new DaySpan(Day("2020-06-01"), Day("2020-06-01")));
    }

    [Fact]
    public void a_study_of_the_brain_alone_could_have_shown_no_event_of_the_spine()
    {
        var spine = Imaged(5, "2021-01-01", present: false);
        var brain = Imaged(6, "2023-01-01") with { ChangeSincePrior = LesionChange.Larger, Regions = [ImagedRegion.Brain] };
        Timeline("radiological", [.. Course, spine, brain]).LastAssessed.ShouldBe(new DaySpan(Day("2021-01-01"), Day("2021-01-01")));
        Timeline("radiological", [.. Course, spine, brain with { Regions = [ImagedRegion.Brain, ImagedRegion.Cervical] }]).LastAssessed
            .ShouldBe(new DaySpan(Day("2023-01-01"), Day("2023-01-01")));
    }

    [Fact]
    public void an_event_and_a_death_keep_their_day_whenever_the_patient_was_last_assessed()
    {
        object[] imaged = [.. Course, Imaged(4, "2020-06-01", present: false)];
        var recurred = Timeline("composite", [.. imaged, Recurred(5, "2021-01-01")]);
        recurred.ToLastAssessment(recurred.FreeInterval(TimeZero.Presentation)).Exact.ShouldBe(new CompetingTime(366, 1));
        recurred.LastAssessed.ShouldBe(new DaySpan(Day("2021-01-01"), Day("2021-01-01")));
        var died = Timeline("composite", [.. imaged, Ended(5, "2021-01-01", FollowUpEndReason.Died)]);
        died.ToLastAssessment(died.FreeInterval(TimeZero.Presentation)).Exact.ShouldBe(new CompetingTime(366, 2));
    }

    [Fact]
    public void an_assessment_after_the_end_of_follow_up_counts_no_more_than_an_event_does()
    {
        object[] lost = [.. Course, Imaged(4, "2020-06-01", present: false), Ended(5, "2020-12-31", FollowUpEndReason.Lost)];
        Timeline("radiological", [.. lost, Imaged(6, "2022-01-01", present: false)]).LastAssessed
            .ShouldBe(new DaySpan(Day("2020-06-01"), Day("2020-06-01")));
        Timeline("radiological", [.. lost, Imaged(6, "2020", present: false)]).LastAssessed
            .ShouldBe(new DaySpan(Day("2020-06-01"), Day("2020-12-31")));
        Timeline("radiological", [.. Course, Imaged(4, "2020", present: false), Ended(5, "2020-10-31", FollowUpEndReason.Lost)])
            .LastAssessed.ShouldBe(new DaySpan(DateOnly.MinValue, Day("2020-10-31")));
        Timeline("radiological", [.. lost, Resumed(6, "2021-12-31"), Imaged(7, "2022-01-01", present: false)]).LastAssessed
            .ShouldBe(new DaySpan(Day("2022-01-01"), Day("2022-01-01")));
    }

    [Fact]
    public void months_that_a_source_states_are_those_of_a_visit()
    {
        object[] undated = [Presented(1, "not-reported"), Visited(2, "not-reported") with
        {
            RecurrenceAssessment = RecurrenceAssessment.None,
            StatedFollowUpMonths = 12m,
        }];
        Assessed("composite").ShouldBe(new DayCount(365, 365));
        Assessed("radiological").ShouldBeNull();

        DayCount? Assessed(string definition)
        {
            var timeline = Timeline(definition, undated);
            return timeline.ToLastAssessment(timeline.FreeInterval(TimeZero.Presentation)).Days;
        }
    }

    [Fact]
    public void partial_dates_give_bounds_and_no_exact_time()
    {
        var interval = Free(TimeZero.Presentation, [Presented(1, "2020-01"), Started(2, "2020-02-01", 40m), Recurred(3, "2021")]);
        interval.Days.ShouldBe(new DayCount(336, 730));
        interval.Exact.ShouldBeNull();
        interval.LastFree.ShouldBeNull();
    }

    [Fact]
    public void the_last_contact_may_be_as_late_as_a_vaguer_date_allows()
    {
        var interval = Free(TimeZero.Presentation, [Presented(1, "2018-01-05"), Visited(2, "2020-05-05"), Imaged(3, "2020")]);
        interval.Days.ShouldBe(new DayCount(851, 1091));
        interval.Exact.ShouldBeNull();
    }

    [Fact]
    public void what_cannot_be_determined_says_so()
    {
        var noOrigin = Free(TimeZero.FirstSymptom, [Recurred(3, "2021-01-01")]);
        (noOrigin.Origin, noOrigin.Days, noOrigin.EndedBy).ShouldBe((null, null, ObservationEnd.Event));
        var undatedDeath = Free(TimeZero.Presentation, [.. Course, Ended(5, "not-reported", FollowUpEndReason.Died)]);
        (undatedDeath.EndedBy, undatedDeath.Days).ShouldBe((ObservationEnd.Death, new DayCount(20, null)));
        var undatedEvent = Free(TimeZero.Presentation, [.. Course, Recurred(5, "not-reported")]);
        (undatedEvent.EndedBy, undatedEvent.Days, undatedEvent.Exact).ShouldBe((ObservationEnd.Event, new DayCount(0, null), null));
    }

    [Fact]
    public void a_recurrence_before_the_origin_does_not_end_an_interval_that_had_not_begun()
    {
        var interval = Free(TimeZero.Surgery,
            [Presented(1, "2019-01-01"), Recurred(2, "2019-06-01"), Operated(3, "2019-07-01"), Recurred(4, "2020-06-30")]);
        interval.Days.ShouldBe(new DayCount(365, 365));
    }

    [Fact]
    public void every_recurrence_has_its_day_for_recurrent_event_analysis()
    {
        object[] events = [Presented(1, "2020-01-01"), Recurred(2, "2020-12-31"), Recurred(3, "2021-12-31"), Recurred(4, "not-reported")];
        RecurrenceTimeline.Of(Dated(events), RecurrenceDefinition.Composite).DaysFrom(TimeZero.Presentation)
            .ShouldBe([new DayCount(365, 365), new DayCount(730, 730), null]);
    }

    [Fact]
    public void enrolment_after_the_origin_is_told_for_left_truncation() =>
        Free(TimeZero.Presentation, [Presented(1, "2023-01-01")]).DaysToEnrolment.ShouldBe(new DayCount(365, 365));

    [Fact]
    public void a_biopsy_starts_no_treatment() =>
        TimeZeros.Find(Chart(Operated(1, "2020-01-01") with { Procedures = [Procedure.Biopsy] }, Started(2, "2020-02-01", 40m)),
            TimeZero.TreatmentStart)
            .ShouldBe(new DaySpan(Day("2020-02-01"), Day("2020-02-01")));

    private static RecurrenceTimeline Timeline(string definition, object[] events) =>
        RecurrenceTimeline.Of(Dated(events), RecurrenceDefinition.Find(definition)!);

    private static TimeToEvent Free(TimeZero zero, object[] events) =>
        RecurrenceTimeline.Of(Dated(events), RecurrenceDefinition.Composite).FreeInterval(zero);

    private static PatientChart Dated(object[] events) => PatientChart.FoldAll(
        Patient,
        [Enrolled(events is [PresentationRecorded { PresentedOn.Earliest.Year: 2023 }] ? "2024-01-01" : "2020-01-05"), .. events])!;
}
