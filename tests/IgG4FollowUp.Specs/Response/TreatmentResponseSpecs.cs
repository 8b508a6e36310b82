using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Specs.Alerts;
using static IgG4FollowUp.Domain.Response.ResponseReason;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Response;

public sealed class TreatmentResponseSpecs
{
    // AIS C and a lesion, then 40 mg of prednisone.
    private static readonly object[] Treated = [Graded(1, "2023-12-28", AsiaGrade.C), Imaged(2, "2023-12-29"),
        Started(3, "2024-01-01", 40)];

    private static IReadOnlyList<TreatmentResponse> Of(params IEnumerable<object> events) => TreatmentResponses.Of(Chart(events)).Responses;

    private static ResponseAt First(int months, params IEnumerable<object> later) =>
        Of([.. Treated, .. later])[0].At.Single(at => at.Months == months);

    private static LesionImaged Compared(int id, string on, LesionChange change) =>
        Imaged(id, on, present: change != LesionChange.Resolved) with { ChangeSincePrior = change };

    private static AsiaGradeRecorded Scored(int id, string on, int strength) => Graded(id, on, null) with
    {
        Examination = IsncsciExamination.AllNormal.With(BodySide.Right, CordLevel.L3, MuscleGrade.Of(strength)),
    };

    [Fact]
    public void a_deficit_that_is_regained_and_a_lesion_that_is_gone_are_a_complete_response()
    {
        var at = First(3, Graded(4, "2024-04-01", AsiaGrade.E), Compared(5, "2024-04-02", LesionChange.Resolved));
        (at.Category, at.Neurological, at.Radiological)
            .ShouldBe((ResponseCategory.Complete, NeurologicalResponse.Regained, RadiologicalResponse.Gone));
        at.Reasons.ShouldBe([DeficitRegained, LesionGone]);
    }

    [Fact]
    public void an_examination_that_may_have_been_on_the_day_of_one_that_says_something_else_shows_no_response()
    {
        AsiaGradeRecorded[] differ = [Graded(4, "2024-04-10", AsiaGrade.C), Graded(5, "2024-04", AsiaGrade.D)];
        foreach (var day in new[] { "2024-04", "2024-04-10" })
        {
            var response = Of([.. Treated, differ[0], differ[1] with { AssessedOn = Date(day) }])[0];
            (response.RespondedOn, response.EndedBy).ShouldBe((null, ResponseEnd.Censored), day);
            response.At.Single(at => at.Months == 3).Category.ShouldBe(ResponseCategory.NotAssessable);
        }

        // Where they may have said it on two days, the first of them may have shown it.
        var later = Of([.. Treated, .. differ, Graded(6, "2024-06-01", AsiaGrade.D)])[0];
        later.RespondedOn.ShouldBe(new DaySpan(Day("2024-01-01"), Day("2024-06-01")));
        Of([.. Treated, Graded(4, "2024-04-10", AsiaGrade.D), differ[1]])[0].RespondedOn!.Value.Latest.ShouldBe(Day("2024-04-10"));
        Of([.. Treated, differ[0], Graded(5, "2024-05", AsiaGrade.D)])[0].RespondedOn
            .ShouldBe(new DaySpan(Day("2024-05-01"), Day("2024-05-31")));
    }

    [Fact]
    public void from_six_months_on_a_complete_response_is_one_on_a_maintenance_dose()
    {
        object[] well = [Graded(4, "2024-07-01", AsiaGrade.E), Compared(5, "2024-07-02", LesionChange.Resolved)];
        (First(6, well).Category, First(6, well).Reasons[^1]).ShouldBe((ResponseCategory.Partial, DoseAboveMaintenance));
        object[] tapered = [.. well, Changed(6, 3, "2024-05-01", 7.5m)];
        (First(6, tapered).Category, First(6, tapered).OffEscalation, First(6, tapered).Reasons[^1])
            .ShouldBe((ResponseCategory.Complete, Determination.Yes, DoseAtOrBelowMaintenance));
        object[] vague = [.. well, Started(6, "2024-05-01", mg: null)];
        (First(6, [.. vague, Changed(7, 3, "2024-05-01", 5)]).Category, First(6, [.. vague, Changed(7, 3, "2024-05-01", 5)]).Reasons[^1])
            .ShouldBe((ResponseCategory.NotAssessable, DoseNotDeterminable));
    }

