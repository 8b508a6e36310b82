using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Classification;

/// <summary>
/// IgG4 of one sample of cerebrospinal fluid, and the IgG4 index: IgG4 of fluid by serum, divided by albumin of fluid by serum, of samples
/// of one day. In hypertrophic pachymeningitis more than 2.27 mg/dL of IgG4 was found in every patient with the disease and in 5 % of the
/// others (Della-Torre, J Neuroimmunol 2014;266:82-86); an index below 0.7 is normal (the same group's congress abstract of five patients).
/// IgG4Loc, whose limit is 0.47, is not computed: its formula is not in the abstract.
/// </summary>
/// <param name="EntryId">The sample's IgG4.</param>
/// <param name="On">When it was taken.</param>
/// <param name="AboveLimit">Whether it exceeds 2.27 mg/dL; null when its comparator leaves that open.</param>
/// <param name="Index">The index, to three digits after the point; null when something is missing.</param>
/// <param name="IndexRaised">Whether the index is at least 0.7; null without one.</param>
/// <param name="Missing">What the index lacks: an exactly known result of the same day.</param>
/// <param name="RestsOn">Entries that it rests on.</param>
public sealed record CsfIgG4(
    Guid EntryId, ClinicalDate On, bool? AboveLimit, decimal? Index, bool? IndexRaised, ImmutableArray<Analyte> Missing,
    ImmutableArray<Guid> RestsOn)
{
    /// <summary>An index from here on is raised.</summary>
    public const decimal IndexLimit = 0.7m;

    private static readonly LabResult Limit = new Quantity(2.27m, Unit.MilligramsPerDecilitre);

    /// <summary>Every sample, in clinical order.</summary>
    /// <param name="chart">The chart.</param>
    public static ImmutableArray<CsfIgG4> Of(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        LabMeasured[] labs = [.. chart.Of<LabMeasured>().Where(lab => lab.Result.Dimension == Dimension.MassConcentration)];
        return [.. labs.Where(lab => lab.Analyte == Analyte.CsfIgG4).Select(sample => Of(sample, labs))];
    }

    private static CsfIgG4 Of(LabMeasured sample, LabMeasured[] labs)
    {
        var parts = new[] { Analyte.SerumIgG4, Analyte.CsfAlbumin, Analyte.SerumAlbumin }.Select(analyte => (
            Analyte: analyte, Lab: labs.FirstOrDefault(lab => lab.Analyte == analyte && IsUsable(lab) && IsSameDay(lab, sample)))).ToList();
        Analyte[] missing = [.. parts.Where(part => part.Lab is null).Select(part => part.Analyte)];
        if (!sample.Result.IsExact) missing = [Analyte.CsfIgG4, .. missing];
        decimal? index = missing.Length > 0 ? null
            : sample.Result.Quantity.InBaseUnits / Amount(0) / (Amount(1) / Amount(2));
        return new(
            sample.EntryId, sample.DrawnOn, sample.Result.IsAbove(Limit), index is { } value ? Math.Round(value, 3) : null,
            index is { } known ? known >= IndexLimit : null, [.. missing],
            [sample.EntryId, .. parts.Where(part => part.Lab is not null).Select(part => part.Lab!.EntryId)]);

        decimal Amount(int part) => parts[part].Lab!.Result.Quantity.InBaseUnits;
    }

    private static bool IsUsable(LabMeasured lab) => lab.Result.IsExact && lab.Result.Quantity.Value > 0;

    private static bool IsSameDay(LabMeasured lab, LabMeasured other) =>
        lab.DrawnOn.Precision == DatePrecision.Day && lab.DrawnOn == other.DrawnOn;
}
