using FsCheck.Fluent;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Specs.Patients;
using IgG4FollowUp.Statistics;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>Deterioration, progression and recurrence told apart, by the versions that ask for confirmation.</summary>
public sealed class CourseOfDiseaseSpecs
{
    private static readonly RecurrenceDefinition Composite = RecurrenceDefinition.Composite;
    private static readonly RecurrenceDefinition Clinical = RecurrenceDefinition.Clinical;
    private static readonly RecurrenceDefinition Serological = RecurrenceDefinition.Serological;
    private static readonly RecurrenceDefinition Progression = RecurrenceDefinition.Progression;
    private static readonly RecurrenceDefinition Either = RecurrenceDefinition.ProgressionOrRecurrence;

    private static readonly object[] Stable = [Graded(1, "2020-01-01", AsiaGrade.C), Operated(2, "2020-01-10"),
        Graded(3, "2020-03-01", AsiaGrade.D), Graded(4, "2020-06-01", AsiaGrade.D)];

    private static readonly object[] Refractory =
    [
        Imaged(1, "2020-01-01"), Started(2, "2020-01-10", 40m), Study(3, "2020-04-10", LesionChange.Larger),
        Study(4, "2020-07-10", LesionChange.Larger),
        Study(5, "2021-01-10", LesionChange.Larger),
    ];

    [Fact]
    public void who_is_worse_the_day_after_an_operation_deteriorated_early_and_did_not_recur()
    {
        var timeline = Of(Composite, Graded(1, "2020-01-01", AsiaGrade.D), Operated(2, "2020-01-10"), Graded(3, "2020-01-11", AsiaGrade.C),
            Graded(4, "2020-03-01", AsiaGrade.C));
        timeline.Episodes.ShouldBeEmpty();
        timeline.Suspected.ShouldBeEmpty();
        var early = timeline.EarlyDeteriorations.ShouldHaveSingleItem();
        (early.Status, early.Interval.By, early.ConfirmedBy)
            .ShouldBe((EpisodeStatus.EarlyDeterioration, On("2020-01-11"), Confirmations.Examination));
        early.Entries.ShouldBe([Id(3), Id(4)]);
        timeline.FreeInterval(TimeZero.TreatmentStart).EndedBy.ShouldBe(ObservationEnd.EndOfData);
    }

    [Fact]
    public void what_is_lost_after_an_operation_for_a_recurrence_was_lost_since_the_last_look_before_it()
    {
        object[] reoperated = [.. Stable, Graded(5, "2021-01-01", AsiaGrade.C), Operated(6, "2021-01-05"),
            Graded(7, "2021-01-08", AsiaGrade.B), Graded(8, "2021-04-01", AsiaGrade.B)];
        Of(Composite, reoperated).EarlyDeteriorations.ShouldHaveSingleItem().Interval.After.ShouldBe(On("2021-01-01"));
    }

    [Fact]
    public void a_further_recurrence_came_after_the_one_before_it_had_come_under_control()
    {
        object[] twice = [.. Stable, Recurred(5, "2021-01-01"), Resolved(6, 5, "2021-06-01"), Recurred(7, "2022-01-01")];
        Of(Composite, twice).Episodes.Select(episode => episode.Interval.After).ShouldBe([On("2020-06-01"), On("2021-06-01")]);
        Of(Composite, [.. twice, Graded(8, "2021-09-01", AsiaGrade.D)]).Episodes[1].Interval.After.ShouldBe(On("2021-09-01"));
        Of(Composite, [.. Stable, Recurred(5, "2021-01-01"), Resolved(6, 5, "2021"), Recurred(7, "2022-01-01")]).Episodes[1].Interval.After
            .ShouldBe(new DaySpan(Day("2021-01-01"), Day("2021-12-31")));
    }

