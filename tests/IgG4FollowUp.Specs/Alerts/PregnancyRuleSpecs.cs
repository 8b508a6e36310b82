using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class PregnancyRuleSpecs
{
    private const string Unanswered = "pregnancy-unanswered";

    [Theory]
    [InlineData(SparingAgent.Mycophenolate)]
    [InlineData(SparingAgent.Methotrexate)]
    [InlineData(SparingAgent.Cyclophosphamide)]
    [InlineData(SparingAgent.Leflunomide)]
    public void a_drug_that_harms_the_unborn_asks_a_woman_of_that_age_whether_a_pregnancy_is_possible(SparingAgent agent)
    {
        var finding = When.Fires(Unanswered, Of(Sex.Female, 1990, Begun(1, "2024-05-01", agent)), "2024-05-01");
        finding.Sentence.ShouldEndWith(
            " is on record from 2024-05-01 on, and neither a pregnancy test nor an answer whether a pregnancy is possible is on record.");
        finding.Urgency.ShouldBe(Urgency.Soon);
    }

    [Fact]
    public void other_drugs_and_men_are_not_asked()
    {
        When.Silent(
            Unanswered, Of(Sex.Female, 1990, Begun(1, "2024-05-01", SparingAgent.Azathioprine)), "2024-05-01", because: "exposed");
        When.Silent(Unanswered, Of(Sex.Male, 1990, Begun(1, "2024-05-01")), "2024-05-01", because: "female");
        When.Silent(Unanswered, Of(sex: null, 1990, Begun(1, "2024-05-01")), "2024-05-01", because: "female");
    }

    [Theory]
    [InlineData(1973, true)]
    [InlineData(1972, false)]
    [InlineData(2009, true)]
    [InlineData(2010, false)]
    [InlineData(null, true)]
    public void only_an_age_that_is_on_record_rules_it_out(int? born, bool fires)
    {
        var chart = Of(Sex.Female, born, Begun(1, "2024-05-01"));
        When.Asked(Unanswered, chart, "2024-05-01").Length.ShouldBe(fires ? 1 : 0);
        if (!fires) When.Silent(Unanswered, chart, "2024-05-01", because: "exposed-and-of-age");
    }

    [Fact]
    public void an_answer_or_a_test_settles_it_and_a_test_that_was_refused_does_not()
    {
        When.Silent(
            Unanswered, Of(Sex.Female, 1990, Begun(1, "2024-05-01"), Risk(2, "2024-04-01", RiskFactor.PossiblePregnancy, RiskState.Absent)),
            "2024-05-01", because: "unanswered");
        When.Silent(Unanswered, Of(Sex.Female, 1990, Begun(1, "2024-05-01"), Test(2, SafetyFinding.Negative)), "2024-05-01", "unanswered");
        When.Fires(
            Unanswered, Of(Sex.Female, 1990, Begun(1, "2024-05-01"), Test(2, null) with { Missing = MissingReason.Refused }),
            "2024-05-01");
    }

    [Fact]
    public void when_the_drug_is_stopped_it_is_over() => When.Silent(
        Unanswered,
        Of(
            Sex.Female, 1990, Begun(1, "2024-05-01"),
            new SparingAgentStopped { EntryId = Id(2), TreatmentId = Id(1), LastDoseOn = Date("2024-06-01") }),
        "2024-06-02", because: "exposed-and-of-age");

    [Fact]
    public void a_pregnancy_under_such_a_drug_is_for_today_until_either_is_over()
    {
        var chart = Of(
            Sex.Female, 1990, Begun(1, "2024-05-01"), Risk(2, "2024-07-01", RiskFactor.Pregnancy, RiskState.Present));
        var finding = When.Fires(Unanswered, chart, "2024-07-01");
        finding.Sentence.ShouldBe("Mycophenolate is on record from 2024-05-01 on without a stop, and a pregnancy was noted on 2024-07-01.");
        finding.Urgency.ShouldBe(Urgency.Urgent);
        When.Silent(Unanswered, chart, "2025-04-08", because: "given-in-pregnancy");
        When.Silent(
            Unanswered,
            Of(
                Sex.Female, 1990, Begun(1, "2024-05-01"), Risk(2, "2024-07-01", RiskFactor.Pregnancy, RiskState.Present),
                Risk(3, "2024-08-01", RiskFactor.Pregnancy, RiskState.Former)),
            "2024-08-01", because: "pregnant");
    }

    private static PatientChart Of(Sex? sex, int? born, params object[] entries)
    {
        var chart = Chart(entries);
        return PatientChart.FoldAll(
            chart.Id, chart.Entries.Select(entry => entry is PatientEnrolled e ? e with { Sex = sex, BirthYear = born } : entry))!;
    }

    private static SparingAgentStarted Begun(int id, string on, SparingAgent agent = SparingAgent.Mycophenolate) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent };

    private static RiskRecorded Risk(int id, string on, RiskFactor what, RiskState state) =>
        new() { EntryId = Id(id), NotedOn = Date(on), What = what, State = state };

    private static SafetyChecked Test(int id, SafetyFinding? finding) =>
        new() { EntryId = Id(id), CheckedOn = Date("2024-04-01"), What = SafetyCheck.PregnancyTest, Result = finding };
}
