using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Therapy;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Specs.Alerts;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>
/// Nine published courses, each as a story of entries. The order of events and the intervals are those that the publication states;
/// days, and
/// AIS grades and doses where the abstract states none, are made up to fit it.
/// </summary>
public sealed class PublishedScenarioSpecs
{
    private const string Untreated = "recurrence-without-treatment-change";

    /// <summary>World Neurosurg 2019;130:65-70, PMID 31254697.</summary>
    [Fact]
    public void relapse_within_two_months_of_five_days_of_steroid_is_a_recurrence_off_steroid_that_responds_to_rituximab()
    {
        object[] relapsed =
        [
            Presented(1, "2018-01-01"), Graded(2, "2018-01-02", AsiaGrade.E), Study(3, "2018-01-02"), Started(4, "2018-01-03", 40),
            Stopped(5, 4, "2018-01-07"), Visited(6, "2018-01-12") with { RecurrenceAssessment = RecurrenceAssessment.None },
            Recurred(7, "2018-02-28") with { Kinds = [RecurrenceKind.Clinical] }, Study(8, "2018-03-05", LesionChange.Larger),
        ];
        object[] treated =
        [
            .. relapsed, Begun(9, "2018-03-15", SparingAgent.Rituximab), Study(10, "2018-06-14", LesionChange.Smaller),
            Graded(11, "2018-06-14", AsiaGrade.E),
        ];

        var episode = Composite(treated).Episodes.ShouldHaveSingleItem();
        // The lesion itself was never seen quiet: its growth is a sign of the recurrence that a clinician had diagnosed five days before.
        (episode.Signs, episode.Status, episode.ConfirmedBy).ShouldBe(
            (RecurrenceSigns.Clinical | RecurrenceSigns.Radiological, EpisodeStatus.Confirmed,
                Confirmations.Clinician | Confirmations.Mri));
        RecurrenceTimeline.Of(Story(treated), RecurrenceDefinition.Progression).Episodes.ShouldBeEmpty();
        (episode.PrednisoneMgPerDay, episode.DaysSinceSteroidStop).ShouldBe((DoseRange.None, new DayCount(52, 52)));
        var free = Composite(treated).FreeInterval(TimeZero.TreatmentStart);
        (free.EndedBy, free.Days).ShouldBe((ObservationEnd.Event, new DayCount(56, 56)));
        When.Fires(Untreated, Story(relapsed), "2018-03-14");
        When.Silent(Untreated, Story(treated), "2018-03-20", because: "no-change-of-treatment");
        var response = Responses(treated)[1];
        response.Treatments.ShouldHaveSingleItem().Treatment.Agent.ShouldBe(SparingAgent.Rituximab);
        (At(response, 3).Category, At(response, 3).Radiological).ShouldBe((ResponseCategory.Partial, RadiologicalResponse.Smaller));
    }

