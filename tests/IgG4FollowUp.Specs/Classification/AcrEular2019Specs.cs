using IgG4FollowUp.Domain.Classification;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Classification;

/// <summary>Examples constructed from the tables of Wallace, Ann Rheum Dis 2020;79:77-87, domain by domain and in combination.</summary>
public sealed class AcrEular2019Specs
{
    private static readonly LesionImaged Mass = Imaged(1, "2024-01-10");

    // Other organs were looked for at presentation and none was found.
    private static readonly PresentationRecorded Isolated = Presented(2, "2024-01-10") with { OtherOrgans = [] };

    private static readonly LabMeasured High = IgG4(3, "2024-01-11", "900 mg/dL", limit: "135 mg/dL");

    [Fact]
    public void isolated_spinal_disease_without_a_biopsy_cannot_reach_the_threshold_whatever_the_serum()
    {
        var read = Of(Mass, Isolated, High, Complement(4, Analyte.ComplementC3), Complement(5, Analyte.ComplementC4));
        read.Entry.State.ShouldBe(CriterionState.Met);
        read.Points.ShouldBe(11);
        read.AtMostWithoutFurtherBiopsy.ShouldBe(11);
        read.CanBeReachedWithoutFurtherBiopsy.ShouldBeFalse();
        read.Verdict.ShouldBe(ClassificationVerdict.Open);
        read.Sentence.ShouldBe("11 of 20 points: at most 11 without a further biopsy, so 20 cannot be reached without one.");
        read.Missing.Select(missing => (missing.Domain, missing.Item, missing.CouldAdd, missing.EnoughAlone)).ShouldBe(
        [
            ("immunostaining", "high-ratio-and-many-cells", 16, true), ("immunostaining", "ratio-and-cells", 14, true),
            ("histopathology", "infiltrate-and-storiform-fibrosis", 13, true), ("immunostaining", "ratio-or-cells", 7, false),
            ("histopathology", "infiltrate-and-phlebitis", 6, false), ("histopathology", "dense-infiltrate", 4, false),
        ]);
    }

    [Fact]
    public void not_even_a_low_complement_brings_isolated_spinal_disease_to_the_threshold_without_a_biopsy()
    {
        var read = Of(Mass, Isolated, High, Complement(4, Analyte.ComplementC3, low: true));
        read.Points.ShouldBe(17);
        read.CanBeReachedWithoutFurtherBiopsy.ShouldBeFalse();
    }

    [Fact]
    public void isolated_spinal_disease_with_an_uninformative_biopsy_is_not_classified()
    {
        var read = Of(Mass, Isolated, Biopsy(infiltrate: false, cells: 0, ratio: 0), High);
        (read.Points, read.AtMost, read.Verdict).ShouldBe((11, 17, ClassificationVerdict.NotClassified));
        read.Sentence.ShouldBe("11 of 20 points: at most 17 with whatever is missing, so 20 cannot be reached.");
    }

    // The three ways to twenty of isolated disease that the tables allow at the least: 13 + 7, 6 + 14, 4 + 16.
    [Theory]
    [InlineData(true, false, 12, 30, 20)]
    [InlineData(true, false, 5, 60, 20)]
    [InlineData(false, true, 12, 60, 20)]
    [InlineData(false, false, 51, 71, 20)]
    [InlineData(false, false, 50, 71, 18)]
    [InlineData(true, true, 51, 71, 29)]
    public void tissue_alone_brings_isolated_spinal_disease_to_the_threshold(
        bool storiform, bool phlebitis, int cells, int ratio, int points)
    {
        var read = Of(Mass, Isolated, Biopsy(storiform: storiform, phlebitis: phlebitis, cells: cells, ratio: ratio));
        read.Points.ShouldBe(points);
        (read.Verdict == ClassificationVerdict.Classified).ShouldBe(points >= 20);
    }

