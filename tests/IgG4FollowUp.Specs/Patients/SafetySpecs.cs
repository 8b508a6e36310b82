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

    private static string[] Wrong(ClinicalEntry entry) =>
        [.. ChartRules.Contradictions(Chart(entry), Today).Select(wrong => $"{wrong.Member} {wrong.Code}")];
}
