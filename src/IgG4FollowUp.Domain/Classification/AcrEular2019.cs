using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Domain.Classification.Comparisons;

namespace IgG4FollowUp.Domain.Classification;

/// <summary>Whether a record is classified as IgG4-related disease.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ClassificationVerdict>))]
public enum ClassificationVerdict
{
    /// <summary>Entry criteria met, no exclusion on record, threshold reached.</summary>
    Classified,

    /// <summary>An exclusion is on record; it ends the classification.</summary>
    Excluded,

    /// <summary>The entry criteria are not met, or the threshold cannot be reached with whatever is missing.</summary>
    NotClassified,

    /// <summary>What is missing decides.</summary>
    Open,
}

/// <summary>
/// The 2019 ACR/EULAR classification criteria for IgG4-related disease (Wallace, Ann Rheum Dis 2020;79:77-87, tables 1, 2 and 4), computed
/// from the record as far as it goes. They classify for studies and diagnose nobody: pachymeninges open the entry and earn no points.
/// </summary>
/// <param name="Entry">The entry criteria.</param>
/// <param name="Exclusions">The exclusions; one that is met ends the classification.</param>
/// <param name="Domains">The eight weighted domains.</param>
public sealed record AcrEular2019(Criterion Entry, ImmutableArray<Criterion> Exclusions, ImmutableArray<WeightedDomain> Domains)
{
    /// <summary>Points from which on a patient is classified.</summary>
    public const int PointsNeeded = 20;

    private const string Histology = "histopathology", Staining = "immunostaining";

    // One of these is involved, in a way that is typical of the disease; the table names them as examples and the glands in a domain.
    private static readonly ImmutableArray<Site> TypicalSites =
    [
        Site.SpinalMeninges, Site.CranialMeninges, Site.Pancreas, Site.BileDuct, Site.Orbit, Site.LacrimalGland, Site.SalivaryGland,
        Site.ParotidGland, Site.SubmandibularGland, Site.SublingualGland, Site.Kidney, Site.Lung, Site.Aorta, Site.Retroperitoneum,
        Site.Thyroid,
    ];

    private static readonly LabResult EosinophilLimit = new Quantity(3000m, Unit.All["/uL"]);

    /// <summary>Points from which on a patient is classified.</summary>
    public int Threshold => PointsNeeded;

    /// <summary>Points that the record gives.</summary>
    public int Points => Domains.Sum(domain => domain.Points);

    /// <summary>Points if everything that is missing were met.</summary>
    public int AtMost => Domains.Sum(domain => domain.AtMost);

    /// <summary>The same with nothing more from a biopsy than is on record.</summary>
    public int AtMostWithoutFurtherBiopsy => Domains.Sum(domain => domain.Name is Histology or Staining ? domain.Points : domain.AtMost);

    /// <summary>Whether the threshold is reached, or can be with what is missing.</summary>
    public bool CanBeReached => AtMost >= PointsNeeded;

    /// <summary>The same with nothing more from a biopsy than is on record.</summary>
    public bool CanBeReachedWithoutFurtherBiopsy => AtMostWithoutFurtherBiopsy >= PointsNeeded;

    /// <summary>What follows.</summary>
    public ClassificationVerdict Verdict =>
        Exclusions.Any(exclusion => exclusion.State == CriterionState.Met) ? ClassificationVerdict.Excluded
        : Entry.State == CriterionState.NotMet || !CanBeReached ? ClassificationVerdict.NotClassified
        : Entry.State == CriterionState.Met && Points >= PointsNeeded ? ClassificationVerdict.Classified
        : ClassificationVerdict.Open;

    /// <summary>Names of the exclusions of which the record does not say whether they are met; each would end the classification.</summary>
    public ImmutableArray<string> ExclusionsUnsettled =>
    [
        .. Exclusions.Where(exclusion => exclusion.State is CriterionState.Open or CriterionState.NotOnRecord).Select(exclusion =>
            exclusion.Name),
    ];

    /// <summary>What is missing and would add points, the most first.</summary>
    public ImmutableArray<MissingPoints> Missing =>
    [
        .. from domain in Domains
           from item in domain.Items
           where item.IsMissing && item.Points > domain.Points
           let adds = item.Points - domain.Points
           orderby adds descending
           select new MissingPoints(domain.Name, item.Name, item.Words, adds, Points + adds >= PointsNeeded),
    ];

    /// <summary>Names of the domains without whose points the threshold would not be reached; empty when it is not.</summary>
    public ImmutableArray<string> Decisive =>
    [
        .. Domains.Where(domain => Points >= PointsNeeded && Points - domain.Points < PointsNeeded).Select(domain => domain.Name),
    ];

