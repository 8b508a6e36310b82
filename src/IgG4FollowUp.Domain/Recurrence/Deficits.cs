using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A neurological examination beside the ones it can be compared with.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Compared">False when nothing in it can be compared with an examination that certainly came before.</param>
/// <param name="WorseThan">The earlier examinations it is worse than, in one measure or another; empty when it is worse than none.</param>
internal sealed record Examined(AsiaGradeRecorded Entry, bool Compared, ImmutableArray<AsiaGradeRecorded> WorseThan);

/// <summary>
/// Whether a deficit became worse from one examination to the next, by the limits of a definition: AIS, UEMS, LEMS, voluntary anal
/// contraction, and the sum of the motor scores where the definition looks at it, each against the last examination that certainly came
/// before and measured the same in the same way. A derived grade is compared with derived grades and an entered one with entered ones; the
/// entered ones decide only where no derived ones do.
/// </summary>
internal static class Deficits
{
    public static IEnumerable<Examined> Read(ChartReading reading, RecurrenceSettings settings)
    {
        // Where nobody was examined there are grades and nothing else.
        var measures = reading.MuscleFalls.Length > 0 ? Measures.OfTheWhole : [Measure.EnteredGrade];
        // Earlier examinations by what they measured.
        var earlier = Array.ConvertAll(Measures.OfTheWhole, _ => new List<Measured>());
        var falls = Array.ConvertAll(Measures.OfTheWhole, settings.StepsDown);
        foreach (var now in settings.OrderOfEntryDecidesNothing ? reading.ExaminationsByPhase : reading.Examinations)
        {
            if (now.IsEmpty) continue;
            var worseThan = ImmutableArray<AsiaGradeRecorded>.Empty;
            var (compared, derived) = (false, false);
            foreach (var measure in measures)
            {
                if (now[measure] is null || falls[(int)measure] is not { } fall || (measure == Measure.EnteredGrade && derived)) continue;
                if (LastBefore(earlier[(int)measure], now, settings) is not { } former) continue;
                compared = true;
                derived |= measure == Measure.DerivedGrade;
                var worse = Worsening.Steps(former, now, measure) >= fall;
                if (worse && !worseThan.Contains(former.Entry)) worseThan = worseThan.Add(former.Entry);
            }

            foreach (var measure in measures)
            {
                if (now[measure] is not null) earlier[(int)measure].Add(now);
            }

            yield return new(now.Entry, compared, worseThan);
        }
    }

    // Of several of one date the best, which comes first.
    private static Measured? LastBefore(List<Measured> earlier, Measured now, RecurrenceSettings settings)
    {
        for (var i = earlier.Count - 1; i >= 0; i--)
        {
            if (!earlier[i].On.IsCertainlyBefore(now.On)) continue;
            while (settings.OrderOfEntryDecidesNothing && i > 0 && earlier[i - 1].On == earlier[i].On) i--;
            return earlier[i];
        }

        return null;
    }
}