    [Theory]
    [InlineData(AsiaGrade.D, LesionChange.Smaller, ResponseCategory.Partial, DeficitImproved, LesionSmaller)]
    [InlineData(AsiaGrade.E, LesionChange.Smaller, ResponseCategory.Partial, DeficitRegained, LesionSmaller)]
    [InlineData(AsiaGrade.C, LesionChange.Resolved, ResponseCategory.Partial, DeficitUnchanged, LesionGone)]
    [InlineData(AsiaGrade.C, LesionChange.Unchanged, ResponseCategory.None, DeficitUnchanged, LesionUnchanged)]
    [InlineData(AsiaGrade.E, LesionChange.Larger, ResponseCategory.None, DeficitRegained, LesionLarger)]
    public void deficit_and_lesion_together_make_the_category(AsiaGrade grade, LesionChange change, ResponseCategory category,
        ResponseReason deficit, ResponseReason lesion)
    {
        var at = First(3, Graded(4, "2024-04-01", grade), Compared(5, "2024-04-02", change));
        at.Category.ShouldBe(category);
        at.Reasons.ShouldBe([deficit, lesion]);
    }

    // Whatever a recurrence is told by, its response is told by, too.
    [Theory]
    [InlineData("contraction")]
    [InlineData("muscle")]
    [InlineData("both scores")]
    public void what_a_recurrence_took_is_lost_until_an_examination_shows_it_back(string lost)
    {
        NeurologicalResponse? At3Months(AsiaGradeRecorded later) => Of(
            Legs(1, "2023-01-01", 3), Imaged(2, "2023-01-01"), Started(3, "2023-01-05", 40), Changed(4, 3, "2023-04-01", 5),
            Kept(5, "2023-05-01"), Imaged(6, "2023-05-01", present: false), Taken(7, "2024-01-10"), Taken(8, "2024-01-14"),
            Started(9, "2024-01-15", 40), later, Imaged(11, "2024-04-15", present: false))
            .Single(response => !response.Event.IsInitial).At.Single(at => at.Months == 3).Neurological;

        AsiaGradeRecorded Kept(int id, string on) => Legs(id, on, 4);

        AsiaGradeRecorded Taken(int id, string on)
        {
            var examined = Kept(id, on).Examination!;
            return Graded(id, on, null) with
            {
                Examination = lost switch
                {
                    "contraction" => IsncsciText.Parse(examined.ToString()!.Replace("VAC Yes", "VAC No", StringComparison.Ordinal)),
                    "muscle" => examined.With(BodySide.Left, CordLevel.L4, MuscleGrade.Of(1)),
                    _ => examined.With(BodySide.Left, CordLevel.L2, MuscleGrade.Of(3)).With(BodySide.Left, CordLevel.L3, MuscleGrade.Of(3))
                        .With(BodySide.Left, CordLevel.L4, MuscleGrade.Of(3)).With(BodySide.Left, CordLevel.C5, MuscleGrade.Of(4))
                        .With(BodySide.Left, CordLevel.C6, MuscleGrade.Of(4)),
                },
            };
        }

        At3Months(Taken(10, "2024-04-15")).ShouldBe(NeurologicalResponse.Unchanged);
        At3Months(Kept(10, "2024-04-15")).ShouldBe(NeurologicalResponse.Regained);
        // A letter says nothing of it.
        At3Months(Graded(10, "2024-04-15", AsiaGrade.D)).ShouldBeNull();
    }

    [Fact]
    public void one_that_is_worse_is_no_response_whatever_is_not_known_of_the_other()
    {
        First(3, Compared(5, "2024-04-02", LesionChange.Larger)).Category.ShouldBe(ResponseCategory.None);
        var smaller = First(3, Compared(5, "2024-04-02", LesionChange.Smaller));
        (smaller.Category, smaller.Radiological).ShouldBe((ResponseCategory.NotAssessable, RadiologicalResponse.Smaller));
        smaller.Reasons.ShouldBe([NoExamination, LesionSmaller]);
    }

