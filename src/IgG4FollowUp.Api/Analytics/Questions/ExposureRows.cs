using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// Observation cut where treatment changes: each stretch has the treatment that was in force at its beginning, so that nothing counts
/// before it was given (counting process; Andersen and Gill, Ann Stat 1982;10:1100-20).
/// </summary>
public static class ExposureRows
{
    private static readonly string Glucocorticoid = StoredName.Of(ExposureKind.Glucocorticoid);

    /// <summary>Whether partial dates leave open what a patient was exposed to while observed.</summary>
    /// <param name="exposures">Exposures.</param>
    /// <param name="patient">The patient.</param>
    /// <param name="treatment">The patient's treatment.</param>
    /// <param name="landmark">Days from the origin to where time begins to count.</param>
    public static bool IsOpen(IReadOnlyList<string> exposures, Observed patient, IEnumerable<Stretch> treatment, int landmark)
    {
        var (from, to) = (landmark + Math.Max(0, patient.Entry), landmark + patient.Time);
        return treatment.Where(stretch => exposures.Any(exposure => Exposures.IsOf(exposure, stretch)))
            .Any(stretch => IsOpen(stretch.StartsAtLeast, stretch.StartsAtMost)
                || (stretch.StopsAtMost is not null && IsOpen(stretch.StopsAtLeast, stretch.StopsAtMost))
                || (stretch.Kind == Glucocorticoid && stretch.DoseAtLeast != stretch.DoseAtMost && stretch.StartsAtLeast < to
                    && !(stretch.StopsAtMost < from)));

        // A day that is certainly before or after the observation need not be known.
        bool IsOpen(int? least, int? most) => (least is null || most is null || least != most) && !(most <= from) && !(least >= to);
    }

    /// <summary>Values of the exposures at the beginning of each stretch of a patient's observation.</summary>
    /// <param name="exposures">Exposures; the dose is in mg of prednisone a day, the others are 1 while in force and 0 else.</param>
    /// <param name="patient">The patient, whose exposures are not open.</param>
    /// <param name="treatment">The patient's treatment.</param>
    /// <param name="landmark">Days from the origin to where time begins to count.</param>
    public static IEnumerable<(SurvivalTime Time, double[] Values)> Of(
        IReadOnlyList<string> exposures, Observed patient, IEnumerable<Stretch> treatment, int landmark)
    {
        var own = treatment.Where(stretch => exposures.Any(exposure => Exposures.IsOf(exposure, stretch)))
            .Select(stretch => (Stretch: stretch, From: Day(stretch.StartsAtMost, double.NegativeInfinity),
                // The day after the last one is the first without.
                Until: stretch.StopsAtLeast is { } last ? last + 1.0 - landmark : double.PositiveInfinity)).ToList();
        var begin = Math.Max(0, patient.Entry);
        List<double> cuts =
        [
            .. own.SelectMany(item => new[] { item.From, item.Until }).Where(day => day > begin && day < patient.Time).Distinct().Order(),
            patient.Time,
        ];
        var (from, entry) = (begin, patient.Entry);
        foreach (var cut in cuts)
        {
            var start = from;
            yield return (new(cut, patient.Row.Cause == 1 && cut.Equals(patient.Time), entry),
                [.. exposures.Select(exposure => Value(exposure, start))]);
            (from, entry) = (cut, cut);
        }

        double Day(int? day, double otherwise) => day is { } known ? known - landmark : otherwise;

        double Value(string exposure, double day)
        {
            var inForce = own.Where(item => Exposures.IsOf(exposure, item.Stretch) && item.From <= day && day < item.Until);
            return exposure == Exposures.Dose ? inForce.Sum(item => (double)item.Stretch.DoseAtLeast!.Value) : inForce.Any() ? 1 : 0;
        }
    }
}