    [Fact]
    public void a_single_lower_letter_is_suspected_and_does_not_end_the_time_free_of_recurrence()
    {
        var timeline = Of(Clinical, [.. Stable, Graded(5, "2021-01-01", AsiaGrade.C)]);
        timeline.Episodes.ShouldBeEmpty();
        var suspected = timeline.Suspected.ShouldHaveSingleItem();
        (suspected.Status, suspected.ConfirmedBy, suspected.Ordinal).ShouldBe((EpisodeStatus.Suspected, Confirmations.None, 1));
        timeline.FreeInterval(TimeZero.TreatmentStart).EndedBy.ShouldBe(ObservationEnd.EndOfData);
    }

    [Fact]
    public void a_second_examination_an_mri_or_a_clinician_confirms_it_and_it_is_dated_by_its_first_sign()
    {
        foreach (var (by, sign) in new (Confirmations, ClinicalEntry)[]
        {
            (Confirmations.Examination, Graded(6, "2021-09-01", AsiaGrade.C)),
            (Confirmations.Mri, Study(6, "2021-02-01", LesionChange.Larger)),
            (Confirmations.Clinician, Recurred(6, "2021-01-20")),
            (Confirmations.Clinician, Visited(6, "2021-01-20") with { RecurrenceAssessment = RecurrenceAssessment.Confirmed }),
        })
        {
            var timeline = Of(Clinical, [.. Stable, Graded(5, "2021-01-01", AsiaGrade.C), sign]);
            var episode = timeline.Episodes.ShouldHaveSingleItem();
            (episode.Status, episode.ConfirmedBy).ShouldBe((EpisodeStatus.Confirmed, by));
            episode.Interval.By.ShouldBe(On("2021-01-01"));
            timeline.Suspected.ShouldBeEmpty();
        }
    }

    [Fact]
    public void a_lesion_that_is_seen_again_confirms_a_deficit_for_every_definition_whatever_the_reader_calls_it()
    {
        foreach (var change in new LesionChange?[] { LesionChange.New, null })
        {
            var chart = Chart(
                Graded(1, "2020-01-01", AsiaGrade.D), Imaged(2, "2020-01-01"), Started(3, "2020-01-02", 40m),
                Graded(4, "2020-06-01", AsiaGrade.E), Imaged(5, "2020-06-01", present: false), Graded(6, "2023-01-10", AsiaGrade.D),
                Imaged(7, "2023-01-11") with { ChangeSincePrior = change });
            foreach (var definition in new[] { RecurrenceDefinition.Clinical, RecurrenceDefinition.Composite })
            {
                var episode = RecurrenceTimeline.Of(chart, definition).Episodes.ShouldHaveSingleItem();
                (episode.Interval.By.Latest, episode.ConfirmedBy).ShouldBe((Day("2023-01-10"), Confirmations.Mri));
            }
        }
    }

    [Fact]
    public void what_was_ruled_out_before_the_second_examination_is_not_confirmed_by_it() =>
        Of(Clinical,
            [.. Stable, Graded(5, "2021-01-01", AsiaGrade.C),
                Visited(6, "2021-01-15") with { RecurrenceAssessment = RecurrenceAssessment.None }, Graded(7, "2021-06-01", AsiaGrade.C)])
            .Episodes.ShouldBeEmpty();

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public void a_motor_score_has_to_fall_by_more_than_examiners_differ(int points, int episodes)
    {
        Of(Clinical, Started(1, "2020-01-01", 40m), Examined(2, "2020-03-01", 1), Examined(3, "2020-06-01", 1),
            Examined(4, "2021-01-01", 1 + points), Examined(5, "2021-02-01", 1 + points))
            .Episodes.Length.ShouldBe(episodes);
    }