    /// <summary>What follows, in a sentence.</summary>
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"{Total}: {Verdict switch
    {
        ClassificationVerdict.Excluded => $"excluded by {string.Join(", ", Exclusions.Where(one => one.State == CriterionState.Met)
            .Select(one => one.Name))}",
        ClassificationVerdict.Classified => ExclusionsUnsettled.IsEmpty
            ? "classified"
            : $"classified as far as the record goes; {ExclusionsUnsettled.Length} exclusions are not settled by it",
        ClassificationVerdict.NotClassified when Entry.State == CriterionState.NotMet => "no typical organ is involved",
        ClassificationVerdict.NotClassified => $"at most {AtMost} with whatever is missing, so {PointsNeeded} cannot be reached",
        _ when Points >= PointsNeeded => "whether a typical organ is involved is not on record",
        _ when !CanBeReachedWithoutFurtherBiopsy =>
            $"at most {AtMostWithoutFurtherBiopsy} without a further biopsy, so {PointsNeeded} cannot be reached without one",
        _ => $"at most {AtMost} with what is missing",
    }}.");

    private string Total => string.Create(CultureInfo.InvariantCulture, $"{Points} of {PointsNeeded} points");

    /// <summary>Computes them from a chart.</summary>
    /// <param name="chart">The chart.</param>
    public static AcrEular2019 Of(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var organs = new OrganRecord(chart);
        return new(
            EntryOf(chart, organs), [.. ExclusionsOf(chart, organs)],
            [.. BiopsyDomains(chart), Serum(chart), .. OrganDomains(chart, organs)]);
    }

    private static Criterion EntryOf(PatientChart chart, OrganRecord organs) => Criterion.Of(
        "typical-organ",
        "characteristic involvement of a typical organ, pachymeninges among them, or a lymphoplasmacytic infiltrate of uncertain cause in "
            + "one",
        Seen.Any(TypicalSites.Select(organs.Involved).Concat(chart.Of<BiopsyReported>()
            .Where(biopsy => biopsy.LymphoplasmacyticInfiltrate == true
                && (biopsy.Tissue is not { } site || TypicalSites.Contains(site)))
            .Select(biopsy => Seen.Of(biopsy.Tissue is null ? null : true, biopsy.EntryId)))));

    private static IEnumerable<Criterion> ExclusionsOf(PatientChart chart, OrganRecord organs)
    {
        var checks = chart.Of<DifferentialChecked>().Where(check => check.Result is not null).ToLookup(check => check.What);
        Seen Found(Differential what) => Seen.Any(checks[what].Select(check => Seen.Of(
            check.Result switch { DifferentialFinding.Present => true, DifferentialFinding.Absent => false, _ => null }, check.EntryId)));
        Seen InTissue(Func<BiopsyReported, bool?> reads) => Seen.Any(
            from biopsy in chart.Of<BiopsyReported>()
            let read = reads(biopsy)
            where read is not null
            select Seen.Of(read, biopsy.EntryId));
        Seen InList(HistologyExclusion what) => InTissue(biopsy => biopsy.Exclusions?.Contains(what));
        Seen Outside(params ReadOnlySpan<Site> only)
        {
            Site[] known = [.. only];
            return Seen.Any(Enum.GetValues<Site>().Where(site => !known.Contains(site)).Select(organs.Involved));
        }

        // A disease of bowel or thyroid counts only when no other organ speaks for this one.
        static Seen Alone(Seen found, Seen elsewhere) => found.And(elsewhere with { Is = !elsewhere.Is });

        yield return Criterion.Of("fever", "fever above 38 °C, recurrent and prominent, without infection", Found(Differential.Fever));
        yield return Criterion.Of(
            "no-glucocorticoid-response", "no objective response to prednisone of at least 40 mg a day for four weeks",
            Found(Differential.NoGlucocorticoidResponse));
        yield return Criterion.Of("leucopenia-and-thrombocytopenia", "both low, without explanation",
            Found(Differential.LeucopeniaAndThrombocytopenia));
        yield return Criterion.Of("eosinophilia", "more than 3000 eosinophils per cubic millimetre of blood", Seen.Any(
            chart.Of<LabMeasured>().Where(lab => lab is { Analyte: Analyte.Eosinophils, Result.Dimension: Dimension.NumberConcentration })
                .Select(lab => Seen.Of(lab.Result.IsAbove(EosinophilLimit), lab.EntryId))));
        yield return Criterion.Of("anca", "antineutrophil cytoplasmic antibody against proteinase 3 or myeloperoxidase",
            Seen.Any([Found(Differential.Pr3Anca), Found(Differential.MpoAnca)]));
        yield return Criterion.Of("ssa-or-ssb", "antibody against SSA/Ro or SSB/La", Found(Differential.SsaOrSsb));
        yield return Criterion.Of("dsdna-rnp-or-sm", "antibody against double-stranded DNA, RNP or Sm", Found(Differential.DsDnaRnpOrSm));
        yield return Criterion.Of("other-autoantibody", "another autoantibody that is specific of a disease",
            Found(Differential.OtherAutoantibody));
        yield return Criterion.Of("cryoglobulins", "cryoglobulins", Found(Differential.Cryoglobulins));
        yield return Criterion.Of("suspicious-radiology", "radiology suspicious of malignancy or infection, not sufficiently looked into",
            Found(Differential.SuspiciousRadiology));
        yield return Criterion.Of("rapid-progression", "rapid radiological progression", Found(Differential.RapidProgression));
        yield return Criterion.Of("erdheim-chester-bones", "long bones as in Erdheim-Chester disease",
            Found(Differential.ErdheimChesterBones));
        yield return Criterion.Of("splenomegaly", "splenomegaly without explanation", Found(Differential.Splenomegaly));
        yield return Criterion.Of("suspicious-infiltrate", "infiltrate suspicious of malignancy, not sufficiently looked into",
            InList(HistologyExclusion.SuspiciousInfiltrate));
        yield return Criterion.Of("myofibroblastic-tumour-markers", "markers of an inflammatory myofibroblastic tumour",
            InList(HistologyExclusion.MyofibroblasticTumourMarkers));
        yield return Criterion.Of("prominent-neutrophils", "prominent neutrophilic inflammation",
            InTissue(biopsy => biopsy.Neutrophils is { } grade ? grade == HistologyGrade.Prominent : null));
        yield return Criterion.Of("necrotising-vasculitis", "necrotising vasculitis", InList(HistologyExclusion.NecrotisingVasculitis));
        yield return Criterion.Of("prominent-necrosis", "prominent necrosis", InList(HistologyExclusion.ProminentNecrosis));
        yield return Criterion.Of("primarily-granulomatous", "primarily granulomatous inflammation; a few granulomas are not",
            InTissue(biopsy => biopsy.Granulomas is { } grade ? grade == HistologyGrade.Prominent : null));
        yield return Criterion.Of("histiocytic-disorder", "disorder of macrophages or histiocytes",
            InList(HistologyExclusion.HistiocyticDisorder));
        yield return Criterion.Of("castleman-disease", "multicentric Castleman disease", Found(Differential.CastlemanDisease));
        yield return Criterion.Of(
            "inflammatory-bowel-disease", "Crohn disease or ulcerative colitis, if only pancreas and bile ducts are involved",
            Alone(Found(Differential.InflammatoryBowelDisease), Outside(Site.Pancreas, Site.BileDuct)));
        yield return Criterion.Of("hashimoto-thyroiditis", "Hashimoto thyroiditis, if only the thyroid is involved",
            Alone(Found(Differential.HashimotoThyroiditis), Outside(Site.Thyroid)));
    }

    private static IEnumerable<WeightedDomain> BiopsyDomains(PatientChart chart)
    {
        Seen In(Func<BiopsyReported, bool?> reads) =>
            Seen.Any(chart.Of<BiopsyReported>().Select(biopsy => Seen.Of(reads(biopsy), biopsy.EntryId)));
        yield return new(Histology,
        [
            WeightedCriterion.Of("dense-infiltrate", "dense lymphocytic infiltrate", 4, In(b => b.LymphoplasmacyticInfiltrate)),
            WeightedCriterion.Of("infiltrate-and-phlebitis", "dense lymphocytic infiltrate and obliterative phlebitis", 6,
                In(b => b.LymphoplasmacyticInfiltrate & b.ObliterativePhlebitis)),
            WeightedCriterion.Of("infiltrate-and-storiform-fibrosis",
                "dense lymphocytic infiltrate and storiform fibrosis, with or without obliterative phlebitis", 13,
                In(b => b.LymphoplasmacyticInfiltrate & b.StoriformFibrosis)),
        ], PointsConfirmed: true);

        // The table gives whole numbers per cent; what lies between two of its bands belongs to the upper one.
        yield return new(Staining,
        [
            WeightedCriterion.Of("ratio-or-cells", "IgG4+/IgG+ above 40 %, or at least 10 IgG4+ cells/HPF", 7,
                In(b => Above(b.IgG4ToIgGPercent, 40) | AtLeast(b.IgG4PositiveCellsPerHpf, 10))),
            WeightedCriterion.Of("ratio-and-cells", "IgG4+/IgG+ above 40 %, and at least 10 IgG4+ cells/HPF", 14,
                In(b => Above(b.IgG4ToIgGPercent, 40) & AtLeast(b.IgG4PositiveCellsPerHpf, 10))),
            WeightedCriterion.Of("high-ratio-and-many-cells", "IgG4+/IgG+ above 70 %, and at least 51 IgG4+ cells/HPF", 16,
                In(b => Above(b.IgG4ToIgGPercent, 70) & AtLeast(b.IgG4PositiveCellsPerHpf, 51))),
        ], PointsConfirmed: false);
    }

    private static WeightedDomain Serum(PatientChart chart)
    {
        Seen Any(Func<LabMeasured, LabResult, bool?> reads) => Seen.Any(
            from lab in chart.Of<LabMeasured>()
            where lab.Analyte == Analyte.SerumIgG4
            select Seen.Of(
                lab.UpperLimitOfNormal is { } limit && limit.Dimension == lab.Result.Dimension ? reads(lab, limit) : null, lab.EntryId));
        return new("serum-igg4",
        [
            WeightedCriterion.Of("above-normal", "above the upper limit of normal", 4, Any((lab, limit) => lab.Result.IsAbove(limit))),
            WeightedCriterion.Of("at-least-twice", "at least twice the upper limit of normal", 6,
                Any((lab, limit) => lab.Result.IsAtLeast(limit, 2))),
            WeightedCriterion.Of("above-five-times", "more than five times the upper limit of normal", 11,
                Any((lab, limit) => lab.Result.IsAbove(limit, 5))),
        ], PointsConfirmed: false);
    }

    private static IEnumerable<WeightedDomain> OrganDomains(PatientChart chart, OrganRecord organs)
    {
        Seen[] sets =
        [
            organs.Set(Site.LacrimalGland), organs.Set(Site.ParotidGland), organs.Set(Site.SubmandibularGland),
            organs.Set(Site.SublingualGland),
        ];
        yield return new("glands",
        [
            WeightedCriterion.Of("one-set", "one set of lacrimal or major salivary glands, both sides", 6, Seen.AtLeast(1, sets)),
            WeightedCriterion.Of("two-sets", "two or more sets of lacrimal or major salivary glands, both sides", 14,
                Seen.AtLeast(2, sets)),
        ], PointsConfirmed: false);
        yield return new("chest",
        [
            WeightedCriterion.Of("peribronchovascular-thickening", "peribronchovascular and septal thickening", 4,
                organs.Shows(OrganFeature.PeribronchovascularThickening)),
            WeightedCriterion.Of("paravertebral-band", "paravertebral band-like soft tissue in the thorax", 10,
                organs.Shows(OrganFeature.ParavertebralBand)),
        ], PointsConfirmed: true);
        var enlarged = organs.Shows(OrganFeature.DiffuseEnlargement);
        yield return new("pancreas-and-biliary-tree",
        [
            WeightedCriterion.Of("diffuse-enlargement", "diffuse enlargement of the pancreas, loss of lobulation", 8, enlarged),
            WeightedCriterion.Of("enlargement-and-rim", "diffuse enlargement and capsule-like rim with decreased enhancement", 11,
                enlarged.And(organs.Shows(OrganFeature.CapsuleLikeRim))),
            WeightedCriterion.Of("pancreas-and-bile-ducts", "pancreas, in one of these ways, and biliary tree", 19,
                enlarged.And(organs.Involved(Site.BileDuct))),
        ], PointsConfirmed: true);
        yield return new("kidney",
        [
            WeightedCriterion.Of("hypocomplementaemia", "low complement C3 or C4", 6,
                Seen.Any([Low(chart, Analyte.ComplementC3), Low(chart, Analyte.ComplementC4)])),
            WeightedCriterion.Of("renal-pelvis-thickening", "thickening or soft tissue of the renal pelvis", 8,
                organs.Shows(OrganFeature.RenalPelvisThickening)),
            WeightedCriterion.Of("bilateral-cortical-low-density", "low-density areas in the cortex of both kidneys", 10,
                organs.Shows(OrganFeature.BilateralCorticalLowDensity)),
        ], PointsConfirmed: false);
        yield return new("retroperitoneum",
        [
            WeightedCriterion.Of("diffuse-aortic-wall-thickening", "diffuse thickening of the abdominal aortic wall", 4,
                organs.Shows(OrganFeature.DiffuseAorticWallThickening)),
            WeightedCriterion.Of("periaortic-soft-tissue",
                "circumferential or anterolateral soft tissue around the infrarenal aorta or the iliac arteries", 8,
                organs.Shows(OrganFeature.PeriaorticSoftTissue)),
        ], PointsConfirmed: false);
    }

    private static Seen Low(PatientChart chart, Analyte complement) => Seen.Any(
        from lab in chart.Of<LabMeasured>()
        where lab.Analyte == complement
        select Seen.Of(
            lab.LowerLimitOfNormal is { } limit && limit.Dimension == lab.Result.Dimension ? !lab.Result.IsAtLeast(limit, 1) : null,
            lab.EntryId));
}
