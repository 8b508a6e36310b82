using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// The published counts of 45 cases of IgG4-related spinal pachymeningitis (Yang 2023, Front Oncol 12:1035056, abstract). Levels are
/// multi-label and add up to 64; the pattern is known in 38; ventral 6 is the remainder of those 38.
/// </summary>
internal static class PublishedMarginals
{
    private const SpinalRegions Cervical = SpinalRegions.Cervical, Thoracic = SpinalRegions.Thoracic, Lumbar = SpinalRegions.Lumbar,
        Sacral = SpinalRegions.Sacral;

    // The only split into neighbouring regions is made up; its margins are the published ones: C 26, T 28, L 9, S 1.
    private static readonly (SpinalRegions Value, int Count)[] Levels =
        [(Cervical, 12), (Thoracic, 10), (Lumbar, 4), (Cervical | Thoracic, 14), (Thoracic | Lumbar, 4), (Lumbar | Sacral, 1)];

    private static readonly (Compartment Value, int Count)[] Compartments =
    [
        (Compartment.Dura, 18), (Compartment.Epidural, 17), (Compartment.IntraduralExtramedullary, 9), (Compartment.Intramedullary, 1),
    ];

    private static readonly (LesionPattern? Value, int Count)[] Patterns =
        [(LesionPattern.Homogeneous, 17), (LesionPattern.Dorsal, 15), (LesionPattern.Ventral, 6), (null, 7)];

    // Homogeneous enhancement in 35; the denominator is not stated, so the others report none.
    private static readonly (Enhancement? Value, int Count)[] Enhancements = [(Enhancement.Homogeneous, 35), (null, 10)];

    // Twenty-three did not worsen progressively; what they did instead is not published.
    private static readonly (ClinicalCourse Value, int Count)[] Courses = [(ClinicalCourse.Progressive, 22), (ClinicalCourse.Stable, 23)];

    public static IEnumerable<SyntheticCase> Cases(DeterministicRandom random, DateOnly asOf)
    {
        var levels = Spread(random, Levels);
        var compartments = Spread(random, Compartments);
        var patterns = Spread(random, Patterns);
        var enhancements = Spread(random, Enhancements);
        var courses = Spread(random, Courses);
        return levels.Select((regions, i) => new SyntheticCase(
            SyntheticCohort.StudyNumber(i), SyntheticCohort.PresentedOn(random, asOf), courses[i], SyntheticLevels.In(random, regions),
            compartments[i], patterns[i], enhancements[i], Published: true)).ToList();
    }

    private static T[] Spread<T>(DeterministicRandom random, (T Value, int Count)[] counts)
    {
        var values = counts.SelectMany(count => Enumerable.Repeat(count.Value, count.Count)).ToArray();
        random.Shuffle(values.AsSpan());
        return values;
    }
}
