using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>Strength of single key muscles, which alerts and definitions read alike.</summary>
public sealed class SingleMuscleSpecs
{
    private const string Worse = "neurological-worsening";

    private static readonly IsncsciExamination Paretic = With(4);

    // What one muscle lost, others gained: the score is the same.
    private static readonly IsncsciExamination Shifted = With(
        4, (BodySide.Right, CordLevel.L3, 1), (BodySide.Left, CordLevel.L4, 5), (BodySide.Left, CordLevel.L5, 5),
        (BodySide.Left, CordLevel.S1, 5));

    private static readonly IsncsciExamination ShiftedByTwo =
        With(4, (BodySide.Right, CordLevel.L3, 2), (BodySide.Left, CordLevel.L4, 5), (BodySide.Left, CordLevel.L5, 5));

    [Fact]
    public void three_grades_lost_in_one_muscle_are_told_although_others_gained()
    {
        var finding = When.Fires(Worse, Chart(Examined(1, "2024-02-01", Paretic), Examined(2, "2024-05-01", Shifted)), "2024-12-01");
        (finding.EpisodeKey, finding.Urgency).ShouldBe(($"muscle:{Id(2):N}", Urgency.Soon));
        finding.Sentence.ShouldStartWith(
            "The strength at L3 on the right fell from 4 of 5 on 2024-02-01 to 1 of 5 on 2024-05-01; it rests on one reading");
        finding.RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(1), Id(2)]);
    }

    [Fact]
    public void two_grades_lost_in_one_muscle_at_one_examination_come_about_by_measurement_alone() => When.Silent(
        Worse, Chart(Examined(1, "2024-02-01", Paretic), Examined(2, "2024-05-01", ShiftedByTwo)), "2024-12-01",
        because: "motor-score-fell");

    [Fact]
    public void two_grades_lost_in_one_muscle_are_told_once_a_second_examination_agrees()
    {
        ClinicalEntry[] events = [Started(1, "2024-01-01", 40m), Examined(2, "2024-03-01", Paretic), Examined(3, "2024-06-01", Paretic),
            Examined(4, "2024-09-01", ShiftedByTwo)];
        When.Asked(Worse, Chart(events), "2024-09-02").ShouldBeEmpty();
        When.Fires(Worse, Chart([.. events, Examined(5, "2024-09-15", ShiftedByTwo)]), "2024-09-16").Urgency.ShouldBe(Urgency.Soon);
    }

    [Fact]
    public void one_grade_lost_in_one_muscle_is_within_what_examiners_differ_by_however_often_it_is_seen()
    {
        var weaker = With(4, (BodySide.Right, CordLevel.L3, 3));
        When.Asked(
            Worse,
            Chart(Started(1, "2024-01-01", 40m), Examined(2, "2024-03-01", Paretic), Examined(3, "2024-06-01", Paretic),
                Examined(4, "2024-09-01", weaker), Examined(5, "2024-09-15", weaker)), "2024-12-01").ShouldBeEmpty();
    }

    [Fact]
    public void a_stable_patient_gets_few_findings_of_single_muscles_from_the_error_of_measurement()
    {
        // Standard deviation of the strength of each of the twenty muscles from one examination to the next: 0.4 grades.
        const int patients = 100, examinations = 10;
        var random = new Random(7);
        var (single, all) = (0, 0);
        for (var patient = 0; patient < patients; patient++)
        {
            var (entries, told) = (new List<ClinicalEntry>(), new HashSet<string>());
            for (var n = 1; n <= examinations; n++)
            {
                entries.Add(Examined(n, $"2024-{n:00}-01", Measured(random, 0.4)));
                told.UnionWith(When.Asked(Worse, Chart([.. entries]), $"2024-{n:00}-02").Select(finding => finding.EpisodeKey));
            }

            (single, all) = (single + told.Count(key => key.StartsWith("muscle:", StringComparison.Ordinal)), all + told.Count);
        }

        (single * 10.0 / (patients * examinations)).ShouldBeLessThanOrEqualTo(0.1);
        (all * 10.0 / (patients * examinations)).ShouldBeLessThanOrEqualTo(1.0);
    }

    [Fact]
    public void a_clinic_may_ask_for_more() => When.Silent(
        Worse, Chart(Examined(1, "2024-02-01", Paretic), Examined(2, "2024-05-01", Shifted)), "2024-12-01", because: "motor-score-fell",
        ClinicSettings.HouseDefault with { MuscleGradesDownAtOnce = 4 });

    [Fact]
    public void a_muscle_that_is_back_is_told_no_longer() => When.Silent(
        Worse,
        Chart(Examined(1, "2024-02-01", Paretic), Examined(2, "2024-05-01", Shifted), Examined(3, "2024-07-01", Paretic)), "2024-12-01",
        because: "motor-score-fell");

    [Fact]
    public void a_score_that_fell_tells_it_for_its_muscles()
    {
        var weaker = With(4, (BodySide.Right, CordLevel.L3, 2), (BodySide.Left, CordLevel.L4, 2));
        When.Fires(Worse, Chart(Examined(1, "2024-02-01", Paretic), Examined(2, "2024-05-01", weaker)), "2024-12-01").EpisodeKey
            .ShouldBe($"lems:{Id(2):N}");
    }

    [Fact]
    public void however_much_one_muscle_lost_it_is_looked_into_soon_while_the_score_stands()
    {
        var lost = With(4, (BodySide.Right, CordLevel.L3, 0), (BodySide.Left, CordLevel.L4, 5));
        var finding = When.Fires(Worse, Chart(Examined(1, "2024-02-01", Paretic), Examined(2, "2024-05-01", lost)), "2024-12-01",
            ClinicSettings.HouseDefault with { MotorPointsDown = 50 });
        (finding.EpisodeKey, finding.Urgency).ShouldBe(($"muscle:{Id(2):N}", Urgency.Soon));
    }

    [Fact]
    public void what_the_alert_tells_the_definitions_count_once_a_second_examination_confirms_it()
    {
        ClinicalEntry[] events = [Started(1, "2024-01-01", 40m), Examined(2, "2024-03-01", Paretic), Examined(3, "2024-06-01", Paretic),
            Examined(4, "2024-09-01", Shifted)];
        Recurrence(events).Episodes.ShouldBeEmpty();
        Recurrence(events).Suspected.ShouldHaveSingleItem().Entries.ShouldBe([Id(4)]);
        var episode = Recurrence([.. events, Examined(5, "2024-09-15", Shifted)]).Episodes.ShouldHaveSingleItem();
        (episode.ConfirmedBy, episode.Interval.By.Earliest).ShouldBe((Confirmations.Examination, Day("2024-09-01")));
        Recurrence([.. events, Examined(5, "2024-09-15", Shifted)], "clinical/4").Episodes.ShouldBeEmpty("scores alone had been looked at");
        Recurrence([.. events, Examined(5, "2024-09-15", Paretic)]).Suspected.ShouldHaveSingleItem().DisprovedOn.ShouldNotBeNull();
    }

    [Fact]
    public void a_muscle_that_cannot_be_tested_hides_no_loss_of_the_others_from_the_definitions()
    {
        var untested = With(3).With(BodySide.Right, CordLevel.S1, MuscleGrade.NotTestable);
        ClinicalEntry[] events = [Started(1, "2024-01-01", 40m), Examined(2, "2024-03-01", With(4)), Examined(3, "2024-06-01", With(4)),
            Examined(4, "2024-09-01", untested), Examined(5, "2024-09-15", untested)];
        Recurrence(events).Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(4), Id(5)]);
        Recurrence(events, "clinical/4").Episodes.ShouldBeEmpty();
    }

    [Fact]
    public void a_deficit_that_the_definitions_count_is_told_although_it_is_less_than_one_examination_must_have_lost()
    {
        // Three points in the arms, one in each of three muscles, seen twice.
        var weaker = With(4, (BodySide.Right, CordLevel.C5, 4), (BodySide.Right, CordLevel.C6, 4), (BodySide.Right, CordLevel.C7, 4));
        ClinicalEntry[] events = [Started(1, "2024-01-01", 40m), Examined(2, "2024-03-01", Paretic), Examined(3, "2024-06-01", Paretic),
            Examined(4, "2024-09-01", weaker)];
        When.Asked(Worse, Chart(events), "2024-09-02").ShouldBeEmpty();
        var finding = When.Fires(Worse, Chart([.. events, Examined(5, "2024-09-15", weaker)]), "2024-09-16");
        (finding.EpisodeKey, finding.Urgency).ShouldBe(($"course:{Id(4):N}", Urgency.Soon));
        When.Asked(Worse, Chart([.. events, Examined(5, "2024-09-15", weaker), Examined(6, "2024-10-15", Paretic)]), "2024-10-16")
            .ShouldBeEmpty();
    }

    [Fact]
    public void a_deficit_that_the_patient_came_back_from_is_not_told_again_with_the_next_one()
    {
        ClinicalEntry[] events =
        [
            Graded(1, "2024-01-05", AsiaGrade.D), Started(2, "2024-01-10", 5m), Graded(3, "2024-07-10", AsiaGrade.E),
            Graded(4, "2025-03-01", AsiaGrade.D), Graded(5, "2025-03-20", AsiaGrade.D), Graded(6, "2025-06-10", AsiaGrade.E),
            Graded(7, "2026-01-10", AsiaGrade.E), Graded(8, "2026-07-20", AsiaGrade.E), Graded(9, "2026-10-10", AsiaGrade.D),
        ];
        When.Fires(Worse, Chart(events), "2026-10-11").EpisodeKey.ShouldBe($"ais:{Id(9):N}");
    }

    private static RecurrenceTimeline Recurrence(ClinicalEntry[] events, string definition = "clinical") =>
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Find(definition)!);

    private static IsncsciExamination Measured(Random random, double deviation)
    {
        var examination = IsncsciExamination.AllNormal;
        foreach (var level in CordLevels.KeyMuscles)
        {
            foreach (var side in new[] { BodySide.Right, BodySide.Left })
            {
                var error = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                examination = examination.With(side, level, MuscleGrade.Of(Math.Clamp((int)Math.Round(4 + error), 0, 5)));
            }
        }

        return examination;
    }

    private static AsiaGradeRecorded Examined(int id, string on, IsncsciExamination examination) =>
        Graded(id, on, grade: null) with { Examination = examination };

    private static IsncsciExamination With(int legs, params (BodySide Side, CordLevel Level, int Grade)[] muscles)
    {
        var examination = IsncsciExamination.AllNormal;
        foreach (var level in CordLevels.KeyMuscles[5..])
            examination = examination.With(BodySide.Right, level, MuscleGrade.Of(legs)).With(BodySide.Left, level, MuscleGrade.Of(legs));
        foreach (var (side, level, grade) in muscles) examination = examination.With(side, level, MuscleGrade.Of(grade));
        return examination;
    }
}
