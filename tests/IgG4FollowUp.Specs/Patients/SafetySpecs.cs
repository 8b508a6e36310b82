using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class SafetySpecs
{
    private static readonly AdverseEventReported Infection =
        new() { EntryId = Id(1), StartedOn = Date("2024-05-20"), Term = AdverseEventTerm.Infection };

    [Fact]
    public void of_an_adverse_event_little_may_be_known() => Wrong(Infection).ShouldBeEmpty();

    [Fact]
    public void an_adverse_event_ends_no_earlier_than_it_began()
    {
        Wrong(Infection with { EndedOn = Date("2024-05-19") }).ShouldBe(["endedOn date-before-start"]);
        Wrong(Infection with { EndedOn = Date("2024-05-20") }).ShouldBeEmpty();
        Wrong(Infection with { EndedOn = Date("2024-05") }).ShouldBeEmpty();
    }

    [Fact]
    public void an_adverse_event_that_goes_on_has_not_ended()
    {
        Wrong(Infection with { Outcome = AdverseEventOutcome.Ongoing, EndedOn = Date("2024-06-03") })
            .ShouldBe(["endedOn ongoing-and-ended"]);
        Wrong(Infection with { Outcome = AdverseEventOutcome.Ongoing }).ShouldBeEmpty();
    }

    [Fact]
    public void an_adverse_event_ends_no_later_than_today() =>
        Wrong(Infection with { EndedOn = Date("2025-01-02") }).ShouldBe(["endedOn date-in-future"]);

    [Fact]
    public void grade_5_is_fatal_and_what_is_fatal_is_of_grade_5()
    {
        Wrong(Infection with { Grade = 5, Outcome = AdverseEventOutcome.Fatal, Serious = true }).ShouldBeEmpty();
        Wrong(Infection with { Grade = 5, Outcome = AdverseEventOutcome.Recovered }).ShouldBe(["outcome death-not-fatal"]);
        Wrong(Infection with { Grade = 5 }).ShouldBe(["outcome death-not-fatal"]);
        Wrong(Infection with { Grade = 4, Outcome = AdverseEventOutcome.Fatal }).ShouldBe(["grade fatal-without-grade-5"]);
        Wrong(Infection with { Outcome = AdverseEventOutcome.Fatal }).ShouldBe(["grade fatal-without-grade-5"]);
    }

    [Fact]
    public void what_was_fatal_was_serious() =>
        Wrong(Infection with { Grade = 5, Outcome = AdverseEventOutcome.Fatal, Serious = false }).ShouldBe(["serious fatal-not-serious"]);

    [Fact]
    public void an_adverse_event_without_a_term_of_its_own_is_told_in_words()
    {
        Wrong(Infection with { Term = AdverseEventTerm.Other }).ShouldBe(["description other-without-words"]);
        Wrong(Infection with { Term = AdverseEventTerm.Other, Description = " " }).ShouldBe(["description other-without-words"]);
        Wrong(Infection with { Term = AdverseEventTerm.Other, Description = "shingles" }).ShouldBeEmpty();
    }

    [Fact]
    public void a_check_has_a_result_or_numbers_or_a_reason_why_it_has_none()
    {
        Wrong(Check(SafetyCheck.ChestImaging)).ShouldBe(["result result-or-reason"]);
        Wrong(Check(SafetyCheck.ChestImaging) with { Result = SafetyFinding.Normal }).ShouldBeEmpty();
        Wrong(Check(SafetyCheck.ChestImaging) with { Missing = MissingReason.Refused }).ShouldBeEmpty();
        Wrong(Check(SafetyCheck.BloodPressure) with { SystolicMmHg = 148, DiastolicMmHg = 86 }).ShouldBeEmpty();
        Wrong(Check(SafetyCheck.BoneDensity) with { TScore = -2.6m }).ShouldBeEmpty();
        Wrong(Check(SafetyCheck.BoneDensity) with { TScore = -2.6m, Missing = MissingReason.NotDone })
            .ShouldBe(["missing checked-and-not"]);
    }

    [Fact]
    public void a_test_is_positive_or_negative_and_all_else_normal_or_abnormal()
    {
        Wrong(Check(SafetyCheck.HepatitisBSurfaceAntigen) with { Result = SafetyFinding.Negative }).ShouldBeEmpty();
        Wrong(Check(SafetyCheck.HepatitisBSurfaceAntigen) with { Result = SafetyFinding.Normal })
            .ShouldBe(["result result-of-another-check"]);
        Wrong(Check(SafetyCheck.Tpmt) with { Result = SafetyFinding.Positive }).ShouldBe(["result result-of-another-check"]);
        foreach (var what in Enum.GetValues<SafetyCheck>())
            Wrong(Check(what) with { Result = SafetyFinding.Indeterminate }).ShouldBeEmpty(what.ToString());
    }

    [Fact]
    public void numbers_belong_to_the_check_that_measures_them()
    {
        var eyes = Check(SafetyCheck.EyeExamination) with { Result = SafetyFinding.Normal };
        Wrong(eyes with { SystolicMmHg = 148, DiastolicMmHg = 86 }).ShouldBe(["systolicMmHg number-of-another-check"]);
        Wrong(eyes with { TScore = -1 }).ShouldBe(["tScore number-of-another-check"]);
    }

    [Fact]
    public void a_blood_pressure_has_a_systolic_value_and_a_lower_diastolic_one()
    {
        Wrong(Check(SafetyCheck.BloodPressure) with { SystolicMmHg = 148 }).ShouldBe(["diastolicMmHg half-a-pressure"]);
        Wrong(Check(SafetyCheck.BloodPressure) with { DiastolicMmHg = 86 }).ShouldBe(["systolicMmHg half-a-pressure"]);
        Wrong(Check(SafetyCheck.BloodPressure) with { SystolicMmHg = 86, DiastolicMmHg = 148 })
            .ShouldBe(["diastolicMmHg diastolic-not-below"]);
    }

    [Fact]
    public void a_prophylaxis_stops_no_earlier_than_it_was_begun()
    {
        var given = new PreventionGiven { EntryId = Id(1), StartedOn = Date("2024-03-15"), What = Prevention.PneumocystisProphylaxis };
        Wrong(given with { StoppedOn = Date("2024-03-14") }).ShouldBe(["stoppedOn date-before-start"]);
        Wrong(given with { StoppedOn = Date("2024-03") }).ShouldBeEmpty();
        Wrong(given).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_given_once_is_not_stopped()
    {
        foreach (var what in Enum.GetValues<Prevention>())
        {
            var once = what == Prevention.StressDoseCard || what.ToString().EndsWith("Vaccination", StringComparison.Ordinal);
            Wrong(new PreventionGiven { EntryId = Id(1), StartedOn = Date("2024-03-15"), StoppedOn = Date("2024-06-10"), What = what })
                .ShouldBe(once ? ["stoppedOn given-once"] : [], what.ToString());
        }
    }

    [Fact]
    public void a_risk_began_no_later_than_it_was_noted()
    {
        var diabetes = new RiskRecorded
        {
            EntryId = Id(1),
            NotedOn = Date("2024-03-11"),
            What = RiskFactor.Diabetes,
            State = RiskState.Present,
        };
        Wrong(diabetes with { Since = Date("2024-03-12") }).ShouldBe(["since date-after-noting"]);
        Wrong(diabetes with { Since = Date("2024-03") }).ShouldBeEmpty();
        Wrong(diabetes with { Since = Date("1969") }).ShouldBe(["since date-before-birth"]);
        Wrong(diabetes).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_absent_has_no_beginning()
    {
        var smoking = new RiskRecorded
        {
            EntryId = Id(1),
            NotedOn = Date("2024-03-11"),
            What = RiskFactor.Smoking,
            State = RiskState.Absent,
        };
        Wrong(smoking with { Since = Date("2016") }).ShouldBe(["since absent-since"]);
        Wrong(smoking with { Since = Date("2016"), State = RiskState.Former }).ShouldBeEmpty();
    }

    private static SafetyChecked Check(SafetyCheck what) => new() { EntryId = Id(1), CheckedOn = Date("2024-03-13"), What = what };

    private static string[] Wrong(ClinicalEntry entry) =>
        [.. ChartRules.Contradictions(Chart(entry), Today).Select(wrong => $"{wrong.Member} {wrong.Code}")];
}