    [Fact]
    public void thickness_of_two_millimetres_decides_over_what_the_reader_says()
    {
        object[] begun = [Graded(1, "2023-12-28", AsiaGrade.C), Imaged(2, "2023-12-29") with { ThicknessMm = 8 },
            Started(3, "2024-01-01", 40), Graded(4, "2024-04-01", AsiaGrade.C)];
        RadiologicalResponse? Later(decimal mm, LesionChange? change = null) =>
            Of([.. begun, Imaged(5, "2024-04-02") with { ThicknessMm = mm, ChangeSincePrior = change }])[0].At[1].Radiological;
        Later(6, LesionChange.Unchanged).ShouldBe(RadiologicalResponse.Smaller);
        Later(10).ShouldBe(RadiologicalResponse.Larger);
        Later(7).ShouldBe(RadiologicalResponse.Unchanged);
        Later(7, LesionChange.Smaller).ShouldBe(RadiologicalResponse.Smaller);
        First(3, Imaged(5, "2024-04-02")).Reasons.ShouldContain(LesionChangeNotReported);
    }

    [Fact]
    public void a_lesion_that_grew_and_shrank_without_a_thickness_to_hold_it_against_is_told_as_that()
    {
        object[] begun = [Graded(1, "2023-12-28", AsiaGrade.C), Imaged(2, "2023-12-29"), Started(3, "2024-01-01", 40),
            Graded(4, "2024-04-01", AsiaGrade.C), Imaged(5, "2024-02-20") with { ChangeSincePrior = LesionChange.Larger, ThicknessMm = 9 }];
        foreach (var smaller in new[]
        {
            Imaged(6, "2024-04-02") with { ChangeSincePrior = LesionChange.Smaller },
            Imaged(6, "2024-04-02") with { ThicknessMm = 6 },
        })
        {
            var at = Of([.. begun, smaller])[0].At[1];
            (at.Radiological, at.Category).ShouldBe((null, ResponseCategory.NotAssessable));
            at.Reasons.ShouldContain(LesionLargerAndSmaller);
            at.Reasons.ShouldNotContain(LesionChangeNotReported);
        }

        Of([.. begun, Imaged(6, "2024-04-02") with { ThicknessMm = 10 }])[0].At[1].Radiological.ShouldBe(RadiologicalResponse.Larger);
        Of([.. begun, Imaged(6, "2024-04-02")])[0].At[1].Reasons.ShouldContain(LesionChangeNotReported);
    }

    [Fact]
    public void slow_growth_from_study_to_study_is_seen_against_the_start_of_treatment()
    {
        var thick = Imaged(2, "2023-12-29") with { ThicknessMm = 8 };
        var response = Of(
            Graded(1, "2023-12-28", AsiaGrade.C), thick, Started(3, "2024-01-01", 40),
            thick with { EntryId = Id(4), ImagedOn = Date("2024-02-01"), ThicknessMm = 9.4m },
            thick with { EntryId = Id(5), ImagedOn = Date("2024-07-01"), ThicknessMm = 10.8m })[0];
        response.At[2].Radiological.ShouldBe(RadiologicalResponse.Larger);
        response.Next.ShouldBe(new(NextEventKind.Progression, new DaySpan(Day("2024-07-01"), Day("2024-07-01"))));
    }

    [Fact]
    public void a_recurrence_is_back_at_the_grade_before_it_or_not()
    {
        object[] recurred =
        [
            .. Treated, Graded(4, "2024-04-01", AsiaGrade.D), Compared(5, "2024-04-02", LesionChange.Resolved),
            Changed(6, 3, "2024-06-01", 5), Graded(7, "2025-01-10", AsiaGrade.C),
            Imaged(8, "2025-01-11"), Changed(9, 3, "2025-01-12", 30),
            new SparingAgentStarted { EntryId = Id(10), StartedOn = Date("2025-01-20"), Agent = SparingAgent.Rituximab },
            new SparingAgentStarted
            {
                EntryId = Id(11),
                StartedOn = Date("2025-01-20"),
                Agent = SparingAgent.Methotrexate,
                Indication = Indication.Other,
            },
        ];
        var back = Of([.. recurred, Graded(12, "2025-04-10", AsiaGrade.D), Compared(13, "2025-04-11", LesionChange.Resolved)]);
        back.Count.ShouldBe(2);
        back[1].Treatments.Select(given => (given.Treatment.Kind, given.Treatment.Agent, given.Certain)).ShouldBe(
            [(TreatmentKind.GlucocorticoidRaised, null, true), (TreatmentKind.SparingAgent, SparingAgent.Rituximab, true)]);
        back[1].Since.ShouldBe(new DaySpan(Day("2025-01-12"), Day("2025-01-12")));
        (back[1].At[1].Category, back[1].At[1].Neurological, back[1].At[1].Radiological)
            .ShouldBe((ResponseCategory.Complete, NeurologicalResponse.Regained, RadiologicalResponse.Gone));
        back[1].DaysToResponse.ShouldBe(new DayCount(88, 88));
        (back[0].Next.Kind, back[0].EndedBy).ShouldBe((NextEventKind.Recurrence, ResponseEnd.Response));

        var still = Of([.. recurred, Graded(12, "2025-04-10", AsiaGrade.C), Compared(13, "2025-04-11", LesionChange.Unchanged)])[1];
        (still.At[1].Category, still.DaysToResponse).ShouldBe((ResponseCategory.None, null));
    }

