using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class DiagnosisSpecs
{
    private static readonly BiopsyReported Biopsy = new() { EntryId = Id(1), ReportedOn = Date("2024-03-20") };

    private static readonly OrganAssessed Kidney =
        new() { EntryId = Id(1), AssessedOn = Date("2024-03-13"), Site = Site.Kidney, Result = OrganFinding.Involved };

    [Fact]
    public void tissue_is_taken_no_later_than_it_is_reported()
    {
        Wrong(Biopsy with { SampledOn = Date("2024-03-21") }).ShouldBe(["sampledOn date-after-report"]);
        Wrong(Biopsy with { SampledOn = Date("2024-03") }).ShouldBeEmpty();
        Wrong(Biopsy).ShouldBeEmpty();
    }

    [Fact]
    public void storiform_fibrosis_that_cannot_be_judged_is_neither_there_nor_absent()
    {
        Wrong(Biopsy with { StoriformAssessable = false, StoriformFibrosis = false })
            .ShouldBe(["storiformFibrosis not-assessable-but-assessed"]);
        Wrong(Biopsy with { StoriformAssessable = false }).ShouldBeEmpty();
        Wrong(Biopsy with { Fibrosis = false, StoriformFibrosis = true }).ShouldBe(["fibrosis storiform-without-fibrosis"]);
    }

    [Fact]
    public void only_the_criteria_with_points_have_points()
    {
        var diagnosis = new DiagnosisMade
        {
            EntryId = Id(1),
            DiagnosedOn = Date("2024-03-21"),
            Diagnosis = Diagnosis.IgG4RelatedSpinalPachymeningitis,
            StatedPoints = 26,
        };
        Wrong(diagnosis).ShouldBe(["statedPoints points-of-other-criteria"]);
        Wrong(diagnosis with { Criteria = CriteriaSet.Comprehensive2020 }).ShouldBe(["statedPoints points-of-other-criteria"]);
        Wrong(diagnosis with { Criteria = CriteriaSet.AcrEular2019 }).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_looked_for_is_found_or_not_or_there_is_a_reason()
    {
        var anca = new DifferentialChecked { EntryId = Id(1), CheckedOn = Date("2024-03-13"), What = Differential.Pr3Anca };
        Wrong(anca).ShouldBe(["result result-or-reason"]);
        Wrong(anca with { Result = DifferentialFinding.Absent, Missing = MissingReason.NotDone }).ShouldBe(["missing checked-and-not"]);
        Wrong(anca with { Result = DifferentialFinding.Present }).ShouldBeEmpty();
        Wrong(anca with { Missing = MissingReason.Refused }).ShouldBeEmpty();
    }

    [Fact]
    public void an_organ_is_involved_or_not_or_there_is_a_reason_why_nobody_looked()
    {
        Wrong(Kidney).ShouldBeEmpty();
        Wrong(Kidney with { Result = null }).ShouldBe(["result result-or-reason"]);
        Wrong(Kidney with { Missing = MissingReason.NotDone }).ShouldBe(["missing checked-and-not"]);
        Wrong(Kidney with { Result = null, Missing = MissingReason.NotDone, Methods = [OrganMethod.Ct] })
            .ShouldBe(["methods checked-and-not"]);
    }

    [Fact]
    public void only_an_organ_that_is_involved_is_described_and_by_features_of_its_own()
    {
        Wrong(Kidney with { Bilateral = true, Features = [OrganFeature.RenalPelvisThickening] }).ShouldBeEmpty();
        Wrong(Kidney with { Features = [OrganFeature.CapsuleLikeRim] }).ShouldBe(["features feature-of-another-organ"]);
        Wrong(Kidney with { Result = OrganFinding.NotInvolved, Features = [], Bilateral = false })
            .ShouldBe(["features absent-organ-described", "bilateral absent-organ-described"]);
        Wrong(Kidney with { Site = Site.Pancreas, Bilateral = true }).ShouldBe(["bilateral not-a-pair"]);
    }

    [Fact]
    public void an_uptake_is_measured_by_pet_ct()
    {
        Wrong(Kidney with { SuvMax = 6.2m, Methods = [OrganMethod.Ct] }).ShouldBe(["suvMax uptake-without-pet"]);
        Wrong(Kidney with { SuvMax = 6.2m, Methods = [OrganMethod.Ct, OrganMethod.PetCt] }).ShouldBeEmpty();
    }

    [Fact]
    public void every_feature_is_one_of_an_organ() =>
        Enum.GetValues<OrganFeature>().Select(OrganAssessed.SiteOf).ShouldAllBe(site => Enum.IsDefined(site));

    [Fact]
    public void the_lower_limit_lies_below_the_upper_one_and_has_the_units_of_the_result()
    {
        var complement = new LabMeasured
        {
            EntryId = Id(1),
            DrawnOn = Date("2024-03-13"),
            Analyte = Analyte.ComplementC3,
            Result = LabResult.Parse("62 mg/dL"),
            LowerLimitOfNormal = Quantity.Parse("90 mg/dL"),
            UpperLimitOfNormal = Quantity.Parse("1.8 g/L"),
        };
        Wrong(complement).ShouldBeEmpty();
        Wrong(complement with { LowerLimitOfNormal = Quantity.Parse("1.8 g/L") }).ShouldBe(["lowerLimitOfNormal lower-not-below"]);
        Wrong(complement with { LowerLimitOfNormal = Quantity.Parse("90 /uL") }).ShouldBe(["lowerLimitOfNormal unit-of-other-dimension"]);
    }

    [Fact]
    public void what_is_hardly_possible_is_kept_with_a_warning()
    {
        var albumin = new LabMeasured
        {
            EntryId = Id(1),
            DrawnOn = Date("2024-03-13"),
            Analyte = Analyte.CsfAlbumin,
            Result = LabResult.Parse("40 g/L"),
        };
        Warned(albumin).ShouldBe(["result value-implausible"]);
        Warned(albumin with { Result = LabResult.Parse("400 mg/L") }).ShouldBeEmpty();
        Warned(Biopsy with { IgG4PositiveCellsPerHpf = 0, IgG4ToIgGPercent = 40 }).ShouldBe(["igG4ToIgGPercent value-unusual"]);
        Warned(Biopsy with { IgG4PositiveCellsPerHpf = 0, IgG4ToIgGPercent = 0 }).ShouldBeEmpty();
    }

    private static string[] Warned(ClinicalEntry entry) =>
        [.. Plausibility.Warnings(Chart(entry), [entry]).Select(warning => $"{warning.Member} {warning.Code}")];

    private static string[] Wrong(ClinicalEntry entry) =>
        [.. ChartRules.Contradictions(Chart(entry), Today).Select(wrong => $"{wrong.Member} {wrong.Code}")];
}
