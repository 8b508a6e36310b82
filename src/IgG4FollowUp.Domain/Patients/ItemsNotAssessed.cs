using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>Something of a study that was not assessed.</summary>
/// <param name="Item">What.</param>
/// <param name="Reason">Why.</param>
public sealed record StudyNotAssessed(StudyItem Item, MissingReason Reason);

/// <summary>Something of a histology report that was not assessed.</summary>
/// <param name="Item">What.</param>
/// <param name="Reason">Why.</param>
public sealed record HistologyNotAssessed(HistologyItem Item, MissingReason Reason);

/// <summary>What a study of the spine is read for.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<StudyItem>))]
public enum StudyItem
{
    /// <summary>Levels involved.</summary>
    Levels,

    /// <summary>Compartment.</summary>
    Compartment,

    /// <summary>Position relative to the cord.</summary>
    Pattern,

    /// <summary>Shape.</summary>
    Shape,

    /// <summary>T1 signal.</summary>
    T1Signal,

    /// <summary>T2 signal.</summary>
    T2Signal,

    /// <summary>Contrast, which was not given; whether it was is a member of its own.</summary>
    Contrast,

    /// <summary>Enhancement after gadolinium.</summary>
    Enhancement,

    /// <summary>Greatest thickness.</summary>
    Thickness,

    /// <summary>Length along the spine.</summary>
    Length,

    /// <summary>Loss of the canal's diameter.</summary>
    CanalCompromise,

    /// <summary>Compression of the cord.</summary>
    CordCompression,

    /// <summary>Cavity in the cord.</summary>
    CordCavity,

    /// <summary>Length of the cavity in the cord.</summary>
    CavityLength,

    /// <summary>Change of the cavity in the cord.</summary>
    CavitySincePrior,

    /// <summary>Signal of the cord on T2-weighted images.</summary>
    CordT2Signal,

    /// <summary>Change since the prior study.</summary>
    ChangeSincePrior,

    /// <summary>Change of enhancement since the prior study.</summary>
    EnhancementSincePrior,
}

/// <summary>What tissue is looked at for.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<HistologyItem>))]
public enum HistologyItem
{
    /// <summary>IgG4-positive plasma cells per high-power field.</summary>
    [JsonStringEnumMemberName("igg4-positive-cells")]
    IgG4PositiveCells,

    /// <summary>IgG4-positive of IgG-positive plasma cells.</summary>
    [JsonStringEnumMemberName("igg4-to-igg")]
    IgG4ToIgG,

    /// <summary>Dense lymphoplasmacytic infiltrate.</summary>
    LymphoplasmacyticInfiltrate,

    /// <summary>Fibrosis of whatever pattern.</summary>
    Fibrosis,

    /// <summary>Storiform fibrosis; that the tissue does not allow it to be judged is a member of its own as well.</summary>
    StoriformFibrosis,

    /// <summary>Obliterative phlebitis.</summary>
    ObliterativePhlebitis,

    /// <summary>Granulomas.</summary>
    Granulomas,

    /// <summary>Neutrophilic inflammation.</summary>
    Neutrophils,

    /// <summary>What speaks against IgG4-related disease.</summary>
    Exclusions,
}

/// <summary>What was not assessed of a study or of tissue has no value.</summary>
internal static class ItemsNotAssessed
{
    /// <summary>What cannot be true of a study.</summary>
    public static IEnumerable<Contradiction> OfStudy(ClinicalEntry entry) => entry is LesionImaged { NotAssessed: { } items } study
        ? Of(entry, [.. items.Select(item => item.Item)], item => Value(study, item))
        : [];

    /// <summary>What cannot be true of a histology report.</summary>
    public static IEnumerable<Contradiction> OfHistology(ClinicalEntry entry) => entry is BiopsyReported { NotAssessed: { } items } biopsy
        ? Of(entry, [.. items.Select(item => item.Item)], item => Value(biopsy, item))
        : [];

    private static object? Value(LesionImaged study, StudyItem item) => item switch
    {
        StudyItem.Levels => study.Levels,
        StudyItem.Compartment => study.Compartment,
        StudyItem.Pattern => study.Pattern,
        StudyItem.Shape => study.Shape,
        StudyItem.T1Signal => study.T1Signal,
        StudyItem.T2Signal => study.T2Signal,
        // That none was given may have a reason.
        StudyItem.Contrast => study.ContrastGiven == true ? true : null,
        StudyItem.Enhancement => study.Enhancement,
        StudyItem.Thickness => study.ThicknessMm,
        StudyItem.Length => study.LengthMm,
        StudyItem.CanalCompromise => study.CanalCompromisePercent,
        StudyItem.CordCompression => study.CordCompression,
        StudyItem.CordCavity => study.CordCavity,
        StudyItem.CavityLength => study.CavityLengthMm,
        StudyItem.CavitySincePrior => study.CavitySincePrior,
        StudyItem.CordT2Signal => study.CordT2Signal,
        StudyItem.ChangeSincePrior => study.ChangeSincePrior,
        _ => study.EnhancementSincePrior,
    };

    private static object? Value(BiopsyReported biopsy, HistologyItem item) => item switch
    {
        HistologyItem.IgG4PositiveCells => biopsy.IgG4PositiveCellsPerHpf,
        HistologyItem.IgG4ToIgG => biopsy.IgG4ToIgGPercent,
        HistologyItem.LymphoplasmacyticInfiltrate => biopsy.LymphoplasmacyticInfiltrate,
        HistologyItem.Fibrosis => biopsy.Fibrosis,
        // Of tissue in which it can be judged, somebody may not have done so.
        HistologyItem.StoriformFibrosis => biopsy.StoriformFibrosis,
        HistologyItem.ObliterativePhlebitis => biopsy.ObliterativePhlebitis,
        HistologyItem.Granulomas => biopsy.Granulomas,
        HistologyItem.Neutrophils => biopsy.Neutrophils,
        _ => biopsy.Exclusions,
    };

    private static IEnumerable<Contradiction> Of<T>(ClinicalEntry entry, IReadOnlyList<T> items, Func<T, object?> value)
    {
        if (items.Any(item => value(item) is not null))
            yield return new(entry.EntryId, "notAssessed", "assessed-and-not", "What has a value was assessed; leave out one of the two.");
        if (items.Distinct().Count() != items.Count)
            yield return new(entry.EntryId, "notAssessed", "item-repeated", "An item is not assessed for one reason; name each once.");
    }
}