    [Fact]
    public void an_infusion_for_a_recurrence_after_the_last_ones_wore_off_is_its_treatment()
    {
        AgentAdministered Infused(int id, string on) => new() { EntryId = Id(id), TreatmentId = Id(6), GivenOn = Date(on) };
        object[] recurred =
        [
            .. Treated, Graded(4, "2024-04-01", AsiaGrade.D), Compared(5, "2024-04-02", LesionChange.Smaller),
            new SparingAgentStarted { EntryId = Id(6), StartedOn = Date("2024-01-10"), Agent = SparingAgent.Rituximab },
            Infused(7, "2024-01-24"), Compared(8, "2026-01-10", LesionChange.Larger), Infused(9, "2026-01-20"),
        ];
        var response = Of(recurred)[1];
        response.Treatments.Select(given => (given.Treatment.EntryId, given.Treatment.Agent)).ShouldBe([(Id(9), SparingAgent.Rituximab)]);
        response.Since.ShouldBe(new DaySpan(Day("2026-01-20"), Day("2026-01-20")));
        var chart = Chart([.. recurred]);
        When.Silent("recurrence-without-treatment-change", chart, "2026-03-01", because: "no-change-of-treatment");
        When.Fires("recurrence-without-treatment-change", Chart([.. recurred[..^1]]), "2026-03-01");
    }

    [Fact]
    public void a_recurrence_that_brought_no_deficit_lost_nothing()
    {
        var response = Of(
            [.. Treated, Graded(4, "2024-04-01", AsiaGrade.D), Compared(5, "2024-04-02", LesionChange.Smaller),
                Compared(6, "2025-01-10", LesionChange.New),
            Graded(7, "2025-01-11", AsiaGrade.D), Changed(8, 3, "2025-01-12", 60), Graded(9, "2025-04-10", AsiaGrade.D),
                Compared(10, "2025-04-11", LesionChange.Smaller)])[1];
        response.At[1].Reasons.ShouldBe([NothingLost, LesionSmaller]);
        response.At[1].Category.ShouldBe(ResponseCategory.Partial);
    }

    [Fact]
    public void an_untreated_recurrence_has_no_response_to_treatment()
    {
        var untreated =
            Of([.. Treated, Graded(4, "2024-04-01", AsiaGrade.D), Recurred(5, "2024-06-01"), Changed(6, 3, "2024-07-01", 60)])[1];
        (untreated.Treated, untreated.Since).ShouldBe((false, null));
        untreated.At.ShouldAllBe(at => at.Category == ResponseCategory.NotAssessable && at.Reasons.Single() == NoTreatment);
        Of([.. Treated, Recurred(5, "2024-06-01"), Changed(6, 3, "2024-06-29", 60)])[1].Treated.ShouldBe(true);
        Of([.. Treated, Recurred(5, "2024-06"), Changed(6, 3, "2024-07-20", 60)])[1].At[0].Reasons.ShouldBe([TreatmentDateOpen]);
        Of([.. Treated, Recurred(5, "not-reported")])[1].At[0].Reasons.ShouldBe([EventNotDated]);
    }

