using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Therapy;

/// <summary>Whether an agent is in use on the sixteenth day and five years later, for every agent there is.</summary>
public sealed class AgentWindowSpecs
{
    // What is taken steadily until a stop is recorded.
    private static readonly SparingAgent[] Steady =
    [
        SparingAgent.Azathioprine, SparingAgent.Mycophenolate, SparingAgent.Methotrexate, SparingAgent.Leflunomide,
        SparingAgent.Cyclophosphamide, SparingAgent.Mercaptopurine, SparingAgent.Tacrolimus, SparingAgent.Ciclosporin,
        SparingAgent.Abatacept, SparingAgent.Obexelimab, SparingAgent.Elotuzumab, SparingAgent.Belimumab, SparingAgent.Tocilizumab,
        SparingAgent.Other, SparingAgent.Infliximab, SparingAgent.Iguratimod, SparingAgent.Hydroxychloroquine,
    ];

    public static TheoryData<SparingAgent> Agents => [.. Enum.GetValues<SparingAgent>()];

    [Theory]
    [MemberData(nameof(Agents))]
    public void every_agent_is_in_use_or_may_be_on_day_sixteen_and_none_that_is_given_in_courses_five_years_later(SparingAgent agent)
    {
        var start = new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2020-01-01"), Agent = agent };
        On(agent, "2020-01-16", start).ShouldBe(agent == SparingAgent.PlasmaExchange ? Determination.NotDeterminable : Determination.Yes);
        On(agent, "2025-01-01", start).ShouldBe(Steady.Contains(agent) ? Determination.Yes : Determination.No);
        AgentWindow.Of(agent).GivenInCourses.ShouldBe(!Steady.Contains(agent));
        AgentWindow.Of(agent).Source.ShouldStartWith("House default");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void a_stop_ends_what_is_taken_steadily_and_the_window_what_is_given_in_courses(SparingAgent agent)
    {
        var start = new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2020-01-01"), Agent = agent };
        var stop = new SparingAgentStopped { EntryId = Id(2), TreatmentId = Id(1), LastDoseOn = Date("2020-01-15") };
        On(agent, "2020-01-16", start, stop).ShouldBe(Steady.Contains(agent) ? Determination.No : Determination.Yes);
        On(agent, "2025-01-01", start, stop).ShouldBe(Determination.No);
    }

    private static Determination On(SparingAgent agent, string day, params ClinicalEntry[] entries) =>
        new ChartReading(Chart(entries)).Treatments.On(agent, new(Day(day), Day(day)));
}
