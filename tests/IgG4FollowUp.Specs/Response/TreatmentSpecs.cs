using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Response;

/// <summary>Strategy, decompression and maintenance.</summary>
public sealed class TreatmentSpecs
{
    private static SparingAgentStarted Agent(int id, string on, SparingAgent agent = SparingAgent.Rituximab,
        Indication? indication = null) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent, Indication = indication };

    private static TreatmentStrategy Strategy(params IEnumerable<object> events)
    {
        var chart = Chart([Presented(1, "2024-01-01"), .. events]);
        return TreatmentStrategies.Of(chart, DiseaseTreatments.Of(chart), FollowUpPeriod.Of(chart));
    }

    private static Maintenance At(int months, params IEnumerable<object> events)
    {
        var chart = Chart(events);
        return Maintenance.Of(chart, DiseaseTreatments.Of(chart), FollowUpPeriod.Of(chart)).Single(at => at.Months == months);
    }

    [Fact]
    public void what_is_noted_besides_says_nothing_of_how_the_patient_was_treated()
    {
        object[] events = [Started(1, "2024-01-10", 5m), Visited(2, "2024-06-10")];
        var smoking = new RiskRecorded
        {
            EntryId = Id(3),
            NotedOn = Date("2026-06-01"),
            What = RiskFactor.Smoking,
            State = RiskState.Present,
        };
        At(12, [.. events, smoking]).ShouldBe(At(12, events));
        At(12, events).State.ShouldBe(MaintenanceState.NotDeterminable);
        At(12, [.. events, Visited(3, "2026-06-01")]).State.ShouldBe(MaintenanceState.Maintained);
    }

    private static FirstDecompression? Decompression(params IEnumerable<object> events) => Decompressions.First(Chart(events));

    [Fact]
    public void a_strategy_is_what_was_begun_within_ninety_days_for_this_disease()
    {
        var seen = Visited(90, "2024-12-01");
        Strategy(seen).ShouldBe(TreatmentStrategy.None);
        Strategy(Started(2, "2024-03-31", 40), seen).ShouldBe(TreatmentStrategy.Steroid);
        Strategy(Started(2, "2024-04-01", 40), seen).ShouldBe(TreatmentStrategy.None);
        Strategy(Operated(2, "2024-01-05"), seen).ShouldBe(TreatmentStrategy.Surgery);
        Strategy(Operated(2, "2024-01-05"), Started(3, "2024-01-06", 40), seen).ShouldBe(TreatmentStrategy.SurgeryAndSteroid);
        Strategy(Started(3, "2024-01-06", 40), Agent(4, "2024-02-01"), seen).ShouldBe(TreatmentStrategy.SteroidAndSparingAgent);
        Strategy(Operated(2, "2024-01-05"), Started(3, "2024-01-06", 40), Agent(4, "2024-02-01"), seen)
            .ShouldBe(TreatmentStrategy.SurgerySteroidAndSparingAgent);
        Strategy(
            Operated(2, "2024-01-05") with { Procedures = [Procedure.Biopsy] },
            Started(3, "2024-01-06", 40) with { Indication = Indication.Other },
            Agent(4, "2024-02-01", indication: Indication.Other), Started(5, "2024-01-06", 40, route: SteroidRoute.Epidural), seen)
            .ShouldBe(TreatmentStrategy.None);
    }

    [Fact]
    public void a_strategy_is_not_determinable_where_dates_straddle_the_day_or_nobody_looked_so_long()
    {
        Strategy(Started(2, "2024", 40), Visited(90, "2024-12-01")).ShouldBe(TreatmentStrategy.NotDeterminable);
        Strategy(Started(2, "2024-03", 40), Visited(90, "2024-12-01")).ShouldBe(TreatmentStrategy.Steroid);
        Strategy(Visited(90, "2024-02-01")).ShouldBe(TreatmentStrategy.NotDeterminable);
        Strategy(Started(2, "2024-01-05", 40), Visited(90, "2024-02-01"))
            .ShouldBe(TreatmentStrategy.NotDeterminable, "an agent may still follow");
        Strategy(Started(2, "2024-01-05", 40), Ended(90, "2024-02-01", FollowUpEndReason.Died)).ShouldBe(TreatmentStrategy.Steroid);
        var unseen = Chart(Started(2, "2024-01-05", 40), Visited(90, "2024-12-01"));
        TreatmentStrategies.Of(unseen, DiseaseTreatments.Of(unseen), FollowUpPeriod.Of(unseen)).ShouldBe(TreatmentStrategy.NotDeterminable);
    }

    [Theory]
    [InlineData(true, Procedure.Laminectomy)]
    [InlineData(true, Procedure.Laminoplasty, Procedure.Biopsy)]
    [InlineData(true, Procedure.Resection)]
    [InlineData(true, Procedure.Vertebrectomy)]
    [InlineData(false, Procedure.Biopsy)]
    [InlineData(false, Procedure.CsfShunt)]
    [InlineData(false, Procedure.Durotomy)]
    [InlineData(null, Procedure.Other)]
    [InlineData(null)]
    public void procedures_say_whether_an_operation_decompressed_unless_it_is_stated(bool? decompresses, params Procedure[] procedures)
    {
        var surgery = Operated(1, "2024-01-05") with { Procedures = procedures };
        Decompressions.IsDecompression(surgery).ShouldBe(decompresses);
        Decompressions.IsDecompression(surgery with { Decompression = false }).ShouldBe(false);
        // What was taken of the lesion does not undo the room that was made in the canal.
        var room = procedures.Any(procedure => procedure is Procedure.Laminectomy or Procedure.Laminoplasty or Procedure.Vertebrectomy);
        var biopsied = surgery with { Extent = ResectionExtent.BiopsyOnly };
        (Decompressions.IsDecompression(biopsied), biopsied.IsTreatment()).ShouldBe((room, room));
        if (procedures is not [Procedure.Biopsy])
            Decompressions.IsDecompression(surgery with { Extent = ResectionExtent.Partial }).ShouldBe(true);
    }

    [Fact]
    public void days_to_the_first_decompression_are_bounds_where_dates_are_partial()
    {
        var presented = Presented(1, "2024-01-10", onset: "2023-11") with
        {
            NeurologicalOnsetOn = Date("2023-12-20"),
            DeteriorationOn = Date("2024-01-12"),
        };
        var laminectomy = Operated(2, "2024-01-14") with { Procedures = [Procedure.Laminectomy], Urgency = SurgeryUrgency.Emergency };
        var first = Decompression(presented, Graded(3, "2024-01-10", AsiaGrade.D), Graded(4, "2024-01-13", AsiaGrade.C), laminectomy)!;
        (first.FromFirstSymptom, first.FromNeurologicalOnset, first.FromDeterioration)
            .ShouldBe((new DayCount(45, 74), new DayCount(25, 25), new DayCount(2, 2)));
        (first.GradeBefore, first.DaysSinceGrade, first.Urgency).ShouldBe((AsiaGrade.C, new DayCount(1, 1), SurgeryUrgency.Emergency));
        Decompression(presented, laminectomy with { PerformedOn = Date("2024-01-01") })!.FromDeterioration
            .ShouldBeNull("it worsened later");
        GradeBefore(Graded(4, "2024-01-14", AsiaGrade.C))
            .ShouldBe(AsiaGrade.C, "who is operated on in an emergency is examined on the day");
        GradeBefore(Graded(4, "2024-01-14", AsiaGrade.C) with { TreatmentPhase = TreatmentPhase.AfterTreatment }).ShouldBe(AsiaGrade.D);
        ClinicalEntry before = Graded(4, "2024-01-14", AsiaGrade.C) with { TreatmentPhase = TreatmentPhase.BeforeTreatment };
        foreach (var other in new[] { Graded(5, "2024-01-14", AsiaGrade.B), Graded(1, "2024-01-14", AsiaGrade.B) })
        {
            GradeBefore(before, other).ShouldBe(AsiaGrade.C);
            GradeBefore(Graded(4, "2024-01-14", AsiaGrade.C), other).ShouldBeNull("which of the two came first is open");
        }

        AsiaGrade? GradeBefore(params ClinicalEntry[] ofTheDay) =>
            Decompression([presented with { EntryId = Id(9) }, Graded(3, "2024-01-10", AsiaGrade.D), .. ofTheDay, laminectomy])!
                .GradeBefore;

        Decompression(presented, laminectomy with { Procedures = [Procedure.Biopsy] }).ShouldBeNull();
    }

    [Fact]
    public void an_operation_that_may_have_decompressed_before_widens_the_bounds()
    {
        var first = Decompression(Operated(1, "2024-01-05"),
            Operated(2, "2024-02-05") with { Decompression = true, Urgency = SurgeryUrgency.Elective })!;
        (first.On, first.Urgency).ShouldBe((new DaySpan(Day("2024-01-05"), Day("2024-02-05")), null));
    }

    [Fact]
    public void what_cannot_be_of_decompression_and_deficit_is_refused()
    {
        string[] Codes(ClinicalEntry entry) => [.. ChartRules.Contradictions(Chart(entry), Today).Select(found => found.Code)];
        var presented = Presented(1, "2024-01-10", onset: "2023-11");
        Codes(presented with { NeurologicalOnsetOn = Date("2023-10-01") }).ShouldBe(["date-before-onset"]);
        Codes(presented with { NeurologicalOnsetOn = Date("2023-12"), DeteriorationOn = Date("2023-11-30") })
            .ShouldBe(["date-before-onset"]);
        Codes(presented with { NeurologicalOnsetOn = Date("2023"), DeteriorationOn = Date("2024-01-11") }).ShouldBeEmpty();
        Codes(presented with { DeteriorationOn = Date("2025-01-02") }).ShouldBe(["date-in-future"]);
        Codes(Operated(2, "2024-01-05") with { Procedures = [Procedure.Biopsy], Decompression = true })
            .ShouldBe(["biopsy-decompresses-nothing"]);
    }

    [Fact]
    public void maintenance_is_glucocorticoid_or_an_agent_for_this_disease_in_use_at_the_time()
    {
        object[] begun = [Started(1, "2023-01-01", 40), Changed(2, 1, "2023-03-01", 5), Visited(90, "2024-12-31")];
        var on = At(12, begun);
        (on.State, on.PrednisoneMgPerDay).ShouldBe((MaintenanceState.Maintained, new DoseRange(Mg(5), Mg(5))));
        At(12, [.. begun, Stopped(3, 1, "2023-06-01")]).State.ShouldBe(MaintenanceState.NotMaintained);
        At(12, [.. begun, Stopped(3, 1, "2023-06-01"), Agent(4, "2023-05-01", SparingAgent.Azathioprine)]).Agents!.Value
            .Select(agent => agent.Agent).ShouldBe([SparingAgent.Azathioprine]);
        At(12, [.. begun, Stopped(3, 1, "2023-06-01"), Agent(4, "2023-05-01", SparingAgent.Azathioprine, Indication.Other)]).State
            .ShouldBe(MaintenanceState.NotMaintained);
        At(12, [.. begun, Stopped(3, 1, "2023-12-20"), Started(4, "2023-12-25", 5) with { Indication = Indication.Other }]).State
            .ShouldBe(MaintenanceState.NotMaintained);
        At(24, begun).State.ShouldBe(MaintenanceState.Maintained);
        At(24, begun[0], begun[1], Visited(90, "2024-12-30")).State
            .ShouldBe(MaintenanceState.NotDeterminable, "followed for a day less than two years");
    }

    [Fact]
    public void rituximab_without_a_stop_acts_for_six_to_nine_months_and_not_for_ever()
    {
        Maintenance Given(int months, string rituximab) =>
            At(months, Started(1, "2023-01-01", 40), Stopped(2, 1, "2023-02-01"), Agent(3, rituximab), Visited(90, "2025-01-01"));
        Given(6, "2023-01-05").State.ShouldBe(MaintenanceState.Maintained);
        Given(12, "2023-01-05").State.ShouldBe(MaintenanceState.NotMaintained);
        Given(12, "2023-05-01").State.ShouldBe(MaintenanceState.NotDeterminable, "eight months after the infusion");
        Given(12, "2023-08-01").State.ShouldBe(MaintenanceState.Maintained);
        Given(12, "2023").State.ShouldBe(MaintenanceState.NotDeterminable);
        At(12, Agent(3, "2022-12-01"), new SparingAgentStopped { EntryId = Id(4), TreatmentId = Id(3), LastDoseOn = Date("2023-09-01") },
            Visited(90, "2024-12-31"))
            .State.ShouldBe(MaintenanceState.Maintained, "the window begins with the last dose");
        At(24, Agent(3, "2022-12-01", SparingAgent.Methotrexate), Visited(90, "2025-12-31")).State
            .ShouldBe(MaintenanceState.Maintained, "tablets go on until a stop");
    }
}