    [Fact]
    public void what_began_up_to_two_weeks_before_the_study_that_shows_a_recurrence_is_its_treatment_and_is_judged_from_that_study_on()
    {
        object[] Recurred(string raised) =>
        [
            .. Treated, Graded(4, "2024-04-01", AsiaGrade.D), Compared(5, "2024-04-02", LesionChange.Smaller),
            Changed(6, 3, "2024-06-01", 5), Changed(7, 3, raised, 30), Compared(8, "2025-01-11", LesionChange.Larger),
            Graded(9, "2025-01-11", AsiaGrade.D), Graded(10, "2025-04-10", AsiaGrade.D), Compared(11, "2025-04-11", LesionChange.Smaller),
        ];

        var response = Of(Recurred("2025-01-08"))[1];
        response.Treatments.Single().Treatment.Kind.ShouldBe(TreatmentKind.GlucocorticoidRaised);
        response.Since.ShouldBe(new DaySpan(Day("2025-01-11"), Day("2025-01-11")));
        (response.At[1].Category, response.At[1].Radiological).ShouldBe((ResponseCategory.Partial, RadiologicalResponse.Smaller));
        Of(Recurred("2024-12-28"))[1].Treated.ShouldBe(true);
        Of(Recurred("2024-12-27"))[1].Treated.ShouldBe(false);
    }

    [Theory]
    [InlineData("2024-10-10", 150, true)]
    [InlineData("2024-10-10", 100, false)]
    [InlineData("2024-03-10", 150, false)]
    public void more_of_an_agent_is_treatment_of_a_recurrence(string raised, decimal mg, bool treated)
    {
        AgentDose Daily(decimal mg) => new(mg, AgentDoseUnit.Mg, DoseFrequency.Daily);
        var azathioprine = new SparingAgentStarted
        {
            EntryId = Id(4),
            StartedOn = Date("2024-01-01"),
            Agent = SparingAgent.Azathioprine,
            Dose = Daily(100),
        };
        var response = Of([.. Treated, azathioprine, Recurred(5, "2024-10-01"), new AgentDoseChanged
        {
            EntryId = Id(6),
            TreatmentId = Id(4),
            ChangedOn = Date(raised),
            Dose = Daily(mg),
        }])[1];
        response.Treated.ShouldBe(treated);
        if (treated)
            response.Treatments.Single().Treatment.ShouldBe(
                new(Id(6), TreatmentKind.SparingAgentRaised, new(Day(raised), Day(raised)), SparingAgent.Azathioprine));
    }

    [Fact]
    public void grades_of_two_methods_are_not_compared_and_motor_scores_are_beyond_their_error()
    {
        First(3, Scored(4, "2024-04-01", 3)).Reasons[0].ShouldBe(ExaminationNotComparable);
        ResponseAt Against(int before, int after) =>
            Of(Scored(1, "2023-12-28", before), Started(3, "2024-01-01", 40), Scored(4, "2024-04-01", after))[0].At[1];
        Against(2, 5).Neurological.ShouldBe(NeurologicalResponse.Regained);
        Against(1, 4).Neurological.ShouldBe(NeurologicalResponse.Improved, "the score is back within its error, the grade is not");
        Against(2, 4).Neurological.ShouldBe(NeurologicalResponse.Unchanged, "what was lost is within the error between examiners");
        Against(4, 1).Neurological.ShouldBe(NeurologicalResponse.Unchanged);
        Against(4, 0).Reasons.ShouldContain(DeficitWorse, "a fall that nothing confirms is no recurrence of the primary definition");
    }

    [Fact]
    public void a_point_that_parts_normal_from_not_normal_makes_nobody_worse_than_when_treatment_began()
    {
        ResponseAt Against(int before, int after) =>
            Of(Scored(1, "2023-12-28", before), Started(3, "2024-01-01", 40), Scored(4, "2024-04-01", after))[0].At[1];
        Against(5, 4).Neurological.ShouldNotBe(NeurologicalResponse.Worse);
        Against(5, 3).Neurological.ShouldBe(NeurologicalResponse.Worse, "two grades of one muscle are more than examiners differ by");
    }

    [Fact]
    public void what_shows_that_the_disease_came_back_leaves_nothing_open_of_the_response_before_it_however_vague_its_date()
    {
        object[] events = [.. Treated, Graded(4, "2024-06", AsiaGrade.D), Compared(5, "2024-06", LesionChange.Smaller),
            Graded(6, "2024-12", AsiaGrade.C), Compared(7, "2024-12", LesionChange.Larger), Recurred(8, "2024-12")];
        var response = Of(events)[0];
        (response.At[2].Category, response.At[2].Neurological, response.At[2].Radiological)
            .ShouldBe((ResponseCategory.Partial, NeurologicalResponse.Improved, RadiologicalResponse.Smaller));
        (response.RespondedOn, response.Next.Kind)
            .ShouldBe((new DaySpan(Day("2024-06-01"), Day("2024-06-30")), NextEventKind.Recurrence));
        Of([.. events, Graded(9, "2024", AsiaGrade.D)])[0].At[2].Reasons.ShouldContain(ExaminationDateOpen, "that one shows no recurrence");
    }

