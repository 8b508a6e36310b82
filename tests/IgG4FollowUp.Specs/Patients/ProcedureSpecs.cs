using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>Operations and studies in full.</summary>
public sealed class ProcedureSpecs
{
    [Fact]
    public void what_was_not_given_shows_no_enhancement()
    {
        Wrong(Imaged(1, "2024-03-01") with { ContrastGiven = false, Enhancement = Enhancement.None })
            .ShouldBe(["contrastGiven enhancement-without-contrast"]);
        Wrong(Imaged(1, "2024-03-01") with { ContrastGiven = true, Enhancement = Enhancement.None }).ShouldBeEmpty();
    }

    [Fact]
    public void an_absent_lesion_has_no_length() =>
        Wrong(Imaged(1, "2024-03-01", present: false) with { LengthMm = 30 }).ShouldBe(["lesionPresent absent-lesion-described"]);

    [Fact]
    public void nothing_is_relieved_by_an_operation_that_relieves_nothing_and_no_graft_covers_what_was_left()
    {
        Wrong(Operated(1, "2024-03-01") with { Decompression = false, DecompressedLevels = SpinalLevels.Parse("T4-T6") })
            .ShouldBe(["decompressedLevels nothing-decompressed"]);
        Wrong(Operated(1, "2024-03-01") with { DuraResected = false, DuralGraft = DuralGraft.Synthetic })
            .ShouldBe(["duralGraft graft-without-resection"]);
        Wrong(Operated(1, "2024-03-01") with { DuraResected = false, DuralGraft = DuralGraft.None }).ShouldBeEmpty();
    }

    [Fact]
    public void only_a_study_that_was_not_possible_has_an_obstacle()
    {
        var missed = new ImagingMissed { EntryId = Id(1), MissedOn = Date("2024-03-01"), Reason = MissingReason.Refused };
        Wrong(missed).ShouldBeEmpty();
        Wrong(missed with { Obstacle = ImagingObstacle.Claustrophobia }).ShouldBe(["obstacle obstacle-but-possible"]);
        Wrong(missed with { Reason = MissingReason.NotPossible, Obstacle = ImagingObstacle.Claustrophobia }).ShouldBeEmpty();
    }

    [Fact]
    public void no_lesion_is_compared_with_what_another_modality_shows_and_no_study_that_is_due_is_kept_by_it()
    {
        var computed = Imaged(2, "2025-03-01") with { Modality = ImagingModality.Ct, ThicknessMm = 9 };
        var chart = Chart(Imaged(1, "2024-02-01") with { ThicknessMm = 4 }, computed);
        Alerts(chart).ShouldNotContain("new-or-larger-lesion");
        Alerts(chart).ShouldContain("mri-overdue");
        Timeline.Of(chart).Items.ShouldContain(item => item.Entry == computed);
        Alerts(Chart(Imaged(1, "2024-02-01") with { ThicknessMm = 4 }, computed with { Modality = ImagingModality.Mri }))
            .ShouldContain("new-or-larger-lesion");
    }

    [Fact]
    public void a_study_that_was_not_done_keeps_none_that_is_due() => Alerts(
        Chart(
            Imaged(1, "2024-02-01"), new ImagingMissed { EntryId = Id(2), MissedOn = Date("2025-02-01"), Reason = MissingReason.NotDone }))
        .ShouldContain("mri-overdue");

    private static IEnumerable<string> Alerts(PatientChart chart) =>
        AlertRules.Evaluate(chart, new DateOnly(2025, 12, 31)).Findings.Select(finding => finding.Rule);

    private static IEnumerable<string> Wrong(ClinicalEntry entry) =>
        ChartRules.Contradictions(Chart(entry), new DateOnly(2026, 1, 1)).Select(wrong => $"{wrong.Member} {wrong.Code}");
}
