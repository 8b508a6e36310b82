using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

public sealed class RecurrenceSpecs
{
    // Versions that counted what they found and asked for no confirmation.
    private static readonly RecurrenceDefinition CompositeAsFound = RecurrenceDefinition.Find("composite/3")!;
    private static readonly RecurrenceDefinition ClinicalAsFound = RecurrenceDefinition.Find("clinical/3")!;

    [Theory]
    [InlineData("2022-01-30", true)]
    [InlineData("2022-07-16", true)]
    [InlineData("2022-09-15", false)]
    [InlineData("2022-11-01", null)]
    [InlineData("2027-01-01", null)]
    public void rituximab_acts_for_months_after_its_last_dose_and_not_for_years(string recurred, bool? certain)
    {
        SparingAgentStarted rituximab = new() { EntryId = Id(1), StartedOn = Date("2022-01-01"), Agent = SparingAgent.Rituximab };
        SparingAgentStopped stop = new() { EntryId = Id(2), TreatmentId = Id(1), LastDoseOn = Date("2022-01-15") };
        Of(rituximab, stop, Recurred(3, recurred)).ShouldBe(certain is { } sure ? [new AgentInUse(SparingAgent.Rituximab, sure)] : []);

        static IEnumerable<AgentInUse> Of(params object[] events) =>
            RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Composite).Episodes.ShouldHaveSingleItem().AgentsInEffect;
    }

    [Fact]
    public void rituximab_without_a_stop_was_last_given_when_it_began_and_a_tablet_goes_on()
    {
        SparingAgentStarted Begun(int id, SparingAgent agent) => new() { EntryId = Id(id), StartedOn = Date("2022-01-01"), Agent = agent };
        var chart = Chart(Begun(1, SparingAgent.Rituximab), Begun(2, SparingAgent.Azathioprine), Recurred(3, "2027-01-01"));
        var episode = RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite).Episodes.ShouldHaveSingleItem();
        episode.AgentsInEffect.ShouldBe([new AgentInUse(SparingAgent.Azathioprine, Certain: true)]);
        episode.SparingAgents.Length.ShouldBe(2, "neither has a stop on record");
    }

    [Fact]
    public void growth_on_mri_lies_between_the_last_stable_and_the_first_positive_study()
    {
        var episode = Episodes(
            RecurrenceDefinition.Radiological, Started(1, "2020-01-10", 40m), Study(2, "2020-04-01", LesionChange.Smaller),
            Study(3, "2020-10-01", LesionChange.Unchanged), Study(4, "2021-03-15", LesionChange.Larger)).ShouldHaveSingleItem();
        episode.Interval.ShouldBe(new RecurrenceInterval(On("2020-10-01"), On("2021-03-15")));
        episode.Entries.ShouldBe([Id(4)]);
        episode.Signs.ShouldBe(RecurrenceSigns.Radiological);
        episode.Ordinal.ShouldBe(1);
        episode.Caveats.ShouldBeEmpty();
    }

    [Fact]
    public void a_lesion_that_reappears_needs_no_word_about_change() =>
        Episodes(RecurrenceDefinition.Radiological, Started(1, "2020-01-10", 40m), Imaged(2, "2020-10-01", present: false),
            Imaged(3, "2021-03-15"))
            .ShouldHaveSingleItem().Interval.ShouldBe(new RecurrenceInterval(On("2020-10-01"), On("2021-03-15")));

    [Fact]
    public void growth_that_never_stopped_is_the_first_episode_going_on() =>
        Episodes(
            RecurrenceDefinition.Radiological, Imaged(1, "2020-01-01"), Started(2, "2020-01-10", 40m),
            Study(3, "2020-03-01", LesionChange.Larger))
            .ShouldBeEmpty();

    [Fact]
    public void growth_without_a_quiet_study_counts_where_a_clinic_says_so() =>
        Episodes(
            RecurrenceDefinition.Radiological with { Settings = new() { Name = "ours", GrowthNeedsQuietStudy = false } },
            Imaged(1, "2020-01-01"), Started(2, "2020-01-10", 40m), Study(3, "2020-03-01", LesionChange.Larger))
            .ShouldHaveSingleItem().Caveats.ShouldBe([EpisodeCaveat.LastFreeNotReported]);

    [Fact]
    public void growth_on_two_studies_in_a_row_is_one_recurrence_however_far_apart() =>
        Episodes(
            RecurrenceDefinition.Radiological, Started(1, "2020-01-10", 40m), Study(2, "2020-06-01", LesionChange.Unchanged),
            Study(3, "2021-01-01", LesionChange.Larger), Study(4, "2021-09-01", LesionChange.Larger))
            .ShouldHaveSingleItem().Entries.ShouldBe([Id(3), Id(4)]);

    [Fact]
    public void what_happens_before_treatment_is_the_untreated_disease() =>
        Episodes(
            RecurrenceDefinition.Composite, Graded(1, "2020-01-01", AsiaGrade.D), Study(2, "2020-01-02", LesionChange.Unchanged),
            Graded(3, "2020-01-05", AsiaGrade.C),
            Study(4, "2020-01-06", LesionChange.Larger), Operated(5, "2020-01-07")).ShouldBeEmpty();

    [Fact]
    public void a_worse_grade_is_a_clinical_recurrence_since_the_last_examination_or_visit_without_it()
    {
        var episode = Episodes(
            ClinicalAsFound, Operated(1, "2020-01-01"), Graded(2, "2020-02-01", AsiaGrade.D), Free(3, "2020-05-01"),
            Graded(4, "2020-06-15", AsiaGrade.C)).ShouldHaveSingleItem();
        episode.Interval.ShouldBe(new RecurrenceInterval(On("2020-05-01"), On("2020-06-15")));
    }

    [Fact]
    public void a_deficit_that_goes_on_getting_worse_is_one_recurrence_and_a_new_loss_after_a_stable_year_is_another() =>
        Episodes(
            ClinicalAsFound, Operated(1, "2020-01-01"), Graded(2, "2020-02-01", AsiaGrade.E), Graded(3, "2020-06-01", AsiaGrade.D),
            Graded(4, "2021-02-01", AsiaGrade.C), Graded(5, "2021-08-01", AsiaGrade.C), Graded(6, "2022-08-01", AsiaGrade.B))
            .Select(episode => episode.Entries.ToArray()).ShouldBe([[Id(3), Id(4)], [Id(6)]]);

    [Fact]
    public void what_is_seen_felt_recorded_and_treated_within_weeks_is_one_recurrence()
    {
        object[] events =
        [
            Started(1, "2020-01-01", 40m), Changed(2, 1, "2020-04-01", 5m), Graded(3, "2020-06-01", AsiaGrade.D),
            Study(4, "2020-06-01", LesionChange.Unchanged),
            Graded(5, "2020-12-01", AsiaGrade.C), Study(6, "2020-12-10", LesionChange.Larger),
            Recurred(7, "2020-12-12") with { Kinds = [RecurrenceKind.Clinical, RecurrenceKind.Radiological] },
            Changed(8, 1, "2020-12-13", 40m),
        ];
        var episode = Episodes(RecurrenceDefinition.Composite, events).ShouldHaveSingleItem();
        episode.Entries.ShouldBe([Id(5), Id(6), Id(7)]);
        episode.Interval.ShouldBe(new RecurrenceInterval(On("2020-06-01"), On("2020-12-01")));
        episode.PrednisoneMgPerDay.ShouldBe(new DoseRange(Mg(5m), Mg(5m)));
        Episodes(RecurrenceDefinition.TreatmentEscalation, events).ShouldHaveSingleItem().Interval
            .ShouldBe(new RecurrenceInterval(On("2020-12-12"), On("2020-12-13")));
    }

    [Fact]
    public void a_recurrence_after_the_first_was_resolved_is_a_second_one() =>
        Episodes(
            RecurrenceDefinition.Composite, Recurred(1, "2020-12-01"), Resolved(2, 1, "2021-01-10"), Recurred(3, "2021-02-01"))
            .Select(episode => (episode.Ordinal, episode.ResolvedOn)).ShouldBe([(1, On("2021-01-10")), (2, null)]);

    [Fact]
    public void a_rise_of_igg4_alone_is_serological_and_never_composite()
    {
        object[] events =
        [
            IgG4(1, "2020-01-01", "400 mg/dL"), Started(2, "2020-01-02", 40m), IgG4(3, "2020-06-01", "80 mg/dL"),
            IgG4(4, "2020-12-01", "1.5 g/L"),
            IgG4(5, "2021-03-01", "160 mg/dL"),
        ];
        var episode = Episodes(RecurrenceDefinition.Serological, events).ShouldHaveSingleItem();
        episode.Interval.ShouldBe(new RecurrenceInterval(On("2020-06-01"), On("2020-12-01")));
        episode.Entries.ShouldBe([Id(4), Id(5)]);
        Episodes(RecurrenceDefinition.Composite, events).ShouldBeEmpty();
        Episodes(RecurrenceDefinition.Composite, Recurred(1, "2020-12-01") with { Kinds = [RecurrenceKind.Serological] }).ShouldBeEmpty();
    }

    [Fact]
    public void results_of_another_assay_or_of_none_are_never_compared()
    {
        foreach (var assay in new[] { "turbidimetry", null })
        {
            Episodes(
                RecurrenceDefinition.Serological, IgG4(1, "2020-01-01", "400 mg/dL", assay is null ? null : "nephelometry"),
                Started(2, "2020-01-02", 40m),
                IgG4(3, "2020-06-01", "80 mg/dL", assay is null ? null : "nephelometry"), IgG4(4, "2020-12-01", "390 mg/dL", assay))
                .ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("119 mg/dL", 0)]
    [InlineData("120 mg/dL", 1)]
    public void re_elevation_was_at_first_thirty_per_cent_of_the_baseline_not_a_rise_by_thirty_per_cent(string value, int episodes) =>
        Episodes(
            RecurrenceDefinition.Find("serological/1")!, IgG4(1, "2020-01-01", "400 mg/dL"), Started(2, "2020-01-02", 40m),
            IgG4(3, "2020-06-01", "79 mg/dL"),
            IgG4(4, "2020-12-01", value)).Length.ShouldBe(episodes);

    [Theory]
    [InlineData("1000 mg/dL", "400 mg/dL", "599 mg/dL", 0)]
    [InlineData("1000 mg/dL", "400 mg/dL", "600 mg/dL", 1)]
    [InlineData("1000 mg/dL", "160 mg/dL", "299 mg/dL", 0)]
    [InlineData("1000 mg/dL", "160 mg/dL", "300 mg/dL", 1)]
    [InlineData("300 mg/dL", "91 mg/dL", "900 mg/dL", 1)]
    [InlineData("60 mg/dL", "15 mg/dL", "23 mg/dL", 0)]
    public void re_elevation_is_judged_by_the_nadir_wherever_that_lay(string before, string nadir, string now, int episodes) => Episodes(
        RecurrenceDefinition.Serological, IgG4(1, "2020-01-01", before), Started(2, "2020-01-02", 40m), IgG4(3, "2020-06-01", nadir),
        IgG4(4, "2020-12-01", now))
        .Length.ShouldBe(episodes);

    [Fact]
    public void a_serum_igg4_beyond_the_measuring_range_that_leaves_a_rise_open_is_neither_a_sign_nor_freedom_from_it()
    {
        object[] events = [IgG4(1, "2020-01-01", "1000 mg/dL"), Started(2, "2020-01-02", 40m), IgG4(3, "2020-06-01", "100 mg/dL"),
            IgG4(4, "2020-09-01", ">90 mg/dL")];
        foreach (var id in new[] { RecurrenceDefinition.Serological.Id, "serological/1" })
        {
            var definition = RecurrenceDefinition.Find(id)!;
            Episodes(definition, events).ShouldBeEmpty(id);
            Episodes(definition, [.. events, IgG4(5, "2020-12-01", "900 mg/dL")]).ShouldHaveSingleItem().Interval
                .ShouldBe(new RecurrenceInterval(On("2020-06-01"), On("2020-12-01")), id);
        }
    }

    [Fact]
    public void a_recurrence_confirmed_at_a_visit_is_one_of_which_nothing_says_how_it_showed_itself()
    {
        object[] events = [Started(1, "2020-01-01", 40m), Free(2, "2020-06-01"), Confirmed(3, "2021-01-10"), Confirmed(4, "2021-07-10")];
        foreach (var definition in new[] { RecurrenceDefinition.Composite, RecurrenceDefinition.Clinical })
        {
            var episode = Episodes(definition, events).ShouldHaveSingleItem();
            episode.Interval.ShouldBe(new RecurrenceInterval(On("2020-06-01"), On("2021-01-10")));
            episode.Entries.ShouldBe([Id(3), Id(4)], "nobody ruled it out before the second visit");
            episode.Caveats.ShouldContain(EpisodeCaveat.KindNotReported);
            Episodes(definition, [.. events, Free(5, "2021-05-01")]).Length.ShouldBe(2);
            Episodes(RecurrenceDefinition.Find(definition.Name + "/2")!, events).ShouldBeEmpty();
        }

        Episodes(RecurrenceDefinition.Radiological, events).ShouldBeEmpty();
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Composite).FreeInterval(TimeZero.TreatmentStart).EndedBy
            .ShouldBe(ObservationEnd.Event);
    }

    [Fact]
    public void a_visit_that_confirms_what_an_entry_records_adds_nothing()
    {
        object[] recorded = [Started(1, "2020-01-01", 40m), Recurred(2, "2021-01-10") with { Kinds = [RecurrenceKind.Radiological] }];
        foreach (var visit
            in new[] { Confirmed(3, "2021-01-10"), Confirmed(3, "2021-03-01"), Confirmed(3, "2021-01-09") with { Recorded = [Id(2)] } })
        {
            Episodes(RecurrenceDefinition.Composite, [.. recorded, visit]).ShouldHaveSingleItem().Entries.ShouldBe([Id(2)]);
            Episodes(RecurrenceDefinition.Clinical, [.. recorded, visit]).ShouldBeEmpty();
        }
    }

    [Fact]
    public void moving_to_tablets_tapering_and_a_missed_week_are_no_escalation_but_a_restart_is()
    {
        object[] events =
        [
            Started(1, "2020-01-01", 1000m, Glucocorticoid.Methylprednisolone, SteroidRoute.Intravenous), Stopped(2, 1, "2020-01-03"),
            Started(3, "2020-01-04", 40m),
            Changed(4, 3, "2020-03-01", 5m), Stopped(5, 3, "2020-09-01"), Started(6, "2020-09-08", 5m), Stopped(7, 6, "2020-12-31"),
            Started(8, "2021-03-01", 30m),
        ];
        var episode = Episodes(RecurrenceDefinition.TreatmentEscalation, events).ShouldHaveSingleItem();
        episode.Entries.ShouldBe([Id(8)]);
        episode.DaysSinceSteroidStop.ShouldBe(new DayCount(60, 60));
        episode.PrednisoneMgPerDay.ShouldBe(DoseRange.None);
    }

    [Fact]
    public void a_dorsal_lesion_that_returns_ventrally_is_one_recurrence_with_a_change_of_pattern()
    {
        var episode = Episodes(
            RecurrenceDefinition.Composite,
            Imaged(1, "2018-01-01") with { Pattern = LesionPattern.Dorsal, Levels = SpinalLevels.Parse("C2-T3") },
            Operated(2, "2018-01-10"), Imaged(3, "2018-07-01", present: false),
            Imaged(4, "2019-02-01") with { Pattern = LesionPattern.Ventral, Levels = SpinalLevels.Parse("C5-T1") }).ShouldHaveSingleItem();
        episode.PatternChange.ShouldBe(new PatternShift(LesionPattern.Dorsal, LesionPattern.Ventral));
        episode.Levels.ShouldBe(SpinalLevels.Parse("C5-T1"));
        episode.PrednisoneMgPerDay.ShouldBeNull("no course is recorded, which is not the same as none taken");
    }

    [Fact]
    public void agents_in_use_are_those_for_this_disease_begun_before_and_not_stopped()
    {
        static SparingAgentStarted Agent(int id, string on, SparingAgent agent, Indication? indication = null) =>
            new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent, Indication = indication };
        Episodes(
            RecurrenceDefinition.Composite, Agent(1, "2010-01-01", SparingAgent.Methotrexate, Indication.Other),
            Agent(2, "2020-01-01", SparingAgent.Azathioprine),
            Agent(3, "2020-01-01", SparingAgent.Mycophenolate),
            new SparingAgentStopped { EntryId = Id(4), TreatmentId = Id(3), LastDoseOn = Date("2020-06-01") },
            Agent(5, "2021-03", SparingAgent.Leflunomide), Recurred(6, "2021-03-10"), Agent(7, "2021-03-10", SparingAgent.Rituximab))
            .ShouldHaveSingleItem().SparingAgents
            .ShouldBe([new AgentInUse(SparingAgent.Azathioprine, Certain: true), new AgentInUse(SparingAgent.Leflunomide, Certain: false)]);
    }

    [Fact]
    public void partial_dates_stay_bounds_and_overlapping_ones_prove_no_change()
    {
        var episode = Episodes(
            RecurrenceDefinition.Radiological, Started(1, "2020-01", 40m), Study(2, "2020-08", LesionChange.Unchanged),
            Study(3, "2021", LesionChange.Larger))
            .ShouldHaveSingleItem();
        episode.Interval.ShouldBe(
            new RecurrenceInterval(new(Day("2020-08-01"), Day("2020-08-31")), new(Day("2021-01-01"), Day("2021-12-31"))));
        episode.Caveats.ShouldBe([EpisodeCaveat.PartialDate]);
        Episodes(RecurrenceDefinition.Clinical, Operated(1, "2019"), Graded(2, "2020", AsiaGrade.D), Graded(3, "2020-06-01", AsiaGrade.C))
            .ShouldBeEmpty();
    }

    [Fact]
    public void a_quiet_study_that_may_have_come_after_the_growth_does_not_bound_it() =>
        Episodes(
            RecurrenceDefinition.Radiological, Started(1, "2020-01-10", 40m), Study(2, "2020-06-01", LesionChange.Unchanged),
            Study(3, "2020-10", LesionChange.Unchanged), Study(4, "2020-10-20", LesionChange.Larger))
            .ShouldHaveSingleItem().Interval.After.ShouldBe(On("2020-06-01"));

    [Fact]
    public void a_vague_date_of_last_freedom_is_narrowed_by_the_detection_it_preceded() =>
        Episodes(RecurrenceDefinition.Composite, Recurred(1, "2024-06-15", free: "2024")).ShouldHaveSingleItem()
            .Interval.After.ShouldBe(new DaySpan(Day("2024-01-01"), Day("2024-06-14")));

    [Fact]
    public void the_second_recurrence_lies_after_the_first_even_if_nothing_was_examined_in_between() =>
        Episodes(RecurrenceDefinition.Composite, Recurred(1, "2020-06-15", free: "2020-01-01"),
            Recurred(2, "2021-06-15", free: "2020-02-01"))
            .Select(episode => episode.Interval.After).ShouldBe([On("2020-01-01"), On("2020-06-15")]);

    [Fact]
    public void a_sign_that_may_or_may_not_follow_treatment_is_named_and_not_counted()
    {
        var timeline = RecurrenceTimeline.Of(
            Chart(Graded(1, "2020-01-01", AsiaGrade.D), Operated(2, "2020"), Graded(3, "2020-06-01", AsiaGrade.C)),
            RecurrenceDefinition.Clinical);
        timeline.Episodes.ShouldBeEmpty();
        timeline.Unplaced.ShouldBe([Id(3)]);
    }

    [Fact]
    public void an_undated_record_of_a_recurrence_that_the_mri_shows_is_not_counted_twice()
    {
        object[] mri = [Started(1, "2020-01-10", 40m), Study(2, "2020-10-01", LesionChange.Unchanged),
            Study(3, "2021-03-15", LesionChange.Larger)];
        var recorded = Recurred(4, "not-reported") with { Kinds = [RecurrenceKind.Radiological] };
        Episodes(RecurrenceDefinition.Composite, [.. mri, recorded]).ShouldHaveSingleItem().Interval.By.ShouldBe(On("2021-03-15"));
        var alone = Episodes(RecurrenceDefinition.Composite, recorded with { Kinds = [] }).ShouldHaveSingleItem();
        alone.Caveats.ShouldBe([EpisodeCaveat.KindNotReported, EpisodeCaveat.DateNotReported, EpisodeCaveat.LastFreeNotReported]);
    }

    [Fact]
    public void a_flare_on_the_taper_before_remission_is_a_recrudescence_and_after_remission_a_relapse()
    {
        object[] treated = [Operated(1, "2020-01-01"), Graded(2, "2020-01-02", AsiaGrade.C), Started(3, "2020-01-05", 40m),
            Changed(4, 3, "2020-04-01", 5m)];
        Episodes(CompositeAsFound, [.. treated, Free(5, "2020-02-20"), Recurred(6, "2020-03-10")])
            .ShouldHaveSingleItem().Phase.ShouldBe(EpisodePhase.Recrudescence);
        var timeline = RecurrenceTimeline.Of(Chart([.. treated, Free(5, "2020-08-20"), Recurred(6, "2020-10-10")]), CompositeAsFound);
        timeline.Episodes.ShouldHaveSingleItem().Phase.ShouldBe(EpisodePhase.Relapse);
        timeline.Remissions.ShouldBe([new Remission(On("2020-08-20"), Id(5), EndedByEpisode: 1)]);
        Episodes(CompositeAsFound, [.. treated, Stopped(7, 3, "2020-05-01"), Recurred(6, "2020-06-10")])
            .ShouldHaveSingleItem().Phase.ShouldBe(EpisodePhase.NotDeterminable);
    }

    [Fact]
    public void a_grade_of_another_method_is_neither_a_fall_nor_proof_of_freedom()
    {
        object[] treated = [Started(1, "2020-01-01", 40m), Graded(2, "2020-02-01", AsiaGrade.E), Examined(3, "2020-06-01", Weak(2))];
        Episodes(ClinicalAsFound, treated).ShouldBeEmpty("a letter that was entered is not compared with a derived one");
        var recurred = Episodes(ClinicalAsFound, [.. treated, Recurred(4, "2020-09-01")]).ShouldHaveSingleItem();
        recurred.Interval.After.ShouldBe(On("2020-02-01"));
    }

    [Fact]
    public void a_motor_score_that_falls_is_a_clinical_recurrence_whatever_was_examined_in_between()
    {
        object[] events = [Started(1, "2020-01-01", 40m), Examined(2, "2020-02-01", Weak(1)), Graded(3, "2020-04-01", AsiaGrade.D),
            Examined(4, "2020-06-01", Weak(2))];
        var episode = Episodes(ClinicalAsFound, events).ShouldHaveSingleItem();
        (episode.Interval.By, episode.Interval.After, episode.Entries.Single()).ShouldBe((On("2020-06-01"), On("2020-02-01"), Id(4)));
        Episodes(CompositeAsFound, events).Length.ShouldBe(1);
        Episodes(ClinicalAsFound with { Settings = RecurrenceSettings.SecondHouseDefault with { LowerMotorPointsDown = 2 } }, events)
            .ShouldBeEmpty();
        Episodes(ClinicalAsFound, [.. events[..3], Examined(4, "2020-06-01", Weak(1))]).ShouldBeEmpty();
        Episodes(ClinicalAsFound, Started(1, "2020-01-01", 40m), Examined(2, "2020-06", Weak(1)), Examined(4, "2020-06-15", Weak(2)))
            .ShouldBeEmpty("partial dates that overlap prove no order");
    }

    [Fact]
    public void the_loss_of_voluntary_anal_contraction_is_a_clinical_recurrence_and_not_tested_is_no_loss()
    {
        var paretic = Weak(1).WithDeepAnalPressure(AnorectalFinding.Yes);
        Episodes(ClinicalAsFound, Started(1, "2020-01-01", 40m), Examined(2, "2020-02-01", paretic),
            Examined(3, "2020-06-01", paretic.WithVoluntaryAnalContraction(AnorectalFinding.No))).Length.ShouldBe(1);
        Episodes(ClinicalAsFound, Started(1, "2020-01-01", 40m), Examined(2, "2020-02-01", paretic),
            Examined(3, "2020-06-01", paretic.WithVoluntaryAnalContraction(AnorectalFinding.NT))).ShouldBeEmpty();
    }

    [Fact]
    public void definitions_have_distinct_ids_and_say_where_they_come_from()
    {
        RecurrenceDefinition.All.Select(definition => definition.Id).ShouldBe(
        [
            "composite/5", "clinical/5", "radiological/3", "serological/4", "treatment-escalation/3", "progression/2",
            "progression-or-recurrence/2",
            "composite/4", "clinical/4", "radiological/2", "serological/3", "treatment-escalation/2", "progression/1",
            "progression-or-recurrence/1",
            "composite/3", "clinical/3", "radiological/1", "serological/2", "treatment-escalation/1", "composite/2", "clinical/2",
            "serological/1",
        ]);
        RecurrenceDefinition.All.ShouldAllBe(definition =>
            definition.Source.Length > 20 && RecurrenceDefinition.Find(definition.Id) == definition);
        RecurrenceDefinition.Current.Select(definition => definition.Name).ShouldBeUnique();
        RecurrenceDefinition.Find("composite").ShouldBe(RecurrenceDefinition.Composite);
        RecurrenceDefinition.Current.ShouldAllBe(definition => definition.Settings.Id == "house-default/4");
        RecurrenceDefinition.Former.ShouldAllBe(definition => definition.Settings.Id != "house-default/4");
        RecurrenceDefinition.Find("composite/0").ShouldBeNull();
    }

    private static System.Collections.Immutable.ImmutableArray<Episode> Episodes(RecurrenceDefinition definition,
        params IEnumerable<object> events) =>
        RecurrenceTimeline.Of(Chart(events), definition).Episodes;

    private static AsiaGradeRecorded Examined(int id, string on, IsncsciExamination examination) =>
        Graded(id, on, grade: null) with { Examination = examination };

    /// <summary>An examination with one key muscle that lacks some points.</summary>
    private static IsncsciExamination Weak(int points) =>
        IsncsciExamination.AllNormal.With(BodySide.Right, CordLevel.L3, MuscleGrade.Of(5 - points));

    private static LesionImaged Study(int id, string on, LesionChange change) => Imaged(id, on) with { ChangeSincePrior = change };

    private static VisitLogged Confirmed(int id, string on) =>
        Visited(id, on) with { RecurrenceAssessment = RecurrenceAssessment.Confirmed };

    private static VisitLogged Free(int id, string on) => Visited(id, on) with { RecurrenceAssessment = RecurrenceAssessment.None };

    private static DaySpan On(string day) => new(Day(day), Day(day));
}