    [Fact]
    public void a_change_of_a_motor_score_is_one_from_the_same_points_on_for_response_and_recurrence() =>
        (ResponseSettings.HouseDefault.UpperMotorPoints, ResponseSettings.HouseDefault.LowerMotorPoints)
            .ShouldBe((RecurrenceSettings.HouseDefault.UpperMotorPointsDown, RecurrenceSettings.HouseDefault.LowerMotorPointsDown));

    [Fact]
    public void the_study_that_shows_a_recurrence_a_day_after_its_treatment_began_is_no_progression_under_it()
    {
        var response = Of([.. Treated, Graded(4, "2024-04-01", AsiaGrade.D), Compared(5, "2024-04-01", LesionChange.Smaller),
            Graded(6, "2024-12-01", AsiaGrade.C), Started(7, "2024-12-02", 60), Compared(8, "2024-12-03", LesionChange.Larger),
            Graded(9, "2025-03-01", AsiaGrade.D), Compared(10, "2025-03-01", LesionChange.Smaller)])[1];
        response.Next.Kind.ShouldBe(NextEventKind.StillFollowed);
        (response.At[1].Category, response.At[1].Neurological, response.At[1].Radiological)
            .ShouldBe((ResponseCategory.Partial, NeurologicalResponse.Regained, RadiologicalResponse.Smaller));
    }

    [Fact]
    public void what_the_course_tells_as_progression_is_the_next_event_and_early_or_unconfirmed_worsening_is_none()
    {
        NextEvent Next(params IEnumerable<object> later) => Of([.. Treated, .. later])[0].Next;
        Next(Graded(4, "2024-01-15", AsiaGrade.B), Graded(5, "2024-03-01", AsiaGrade.C)).Kind
            .ShouldBe(NextEventKind.StillFollowed, "worse within four weeks of the start of treatment, and back");
        Next(Compared(4, "2024-01-15", LesionChange.Larger)).Kind.ShouldBe(NextEventKind.StillFollowed);
        Next(Graded(4, "2024-03-01", AsiaGrade.B)).Kind.ShouldBe(NextEventKind.StillFollowed, "one letter that nothing confirms");
        Next(Graded(4, "2024-03-01", AsiaGrade.B), Graded(5, "2024-03-20", AsiaGrade.B))
            .ShouldBe(new(NextEventKind.Progression, new DaySpan(Day("2024-03-01"), Day("2024-03-01"))));
    }

    [Theory]
    [InlineData("2024-05-17", false)]
    [InlineData("2024-05-18", true)]
    [InlineData("2024-08-16", true)]
    [InlineData("2024-08-17", false)]
    [InlineData("2024-06", true)]
    public void an_assessment_counts_within_its_window(string on, bool counts) =>
        First(6, Graded(4, on, AsiaGrade.D)).Neurological.ShouldBe(counts ? NeurologicalResponse.Improved : null);

    [Fact]
    public void partial_dates_that_leave_it_open_say_so()
    {
        First(6, Graded(4, "2024-05", AsiaGrade.D)).Reasons[0].ShouldBe(ExaminationDateOpen);
        First(6, Graded(4, "2024-06-20", AsiaGrade.D), Graded(5, "2024", AsiaGrade.C)).Reasons[0].ShouldBe(ExaminationDateOpen);
        First(6, Compared(4, "2024-05", LesionChange.Smaller)).Reasons[1].ShouldBe(StudyDateOpen);
        First(6, Graded(4, "2024-06-20", AsiaGrade.D), Graded(5, "not-reported", AsiaGrade.C)).Neurological
            .ShouldBe(NeurologicalResponse.Improved);
    }

