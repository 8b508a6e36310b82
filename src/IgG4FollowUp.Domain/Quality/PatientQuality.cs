using System.Collections.Immutable;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Quality;

/// <summary>What the entries of one patient leave out that a rule asks for.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Asks">What it asks for.</param>
/// <param name="EntryIds">The entries, in clinical order.</param>
public sealed record QualityGap(string Rule, string Asks, ImmutableArray<Guid> EntryIds);

/// <summary>What is on record of one patient, and what is missing.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="StudyNumber">The clinic's own number.</param>
/// <param name="CommonDataSet">The common data set.</param>
/// <param name="LeftOut">What entries leave out, by rule; nothing where all say what is asked for.</param>
public sealed record PatientQuality(Guid PatientId, string StudyNumber, CommonDataSet CommonDataSet, ImmutableArray<QualityGap> LeftOut)
{
    /// <summary>Reads it off a chart.</summary>
    /// <param name="chart">The chart.</param>
    public static PatientQuality Of(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return new(
            chart.Id, chart.StudyNumber, CommonDataSet.Of(chart),
            [
                .. from rule in QualityRules.All
                   let entries = rule.Checks(chart).Where(check => !check.Met).Select(check => check.EntryId).ToImmutableArray()
                   where !entries.IsEmpty
                   select new QualityGap(rule.Name, rule.Asks, entries),
            ]);
    }
}
