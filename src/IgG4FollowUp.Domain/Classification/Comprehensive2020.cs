using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Domain.Classification.Comparisons;

namespace IgG4FollowUp.Domain.Classification;

/// <summary>Verdict of the comprehensive criteria.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ComprehensiveVerdict>))]
public enum ComprehensiveVerdict
{
    /// <summary>Not even possible on this record.</summary>
    NotMet,

    /// <summary>Organ and serum.</summary>
    Possible,

    /// <summary>Organ and histology.</summary>
    Probable,

    /// <summary>Organ, serum and histology.</summary>
    Definite,
}

/// <summary>Something that is not on record, or is left open by it, and the verdict if it alone were met.</summary>
/// <param name="Item">The criterion.</param>
/// <param name="Words">What it asks for.</param>
/// <param name="Verdict">The verdict then.</param>
public sealed record MissingCriterion(string Item, string Words, ComprehensiveVerdict Verdict);

/// <summary>
/// The 2020 revised comprehensive diagnostic criteria for IgG4-related disease (Umehara, Mod Rheumatol 2021;31:529-33), computed from the
/// record as far as it goes. Their three items and the third's three parts are published in the abstract; the wording and limits of the
/// parts are known by repute and have to be held against the text.
/// </summary>
/// <param name="Organ">Item 1: an organ is involved; lymph nodes alone do not count.</param>
/// <param name="Serum">Item 2: serum IgG4 above 135 mg/dL.</param>
/// <param name="Pathology">Item 3: two of the parts, in one biopsy.</param>
/// <param name="PathologyParts">The parts of item 3.</param>
public sealed record Comprehensive2020(Criterion Organ, Criterion Serum, Criterion Pathology, ImmutableArray<Criterion> PathologyParts)
{
    private static readonly LabResult SerumLimit = new Quantity(135m, Unit.MilligramsPerDecilitre);

    /// <summary>What the record gives.</summary>
    public ComprehensiveVerdict Verdict => Judge(Has(Organ), Has(Serum), Has(Pathology));

    /// <summary>What it could give if everything that is missing were met.</summary>
    public ComprehensiveVerdict AtBest => Judge(Could(Organ), Could(Serum), Could(Pathology));

    /// <summary>What is missing, and what would follow if it alone were met.</summary>
    public ImmutableArray<MissingCriterion> Missing =>
    [
        .. new[] { Organ, Serum, Pathology }.Where(item => !Has(item) && Could(item)).Select(item => new MissingCriterion(
            item.Name, item.Words,
            Judge(Has(Organ) || item == Organ, Has(Serum) || item == Serum, Has(Pathology) || item == Pathology))),
    ];

    /// <summary>Computes them from a chart.</summary>
    /// <param name="chart">The chart.</param>
    public static Comprehensive2020 Of(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var organs = new OrganRecord(chart);
        BiopsyReported[] biopsies = [.. chart.Of<BiopsyReported>()];
        return new(
            Criterion.Of("organ", "swelling, mass or nodule characteristic of the disease in an organ; lymph nodes alone do not count",
                Seen.Any(Enum.GetValues<Site>().Where(site => site != Site.LymphNode).Select(organs.Involved))),
            Criterion.Of("serum-igg4", "serum IgG4 above 135 mg/dL", Seen.Any(
                from lab in chart.Of<LabMeasured>()
                where lab is { Analyte: Analyte.SerumIgG4, Result.Dimension: Dimension.MassConcentration }
                select Seen.Of(lab.Result.IsAbove(SerumLimit), lab.EntryId))),
            Criterion.Of("pathology", "two of three parts in one biopsy", Seen.Any(biopsies.Select(biopsy =>
                Seen.AtLeast(2, Infiltrate(biopsy), Stained(biopsy), Pattern(biopsy))))),
            [
                Criterion.Of("infiltrate-and-fibrosis", "dense lymphoplasmacytic infiltrate with fibrosis",
                    Seen.Any(biopsies.Select(Infiltrate))),
                Criterion.Of("immunostaining", "IgG4+/IgG+ above 40 % and more than 10 IgG4+ cells/HPF",
                    Seen.Any(biopsies.Select(Stained))),
                Criterion.Of("storiform-or-phlebitis", "storiform fibrosis or obliterative phlebitis",
                    Seen.Any(biopsies.Select(Pattern))),
            ]);
    }

    private static Seen Infiltrate(BiopsyReported b) =>
        Seen.Of(b.LymphoplasmacyticInfiltrate & (b.Fibrosis ?? (b.StoriformFibrosis == true ? true : null)), b.EntryId);

    private static Seen Stained(BiopsyReported b) => Seen.Of(
        Above(b.IgG4ToIgGPercent, 40) & Above(b.IgG4PositiveCellsPerHpf, 10), b.EntryId);

    private static Seen Pattern(BiopsyReported b) => Seen.Of(b.StoriformFibrosis | b.ObliterativePhlebitis, b.EntryId);

    private static bool Has(Criterion item) => item.State == CriterionState.Met;

    private static bool Could(Criterion item) => item.State != CriterionState.NotMet;

    private static ComprehensiveVerdict Judge(bool organ, bool serum, bool pathology) => (organ, serum, pathology) switch
    {
        (true, true, true) => ComprehensiveVerdict.Definite,
        (true, false, true) => ComprehensiveVerdict.Probable,
        (true, true, false) => ComprehensiveVerdict.Possible,
        _ => ComprehensiveVerdict.NotMet,
    };
}