    [Fact]
    public void whoever_recurs_before_is_no_responder_and_whoever_dies_or_leaves_is_not_assessable()
    {
        First(6, Recurred(4, "2024-03-01")).Reasons.ShouldBe([NoExamination, NoStudy, RecurredBefore]);
        // Within the window, and after the set time.
        First(6, Recurred(4, "2024-07-20")).Reasons.ShouldBe([NoExamination, NoStudy]);
        First(6, Recurred(4, "2024-03-01")).Category.ShouldBe(ResponseCategory.None);
        First(6, Recurred(4, "2024")).Reasons[^1].ShouldBe(RecurrenceDateOpen);
        First(6, Ended(4, "2024-03-01", FollowUpEndReason.Died)).Reasons[^1].ShouldBe(DiedBefore);
        First(6, Ended(4, "2024-03-01", FollowUpEndReason.Lost)).Reasons[^1].ShouldBe(FollowUpEndedBefore);
        First(6, Ended(4, "2024-03-01", FollowUpEndReason.Lost), Graded(5, "2024-07-01", AsiaGrade.E)).Neurological
            .ShouldBeNull("nothing after the end counts");
    }

    [Fact]
    public void a_lesion_that_a_clinician_told_of_and_of_which_no_study_is_on_record_was_there_when_treatment_began()
    {
        object[] relapsed = [.. Treated, Compared(4, "2024-06-01", LesionChange.Resolved), Graded(5, "2024-06-01", AsiaGrade.E),
            Recurred(6, "2025-01-01") with { Kinds = [RecurrenceKind.Radiological] }, Changed(7, 3, "2025-01-02", 60)];
        (RadiologicalResponse?, NextEventKind) After(LesionChange? change) =>
            Of([.. relapsed, Imaged(8, "2025-04-02", change != LesionChange.Resolved) with { ChangeSincePrior = change }])
                .Single(one => !one.Event.IsInitial) is var response ? (response.At[1].Radiological, response.Next.Kind) : default;

        After(LesionChange.Smaller).ShouldBe((RadiologicalResponse.Smaller, NextEventKind.StillFollowed));
        After(LesionChange.Resolved).ShouldBe((RadiologicalResponse.Gone, NextEventKind.StillFollowed));
        After(change: null).Item1.ShouldBeNull("nothing says how large it was");
    }

    [Fact]
    public void of_two_lesions_of_one_day_the_one_that_grew_and_shrank_is_why_nothing_can_be_said()
    {
        LesionImaged Of(int id, string on, LesionChange? change, string levels) =>
            Imaged(id, on) with { ChangeSincePrior = change, Levels = SpinalLevels.Parse(levels) };
        TreatmentResponses.Of(Chart(
            Of(1, "2024-01-01", null, "T4-T6"), Of(2, "2024-01-01", null, "L1-L2"), Started(3, "2024-01-02", 40),
            Of(4, "2024-03-20", LesionChange.Smaller, "T4-T6"), Of(5, "2024-03-20", LesionChange.Larger, "L1-L2"),
            Of(6, "2024-07-02", LesionChange.Unchanged, "T4-T6"), Of(7, "2024-07-02", LesionChange.Smaller, "L1-L2")))
            .Responses[0].At[2].Reasons.ShouldContain(LesionLargerAndSmaller);
    }

    [Fact]
    public void what_came_after_another_treatment_of_disease_that_had_progressed_is_no_response_to_the_first_one()
    {
        var grown = Compared(4, "2024-05-01", LesionChange.Larger);
        object[] better = [Graded(6, "2024-07-01", AsiaGrade.E), Compared(7, "2024-07-01", LesionChange.Smaller),
            Graded(8, "2025-01-01", AsiaGrade.E), Compared(9, "2025-01-01", LesionChange.Resolved)];
        foreach (var anew in new ClinicalEntry[]
        {
            Changed(5, 3, "2024-05-02", 60),
            new SparingAgentStarted { EntryId = Id(5), StartedOn = Date("2024-05-01"), Agent = SparingAgent.Rituximab },
            Operated(5, "2024-05-10"),
        })
        {
            var response = Of([.. Treated, grown, anew, .. better])[0];
            (response.RespondedOn, response.EndedBy, response.End, response.Next.Kind)
                .ShouldBe((null, ResponseEnd.Progression, new DaySpan(Day("2024-05-01"), Day("2024-05-01")), NextEventKind.Progression));
            response.At.Where(at => at.Months >= 6).ShouldAllBe(at => at.Category == ResponseCategory.None);
            response.At[^1].Reasons.ShouldBe([NoExamination, NoStudy, TreatedAnewBefore]);
        }

        // The same treatment goes on, or what is begun was planned: then it is this one that it responded to.
        var same = Of([.. Treated, grown, .. better])[0];
        (same.EndedBy, same.At[^1].Neurological).ShouldBe((ResponseEnd.Response, NeurologicalResponse.Regained));
        var responded = Of(
            [.. Treated, Compared(10, "2024-03-01", LesionChange.Smaller), grown, Changed(5, 3, "2024-05-02", 60), .. better]);
        (responded[0].EndedBy, responded[0].At[^1].Category).ShouldBe((ResponseEnd.Response, ResponseCategory.None));
        // Who was better before it was begun had responded to the same treatment.
        var since = Of([.. Treated, grown, better[0], Changed(5, 3, "2024-08-01", 60), .. better[1..]])[0];
        (since.EndedBy, since.At[^1].Neurological).ShouldBe((ResponseEnd.Response, NeurologicalResponse.Regained));
        // And who progressed again was treated for that.
        var twice = Of([.. Treated, grown, better[0], Compared(11, "2024-09-01", LesionChange.Larger), Operated(5, "2024-09-10"),
            .. better[2..]])[0];
        (twice.EndedBy, twice.At[^1].Reasons[^1]).ShouldBe((ResponseEnd.Response, TreatedAnewBefore));
        // It may have been begun before what is better was seen, or after it.
        var vague = new SparingAgentStarted { EntryId = Id(5), StartedOn = Date("2024"), Agent = SparingAgent.Rituximab };
        Of([.. Treated, grown, vague, .. better])[0].At[^1].Category.ShouldBe(ResponseCategory.NotAssessable);
    }

