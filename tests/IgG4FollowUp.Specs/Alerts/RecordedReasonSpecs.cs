using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>
/// A study or an examination that somebody recorded as refused or not possible is missing all the same, and the reason is told.
/// </summary>
public sealed class RecordedReasonSpecs
{
    private const string Overdue = "mri-overdue";
    private const string AfterSurgery = "post-operative-check-missing";

    [Theory]
    [InlineData(MissingReason.Refused, null, "refused", "MRI refused")]
    [InlineData(MissingReason.NotPossible, null, "not possible", "MRI not possible")]
    [InlineData(
        MissingReason.NotPossible, ImagingObstacle.ImplantedDevice, "not possible (implanted device)",
        "MRI not possible (implanted device)")]
    public void an_overdue_mri_stays_due_and_names_why_it_was_not_done(
        MissingReason reason, ImagingObstacle? obstacle, string words, string value)
    {
        var finding = When.Fires(Overdue, Chart(Imaged(1, "2024-02-01"), Missed(2, "2025-02-01", reason, obstacle)), "2025-12-31");
        finding.Sentence.ShouldEndWith($"and is not on record. MRI is recorded as {words} on 2025-02-01.");
        finding.RestsOn.ShouldContain(new Evidence(EvidenceKind.RecordedReason, Id(2), Date("2025-02-01"), value));
    }

    [Fact]
    public void what_nobody_did_another_modality_and_a_reason_from_before_the_last_study_add_nothing()
    {
        var plain = When.Fires(Overdue, Chart(Imaged(1, "2024-02-01")), "2025-12-31");
        foreach (var missed in (ImagingMissed[])
            [
                Missed(2, "2025-02-01", MissingReason.NotDone), Missed(2, "2025-02-01", MissingReason.NotReported),
                Missed(2, "2025-02-01", MissingReason.Refused) with { Modality = ImagingModality.Ct },
                Missed(2, "2024-01-15", MissingReason.Refused),
            ])
        {
            var finding = When.Fires(Overdue, Chart(Imaged(1, "2024-02-01"), missed), "2025-12-31");
            (finding.Sentence, finding.EpisodeKey).ShouldBe((plain.Sentence, plain.EpisodeKey));
            finding.RestsOn.ShouldBe(plain.RestsOn);
        }
    }

    [Fact]
    public void after_an_operation_the_study_and_the_examination_name_their_own_reasons()
    {
        var chart = Chart(
            Operated(1, "2024-03-01") with { Procedures = [Procedure.Laminectomy] }, Missed(2, "2024-04-02", MissingReason.Refused),
            new StatusAssessed
            {
                EntryId = Id(3),
                AssessedOn = Date("2024-04-03"),
                NotAssessed = [new(StatusItem.AsiaGrade, MissingReason.NotPossible)],
            });
        var sentences = AlertRules.Evaluate(chart, Day("2025-12-31")).Findings.Where(finding => finding.Rule == AfterSurgery)
            .Select(finding => finding.Sentence).ToList();
        sentences.Count.ShouldBe(2);
        sentences.ShouldContain(told => told.EndsWith("no MRI after it is on record. MRI is recorded as refused on 2024-04-02."));
        sentences.ShouldContain(told => told.EndsWith(
            "no neurological examination after it is on record. A neurological examination is recorded as not possible on 2024-04-03."));
    }

    [Fact]
    public void a_reason_from_before_the_operation_is_not_told() => AlertRules.Evaluate(
        Chart(
            Operated(1, "2024-03-01") with { Procedures = [Procedure.Laminectomy] }, Missed(2, "2024-02-02", MissingReason.Refused)),
        Day("2025-12-31")).Findings.ShouldAllBe(finding => !finding.Sentence.Contains("is recorded as"));

    [Fact]
    public void neither_a_missed_study_nor_a_missed_sample_says_that_the_patient_was_followed_on_that_day()
    {
        var sample = new LabMissed { EntryId = Id(3), MissedOn = Date("2024-09-01"), NotMeasured = [new(default, MissingReason.NotDone)] };
        foreach (var missed in (ClinicalEntry[])[Missed(2, "2024-09-01", MissingReason.NotDone), sample])
            Chart(Imaged(1, "2024-02-01"), missed).LastContact.ShouldBe(Date("2024-02-01"));
    }

    private static ImagingMissed Missed(int id, string on, MissingReason reason, ImagingObstacle? obstacle = null) =>
        new() { EntryId = Id(id), MissedOn = Date(on), Reason = reason, Obstacle = obstacle };
}
