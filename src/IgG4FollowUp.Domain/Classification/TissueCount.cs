using System.Collections.Immutable;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Classification;

/// <summary>
/// IgG4-positive cells of one biopsy beside the count that its tissue asks for, which differs between organs. The count alone is no
/// diagnosis.
/// </summary>
/// <param name="EntryId">The biopsy.</param>
/// <param name="Tissue">Where it was taken; null when not reported, and then no count is asked for.</param>
/// <param name="CellsPerHpf">IgG4-positive cells per high-power field; null when not reported.</param>
/// <param name="AtLeast">Cells per high-power field from which on the count speaks for the disease; null where none is known here.</param>
/// <param name="Reached">Whether they are reached; null when either is unknown.</param>
/// <param name="Source">Where the limit comes from.</param>
public sealed record TissueCount(Guid EntryId, Site? Tissue, int? CellsPerHpf, int? AtLeast, bool? Reached, string? Source)
{
    /// <summary>Every biopsy, in clinical order.</summary>
    /// <param name="chart">The chart.</param>
    public static ImmutableArray<TissueCount> Of(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return
        [
            .. from biopsy in chart.Of<BiopsyReported>()
               let limit = LimitOf(biopsy.Tissue)
               select new TissueCount(
                   biopsy.EntryId, biopsy.Tissue, biopsy.IgG4PositiveCellsPerHpf, limit?.AtLeast,
                   limit is { AtLeast: var least } ? Comparisons.AtLeast(biopsy.IgG4PositiveCellsPerHpf, least) : null, limit?.Source),
        ];
    }

    private static (int AtLeast, string Source)? LimitOf(Site? tissue) => tissue switch
    {
        Site.SpinalMeninges or Site.CranialMeninges =>
            (11, "more than 10 in meninges: Deshpande, Mod Pathol 2012;25:1181-92, by repute, to be held against its table"),
        Site.Kidney => (10, "10 may be enough in the kidney: consensus of experts as told in doi:10.1038/modpathol.2012.72 and later"),
        _ => null,
    };
}
