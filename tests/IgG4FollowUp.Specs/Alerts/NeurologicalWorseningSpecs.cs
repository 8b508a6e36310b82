using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class NeurologicalWorseningSpecs
{
    private const string Worse = "neurological-worsening";
    private const string Today = "2024-12-01";

    private static readonly IsncsciExamination Incomplete = Examination(legs: 3, arms: 5);

    [Fact]
    public void it_stands_while_the_patient_is_no_better()
    {
        var chart = Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-05-01", AsiaGrade.C), Graded(3, "2024-07-01", AsiaGrade.C));
        var finding = When.Fires(Worse, chart, Today);
        finding.EpisodeKey.ShouldBe($"ais:{Id(2):N}");
        finding.Urgency.ShouldBe(Urgency.Urgent);
        finding.RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(1), Id(2), Id(3)]);
    }

    [Theory]
    [InlineData("2024-11-20", VisitMode.InPerson, Urgency.Soon)]
    [InlineData("2024-11-20", VisitMode.Remote, Urgency.Urgent)]
    [InlineData("2024-11", VisitMode.InPerson, Urgency.Urgent)]
    [InlineData("2024-06-01", VisitMode.InPerson, Urgency.Urgent)]
    public void what_a_visit_in_person_after_the_last_examination_ruled_out_is_told_with_that_and_not_for_today(
        string on, VisitMode mode, Urgency urgency)
    {
        var finding = When.Fires(Worse, Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-11-15", AsiaGrade.C),
            Visited(3, on) with { Mode = mode, RecurrenceAssessment = RecurrenceAssessment.None }), Today);
        finding.Urgency.ShouldBe(urgency);
        finding.Sentence.EndsWith($"At the visit of {on} recurrence was ruled out.", StringComparison.Ordinal)
            .ShouldBe(urgency == Urgency.Soon);
        finding.RestsOn.Any(fact => fact.EntryId == Id(3)).ShouldBe(urgency == Urgency.Soon);
    }

    [Fact]
    public void a_deficit_that_a_clinician_confirmed_and_that_went_on_getting_worse_is_one_finding()
    {
        object[] events = [Started(9, "2023-01-01", 5m), Graded(1, "2023-06-01", AsiaGrade.D), Graded(2, "2024-02-01", AsiaGrade.D),
            Graded(3, "2024-08-01", AsiaGrade.C), Visited(4, "2024-08-10") with { RecurrenceAssessment = RecurrenceAssessment.Confirmed }];
        When.Fires(Worse, Chart(events), Today);
        When.Fires(Worse, Chart([.. events, Graded(5, "2024-09-01", AsiaGrade.B)]), Today)
            .RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(2), Id(5)]);
    }

    [Fact]
    public void it_ends_when_the_patient_is_back() => When.Silent(
        Worse, Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-05-01", AsiaGrade.C), Graded(3, "2024-07-01", AsiaGrade.D)),
        Today, because: "grade-fell");

    [Fact]
    public void what_is_left_when_a_recurrence_came_under_control_is_what_later_examinations_are_held_against()
    {
        object[] events =
        [
            Graded(1, "2024-02-01", AsiaGrade.E), Recurred(2, "2024-05-01"), Graded(3, "2024-05-01", AsiaGrade.B),
            Graded(4, "2024-07-01", AsiaGrade.C),
        ];
        When.Fires(Worse, Chart(events), Today);
        object[] settled = [.. events, Resolved(5, 2, "2024-07-10"), Graded(6, "2024-09-01", AsiaGrade.C)];
        When.Silent(Worse, Chart(settled), Today, because: "grade-fell");
        When.Fires(Worse, Chart([.. settled, Graded(7, "2024-11-01", AsiaGrade.B)]), Today)
            .RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(6), Id(7)]);
    }

    [Fact]
    public void nothing_is_settled_while_another_recurrence_is_not()
    {
        object[] events =
        [
            Graded(1, "2024-02-01", AsiaGrade.D), Recurred(2, "2024-05-01"), Recurred(3, "2024-09-01"),
            Graded(4, "2024-09-01", AsiaGrade.B),
            Resolved(5, 2, "2024-10-10"),
        ];
        When.Fires(Worse, Chart(events), Today);
        When.Silent(Worse, Chart([.. events, Resolved(6, 3, "2024-11-10")]), Today, because: "earlier-grade");
    }

    [Theory]
    [InlineData("2024-07", AsiaGrade.C, false)]
    [InlineData("2024", AsiaGrade.C, false)]
    [InlineData("2024-07", AsiaGrade.B, true)]
    public void the_day_on_which_it_came_under_control_may_be_vague(string day, AsiaGrade later, bool fires)
    {
        var chart = Chart(
            Graded(1, "2024-02-01", AsiaGrade.E), Recurred(2, "2024-05-01"), Graded(3, "2024-07-10", AsiaGrade.C), Resolved(4, 2, day),
            Graded(5, "2025-03-01", later));
        if (fires) When.Fires(Worse, chart, "2025-04-01");
        else When.Silent(Worse, chart, "2025-04-01", because: "grade-fell");
    }

    [Fact]
    public void a_resolution_that_was_taken_back_settles_nothing() => When.Fires(
        Worse,
        Chart(
            Graded(1, "2024-02-01", AsiaGrade.E), Recurred(2, "2024-05-01"), Graded(3, "2024-07-10", AsiaGrade.C),
            Resolved(4, 2, "2024-07-20"), new EntryRetracted(Id(4), RetractionReason.EnteredInError, null)),
        Today);

    [Fact]
    public void a_deficit_that_nobody_saw_before_the_recurrence_was_under_control_is_worse() => When.Fires(
        Worse,
        Chart(
            Graded(1, "2024-02-01", AsiaGrade.D), Recurred(2, "2024-05-01"), Resolved(3, 2, "2024-07-10"),
            Graded(4, "2024-09-01", AsiaGrade.C)),
        Today);

    [Fact]
    public void a_further_fall_is_another_finding() => When.Fires(
        Worse, Chart(Graded(1, "2024-02-01", AsiaGrade.E), Graded(2, "2024-05-01", AsiaGrade.C), Graded(3, "2024-07-01", AsiaGrade.B)),
        Today)
        .EpisodeKey.ShouldBe($"ais:{Id(3):N}");

    [Fact]
    public void a_fall_after_a_partial_recovery_is_another_finding_and_still_measured_against_the_best() => When.Fires(
        Worse,
        Chart(Graded(1, "2024-01-01", AsiaGrade.E), Graded(2, "2024-03-01", AsiaGrade.B), Graded(3, "2024-05-01", AsiaGrade.C),
            Graded(4, "2024-07-01", AsiaGrade.B)), Today)
        .ShouldSatisfyAllConditions(
            finding => finding.EpisodeKey.ShouldBe($"ais:{Id(4):N}"),
            finding => finding.RestsOn[0].Value.ShouldBe("E"));

    [Fact]
    public void one_lucky_grade_is_no_standard_for_ever() => When.Silent(
        Worse,
        Chart(
            Graded(1, "2024-01-01", AsiaGrade.D), Graded(2, "2024-02-01", AsiaGrade.D), Graded(3, "2024-03-01", AsiaGrade.E),
            Graded(4, "2024-04-01", AsiaGrade.E),
            Graded(5, "2024-05-01", AsiaGrade.E)), Today, because: "grade-fell");

    [Fact]
    public void what_was_found_long_ago_is_not_for_today()
    {
        var chart = Chart(Graded(1, "2021-02-01", AsiaGrade.D), Graded(2, "2021-05-01", AsiaGrade.C));
        When.Fires(Worse, chart, "2024-05-01").Urgency.ShouldBe(Urgency.Urgent);
        When.Fires(Worse, chart, "2024-05-02").Urgency.ShouldBe(Urgency.Soon);
    }

    [Fact]
    public void voluntary_anal_contraction_lost_alone_is_urgent()
    {
        var lost = Incomplete.WithVoluntaryAnalContraction(AnorectalFinding.No);
        var finding = When.Asked(Worse, Chart(Examined(1, "2024-02-01", Incomplete), Examined(2, "2024-05-01", lost)), Today)
            .Single(finding => finding.EpisodeKey.StartsWith("vac:"));
        finding.Urgency.ShouldBe(Urgency.Urgent);
        finding.RestsOn.Select(fact => fact.Value).ShouldBe(["present", "absent"]);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void a_motor_score_counts_from_four_points_on(int points, bool found)
    {
        var weaker = Incomplete;
        foreach (var level in CordLevels.KeyMuscles[5..][..points]) weaker = weaker.With(BodySide.Right, level, MuscleGrade.Of(2));
        var chart = Chart(Examined(1, "2024-02-01", Incomplete), Examined(2, "2024-05-01", weaker));
        if (found) When.Fires(Worse, chart, Today).EpisodeKey.ShouldBe($"lems:{Id(2):N}");
        else When.Silent(Worse, chart, Today, because: "motor-score-fell");
    }

    [Fact]
    public void a_fall_of_four_points_is_for_today_once_a_second_examination_confirms_it()
    {
        var (first, weaker) = (Examined(1, "2024-02-01", Incomplete), Weaker(Incomplete, 4));
        When.Fires(Worse, Chart(first, Examined(2, "2024-05-01", weaker)), Today).Urgency.ShouldBe(Urgency.Soon);
        When.Fires(Worse, Chart(first, Examined(2, "2024-05-01", weaker), Examined(3, "2024-05-08", weaker)), Today).Urgency
            .ShouldBe(Urgency.Urgent);
        When.Silent(Worse, Chart(first, Examined(2, "2024-05-01", weaker), Examined(3, "2024-05-08", Incomplete)), Today,
            because: "motor-score-fell");
    }

    [Fact]
    public void eight_points_at_once_are_for_today() =>
        When.Fires(Worse, Chart(Examined(1, "2024-02-01", Incomplete), Examined(2, "2024-05-01", Weaker(Incomplete, 8))), Today).Urgency
            .ShouldBe(Urgency.Urgent);

    [Fact]
    public void a_slow_decline_is_seen_where_no_step_reaches_the_limit() => When.Fires(
        Worse,
        Chart(
            Examined(1, "2024-01-01", Incomplete), Examined(2, "2024-02-01", Incomplete), Examined(3, "2024-03-01", Weaker(Incomplete, 2)),
            Examined(4, "2024-04-01", Weaker(Incomplete, 3)), Examined(5, "2024-05-01", Weaker(Incomplete, 5))), Today)
        .EpisodeKey.ShouldBe($"lems:{Id(5):N}");

    [Fact]
    public void a_muscle_that_cannot_be_tested_hides_no_fall_of_the_others()
    {
        var weaker = Weaker(Incomplete, 5).With(BodySide.Right, CordLevel.S1, MuscleGrade.NotTestable);
        When.Fires(Worse, Chart(Examined(1, "2024-02-01", Incomplete), Examined(2, "2024-05-01", weaker)), Today).RestsOn[1].Value.ShouldBe(
            "UEMS 50, LEMS ND");
    }

    [Fact]
    public void a_stable_patient_gets_at_most_one_urgent_finding_in_fifty_examinations_from_the_error_of_measurement()
    {
        // Standard deviation of a score from one examination to the next: 1.5 points for the arms and 1.5 for the legs.
        const int patients = 400, examinations = 10;
        var random = new Random(7);
        var urgent = 0;
        for (var patient = 0; patient < patients; patient++)
        {
            var entries = new List<ClinicalEntry>();
            var told = new HashSet<string>();
            for (var n = 1; n <= examinations; n++)
            {
                var examination = Weaker(Weaker(Examination(legs: 4, arms: 4), Noise(random) + 10), Noise(random) + 10, arms: true);
                entries.Add(Examined(n, $"2024-{n:00}-01", examination));
                told.UnionWith(When.Asked(Worse, Chart([.. entries]), $"2024-{n:00}-02").Where(finding => finding.Urgency == Urgency.Urgent)
                    .Select(finding => finding.EpisodeKey));
            }

            urgent += told.Count;
        }

        (urgent * 10.0 / (patients * examinations)).ShouldBeLessThanOrEqualTo(0.2);
    }

    private static int Noise(Random random) =>
        (int)Math.Round(1.5 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static AsiaGradeRecorded Examined(int id, string on, IsncsciExamination examination) =>
        new() { EntryId = Id(id), AssessedOn = Date(on), Examination = examination };

    private static IsncsciExamination Examination(int legs, int arms)
    {
        var examination = IsncsciExamination.AllNormal;
        for (var muscle = 0; muscle < CordLevels.KeyMuscleCount; muscle++)
        {
            foreach (var side in new[] { BodySide.Right, BodySide.Left })
                examination = examination.With(side, CordLevels.KeyMuscles[muscle], MuscleGrade.Of(muscle < 5 ? arms : legs));
        }

        return examination;
    }

    // Takes points off muscle by muscle; negative ones make stronger.
    private static IsncsciExamination Weaker(IsncsciExamination examination, int points, bool arms = false)
    {
        foreach (var level in arms ? CordLevels.KeyMuscles[..5].ToArray() : CordLevels.KeyMuscles[5..].ToArray())
        {
            foreach (var side in new[] { BodySide.Right, BodySide.Left })
            {
                var now = examination.Muscle(side, level).Value!.Value;
                var taken = Math.Clamp(points, now - 5, now);
                (examination, points) = (examination.With(side, level, MuscleGrade.Of(now - taken)), points - taken);
            }
        }

        return examination;
    }
}