    [Theory]
    [InlineData("2023-06-01")]
    [InlineData("2023")]
    [InlineData("2024-01-01")]
    public void a_recurrence_from_before_the_first_treatment_on_record_keeps_nobody_from_responding_to_that(string recurred)
    {
        var response = Of([.. Treated, Recurred(4, recurred), Graded(5, "2024-04-01", AsiaGrade.E),
            Compared(6, "2024-04-01", LesionChange.Resolved)])[0];
        response.At[1].Category.ShouldBe(ResponseCategory.Complete);
        (response.EndedBy, response.Next.Kind).ShouldBe((ResponseEnd.Response, NextEventKind.StillFollowed));
    }

    [Fact]
    public void the_time_to_a_response_ends_with_the_first_sign_of_it_or_with_what_forestalls_it()
    {
        TreatmentResponse Later(params IEnumerable<object> later) => Of([.. Treated, .. later])[0];
        var responded = Later(Graded(4, "2024-02-01", AsiaGrade.C), Compared(5, "2024-03-01", LesionChange.Smaller),
            Graded(6, "2024-04-01", AsiaGrade.D));
        (responded.EndedBy, responded.Days, responded.DaysToResponse)
            .ShouldBe((ResponseEnd.Response, new DayCount(60, 60), new DayCount(60, 60)));
        var died = Later(Ended(4, "2024-01-31", FollowUpEndReason.Died));
        (died.EndedBy, died.Days, died.Next.Kind).ShouldBe((ResponseEnd.Death, new DayCount(30, 30), NextEventKind.Death));
        var followed = Later(Visited(4, "2024-03-01"));
        (followed.EndedBy, followed.Days, followed.Next.Kind)
            .ShouldBe((ResponseEnd.Censored, new DayCount(60, 60), NextEventKind.StillFollowed));
        // The vague grade may have shown it on the first day it can mean.
        Later(Graded(4, "2024", AsiaGrade.D), Compared(5, "2024-03-01", LesionChange.Smaller)).DaysToResponse.ShouldBe(new DayCount(0, 60));
    }

    [Fact]
    public void every_event_is_a_fact_of_the_timeline_with_what_it_rests_on()
    {
        var facts =
            Timeline.Of(
                Chart([.. Treated, Graded(4, "2024-04-01", AsiaGrade.E), Compared(5, "2024-04-02", LesionChange.Resolved),
                    Recurred(6, "2024-09-01")]))
            .Items.Select(item => item.Fact).OfType<TreatmentResponseFact>().ToList();
        facts.Select(fact => (fact.Recurrence, fact.RestsOn[0])).ShouldBe([(0, Id(3)), (1, Id(6))]);
        facts[0].At.Select(at => at.Category).ShouldBe(
            [ResponseCategory.NotAssessable, ResponseCategory.Complete, ResponseCategory.NotAssessable, ResponseCategory.None],
            "it recurred after the window of six months and before that of twelve");
    }
}