    [Theory]
    [InlineData(1, 0, "2021-01-01", "less than examiners differ by")]
    [InlineData(4, 0, "2020-06-01", "a worse deficit in the legs")]
    [InlineData(3, 2, "2020-06-01", "a worse deficit in arms and legs together")]
    public void a_deficit_no_worse_than_the_definition_asks_for_shows_the_patient_free_of_a_recorded_recurrence(
        int legs, int arms, string free, string because)
    {
        object[] events = [Started(1, "2020-01-01", 40m), Examined(2, "2020-03-01", 1), Examined(3, "2020-06-01", 1),
            Examined(4, "2021-01-01", 1 + legs, arms), Recurred(5, "2021-03-01")];
        foreach (var definition in new[] { Composite, Clinical })
            Of(definition, events).Episodes.ShouldHaveSingleItem().Interval.After.ShouldBe(On(free), because);
        Of(RecurrenceDefinition.Find("clinical/3")!, events).Episodes[^1].Interval.After.ShouldBe(On("2020-06-01"));
    }

    [Fact]
    public void a_deficit_that_becomes_worse_in_small_steps_shows_nobody_free_once_it_is_worse_than_at_its_best() =>
        Of(Clinical, Started(1, "2020-01-01", 40m), Examined(2, "2020-03-01", 1), Examined(3, "2020-06-01", 1),
            Examined(4, "2020-09-01", 3), Examined(5, "2020-12-01", 5), Recurred(6, "2021-01-15"))
            .Episodes.ShouldHaveSingleItem().Interval.After.ShouldBe(On("2020-09-01"));

    [Fact]
    public void growth_that_a_clinician_calls_a_recurrence_is_told_as_that_and_not_as_progression_too()
    {
        foreach (var called in new ClinicalEntry[]
        {
            Visited(6, "2020-07-10") with { RecurrenceAssessment = RecurrenceAssessment.Confirmed }, Recurred(6, "2020-07-12"),
        })
        {
            object[] events = [Imaged(1, "2020-01-01"), Started(2, "2020-01-10", 40m), Study(4, "2020-07-10", LesionChange.Larger), called];
            var told = CourseEvents.Of(new(Chart(events))).ShouldHaveSingleItem();
            (told.Kind, told.Episode.ConfirmedBy).ShouldBe((CourseEventKind.Recurrence, Confirmations.Mri | Confirmations.Clinician));
            Of(Progression, events).Episodes.ShouldBeEmpty();
        }
    }

    [Fact]
    public void what_had_progressed_before_a_clinician_spoke_of_a_recurrence_stays_progression()
    {
        object[] events = [.. Refractory, Recurred(6, "2021-01-20")];
        CourseEvents.Of(new(Chart(events))).Select(told => (told.Kind, told.Episode.Interval.By.Earliest)).ShouldBe(
            [(CourseEventKind.Progression, Day("2020-04-10")), (CourseEventKind.Recurrence, Day("2021-01-10"))]);
    }

    [Theory]
    [InlineData(4, CourseEventKind.Recurrence)]
    [InlineData(10, CourseEventKind.Recurrence)]
    [InlineData(11, CourseEventKind.Progression)]
    public void a_lesion_that_had_become_no_thicker_was_quiet_by_what_was_measured(int second, CourseEventKind kind)
    {
        object[] events = [Imaged(1, "2020-01-01") with { ThicknessMm = 10 }, Started(2, "2020-01-10", 40m),
            Imaged(3, "2020-06-10") with { ThicknessMm = second }, Imaged(4, "2021-01-10") with { ThicknessMm = second + 3 }];
        var told = CourseEvents.Of(new(Chart(events))).ShouldHaveSingleItem();
        (told.Kind, told.Episode.Interval.By.Earliest).ShouldBe((kind, Day("2021-01-10")));
    }

