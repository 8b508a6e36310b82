using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>What the blood shows after B cells were depleted: their return, and a low IgG.</summary>
public sealed class DepletionLaboratorySpecs
{
    private const string Returned = "b-cells-returned", Low = "immunoglobulin-low";

    private static readonly SparingAgentStarted Begun =
        new() { EntryId = Id(1), StartedOn = Date("2024-01-01"), Agent = SparingAgent.Rituximab };

    private static readonly AgentAdministered Second = new() { EntryId = Id(2), TreatmentId = Id(1), GivenOn = Date("2024-01-15") };

    [Theory]
    [InlineData("11 /uL", true)]
    [InlineData("0.011 10*9/L", true)]
    [InlineData(">10 /uL", true)]
    [InlineData("10 /uL", false)]
    [InlineData("10 10*6/L", false)]
    [InlineData("<5 /uL", false)]
    public void b_cells_above_the_limit_within_the_window_are_told_in_whatever_unit(string result, bool told)
    {
        var chart = Chart(Begun, Second, Cells(3, "2024-06-12", result));
        if (!told)
        {
            When.Silent(Returned, chart, "2024-06-13", because: "above-limit");
            return;
        }

        When.Fires(Returned, chart, "2024-06-13").Sentence.ShouldBe(
            $"B cells on 2024-06-12: {result}; the last dose of rituximab on record is of 2024-01-15, and it is taken to act for 183 to "
            + "274 days.");
    }

    [Theory]
    [InlineData("<40 /uL")]
    [InlineData(">2 /uL")]
    public void a_result_on_both_sides_of_the_limit_says_neither(string result)
    {
        When.Silent(Returned, Chart(Begun, Second, Cells(3, "2024-06-12", result)), "2024-06-13", because: "counted");
        When.Fires(Returned, Chart(Begun, Second, Cells(3, "2024-06-01", "40 /uL"), Cells(4, "2024-06-12", result)), "2024-06-13")
            .EpisodeKey.ShouldBe(Id(3).ToString("N"));
    }

    [Fact]
    public void a_check_that_found_them_normal_says_that_they_are_back_and_one_that_found_them_abnormal_says_nothing()
    {
        var check = new SafetyChecked { EntryId = Id(3), CheckedOn = Date("2024-06-12"), What = SafetyCheck.BCellCount };
        When.Fires(Returned, Chart(Begun, check with { Result = SafetyFinding.Normal }), "2024-06-13");
        When.Silent(Returned, Chart(Begun, check with { Result = SafetyFinding.Abnormal }), "2024-06-13", because: "counted");
        When.Silent(Returned, Chart(Begun, check with { Missing = MissingReason.Refused }), "2024-06-13", because: "counted");
    }

    [Fact]
    public void the_last_count_decides_and_one_too_soon_after_a_dose_says_nothing()
    {
        When.Silent(
            Returned, Chart(Begun, Second, Cells(3, "2024-05-01", "40 /uL"), Cells(4, "2024-06-12", "1 /uL")), "2024-06-13",
            because: "above-limit");
        When.Silent(Returned, Chart(Begun, Second, Cells(3, "2024-02-12", "40 /uL")), "2024-02-13", because: "counted");
        When.Fires(Returned, Chart(Begun, Second, Cells(3, "2024-02-13", "40 /uL")), "2024-02-14");
        When.Silent(
            Returned, Chart(Begun, Second, Cells(3, "2024-06-12", "40 /uL"), Second with { EntryId = Id(4), GivenOn = Date("2024-06-20") }),
            "2024-06-21", because: "counted");
        When.Silent(Returned, Chart(Begun, Cells(3, "2024", "40 /uL")), "2024-06-13", because: "counted");
    }

    [Fact]
    public void a_plan_for_a_further_infusion_the_end_of_the_window_and_the_age_of_the_count_silence_it()
    {
        var cells = Cells(3, "2024-06-12", "40 /uL");
        var plan = new PlanMade
        {
            EntryId = Id(4),
            PlannedOn = Date("2024-06-13"),
            What = PlannedKind.Infusion,
            Agent = SparingAgent.Rituximab,
            DueOn = Date("2024-07-01"),
        };
        When.Silent(Returned, Chart(Begun, Second, cells, plan), "2024-06-14", because: "nothing-planned");
        When.Fires(Returned, Chart(Begun, Second, Cells(3, "2024-10-15", "40 /uL")), "2024-10-16");
        When.Silent(Returned, Chart(Begun, Second, Cells(3, "2024-10-16", "40 /uL")), "2024-10-17", because: "still-acting");
        When.Fires(Returned, Chart(Begun, Second, cells), "2024-12-12");
        When.Silent(Returned, Chart(Begun, Second, cells), "2024-12-13", because: "still-recent");
    }

