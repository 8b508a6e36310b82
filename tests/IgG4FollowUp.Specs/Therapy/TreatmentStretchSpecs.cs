using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Therapy;

public sealed class TreatmentStretchSpecs
{
    [Fact]
    public void a_course_is_one_stretch_per_dose_and_goes_on_until_it_is_stopped() =>
        Stretches(Started(1, "2024-01-10", 40m), Changed(2, 1, "2024-02-10", 20m), Stopped(3, 1, "2024-03-09"))
            .ShouldBe(["Glucocorticoid 2024-01-10 2024-02-09 40", "Glucocorticoid 2024-02-10 2024-03-09 20"]);

    [Fact]
    public void what_goes_on_has_no_last_day() =>
        Stretches(Started(1, "2024-01-10", 40m)).ShouldBe(["Glucocorticoid 2024-01-10 - 40"]);

    [Fact]
    public void an_operation_begins_and_never_ends() => Stretches(Operated(1, "2024-01-10")).ShouldBe(["Surgery 2024-01-10 - -"]);

    [Fact]
    public void an_agent_ends_with_its_last_day() => Stretches(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2024-01-10"), Agent = SparingAgent.Azathioprine },
            new SparingAgentStopped { EntryId = Id(2), TreatmentId = Id(1), LastDoseOn = Date("2024-05-10") })
        .ShouldBe(["SparingAgent 2024-01-10 2024-05-10 -"]);

    [Fact]
    public void a_vague_change_of_dose_is_a_stretch_of_the_days_on_which_it_may_have_been() =>
        Stretches(Started(1, "2024-01-10", 40m), Changed(2, 1, "2024-02", 20m), Stopped(3, 1, "2024-03-09"))
            .ShouldBe([
                "Glucocorticoid 2024-01-10 2024-01-31 40", "Glucocorticoid 2024-02-01 2024-02-28 20..40",
                "Glucocorticoid 2024-02-29 2024-03-09 20",
            ]);

    [Fact]
    public void an_agent_that_may_have_worn_off_between_two_doses_has_a_stretch_for_each_with_bounds()
    {
        AgentAdministered Given(int id, string on) => new() { EntryId = Id(id), TreatmentId = Id(1), GivenOn = Date(on) };
        SparingAgentStarted rituximab = new() { EntryId = Id(1), StartedOn = Date("2022-01-01"), Agent = SparingAgent.Rituximab };
        Bounds(rituximab, Given(2, "2022-10"))
            .ShouldBe(["2022-01-01..2022-01-01 2022-07-03..2022-10-30", "2022-07-04..2022-10-31 2023-04-02..2023-08-01"]);
        Bounds(rituximab, Given(2, "2022-06")).Count.ShouldBe(1);

        static List<string> Bounds(params ClinicalEntry[] entries) =>
        [
            .. All(entries).Select(stretch => $"{Days(stretch.Starts)} {Days(stretch.Stops!.Value)}"),
        ];

        static string Days(DaySpan days) => FormattableString.Invariant($"{days.Earliest:O}..{days.Latest:O}");
    }

    private static IEnumerable<TreatmentStretch> All(ClinicalEntry[] entries) =>
        TreatmentStretches.Of(DiseaseTreatments.Of(PatientChart.FoldAll(Patient, entries.Prepend(Enrolled()))!));

    private static List<string> Stretches(params ClinicalEntry[] entries)
    {
        return
        [
            .. All(entries).Select(stretch =>
                $"{stretch.Kind} {stretch.Starts.Earliest:O} {Day(stretch.Stops?.Latest)} {Dose(stretch.PrednisoneMgPerDay)}"),
        ];

        static string Day(DateOnly? day) => day is { } known ? $"{known:O}" : "-";

        static string Dose(DoseRange? dose) => dose is not { } range ? "-"
            : range.IsExact ? $"{range.AtLeast.Round(1):0.#}"
            : $"{range.AtLeast.Round(1):0.#}..{range.AtMost!.Value.Round(1):0.#}";
    }
}
