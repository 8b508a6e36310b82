using IgG4FollowUp.Domain.Classification;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Classification;

/// <summary>Examples constructed from the three items of Umehara, Mod Rheumatol 2021;31:529-33.</summary>
public sealed class Comprehensive2020Specs
{
    private static readonly LesionImaged Mass = Imaged(1, "2024-01-10");

    private static readonly LabMeasured Raised = IgG4(3, "2024-01-11", "136 mg/dL");

    private static readonly BiopsyReported Full = new()
    {
        EntryId = Id(9),
        ReportedOn = Date("2024-01-25"),
        LymphoplasmacyticInfiltrate = true,
        Fibrosis = true,
        IgG4PositiveCellsPerHpf = 11,
        IgG4ToIgGPercent = 41,
        StoriformFibrosis = false,
        ObliterativePhlebitis = false,
    };

    [Fact]
    public void organ_serum_and_histology_make_it_definite_organ_and_histology_probable_organ_and_serum_possible()
    {
        Of(Mass, Raised, Full).Verdict.ShouldBe(ComprehensiveVerdict.Definite);
        Of(Mass, Full).Verdict.ShouldBe(ComprehensiveVerdict.Probable);
        Of(Mass, Raised).Verdict.ShouldBe(ComprehensiveVerdict.Possible);
        Of(Mass).Verdict.ShouldBe(ComprehensiveVerdict.NotMet);
        Of(Raised, Full).Verdict.ShouldBe(ComprehensiveVerdict.NotMet);
    }

    [Theory]
    [InlineData("135 mg/dL", CriterionState.NotMet)]
    [InlineData("1.36 g/L", CriterionState.Met)]
    [InlineData("<200 mg/dL", CriterionState.Open)]
    public void serum_igg4_counts_above_135_mg_per_dl_whatever_the_laboratorys_limit(string result, CriterionState state) =>
        Of(IgG4(3, "2024-01-11", result, limit: "121 mg/dL")).Serum.State.ShouldBe(state);

    [Fact]
    public void two_of_three_parts_of_histology_are_enough_and_one_is_not()
    {
        Of(Full with { IgG4PositiveCellsPerHpf = 10 }).Pathology.State.ShouldBe(CriterionState.NotMet);
        Of(Full with { IgG4ToIgGPercent = 40 }).Pathology.State.ShouldBe(CriterionState.NotMet);
        Of(Full with { IgG4PositiveCellsPerHpf = 10, ObliterativePhlebitis = true }).Pathology.State.ShouldBe(CriterionState.Met);
        Of(Full with { Fibrosis = false, ObliterativePhlebitis = true }).Pathology.State.ShouldBe(CriterionState.Met);
        Of(Full with { IgG4PositiveCellsPerHpf = null }).Pathology.State.ShouldBe(CriterionState.Open);
    }

    [Fact]
    public void the_two_parts_are_of_one_biopsy()
    {
        var cells = Full with { EntryId = Id(8), LymphoplasmacyticInfiltrate = false };
        var pattern = Full with { LymphoplasmacyticInfiltrate = false, IgG4PositiveCellsPerHpf = 0, StoriformFibrosis = true };
        Of(cells, pattern).Pathology.State.ShouldBe(CriterionState.NotMet);
    }

    [Fact]
    public void a_swollen_lymph_node_alone_is_no_organ() =>
        Of(Presented(2, "2024-01-10") with { OtherOrgans = [Organ.LymphNode] }).Organ.State.ShouldNotBe(CriterionState.Met);

    [Fact]
    public void what_is_missing_comes_with_what_would_follow()
    {
        var read = Of(Mass, Raised);
        read.AtBest.ShouldBe(ComprehensiveVerdict.Definite);
        read.Missing.Select(missing => (missing.Item, missing.Verdict)).ShouldBe([("pathology", ComprehensiveVerdict.Definite)]);
        Of(Mass, IgG4(3, "2024-01-11", "100 mg/dL")).AtBest.ShouldBe(ComprehensiveVerdict.Probable);
    }

    private static Comprehensive2020 Of(params ClinicalEntry[] entries) => Comprehensive2020.Of(Chart(entries));
}