    [Theory]
    [InlineData(false, null, null, 0, 0)]
    [InlineData(true, false, false, 4, 4)]
    [InlineData(true, false, true, 6, 6)]
    [InlineData(true, true, false, 13, 13)]
    [InlineData(true, true, true, 13, 13)]
    [InlineData(true, null, true, 6, 13)]
    [InlineData(null, true, true, 0, 13)]
    public void histopathology_counts_its_highest_item(bool? infiltrate, bool? storiform, bool? phlebitis, int points, int atMost)
    {
        var domain = Weighed(
            "histopathology", Biopsy() with
            {
                LymphoplasmacyticInfiltrate = infiltrate,
                StoriformFibrosis = storiform,
                ObliterativePhlebitis = phlebitis,
            });
        (domain.Points, domain.AtMost).ShouldBe((points, atMost));
    }

    [Fact]
    public void storiform_fibrosis_that_cannot_be_judged_stays_open()
    {
        var domain = Weighed("histopathology", Biopsy() with { StoriformFibrosis = null, StoriformAssessable = false });
        domain.Items.Single(item => item.Points == 13).State.ShouldBe(CriterionState.Open);
        (domain.Points, domain.AtMost, domain.GivenBy).ShouldBe((4, 13, "dense-infiltrate"));
    }

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("40", 9, 0)]
    [InlineData("41", 9, 7)]
    [InlineData("40.5", 9, 7)]
    [InlineData("90", 0, 7)]
    [InlineData("40", 10, 7)]
    [InlineData("0", 200, 7)]
    [InlineData("41", 10, 14)]
    [InlineData("70", 300, 14)]
    [InlineData("71", 10, 14)]
    [InlineData("71", 50, 14)]
    [InlineData("71", 51, 16)]
    [InlineData("100", 300, 16)]
    public void immunostaining_counts_ratio_and_cells_together(string ratio, int cells, int points) =>
        Weighed("immunostaining", Biopsy() with
        {
            IgG4ToIgGPercent = decimal.Parse(ratio, System.Globalization.CultureInfo.InvariantCulture),
            IgG4PositiveCellsPerHpf = cells,
        }).Points.ShouldBe(points);

    [Theory]
    [InlineData(55, null, 7, 16)]
    [InlineData(null, 60, 7, 14)]
    [InlineData(null, 30, 0, 7)]
    [InlineData(5, null, 0, 7)]
    public void one_of_ratio_and_cells_gives_what_it_gives_whatever_the_other(int? cells, int? ratio, int points, int atMost)
    {
        var domain = Weighed("immunostaining", Biopsy() with { IgG4ToIgGPercent = ratio, IgG4PositiveCellsPerHpf = cells });
        (domain.Points, domain.AtMost).ShouldBe((points, atMost));
    }

    [Theory]
    [InlineData("135 mg/dL", 0)]
    [InlineData("136 mg/dL", 4)]
    [InlineData("269 mg/dL", 4)]
    [InlineData("2.70 g/L", 6)]
    [InlineData("675 mg/dL", 6)]
    [InlineData("676 mg/dL", 11)]
    [InlineData(">6 g/L", 6)]
    [InlineData("<3 mg/dL", 0)]
    public void serum_igg4_counts_by_multiples_of_that_laboratorys_limit(string result, int points) =>
        Weighed("serum-igg4", IgG4(3, "2024-01-11", result, limit: "135 mg/dL")).Points.ShouldBe(points);

    [Fact]
    public void serum_igg4_without_the_laboratorys_limit_stays_open()
    {
        var domain = Weighed("serum-igg4", IgG4(3, "2024-01-11", "900 mg/dL"));
        (domain.Points, domain.AtMost).ShouldBe((0, 11));
        domain.Items.ShouldAllBe(item => item.State == CriterionState.Open && item.RestsOn.Contains(Id(3)));
    }

    [Fact]
    public void the_highest_serum_igg4_on_record_counts() =>
        Weighed("serum-igg4", High, IgG4(4, "2024-06-11", "20 mg/dL", limit: "135 mg/dL"))
            .Points.ShouldBe(11);

    [Fact]
    public void a_set_of_glands_is_a_pair_that_is_involved_on_both_sides()
    {
        Weighed("glands", Found(3, Site.LacrimalGland, bilateral: true)).Points.ShouldBe(6);
        Weighed("glands", Found(3, Site.LacrimalGland, bilateral: false)).Points.ShouldBe(0);
        Weighed("glands", Found(3, Site.LacrimalGland, bilateral: true), Found(4, Site.SubmandibularGland, bilateral: true)).Points
            .ShouldBe(14);
        Weighed("glands", Found(3, Site.LacrimalGland, bilateral: true), Found(4, Site.LacrimalGland, bilateral: true)).Points.ShouldBe(6);
        var open = Weighed("glands", Isolated with { OtherOrgans = [Organ.SalivaryGland] });
        (open.Points, open.AtMost).ShouldBe((0, 14));
    }

    [Theory]
    [InlineData(Site.Lung, OrganFeature.PeribronchovascularThickening, "chest", 4)]
    [InlineData(Site.ParavertebralTissue, OrganFeature.ParavertebralBand, "chest", 10)]
    [InlineData(Site.Pancreas, OrganFeature.DiffuseEnlargement, "pancreas-and-biliary-tree", 8)]
    [InlineData(Site.Kidney, OrganFeature.RenalPelvisThickening, "kidney", 8)]
    [InlineData(Site.Kidney, OrganFeature.BilateralCorticalLowDensity, "kidney", 10)]
    [InlineData(Site.Aorta, OrganFeature.DiffuseAorticWallThickening, "retroperitoneum", 4)]
    [InlineData(Site.Retroperitoneum, OrganFeature.PeriaorticSoftTissue, "retroperitoneum", 8)]
    public void an_organ_counts_by_what_is_seen_in_it(Site site, OrganFeature feature, string domain, int points)
    {
        Weighed(domain, Found(3, site, features: [feature])).Points.ShouldBe(points);
        Weighed(domain, Found(3, site, features: [])).Points.ShouldBe(0);
        Weighed(domain, Found(3, site)).Items.Single(item => item.Points == points).State.ShouldBe(CriterionState.Open);
    }

    [Fact]
    public void pancreas_counts_more_with_a_rim_and_most_with_the_bile_ducts()
    {
        var rim = Found(3, Site.Pancreas, features: [OrganFeature.DiffuseEnlargement, OrganFeature.CapsuleLikeRim]);
        Weighed("pancreas-and-biliary-tree", rim).Points.ShouldBe(11);
        Weighed("pancreas-and-biliary-tree", rim, Found(4, Site.BileDuct)).Points.ShouldBe(19);
        Weighed("pancreas-and-biliary-tree", Found(4, Site.BileDuct)).Points.ShouldBe(0);
    }

    [Fact]
    public void complement_is_low_below_that_laboratorys_lower_limit()
    {
        Weighed("kidney", Complement(3, Analyte.ComplementC3, low: true)).Points.ShouldBe(6);
        Weighed("kidney", Complement(3, Analyte.ComplementC4, low: true)).Points.ShouldBe(6);
        var one = Weighed("kidney", Complement(3, Analyte.ComplementC3)).Items.Single(item => item.Points == 6);
        one.State.ShouldBe(CriterionState.Open);
        Weighed("kidney", Complement(3, Analyte.ComplementC3), Complement(4, Analyte.ComplementC4))
            .Items.Single(item => item.Points == 6).State.ShouldBe(CriterionState.NotMet);
    }

    [Fact]
    public void every_domain_at_its_most_gives_what_the_table_adds_up_to() =>
        Of(Mass).AtMost.ShouldBe(13 + 16 + 11 + 14 + 10 + 19 + 10 + 8);

    [Fact]
    public void systemic_disease_is_classified_without_a_biopsy()
    {
        var read = Of(
            Mass, IgG4(3, "2024-01-11", "300 mg/dL", limit: "135 mg/dL"), Found(4, Site.LacrimalGland, bilateral: true),
            Found(5, Site.SubmandibularGland, bilateral: true));
        (read.Points, read.Verdict).ShouldBe((20, ClassificationVerdict.Classified));
        read.Decisive.ShouldBe(["serum-igg4", "glands"]);
        read.Sentence.ShouldStartWith("20 of 20 points: classified as far as the record goes;");
    }

    [Theory]
    [InlineData(Differential.Pr3Anca, "anca")]
    [InlineData(Differential.MpoAnca, "anca")]
    [InlineData(Differential.Fever, "fever")]
    [InlineData(Differential.NoGlucocorticoidResponse, "no-glucocorticoid-response")]
    [InlineData(Differential.CastlemanDisease, "castleman-disease")]
    public void an_exclusion_ends_the_classification_whatever_the_points(Differential what, string name)
    {
        var full = Biopsy(storiform: true, phlebitis: true, cells: 60, ratio: 80);
        var read = Of(Mass, full, Check(4, what, DifferentialFinding.Present));
        (read.Points, read.Verdict).ShouldBe((29, ClassificationVerdict.Excluded));
        read.Sentence.ShouldBe($"29 of 20 points: excluded by {name}.");
        read.Exclusions.Single(exclusion => exclusion.State == CriterionState.Met).RestsOn.ShouldBe([Id(4)]);
        Of(Mass, full, Check(4, what, DifferentialFinding.Absent)).Verdict.ShouldBe(ClassificationVerdict.Classified);
    }

    [Fact]
    public void anca_is_not_there_only_when_both_are_not()
    {
        Exclusion("anca", Check(4, Differential.Pr3Anca, DifferentialFinding.Absent)).ShouldBe(CriterionState.Open);
        Exclusion("anca", Check(4, Differential.Pr3Anca, DifferentialFinding.Absent),
            Check(5, Differential.MpoAnca, DifferentialFinding.Absent)).ShouldBe(CriterionState.NotMet);
        Exclusion("anca").ShouldBe(CriterionState.NotOnRecord);
    }

    [Fact]
    public void what_was_not_looked_for_is_not_absent() =>
        Exclusion("fever", new DifferentialChecked
        {
            EntryId = Id(4),
            CheckedOn = Date("2024-01-12"),
            What = Differential.Fever,
            Missing = MissingReason.NotDone,
        }).ShouldBe(CriterionState.NotOnRecord);

    [Fact]
    public void a_few_granulomas_exclude_nothing_and_a_granulomatous_inflammation_does()
    {
        Exclusion("primarily-granulomatous", Biopsy() with { Granulomas = HistologyGrade.Few }).ShouldBe(CriterionState.NotMet);
        Exclusion("primarily-granulomatous", Biopsy() with { Granulomas = HistologyGrade.Prominent }).ShouldBe(CriterionState.Met);
        Exclusion("necrotising-vasculitis", Biopsy() with { Exclusions = [] }).ShouldBe(CriterionState.NotMet);
        Exclusion("necrotising-vasculitis", Biopsy()).ShouldBe(CriterionState.NotOnRecord);
    }

    [Theory]
    [InlineData("3000 /uL", CriterionState.NotMet)]
    [InlineData("3001 /uL", CriterionState.Met)]
    [InlineData("3.2 10*9/L", CriterionState.Met)]
    [InlineData(">2000 /uL", CriterionState.Open)]
    public void eosinophils_exclude_above_3000(string result, CriterionState state) =>
        Exclusion("eosinophilia", new LabMeasured
        {
            EntryId = Id(4),
            DrawnOn = Date("2024-01-12"),
            Analyte = Analyte.Eosinophils,
            Result = LabResult.Parse(result),
        }).ShouldBe(state);

    [Fact]
    public void a_bowel_disease_excludes_only_where_nothing_but_pancreas_and_bile_ducts_is_involved()
    {
        var colitis = Check(4, Differential.InflammatoryBowelDisease, DifferentialFinding.Present);
        Of(Mass, colitis).Verdict.ShouldNotBe(ClassificationVerdict.Excluded);
        Of(Isolated with { OtherOrgans = [Organ.Pancreas] }, Imaged(1, "2024-01-10", present: false), colitis).Exclusions
            .Single(exclusion => exclusion.Name == "inflammatory-bowel-disease").State.ShouldNotBe(CriterionState.NotMet);
    }

    [Fact]
    public void the_entry_opens_for_pachymeninges_and_not_for_the_cord_itself()
    {
        Of(Mass).Entry.State.ShouldBe(CriterionState.Met);
        Of(Mass with { Compartment = Compartment.Intramedullary }).Entry.State.ShouldNotBe(CriterionState.Met);
        Of().Entry.State.ShouldBe(CriterionState.NotOnRecord);
        Of(Biopsy() with { Tissue = Site.SpinalMeninges }).Entry.State.ShouldBe(CriterionState.Met);
        Of(Biopsy() with { Tissue = Site.Skin }).Entry.State.ShouldBe(CriterionState.NotOnRecord);
    }

    [Theory]
    [InlineData(Organ.Pancreas, true)]
    [InlineData(Organ.LacrimalGland, true)]
    [InlineData(Organ.SalivaryGland, true)]
    [InlineData(Organ.BileDuct, true)]
    [InlineData(Organ.Orbit, true)]
    [InlineData(Organ.Kidney, true)]
    [InlineData(Organ.Lung, true)]
    [InlineData(Organ.Aorta, true)]
    [InlineData(Organ.Retroperitoneum, true)]
    [InlineData(Organ.CranialMeninges, true)]
    [InlineData(Organ.Thyroid, true)]
    [InlineData(Organ.Pituitary, false)]
    [InlineData(Organ.LymphNode, false)]
    [InlineData(Organ.ParanasalSinus, false)]
    [InlineData(Organ.Prostate, false)]
    [InlineData(Organ.Skin, false)]
    [InlineData(Organ.Liver, false)]
    [InlineData(Organ.Mesentery, false)]
    [InlineData(Organ.CoronaryArtery, false)]
    [InlineData(Organ.Pericardium, false)]
    public void organs_that_the_criteria_name_as_typical_open_the_entry_and_the_others_that_can_be_recorded_do_not(
        Organ organ, bool opens) =>
        (Of(Presented(2, "2024-01-10") with { OtherOrgans = [organ] }).Entry.State == CriterionState.Met).ShouldBe(opens);

    [Fact]
    public void nothing_on_record_is_open_and_not_a_no()
    {
        var read = Of();
        (read.Points, read.Verdict).ShouldBe((0, ClassificationVerdict.Open));
        read.Exclusions.Where(exclusion => exclusion.State != CriterionState.NotOnRecord).ShouldBeEmpty();
        read.ExclusionsUnsettled.Length.ShouldBe(read.Exclusions.Length);
    }

    private static AcrEular2019 Of(params ClinicalEntry[] entries) => AcrEular2019.Of(Chart(entries));

    private static WeightedDomain Weighed(string name, params ClinicalEntry[] entries) =>
        Of(entries).Domains.Single(domain => domain.Name == name);

    private static CriterionState Exclusion(string name, params ClinicalEntry[] entries) =>
        Of([Mass, .. entries]).Exclusions.Single(exclusion => exclusion.Name == name).State;

    private static BiopsyReported Biopsy(
        bool infiltrate = true, bool storiform = false, bool phlebitis = false, int? cells = null, int? ratio = null) => new()
        {
            EntryId = Id(9),
            ReportedOn = Date("2024-01-25"),
            LymphoplasmacyticInfiltrate = infiltrate,
            StoriformFibrosis = storiform,
            ObliterativePhlebitis = phlebitis,
            IgG4PositiveCellsPerHpf = cells,
            IgG4ToIgGPercent = ratio,
        };

    private static OrganAssessed Found(int id, Site site, bool? bilateral = null, OrganFeature[]? features = null) => new()
    {
        EntryId = Id(id),
        AssessedOn = Date("2024-01-12"),
        Site = site,
        Result = OrganFinding.Involved,
        Bilateral = bilateral,
        Features = features,
    };

    private static DifferentialChecked Check(int id, Differential what, DifferentialFinding found) =>
        new() { EntryId = Id(id), CheckedOn = Date("2024-01-12"), What = what, Result = found };

    private static LabMeasured Complement(int id, Analyte part, bool low = false) => new()
    {
        EntryId = Id(id),
        DrawnOn = Date("2024-01-12"),
        Analyte = part,
        Result = LabResult.Parse(low ? "60 mg/dL" : "100 mg/dL"),
        LowerLimitOfNormal = Quantity.Parse("90 mg/dL"),
    };
}