    /// <summary>Elmaci 2020, Clin Neurol Neurosurg.</summary>
    [Fact]
    public void a_dorsal_mass_that_comes_back_ventrally_at_another_level_is_a_recurrence_after_surgery_alone()
    {
        var chart = Story(
            Started(1, "2015-01-01", 10) with { Indication = Indication.Other },
            Begun(2, "2015-01-01", SparingAgent.Methotrexate) with { Indication = Indication.Other },
            Presented(3, "2018-01-01"),
            Study(4, "2018-01-02") with { Pattern = LesionPattern.Dorsal, Levels = SpinalLevels.Parse("C2-T3") },
            Excised(5, "2018-01-10"), Study(6, "2018-04-10", LesionChange.Resolved),
            Study(7, "2019-03-01", LesionChange.New) with { Pattern = LesionPattern.Ventral, Levels = SpinalLevels.Parse("C5-T1") });

        var episode = RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite).Episodes.ShouldHaveSingleItem();
        episode.Signs.ShouldBe(RecurrenceSigns.Radiological);
        episode.Levels.ShouldBe(SpinalLevels.Parse("C5-T1"));
        episode.PatternChange.ShouldBe(new PatternShift(LesionPattern.Dorsal, LesionPattern.Ventral));
        episode.SparingAgents.ShouldBeEmpty("methotrexate was given for polychondritis");
        Strategy(chart).ShouldBe(TreatmentStrategy.Surgery);
        When.Fires(Untreated, chart, "2019-04-01");
    }

    /// <summary>Gu 2015, Eur Spine J, doi:10.1007/s00586-015-4251-0.</summary>
    [Fact]
    public void sensation_that_comes_back_without_strength_is_a_better_grade_and_no_motor_recovery()
    {
        object[] events =
        [
            Presented(1, "2015-01-01"), Examined(2, "2015-01-04", sensation: 0), Excised(3, "2015-01-05"), Started(4, "2015-01-05", 50),
            Examined(5, "2015-01-10", sensation: 1), Examined(6, "2015-01-19", sensation: 2),
        ];

        var outcome = OutcomeTimeline.Of(Story(events));
        (outcome.Baseline!.Grade, outcome.Last!.Grade, outcome.Change).ShouldBe((AsiaGrade.A, AsiaGrade.B, AisChange.Improved));
        (outcome.CompleteToIncomplete, outcome.ToMotorIncomplete).ShouldBe((AisConversion.Reached, AisConversion.NotReached));
        Composite(events).Episodes.ShouldBeEmpty();
        When.Asked("neurological-worsening", Story(events), "2015-02-01").ShouldBeEmpty();
        Responses(events)[0].DaysToResponse
            .ShouldBe(new DayCount(14, 14), "within a week of treatment an examination still shows the deficit");
        At(Responses(events)[0], 1).Reasons.ShouldContain(ResponseReason.NoExamination, "nobody is reported to have looked after day 14");
    }

    /// <summary>Merza 2019, Case Rep Immunol, 3618510.</summary>
    [Fact]
    public void five_years_without_relapse_after_excision_and_steroid_are_censored_at_the_last_visit()
    {
        object[] events =
        [
            Presented(1, "2013-01-01"), Graded(2, "2013-01-05", AsiaGrade.D), Study(3, "2013-01-06"), Excised(4, "2013-01-10"),
            Started(5, "2013-01-12", 40),
            Stopped(6, 5, "2013-07-12"), Study(7, "2013-07-20", LesionChange.Resolved), Graded(8, "2013-07-20", AsiaGrade.E),
            Study(9, "2018-01-10", LesionChange.Unchanged) with { LesionPresent = false },
            Visited(10, "2018-01-10") with { RecurrenceAssessment = RecurrenceAssessment.None },
        ];

        foreach (var definition in new[] { RecurrenceDefinition.Composite, RecurrenceDefinition.ProgressionOrRecurrence })
        {
            var free = RecurrenceTimeline.Of(Story(events), definition).FreeInterval(TimeZero.Surgery);
            (free.EndedBy, free.Days).ShouldBe((ObservationEnd.EndOfData, new DayCount(1826, 1826)));
        }

        OutcomeTimeline.Of(Story(events)).Change.ShouldBe(AisChange.Improved);
    }

    /// <summary>Parlak 2024, Brain Spine 4:103325, PMID 39558920.</summary>
    [Fact]
    public void surgery_with_methylprednisolone_and_rituximab_and_a_clear_mri_at_twelve_months_is_a_complete_response()
    {
        object[] events =
        [
            Presented(1, "2022-01-01"), Graded(2, "2022-01-02", AsiaGrade.C), Study(3, "2022-01-02"), Excised(4, "2022-01-05"),
            Started(5, "2022-01-06", 32, Glucocorticoid.Methylprednisolone), Begun(6, "2022-02-01", SparingAgent.Rituximab),
            Changed(7, 5, "2022-05-01", 4),
            Graded(8, "2023-01-05", AsiaGrade.E), Study(9, "2023-01-05", LesionChange.Resolved),
        ];

        var chart = Story(events);
        Strategy(chart).ShouldBe(TreatmentStrategy.SurgerySteroidAndSparingAgent);
        Responded(Responses(events)[0], 12, ResponseCategory.Complete, NeurologicalResponse.Regained);
        Composite(events).Episodes.ShouldBeEmpty();
        Composite(events).FreeInterval(TimeZero.TreatmentStart).Days.ShouldBe(new DayCount(365, 365));
    }

    /// <summary>Ann Rehabil Med 2014;38:856-60.</summary>
    [Fact]
    public void a_deficit_unchanged_two_months_after_surgery_and_pulse_is_no_response_and_no_recurrence()
    {
        object[] events =
        [
            Presented(1, "2014-01-01"), Graded(2, "2014-01-02", AsiaGrade.A), Study(3, "2014-01-02"), Excised(4, "2014-01-02"),
            Started(5, "2014-01-03", 1000, Glucocorticoid.Methylprednisolone, SteroidRoute.Intravenous), Stopped(6, 5, "2014-01-07"),
            Graded(7, "2014-03-05", AsiaGrade.A), Study(8, "2014-03-05", LesionChange.Unchanged),
        ];

        var response = Responses(events)[0];
        Responded(response, 3, ResponseCategory.None, NeurologicalResponse.Unchanged);
        response.RespondedOn.ShouldBeNull();
        Composite(events).Episodes.ShouldBeEmpty();
        When.Asked("neurological-worsening", Story(events), "2014-03-06").ShouldBeEmpty();
        OutcomeTimeline.Of(Story(events)).Change.ShouldBe(AisChange.Unchanged);
    }

    /// <summary>Tsumura 2021, Rinsho Shinkeigaku 61:839-43; a myelitis of IgG4-related disease.</summary>
    [Fact]
    public void a_new_lesion_at_another_site_on_low_dose_steroid_after_a_year_is_a_recurrence_on_that_dose()
    {
        object[] events =
        [
            Presented(1, "2018-01-01"), Graded(2, "2018-01-02", AsiaGrade.D),
            Study(3, "2018-01-02") with { Levels = SpinalLevels.Parse("T2-T4") },
            Started(4, "2018-01-03", 1000, Glucocorticoid.Methylprednisolone, SteroidRoute.Intravenous), Stopped(5, 4, "2018-01-05"),
            Started(6, "2018-01-06", 30),
            Changed(7, 6, "2018-04-01", 5), Graded(8, "2018-04-02", AsiaGrade.E), Study(9, "2018-04-02", LesionChange.Resolved),
            Graded(16, "2018-10-02", AsiaGrade.E), Study(17, "2018-10-02", LesionChange.Unchanged) with { LesionPresent = false },
            Graded(10, "2019-01-02", AsiaGrade.D),
            Study(11, "2019-01-02", LesionChange.New) with { Levels = SpinalLevels.Parse("C1-C3") },
            Started(12, "2019-01-03", 1000, Glucocorticoid.Methylprednisolone, SteroidRoute.Intravenous), Stopped(13, 12, "2019-01-05"),
            Graded(14, "2019-04-01", AsiaGrade.E), Study(15, "2019-04-01", LesionChange.Resolved),
        ];

        var episode = Composite(events).Episodes.ShouldHaveSingleItem();
        (episode.Signs, episode.Levels).ShouldBe((RecurrenceSigns.Clinical | RecurrenceSigns.Radiological, SpinalLevels.Parse("C1-C3")));
        (episode.PrednisoneMgPerDay, episode.Phase).ShouldBe((new DoseRange(Mg(5), Mg(5)), EpisodePhase.Relapse));
        Composite(events).FreeInterval(TimeZero.TreatmentStart).Days.ShouldBe(new DayCount(364, 364));
        Responses(events).Select(response => At(response, 3).Category).ShouldBe([ResponseCategory.Complete, ResponseCategory.Complete]);
    }

    /// <summary>Zhang R 2020, Front Neurol 11:500; very probably the patient of Yang Guang 2018.</summary>
    [Fact]
    public void strength_that_falls_from_three_to_two_on_the_day_after_admission_is_urgent_and_no_recurrence()
    {
        object[] events =
        [
            Presented(1, "2018-01-01", "2017-12-17"), Legs(2, "2018-01-01", 3), Legs(3, "2018-01-02", 2),
            Study(4, "2018-01-02") with { CordCompression = true },
        ];

        When.Asked("neurological-worsening", Story(events), "2018-01-02")
            .Select(finding => (finding.EpisodeKey.Split(':')[0], finding.Urgency))
            .ShouldBe([("ais", Urgency.Urgent), ("lems", Urgency.Urgent)], "grade and strength of one examination");
        object[] operated = [.. events, Excised(5, "2018-01-03"), Started(6, "2018-01-03", 60), Legs(7, "2018-02-01", 4)];
        RecurrenceTimeline.Of(Story(operated), [.. RecurrenceDefinition.Current]).ShouldAllBe(timeline => timeline.Episodes.IsEmpty);
        At(Responses(operated)[0], 1).Neurological.ShouldBe(NeurologicalResponse.Improved);
        When.Silent("neurological-worsening", Story(operated), "2018-02-02", because: "motor-score-fell");
    }

    /// <summary>The case and review of a large spinal cord cavity.</summary>
    [Fact]
    public void a_cavity_that_grows_after_the_dura_was_removed_is_told_and_is_no_recurrence_while_nothing_more_is_gained()
    {
        object[] events =
        [
            Presented(1, "2022-01-01"), Legs(2, "2022-01-02", 3), Study(3, "2022-01-02") with { CordCavity = true },
            Started(4, "2022-01-05", 60, Glucocorticoid.Methylprednisolone), Legs(5, "2022-04-01", 4),
            Study(6, "2022-04-01", LesionChange.Smaller) with { CordCavity = true },
            Excised(7, "2022-06-01"), Legs(8, "2022-09-01", 4), Study(9, "2022-09-01", LesionChange.Resolved) with { CordCavity = true },
            Begun(10, "2022-10-01", SparingAgent.Efgartigimod), Legs(11, "2023-01-05", 4),
            Study(12, "2023-01-05", LesionChange.Resolved) with { CordCavity = true },
        ];

        Composite(events).Episodes.ShouldBeEmpty();
        RecurrenceTimeline.Of(Story(events), RecurrenceDefinition.Progression).Episodes.ShouldBeEmpty();
        RecurrenceTimeline.Of(Story(events), RecurrenceDefinition.TreatmentEscalation).Episodes.Length
            .ShouldBe(2, "a further operation and a new agent");
        var first = Responses(events)[0];
        Responded(first, 3, ResponseCategory.Partial, NeurologicalResponse.Improved);
        Responded(first, 12, ResponseCategory.Partial, NeurologicalResponse.Improved);
        Timeline.Of(Story(events)).Items.Select(item => item.Entry).OfType<LesionImaged>().ShouldAllBe(study => study.CordCavity == true);
    }

    // Enrolled when the story begins.
    private static PatientChart Story(params object[] events) =>
        PatientChart.FoldAll(Patient, [Enrolled(((ClinicalEntry)events[0]).Date.ToString()), .. events])!;

    private static RecurrenceTimeline Composite(object[] events) => RecurrenceTimeline.Of(Story(events), RecurrenceDefinition.Composite);

    private static IReadOnlyList<TreatmentResponse> Responses(object[] events) => TreatmentResponses.Of(Story(events)).Responses;

    private static void Responded(TreatmentResponse response, int months, ResponseCategory category, NeurologicalResponse neurological) =>
        (At(response, months).Category, At(response, months).Neurological).ShouldBe((category, neurological));

    private static TreatmentStrategy Strategy(PatientChart chart) =>
        TreatmentStrategies.Of(chart, DiseaseTreatments.Of(chart), FollowUpPeriod.Of(chart));

    private static ResponseAt At(TreatmentResponse response, int months) => response.At.Single(at => at.Months == months);

    private static LesionImaged Study(int id, string on, LesionChange? change = null) =>
        Imaged(id, on, present: change != LesionChange.Resolved) with { ChangeSincePrior = change };

    private static SparingAgentStarted Begun(int id, string on, SparingAgent agent) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent };

    private static SurgeryPerformed Excised(int id, string on) =>
        Operated(id, on) with { Procedures = [Procedure.Laminectomy, Procedure.Resection] };

    // Both legs, every key muscle the same.
    // No strength in the legs; sensation from T6 down 0 absent, 1 altered or 2 normal.
    private static AsiaGradeRecorded Examined(int id, string on, int sensation)
    {
        var score = sensation switch { 0 => SensoryScore.Absent, 1 => SensoryScore.Altered, _ => SensoryScore.Normal };
        var examination = Legs(id, on, 0).Examination!.WithVoluntaryAnalContraction(AnorectalFinding.No)
            .WithDeepAnalPressure(sensation == 0 ? AnorectalFinding.No : AnorectalFinding.Yes);
        foreach (var level in Enum.GetValues<CordLevel>().Where(level => level >= CordLevel.T6 && level.HasDermatome()))
        {
            foreach (var side in new[] { BodySide.Right, BodySide.Left })
            {
                examination = examination.With(side, SensoryModality.LightTouch, level, score)
                    .With(side, SensoryModality.PinPrick, level, score);
            }
        }

        return Graded(id, on, grade: null) with { Examination = examination };
    }
}