    [Fact]
    public void a_stop_dates_the_last_dose_and_ends_nothing() => When.Fires(
        Returned,
        Chart(
            Begun, new SparingAgentStopped { EntryId = Id(2), TreatmentId = Id(1), LastDoseOn = Date("2024-01-15") },
            Cells(3, "2024-06-12", "40 /uL")),
        "2024-06-13");

    [Fact]
    public void nothing_is_told_without_a_dated_dose_of_such_an_agent()
    {
        When.Silent(
            Returned, Chart(Begun with { Agent = SparingAgent.Azathioprine }, Cells(3, "2024-06-12", "40 /uL")), "2024-06-13",
            because: "b-cell-depletion");
        When.Silent(
            Returned, Chart(Begun with { StartedOn = Date("not-reported") }, Cells(3, "2024-06-12", "40 /uL")), "2024-06-13",
            because: "b-cell-depletion");
    }

    [Fact]
    public void an_igg_below_the_laboratorys_own_limit_is_told_and_below_the_clinics_where_it_gives_none()
    {
        When.Fires(Low, Chart(Begun, Second, IgG(3, "2024-06-12", "650 mg/dL", "7 g/L")), "2024-06-13").Sentence.ShouldBe(
            "Serum IgG was 650 mg/dL on 2024-06-12, below the laboratory's limit of 7 g/L; the last dose of rituximab on record is of "
            + "2024-01-15.");
        When.Silent(Low, Chart(Begun, IgG(3, "2024-06-12", "7 g/L", "700 mg/dL")), "2024-06-13", because: "below-limit");
        When.Silent(Low, Chart(Begun, IgG(3, "2024-06-12", "5 g/L")), "2024-06-13", because: "below-limit");
        When.Fires(Low, Chart(Begun, IgG(3, "2024-06-12", "499 mg/dL")), "2024-06-13").Sentence
            .ShouldStartWith("Serum IgG was 499 mg/dL on 2024-06-12, below the clinic's limit of 5 g/L;");
        When.Silent(
            Low, Chart(Begun, IgG(3, "2024-06-12", "499 mg/dL")), "2024-06-13", because: "below-limit",
            ClinicSettings.HouseDefault with { IgGLowGramsPerLitre = 4 });
    }

    [Fact]
    public void a_bound_counts_only_where_every_value_lies_below()
    {
        When.Fires(Low, Chart(Begun, IgG(3, "2024-06-12", "<4 g/L")), "2024-06-13");
        When.Silent(Low, Chart(Begun, IgG(3, "2024-06-12", "<6 g/L")), "2024-06-13", because: "below-limit");
    }

    [Fact]
    public void a_later_result_replacement_or_time_silences_it()
    {
        var low = IgG(3, "2024-06-12", "3 g/L");
        When.Silent(Low, Chart(Begun, low, IgG(4, "2024-06-20", "6 g/L")), "2024-06-21", because: "below-limit");
        var replaced = new PreventionGiven
        {
            EntryId = Id(4),
            StartedOn = Date("2024-06-20"),
            What = Prevention.ImmunoglobulinReplacement,
        };
        When.Silent(Low, Chart(Begun, low, replaced), "2024-06-21", because: "not-replaced");
        When.Fires(Low, Chart(Begun, low, replaced with { StoppedOn = Date("2024-06-30") }), "2024-07-01");
        When.Silent(Low, Chart(Begun, low), "2024-12-13", because: "still-recent");
    }

    [Fact]
    public void an_igg_from_before_the_agent_or_without_a_date_is_not_one_under_it()
    {
        When.Silent(Low, Chart(Begun, IgG(3, "2023-12-31", "3 g/L")), "2024-01-02", because: "measured");
        When.Silent(Low, Chart(Begun, IgG(3, "not-reported", "3 g/L")), "2024-01-02", because: "measured");
        When.Silent(Low, Chart(IgG(3, "2024-06-12", "3 g/L")), "2024-06-13", because: "b-cell-depletion");
    }

    private static LabMeasured Cells(int id, string on, string result) =>
        new() { EntryId = Id(id), DrawnOn = Date(on), Analyte = Analyte.BCells, Result = LabResult.Parse(result) };

    private static LabMeasured IgG(int id, string on, string result, string? limit = null) => new()
    {
        EntryId = Id(id),
        DrawnOn = Date(on),
        Analyte = Analyte.SerumIgG,
        Result = LabResult.Parse(result),
        LowerLimitOfNormal = limit is null ? null : Quantity.Parse(limit),
    };
}
