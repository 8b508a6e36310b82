using System.Collections.Immutable;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A neurological examination beside the ones it can be compared with.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Compared">False when nothing in it can be compared with an examination that certainly came before.</param>
/// <param name="WorseThan">The earlier examinations it is worse than, in one measure or another; empty when it is worse than none.</param>
internal sealed record Examined(AsiaGradeRecorded Entry, bool Compared, ImmutableArray<AsiaGradeRecorded> WorseThan);

/// <summary>
/// Whether a deficit became worse from one examination to the next: AIS, UEMS, LEMS, voluntary anal contraction, each against the last examination
/// that certainly came before and measured the same in the same way. A derived grade is compared with derived grades and an entered one with
/// entered ones; the entered ones decide only where no derived ones do.
/// </summary>
internal static class Deficits
{
    public const int Derived = 0;
    public const int Entered = 1;

    public static IEnumerable<Examined> Read(PatientChart chart, RecurrenceSettings settings)
    {
        int[] falls = [settings.AisGradesDown, settings.AisGradesDown, settings.MotorPointsDown, settings.MotorPointsDown, 1];
        var earlier = new List<(AsiaGradeRecorded Entry, int?[] Values)>();
        foreach (var entry in chart.Of<AsiaGradeRecorded>())
        {
            var values = Measure(entry);
            if (Array.TrueForAll(values, value => value is null)) continue;
            var worseThan = new List<AsiaGradeRecorded>();
            var compared = new bool[values.Length];
            for (var measure = 0; measure < values.Length; measure++)
            {
                if (values[measure] is not { } now || (measure == Entered && compared[Derived])) continue;
                var former = earlier.FindLast(other => other.Values[measure] is not null && other.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn));
                if (former.Entry is null) continue;
                compared[measure] = true;
                if (former.Values[measure] - now >= falls[measure]) worseThan.Add(former.Entry);
            }

            earlier.Add((entry, values));
            yield return new(entry, compared.Contains(value: true), [.. worseThan.Distinct()]);
        }
    }

    /// <summary>AIS derived and entered, UEMS, LEMS, voluntary anal contraction, in this order; null where not determined.</summary>
    // The edition does not change what is added, so examinations of two editions compare in their motor scores.
    public static int?[] Measure(AsiaGradeRecorded entry)
    {
        var totals = entry.Examination is { } examination ? IsncsciTotals.Of(examination) : (IsncsciTotals?)null;
        return
        [
            (int?)AsiaGrades.By(GradeMethod.Derived, entry), (int?)AsiaGrades.By(GradeMethod.Entered, entry), totals?.UpperExtremity, totals?.LowerExtremity,
            entry.Examination?.VoluntaryAnalContraction switch { AnorectalFinding.Yes => 1, AnorectalFinding.No => 0, _ => null },
        ];
    }
}