    [Theory]
    [InlineData(false, false, 1, "what is left of it")]
    [InlineData(true, false, 2, "the lesion alone had come back")]
    [InlineData(false, true, 2, "an examination since had shown the patient back")]
    public void what_is_left_of_a_deficit_that_nobody_examined_before_it_was_under_control_is_no_recurrence(
        bool radiologicalOnly, bool examined, int episodes, string because)
    {
        var recurred = Recurred(5, "2021-01-01");
        if (radiologicalOnly) recurred = recurred with { Kinds = [RecurrenceKind.Radiological] };
        object[] events = [.. Stable, recurred, Resolved(6, 5, "2021-06-01"), Graded(8, "2021-09-01", AsiaGrade.C),
            Graded(9, "2021-12-01", AsiaGrade.C)];
        if (examined) events = [.. events, Graded(7, "2021-03-01", AsiaGrade.D)];
        Of(Composite, events).Episodes.Length.ShouldBe(episodes, because);
        Of(Composite, [.. events, Graded(10, "2022-06-01", AsiaGrade.B), Graded(11, "2022-09-01", AsiaGrade.B)]).Episodes.Length
            .ShouldBe(episodes + 1, "a further fall counts");
    }

    [Fact]
    public void disease_that_grows_on_treatment_and_was_never_quiet_is_progression_and_free_of_nothing()
    {
        Of(Composite, Refractory).Episodes.ShouldBeEmpty();
        var episode = Of(Progression, Refractory).Episodes.ShouldHaveSingleItem();
        (episode.Interval.By, episode.Entries.Length, episode.ConfirmedBy).ShouldBe((On("2020-04-10"), 3, Confirmations.Mri));
        var free = Of(Composite, Refractory).FreeInterval(TimeZero.TreatmentStart);
        (free.EndedBy, free.Exact).ShouldBe((ObservationEnd.Progression, new CompetingTime(91, 3)));
        Of(Either, Refractory).FreeInterval(TimeZero.TreatmentStart).Exact.ShouldBe(new CompetingTime(91, 1));
    }

