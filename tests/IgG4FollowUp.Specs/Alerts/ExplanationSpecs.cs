using System.Text.Json;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>One chart per rule in which it fires on the last day of 2025; what each finding says of itself is tried.</summary>
public sealed class ExplanationSpecs
{
    private static readonly DateOnly LastDay = new(2025, 12, 31);

    private static readonly Dictionary<string, PatientChart> Firing = new()
    {
        ["neurological-worsening"] = Chart(Graded(1, "2024-02-01", AsiaGrade.D), Graded(2, "2024-05-01", AsiaGrade.B)),
        ["new-or-larger-lesion"] =
            Chart(Imaged(1, "2024-02-01") with { ThicknessMm = 4 }, Imaged(2, "2024-05-01") with { ThicknessMm = 8 }),
        ["recurrence-without-treatment-change"] = Chart(Recurred(1, "2025-11-01")),
        ["steroid-low-without-mri"] = Chart(Started(1, "2024-02-01", 40), Stopped(2, 1, "2025-11-30")),
        ["steroid-dependence"] = Chart(Started(1, "2025-06-01", 20)),
        ["suspected-recurrence-open"] = Chart(Visited(1, "2025-06-01") with { RecurrenceAssessment = RecurrenceAssessment.Suspected }),
        ["high-steroid-exposure"] = Chart(Started(1, "2025-06-01", 40)),
        ["serum-igg4-rise"] = Chart(
            IgG4(1, "2024-01-15", "1000 mg/dL"), Started(2, "2024-02-01", 40), IgG4(3, "2024-05-01", "1 g/L"),
            IgG4(4, "2025-08-01", "4000 mg/L")),
        ["ask-whether-lost"] = Chart(Visited(1, "2024-03-01", due: "2025-05-01")),
        ["visit-overdue"] = Chart(Visited(1, "2024-03-01", due: "2025-10-01")),
        ["mri-overdue"] = Chart(Imaged(1, "2024-02-01")),
        ["plan-overdue"] = Chart(
            new PlanMade
            {
                EntryId = Id(1),
                PlannedOn = Date("2025-05-01"),
                What = PlannedKind.Infusion,
                DueOn = Date("2025-11"),
                Agent = SparingAgent.Rituximab,
            }),
        ["baseline-missing"] = Chart(),
        ["red-flag"] = Chart(
            new StatusAssessed { EntryId = Id(1), AssessedOn = Date("2025-05-01"), Walking = Walking.WithAid },
            new StatusAssessed { EntryId = Id(2), AssessedOn = Date("2025-11-01"), Walking = Walking.Wheelchair }),
        ["untreated-compression"] = Chart(Imaged(1, "2025-12-20") with { CordCompression = true }),
        ["no-response"] = Chart(Started(1, "2025-11-01", 40)),
        ["treatment-stopped-without-plan"] = Chart(Started(1, "2024-02-01", 40), Stopped(2, 1, "2025-11-30")),
        ["post-operative-check-missing"] = Chart(Operated(1, "2025-06-01")),
        ["pneumocystis-prophylaxis-missing"] = Chart(Started(1, "2025-11-01", 20)),
        ["bone-check-missing"] = Chart(Started(1, "2025-06-01", 5)),
        ["adrenal-advice-missing"] = Chart(Started(1, "2025-06-01", 10), Stopped(2, 1, "2025-09-01")),
        ["glucose-check-missing"] = Chart(Started(1, "2025-09-01", 10)),
        ["eye-check-missing"] = Chart(Started(1, "2025-06-01", 10)),
        ["blood-count-missing"] = Chart(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-06-01"), Agent = SparingAgent.Azathioprine }),
        ["immunoglobulins-missing"] = Chart(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-06-01"), Agent = SparingAgent.Inebilizumab }),
        ["next-infusion-unplanned"] = Chart(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-03-01"), Agent = SparingAgent.Rituximab }),
        ["igg4-prozone-suspected"] = Chart(
            IgG4(1, "2025-08-01", "1000 mg/dL"), IgG4(2, "2025-09-01", "1 g/L"), IgG4(3, "2025-10-01", "9000 mg/L")),
        ["systemic-examination-missing"] = Chart(),
        ["level-ascending"] = Chart(
            new StatusAssessed { EntryId = Id(1), AssessedOn = Date("2025-05-01"), SensoryLevel = "T10" },
            new StatusAssessed { EntryId = Id(2), AssessedOn = Date("2025-11-01"), SensoryLevel = "T6" }),
        ["hepatitis-b-prophylaxis-missing"] = Chart(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-06-01"), Agent = SparingAgent.Rituximab },
            Started(2, "2025-06-01", 20),
            new SafetyChecked
            {
                EntryId = Id(3),
                CheckedOn = Date("2025-05-01"),
                What = SafetyCheck.HepatitisBSurfaceAntigen,
                Result = SafetyFinding.Positive,
            }),
        ["b-cell-depletion-checks-missing"] = Chart(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-06-01"), Agent = SparingAgent.Rituximab }),
        ["pregnancy-unanswered"] = OfFemale(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-06-01"), Agent = SparingAgent.Mycophenolate }),
        ["blood-pressure-missing"] = Chart(Started(1, "2025-09-01", 10)),
        ["tpmt-missing"] = Chart(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-12-01"), Agent = SparingAgent.Azathioprine }),
        ["b-cells-returned"] = Chart(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-06-01"), Agent = SparingAgent.Rituximab },
            IgG4(2, "2025-11-01", "40 /uL") with { Analyte = Analyte.BCells }),
        ["immunoglobulin-low"] = Chart(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-06-01"), Agent = SparingAgent.Rituximab },
            IgG4(2, "2025-11-01", "3 g/L") with { Analyte = Analyte.SerumIgG }),
        ["cord-cavity-after-dural-resection"] = Chart(
            Operated(1, "2025-06-01") with { DuraResected = true },
            Imaged(2, "2025-11-01") with { CordCavity = true, CavitySincePrior = LesionChange.Larger }),
        ["hepatitis-b-before-b-cell-depletion"] = Chart(
            new SparingAgentStarted { EntryId = Id(1), StartedOn = Date("2025-06-01"), Agent = SparingAgent.Rituximab }),
    };

    public static TheoryData<string> Names => [.. AlertRules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void every_change_that_a_rule_names_silences_it_when_tried(string rule)
    {
        var given = new Situation(Firing[rule], LastDay, ClinicSettings.HouseDefault);
        var findings = Found(rule, given);
        findings.ShouldNotBeEmpty();
        foreach (var finding in findings)
        {
            finding.WouldNotHaveFired.Length.ShouldBeGreaterThanOrEqualTo(2);
            foreach (var change in finding.WouldNotHaveFired)
                Found(rule, change.Apply(given)).Select(found => found.EpisodeKey).ShouldNotContain(finding.EpisodeKey, change.Words);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void the_day_from_which_it_held_is_the_first_one(string rule)
    {
        foreach (var finding in Found(rule, new(Firing[rule], LastDay, ClinicSettings.HouseDefault))
            .Where(finding => finding.HeldFrom is not null))
        {
            var first = finding.HeldFrom!.Value;
            Found(rule, new(Firing[rule], first, ClinicSettings.HouseDefault)).Select(found => found.EpisodeKey)
                .ShouldContain(finding.EpisodeKey);
            Found(rule, new(Firing[rule], first.AddDays(-1), ClinicSettings.HouseDefault)).Select(found => found.EpisodeKey)
                .ShouldNotContain(finding.EpisodeKey);
            AlertRules.Evaluate(Firing[rule], first.AddDays(-1)).LookAgainOn.ShouldBe(first);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void a_finding_says_what_it_rests_on_and_survives_being_stored(string rule)
    {
        foreach (var finding in Found(rule, new(Firing[rule], LastDay, ClinicSettings.HouseDefault)))
        {
            finding.RestsOn.ShouldNotBeEmpty();
            finding.Thresholds.ShouldNotBeEmpty();
            finding.Sentence.ShouldEndWith(".");
            var text = JsonSerializer.Serialize(finding, EntryJson.Options);
            JsonSerializer.Serialize(JsonSerializer.Deserialize<Finding>(text, EntryJson.Options), EntryJson.Options).ShouldBe(text);
        }
    }

    [Fact]
    public void settings_survive_being_stored()
    {
        var settings = ClinicSettings.HouseDefault with { Name = "clinic-a", Version = 3, VisitGraceDays = 21, IgG4ShareOfBaseline = 0.5m };
        JsonSerializer.Deserialize<ClinicSettings>(JsonSerializer.Serialize(settings, EntryJson.Options), EntryJson.Options)
            .ShouldBe(settings);
    }

    [Fact]
    public void no_finding_repeats_what_was_written_freely()
    {
        foreach (var (rule, chart) in Firing)
        {
            var noted = PatientChart.FoldAll(chart.Id, chart.Entries.Select(entry => entry with { Note = "told by Mrs Example" }))!;
            JsonSerializer.Serialize(Found(rule, new(noted, LastDay, ClinicSettings.HouseDefault)), EntryJson.Options)
                .ShouldNotContain("Example");
        }
    }

    private static PatientChart OfFemale(params object[] entries)
    {
        var chart = Chart(entries);
        return PatientChart.FoldAll(
            chart.Id, chart.Entries.Select(entry => entry is PatientEnrolled e ? e with { Sex = Sex.Female, BirthYear = 1990 } : entry))!;
    }

    private static Finding[] Found(string rule, Situation given) =>
        [.. AlertRules.Evaluate(given.Chart, given.Today, given.Settings).Findings.Where(finding => finding.Rule == rule)];
}
