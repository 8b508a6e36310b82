using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Alerts.Replayed;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>A simulation of a clinic in which every rule of treatment, its safety and the course of disease has something to say.</summary>
public sealed class WholeSimulationSpecs
{
    private static readonly RecordedEvent[][] Clinic =
    [
        // Retention is new, and compression of the cord is seen, but not treated.
        Kept(
            new StatusAssessed { EntryId = Id(1), AssessedOn = Date("2024-02-01"), Bladder = BladderFunction.Urgency },
            new StatusAssessed { EntryId = Id(2), AssessedOn = Date("2024-05-01"), Bladder = BladderFunction.Retention },
            Imaged(3, "2024-05-01") with { CordCompression = true }),
        // Depleted of B cells and never tested, and nothing is planned.
        Kept(Begun(1, "2024-01-02", SparingAgent.Rituximab)),
        // Weeks on 40 mg without a response and without what goes with it.
        Kept(Imaged(1, "2024-02-20"), Started(2, "2024-03-01", 40)),
        Kept(Begun(1, "2024-03-01", SparingAgent.Azathioprine)),
        [
            .. On("2024-01-01", Enrolled(born: 1990) with { Sex = Sex.Female }),
            .. Written(Begun(1, "2024-03-01", SparingAgent.Mycophenolate)),
        ],
        // Suspected, and not looked into.
        Kept(Visited(1, "2024-05-01") with { RecurrenceAssessment = RecurrenceAssessment.Suspected }),
        // Serum IgG4 rises again under treatment; another's reads normal beside a growing lesion.
        Kept(
            IgG4(1, "2024-01-15", "1000 mg/dL"), Started(2, "2024-02-01", 40), IgG4(3, "2024-05-01", "100 mg/dL"),
            IgG4(4, "2024-08-01", "900 mg/dL")),
        Kept(IgG4(1, "2024-05-01", "60 mg/dL"), Imaged(2, "2024-05-10") with { ChangeSincePrior = LesionChange.Larger }),
        // Dura is resected; nothing is looked at for three months, and then there is a cavity.
        Kept(
            Imaged(1, "2024-01-20") with { CordCavity = false }, Operated(2, "2024-02-01") with { DuraResected = true },
            Imaged(3, "2024-05-01") with { CordCavity = true }),
        // Glucocorticoid and agent are both stopped.
        Kept(
            Begun(1, "2024-01-10", SparingAgent.Azathioprine), Started(2, "2024-01-10", 10), Stopped(3, 2, "2024-04-01"),
            new SparingAgentStopped { EntryId = Id(4), TreatmentId = Id(1), LastDoseOn = Date("2024-05-01") }),
    ];

    [Theory]
    [InlineData("red-flag")]
    [InlineData("untreated-compression")]
    [InlineData("hepatitis-b-before-b-cell-depletion")]
    [InlineData("b-cell-depletion-checks-missing")]
    [InlineData("next-infusion-unplanned")]
    [InlineData("bone-check-missing")]
    [InlineData("pneumocystis-prophylaxis-missing")]
    [InlineData("adrenal-advice-missing")]
    [InlineData("glucose-check-missing")]
    [InlineData("blood-pressure-missing")]
    [InlineData("eye-check-missing")]
    [InlineData("blood-count-missing")]
    [InlineData("tpmt-missing")]
    [InlineData("pregnancy-unanswered")]
    [InlineData("no-response")]
    [InlineData("suspected-recurrence-open")]
    [InlineData("serum-igg4-rise")]
    [InlineData("igg4-prozone-suspected")]
    [InlineData("post-operative-check-missing")]
    [InlineData("cord-cavity-after-dural-resection")]
    [InlineData("treatment-stopped-without-plan")]
    [InlineData("systemic-examination-missing")]
    public void each_rule_is_raised_and_its_burden_is_told_by_patient_years(string name)
    {
        var rule = Simulated().Rules.Single(rule => rule.Rule.StartsWith(name + "/", StringComparison.Ordinal));
        rule.Alerts.ShouldBeGreaterThan(0);
        rule.PatientsAlerted.Denominator.ShouldBe(Clinic.Length);
        // Ten patients were followed through 2024, a leap year.
        rule.Burden.ShouldBe(new(rule.Alerts, Math.Round(3660 / 365.25, 4), Math.Round(rule.Alerts * 365.25 / 3660, 4)));
    }

    [Fact]
    public void nothing_fires_for_the_same_records_before_anything_was_recorded_in_them()
    {
        var empty = Simulated([.. Clinic.Select(history => history[..1])], until: "2024-01-14");
        empty.Burden.Alerts.ShouldBe(0);
        empty.Burden.PatientYears.ShouldBe(Math.Round(140 / 365.25, 4));
    }

    private static SimulationReport Simulated() => Simulated(Clinic, until: "2024-12-31");

    private static SimulationReport Simulated(IEnumerable<RecordedEvent[]> clinic, string until)
    {
        var simulation = new AlertSimulation(
            new()
            {
                Simulated = ClinicSettings.HouseDefault,
                Live = SettingsFrom.Always(ClinicSettings.HouseDefault),
                Until = Day(until),
                Now = At("2025-06-01"),
            },
            Days);
        foreach (var history in clinic) simulation.Add(Patient, history);
        return simulation.Report();
    }

    private static RecordedEvent[] Kept(params ClinicalEntry[] entries) => [.. On("2024-01-01", Enrolled()), .. Written(entries)];

    /// <summary>Each recorded on the day that it speaks of.</summary>
    private static IEnumerable<RecordedEvent> Written(params ClinicalEntry[] entries) =>
        entries.OrderBy(entry => entry.Date).SelectMany(entry => On($"{entry.Date}", entry));

    private static SparingAgentStarted Begun(int id, string on, SparingAgent agent) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent };
}
