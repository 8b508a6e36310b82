using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>The entries that a dose a finding rests on follows from.</summary>
/// <param name="Kind">Whether it is a dose of one day or a cumulative one.</param>
/// <param name="On">The day of the dose, as the evidence has it.</param>
/// <param name="EntryIds">
/// Courses, each for its changes of dose too, the stops of those that were over, and an end of follow-up where it decides.
/// </param>
public sealed record DoseOrigin(EvidenceKind Kind, ClinicalDate On, ImmutableArray<Guid> EntryIds)
{
    /// <summary>Whether a finding rests on a dose that follows from several entries.</summary>
    /// <param name="finding">The finding.</param>
    public static bool IsBehind(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.RestsOn.Any(IsOfSeveral);
    }

    /// <summary>Origins of the doses among what a finding rests on.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="chart">The chart that was evaluated.</param>
    public static ImmutableArray<DoseOrigin> Of(Finding finding, PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(finding);
        ArgumentNullException.ThrowIfNull(chart);
        var doses = finding.RestsOn.Where(IsOfSeveral).ToList();
        if (doses.Count == 0) return [];
        var behind = new DoseSources(chart, new ChartReading(chart).Exposure);
        return [.. doses.Select(dose => new DoseOrigin(dose.Kind, dose.On, [.. Entries(behind, dose).Distinct()]))];
    }

    // A dose that is one entry's, such as none after a stop, names it itself.
    private static bool IsOfSeveral(Evidence evidence) => evidence.EntryId is null && evidence.On.IsReported
        && evidence.Kind is EvidenceKind.DailyDose or EvidenceKind.CumulativeDose;

    private static IEnumerable<Guid> Entries(DoseSources behind, Evidence dose) => dose.Kind == EvidenceKind.DailyDose
        ? behind.DoseOn(dose.On.Earliest)
        : behind.SumBetween(Rules.HighExposure.FirstDay(dose.On.Earliest), dose.On.Earliest);
}
