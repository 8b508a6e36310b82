using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// Made-up cohorts for demonstrations, tests and benchmarks. The same seed gives the same cohort down to every id, on every machine, and
/// a patient does not change when more patients are asked for. Nothing about the disease may be concluded from them.
/// </summary>
public static class SyntheticCohort
{
    // Fixed for ever, so that the demonstration clinic is the same wherever it is installed.
    private const ulong PublishedSeed = 45;
    private const int DaysOfRecruitment = 12 * 365;
    private const int ShortestFollowUpDays = 60;

    /// <summary>Day up to which the published-like cohort is told when none is given.</summary>
    public static DateOnly PublishedAsOf { get; } = new(2025, 12, 31);

    /// <summary>Makes up patients with plausible histories; they are made one by one, as they are read.</summary>
    /// <param name="patients">How many, 0 or more; study numbers run from <c>SYN-00001</c>.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="asOf">Last day of the data, from 1990; patients presented within the twelve years before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative number of patients, or a day before 1990.</exception>
    public static IEnumerable<SyntheticPatient> Generate(int patients, ulong seed, DateOnly asOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patients);
        ArgumentOutOfRangeException.ThrowIfLessThan(asOf.Year, 1990, nameof(asOf));
        return Enumerable.Range(0, patients).Select(i =>
        {
            var random = new DeterministicRandom(seed, (ulong)i);
            return new PatientStory(random, AnyCase(random, i, asOf), asOf).Tell();
        });
    }

    /// <summary>
    /// Forty-five made-up patients whose presentations have exactly the marginal counts of the published series (Yang 2023,
    /// doi:10.3389/fonc.2022.1035056): see <see cref="PublishedMarginals"/>. How the characteristics go together is not published and is
    /// made up, and so is everything after presentation.
    /// </summary>
    public static IEnumerable<SyntheticPatient> Published45() => Published45(PublishedAsOf);

    /// <inheritdoc cref="Published45()"/>
    /// <param name="asOf">Last day of the data, from 1990.</param>
    public static IEnumerable<SyntheticPatient> Published45(DateOnly asOf)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(asOf.Year, 1990, nameof(asOf));
        return PublishedMarginals.Cases(new DeterministicRandom(PublishedSeed, ulong.MaxValue), asOf)
            .Select((given, i) => new PatientStory(new DeterministicRandom(PublishedSeed, (ulong)i), given, asOf).Tell());
    }

    internal static string StudyNumber(int i) => $"SYN-{i + 1:00000}";

    internal static DateOnly PresentedOn(DeterministicRandom random, DateOnly asOf) =>
        asOf.AddDays(-random.Between(ShortestFollowUpDays, DaysOfRecruitment));

    private static SyntheticCase AnyCase(DeterministicRandom random, int i, DateOnly asOf) => new(
        StudyNumber(i),
        PresentedOn(random, asOf),
        random.Percent(49)
            ? ClinicalCourse.Progressive
            : random.OneOf(ClinicalCourse.Stable, ClinicalCourse.Stable, ClinicalCourse.Fluctuating),
        SyntheticLevels.In(random, SyntheticLevels.Any(random)),
        random.Between(0, 44) switch
        {
            < 18 => Compartment.Dura,
            < 35 => Compartment.Epidural,
            < 44 => Compartment.IntraduralExtramedullary,
            _ => Compartment.Intramedullary,
        },
        random.Between(0, 44) switch
        {
            < 17 => LesionPattern.Homogeneous,
            < 32 => LesionPattern.Dorsal,
            < 38 => LesionPattern.Ventral,
            _ => null,
        },
        random.Percent(78) ? Enhancement.Homogeneous : random.OneOf<Enhancement?>(Enhancement.Heterogeneous, Enhancement.Peripheral, null));
}