    [Fact]
    public void growth_after_a_quiet_study_under_treatment_is_a_recurrence()
    {
        object[] events = [.. Refractory[..3], Study(4, "2020-07-10", LesionChange.Smaller), Study(5, "2021-01-10", LesionChange.Larger)];
        Of(Composite, events).Episodes.ShouldHaveSingleItem().Interval.ShouldBe(new RecurrenceInterval(On("2020-07-10"), On("2021-01-10")));
        Of(Progression, events).Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(3)]);
        Of(Either, events).Episodes.Length.ShouldBe(2);
    }

    [Fact]
    public void a_lesion_that_grew_soon_after_a_further_operation_comes_back_or_progresses_as_it_was_before_that_operation()
    {
        object[] quiet = [.. Refractory[..2], Study(3, "2020-04-10", LesionChange.Unchanged)];
        object[] reoperated = [Operated(6, "2021-01-01"), Study(7, "2021-01-20", LesionChange.Larger)];
        var later = Study(8, "2021-03-20", LesionChange.Larger);
        Of(Composite, [.. quiet, .. reoperated]).EarlyDeteriorations.ShouldHaveSingleItem();
        Of(Composite, [.. quiet, .. reoperated, later]).Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(8)]);
        Of(Progression, [.. quiet, .. reoperated, later]).Episodes.ShouldBeEmpty();

        object[] recurred = [.. quiet, Study(5, "2020-12-20", LesionChange.Larger), .. reoperated, later];
        Of(Composite, recurred).Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(5), Id(8)]);
        Of(Progression, recurred).Episodes.ShouldBeEmpty();

        Of(Progression, [.. Refractory[..4], .. reoperated, later]).Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(3), Id(4), Id(8)]);
    }

    [Fact]
    public void a_quiet_study_that_certainly_followed_the_start_of_treatment_makes_growth_a_recurrence_however_vague_its_date()
    {
        object[] events = [Operated(1, "2020"), Study(2, "2021", LesionChange.Unchanged), Study(3, "2022", LesionChange.Larger)];
        Of(Composite, events).Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(3)]);
        Of(Progression, events).Episodes.ShouldBeEmpty();
    }

    [Fact]
    public void a_deficit_that_gets_worse_while_the_lesion_never_stopped_growing_belongs_to_the_progression()
    {
        object[] events = [.. Refractory, Graded(11, "2020-03-01", AsiaGrade.D), Graded(12, "2020-06-01", AsiaGrade.D),
            Graded(13, "2021-01-05", AsiaGrade.C), Graded(14, "2021-02-05", AsiaGrade.C)];
        Of(Composite, events).Episodes.ShouldBeEmpty();
        Of(Progression, events).Episodes.ShouldHaveSingleItem().Signs.ShouldBe(RecurrenceSigns.Clinical | RecurrenceSigns.Radiological);
    }

    [Fact]
    public void a_deficit_that_was_never_stable_under_treatment_is_progression()
    {
        object[] events = [Graded(1, "2020-01-01", AsiaGrade.D), Started(2, "2020-01-10", 40m), Graded(3, "2020-04-01", AsiaGrade.C),
            Graded(4, "2020-07-01", AsiaGrade.B)];
        Of(Composite, events).Episodes.ShouldBeEmpty();
        Of(Progression, events).Episodes.ShouldHaveSingleItem().ConfirmedBy.ShouldBe(Confirmations.Examination);
        Of(Progression, events[..3]).Suspected.ShouldHaveSingleItem();
    }

    [Fact]
    public void surgery_alone_and_then_a_relapse_is_a_recurrence_after_the_last_quiet_study() =>
        Of(Composite, Imaged(1, "2020-01-01"), Operated(2, "2020-01-10"), Imaged(3, "2020-04-10", present: false),
            Study(4, "2020-10-10", LesionChange.New), Started(5, "2020-10-20", 40m))
            .Episodes.ShouldHaveSingleItem().Interval.ShouldBe(new RecurrenceInterval(On("2020-04-10"), On("2020-10-10")));

    [Theory]
    [InlineData("1000 mg/dL", "400 mg/dL", "900 mg/dL", 1)]
    [InlineData("60 mg/dL", "15 mg/dL", "60 mg/dL", 0)]
    [InlineData("60 mg/dL", "15 mg/dL", "90 mg/dL", 0)]
    public void serum_igg4_can_rise_again_only_where_it_had_been_raised(string before, string nadir, string now, int episodes) =>
        Of(Serological, IgG4(1, "2020-01-01", before), Started(2, "2020-01-02", 40m), IgG4(3, "2020-06-01", nadir),
            IgG4(4, "2020-12-01", now)).Episodes.Length.ShouldBe(episodes);

    [Fact]
    public void a_value_that_may_be_falsely_low_is_no_nadir_unless_it_was_diluted()
    {
        ClinicalEntry[] samples = [IgG4(1, "2020-01-01", "1000 mg/dL"), Started(2, "2020-01-02", 40m), IgG4(3, "2020-05-01", "500 mg/dL"),
            IgG4(5, "2020-08-01", "520 mg/dL")];
        var low = IgG4(4, "2020-06-15", "40 mg/dL");
        Of(Serological, [.. samples, low]).Episodes.ShouldBeEmpty();
        Of(Serological, [.. samples, low with { Dilution = 20 }]).Episodes.Length.ShouldBe(1);
        Of(RecurrenceDefinition.Find("serological/2")!, [.. samples, low]).Episodes.Length.ShouldBe(1);
    }

    [Fact]
    public void a_deficit_after_mri_or_a_visit_had_shown_the_disease_quiet_is_a_recurrence_although_nobody_had_examined_it_before()
    {
        ClinicalEntry[] treated = [Graded(1, "2020-01-01", AsiaGrade.D), Started(2, "2020-01-10", 40m)];
        ClinicalEntry[] worse = [Graded(4, "2021-01-10", AsiaGrade.C), Graded(5, "2021-01-20", AsiaGrade.C)];
        foreach (var quiet in new ClinicalEntry[]
        {
            Study(3, "2020-07-10", LesionChange.Unchanged),
            Visited(3, "2020-07-10") with { RecurrenceAssessment = RecurrenceAssessment.None },
        })
        {
            Of(Composite, [.. treated, quiet, .. worse]).Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(4), Id(5)]);
            Of(Progression, [.. treated, quiet, .. worse]).Episodes.ShouldBeEmpty();
        }

        Of(Composite, [.. treated, .. worse]).Episodes.ShouldBeEmpty();
        Of(Progression, [.. treated, .. worse]).Episodes.ShouldHaveSingleItem();
        Of(Progression, [.. treated, Study(3, "2020-03-10", LesionChange.Unchanged), .. worse, Study(6, "2021-06-01", LesionChange.Larger)])
            .Episodes.ShouldBeEmpty("the lesion grew after it had been quiet");
        Of(Progression, [.. treated, Study(3, "2020-03-10", LesionChange.Larger), .. worse]).Episodes.ShouldNotBeEmpty();
    }

    [Fact]
    public void a_recorded_serological_recurrence_came_after_the_last_sample_that_was_not_raised() =>
        Of(Serological, Started(1, "2020-01-02", 40m), IgG4(2, "2020-03-01", "90 mg/dL"), IgG4(3, "2020-06-01", "300 mg/dL"),
            Recurred(4, "2020-09-01") with { Kinds = [RecurrenceKind.Serological] })
            .Episodes.ShouldHaveSingleItem().Interval.After.ShouldBe(On("2020-03-01"));

    [Fact]
    public void a_patient_whose_disease_progressed_is_in_no_group_free_of_recurrence() =>
        Generated.ForAll(Gen.Choose(0, 1_000_000).Select(RandomCourses.Of), chart =>
    {
        var progressed = RecurrenceTimeline.Of(FollowUpPeriod.Of(chart).Within(chart), Progression);
        if (!progressed.Episodes.Any(episode => progressed.WithinFollowUp(episode) == Determination.Yes)) return;
        foreach (var definition in RecurrenceDefinition.Current.Where(definition => definition.ProgressionCompetes))
        {
            foreach (var zero in Enum.GetValues<TimeZero>())
                RecurrenceTimeline.Of(chart, definition).FreeInterval(zero).EndedBy
                    .ShouldBeOneOf(ObservationEnd.Event, ObservationEnd.Progression);
        }
    }, times: 300);

    [Fact]
    public void an_entry_that_says_nothing_of_the_disease_changes_nothing() =>
        Generated.ForAll(Gen.Choose(0, 1_000_000).Select(RandomCourses.Of), chart =>
    {
        var with = PatientChart.Fold(chart, chart.Id, new BiopsyReported { EntryId = Id(950), ReportedOn = Date("2018-06-01") });
        foreach (var definition in RecurrenceDefinition.Current)
            Said(RecurrenceTimeline.Of(with, definition)).ShouldBe(Said(RecurrenceTimeline.Of(chart, definition)));
    });

    [Fact]
    public void progression_or_recurrence_rests_on_what_either_rests_on_and_nothing_is_both() =>
        Generated.ForAll(Gen.Choose(0, 1_000_000).Select(RandomCourses.Of), chart =>
    {
        Guid[] Entries(RecurrenceDefinition definition) => RecurrenceTimeline.Of(chart, definition) is var timeline
            ? [.. timeline.Episodes.Concat(timeline.Suspected).SelectMany(episode => episode.Entries).Order()] : [];
        Entries(Either).ShouldBe(Entries(Composite).Concat(Entries(Progression)).Order());
        Entries(Either).ShouldBeUnique();
    });

    [Fact]
    public void remission_needs_examination_and_mri_both_quiet_and_the_dose_low_all_the_while()
    {
        object[] low = [Graded(1, "2020-01-01", AsiaGrade.C), Started(2, "2020-01-10", 40m), Changed(3, 2, "2020-04-01", 5m),
            Graded(4, "2020-04-10", AsiaGrade.D)];
        var mri = Imaged(5, "2020-10-20", present: false);
        var examined = Graded(6, "2020-11-01", AsiaGrade.D);
        Of(Composite, [.. low, mri, examined]).Remissions.ShouldBe([new Remission(On("2020-11-01"), Id(6), EndedByEpisode: null)]);
        Of(Composite, [.. low, mri, examined, Recurred(9, "2021-03-01")]).Episodes.Single().Phase.ShouldBe(EpisodePhase.Relapse);
        Of(Composite, [.. low, examined]).Remissions.ShouldBeEmpty("nobody looked at the lesion");
        Of(Composite, [.. low, Study(5, "2020-10-20", LesionChange.Unchanged), examined]).Remissions
            .ShouldBeEmpty("a mass that may enhance is only quiet");
        Of(Composite, [.. low, mri, examined, Changed(7, 2, "2020-06-01", 20m), Changed(8, 2, "2020-07-01", 5m)]).Remissions
            .ShouldBeEmpty("the dose was not low all the while");
        Of(Composite,
            [.. low, mri, examined, Started(7, "2020-06-01", 20m) with { Indication = Indication.Other },
                Stopped(8, 7, "2020-06-06")]).Remissions.Length.ShouldBe(1);
    }

    [Fact]
    public void a_recrudescence_needs_a_taper_under_way()
    {
        object[] treated = [Started(1, "2020-01-01", 40m)];
        Of(Composite, [.. treated, Recurred(2, "2020-05-01")]).Episodes.Single().Phase.ShouldBe(EpisodePhase.NotDeterminable);
        Of(Composite, [.. treated, Changed(3, 1, "2020-04-01", 20m), Recurred(2, "2020-05-01")]).Episodes.Single().Phase
            .ShouldBe(EpisodePhase.Recrudescence);
    }

    [Fact]
    public void whoever_relapses_had_been_in_remission() => Generated.ForAll(Gen.Choose(0, 1_000_000).Select(RandomCourses.Of), chart =>
    {
        foreach (var timeline in RecurrenceTimeline.Of(chart, RecurrenceDefinition.Current))
        {
            foreach (var episode in timeline.Episodes.Where(episode => episode.Phase == EpisodePhase.Relapse))
                timeline.Remissions.ShouldContain(remission =>
                    remission.EndedByEpisode == episode.Ordinal && remission.EstablishedOn.Latest < episode.Interval.By.Earliest);
            timeline.Suspected.Concat(timeline.EarlyDeteriorations).ShouldAllBe(episode => episode.Phase == EpisodePhase.NotDeterminable);
        }
    }, times: 300);

    [Fact]
    public void a_second_look_at_a_deficit_that_was_progression_is_no_recurrence_although_a_study_was_quiet_in_between()
    {
        ClinicalEntry[] events =
        [
            Started(1, "2020-01-10", 40m), Imaged(2, "2020-01-01"), Graded(3, "2020-03-01", AsiaGrade.D),
            Study(4, "2020-04-10", LesionChange.Larger), Graded(5, "2020-06-01", AsiaGrade.D), Graded(6, "2020-08-01", AsiaGrade.C),
            Study(7, "2020-10-01", LesionChange.Unchanged), Graded(8, "2021-02-01", AsiaGrade.C), Graded(9, "2021-06-01", AsiaGrade.C),
        ];
        Of(Composite, events).Episodes.ShouldBeEmpty();
        Of(Progression, events).Episodes.SelectMany(episode => episode.Entries).ShouldBe([Id(4), Id(6), Id(8)]);
        // What the patient loses later than that came back.
        var worse = Of(Composite, [.. events, Graded(10, "2021-09-01", AsiaGrade.B), Graded(11, "2021-10-01", AsiaGrade.B)]);
        worse.Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(10), Id(11)]);
    }

    [Fact]
    public void a_lesion_that_goes_on_growing_after_progression_is_no_recurrence_although_an_examination_was_stable_in_between()
    {
        ClinicalEntry[] events =
        [
            Graded(1, "2020-01-01", AsiaGrade.D), Started(2, "2020-01-10", 40m), Graded(3, "2020-04-01", AsiaGrade.C),
            Study(4, "2020-05-01", LesionChange.Unchanged), Graded(5, "2020-06-01", AsiaGrade.C),
            Study(6, "2020-07-01", LesionChange.Larger), Graded(7, "2020-09-01", AsiaGrade.C), Study(8, "2020-12-01", LesionChange.Larger),
        ];
        Of(Composite, events).Episodes.ShouldBeEmpty();
        Of(Progression, events).Episodes.SelectMany(episode => episode.Entries).ShouldBe([Id(3), Id(5), Id(6), Id(8)], ignoreOrder: true);
    }

    [Fact]
    public void a_deficit_that_goes_on_getting_worse_without_ever_having_been_quiet_is_progression_all_along()
    {
        ClinicalEntry[] events =
        [
            Examined(1, "2025-01-05", 0), Started(2, "2025-01-10", 40m), Examined(3, "2025-05-10", 4), Examined(4, "2025-08-10", 6),
            Examined(5, "2025-12-10", 8), Examined(6, "2026-03-10", 10), Examined(7, "2026-04-10", 10),
        ];
        Of(Composite, events).Episodes.ShouldBeEmpty();
        Of(Progression, events).Episodes.ShouldHaveSingleItem().Interval.By.ShouldBe(On("2025-05-10"));
    }

    [Theory]
    [InlineData("2020-12-20", Confirmations.None)]
    [InlineData("2021-01-20", Confirmations.Mri)]
    public void growth_that_led_to_an_operation_does_not_confirm_what_came_early_after_it(string imaged, Confirmations confirmed)
    {
        ClinicalEntry[] reoperated =
            [Operated(5, "2021-01-10"), Graded(6, "2021-01-12", AsiaGrade.C), Study(7, imaged, LesionChange.Larger)];
        var early = Of(Clinical, [.. Stable, .. reoperated]).EarlyDeteriorations.ShouldHaveSingleItem();
        (early.Interval.By, early.ConfirmedBy).ShouldBe((On("2021-01-12"), confirmed));
    }

    private static string Said(RecurrenceTimeline timeline) =>
        string.Join('\n',
            timeline.Episodes.Select(Json).Concat(timeline.Suspected.Select(Json)).Concat(timeline.EarlyDeteriorations.Select(Json)));

    private static RecurrenceTimeline Of(RecurrenceDefinition definition, params IEnumerable<object> events) =>
        RecurrenceTimeline.Of(Chart(events), definition);

    private static LesionImaged Study(int id, string on, LesionChange change) => Imaged(id, on) with { ChangeSincePrior = change };

    private static DaySpan On(string day) => new(Day(day), Day(day));

    // Motor points lost in the legs and in the arms, no more than one in any muscle.
    private static AsiaGradeRecorded Examined(int id, string on, int legs, int arms = 0)
    {
        var examination = IsncsciExamination.AllNormal;
        for (var i = 0; i < 5; i++)
        {
            foreach (var (side, before) in new[] { (BodySide.Right, i), (BodySide.Left, 5 + i) })
            {
                examination = examination
                    .With(side, CordLevels.KeyMuscles[i], MuscleGrade.Of(before < arms ? 4 : 5))
                    .With(side, CordLevels.KeyMuscles[5 + i], MuscleGrade.Of(before < legs ? 4 : 5));
            }
        }

        return Graded(id, on, grade: null) with { Examination = examination };
    }
}
