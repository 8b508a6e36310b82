using IgG4FollowUp.Domain.Cohorts;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Response;

namespace IgG4FollowUp.Domain.Disclosure;

/// <summary>
/// The columns of a release of this registry, those first that matter most (house default): coarse codes alone, and none that follows from
/// others, because what follows could be reckoned back.
/// </summary>
public static class RegistryColumns
{
    /// <summary>The code of a yes.</summary>
    public const string Yes = "yes";

    // The last band is of 89 and over: ages above are too few to be told anywhere.
    private static readonly int[] Bands = [0, 18, 30, 40, 50, 60, 70, 80, 89];

    /// <summary>Everything that is told, besides the time to recurrence.</summary>
    public static IReadOnlyList<ReleaseColumn> All { get; } =
    [
        Of<Sex>("sex", "Sex") with { MayDivide = true },
        new("age_band", "Age at presentation, years", [.. Bands.Select((_, i) => Band(i))]) { IsOrdered = true, MayDivide = true },
        Of<LesionPattern>("lesion_pattern", "Pattern relative to the cord in the sagittal plane") with { MayDivide = true },
        Of<AsiaGrade>("baseline_grade", "ASIA Impairment Scale at baseline") with { IsOrdered = true, MayDivide = true },
        Of<Compartment>("lesion_compartment", "Lesion compartment") with { MayDivide = true },
        Of<TreatmentStrategy>("treatment_strategy", "Treatment begun") with { MayDivide = true },
        Of<ClinicalCourse>("course", "Course until presentation") with { MayDivide = true },
        Of<LesionShape>("lesion_shape", "Shape"),
        Of<SignalIntensity>("lesion_t1_signal", "T1 signal"),
        Of<SignalIntensity>("lesion_t2_signal", "T2 signal"),
        YesOr("homogeneous_enhancement", "Homogeneous T1 gadolinium enhancement"),
        YesOr("lesion_cord_compression", "Compression of the cord"),
        YesOr("lesion_cord_cavity", "Cavity of the cord"),
        YesOr("serum_igg4_raised", "Serum IgG4 raised, first on record"),
        YesOr("storiform_fibrosis", "Storiform fibrosis"),
        YesOr("obliterative_phlebitis", "Obliterative phlebitis"),
        YesOr("improved", "Better on the ASIA Impairment Scale at the last assessment"),
        YesOr("other_organs", "Another organ involved"),
        .. Flags("lesion_", "Spine", ["thoracic", "cervical", "lumbar", "sacral"]),
        .. Flags("symptom_", "Symptom at presentation", Enum.GetValues<Symptom>().Select(symptom => StoredName.Of(symptom))),
    ];

    /// <summary>The band of an age in completed years; null when it is not reported.</summary>
    public static string? BandOf(int? years) =>
        years is null ? null : Band(Array.FindLastIndex(Bands, from => from <= Math.Max(0, years.Value))).Code;

    private static TableCategory Band(int i) => i == Bands.Length - 1
        ? new($"{Bands[i]}-and-over", $"{Bands[i]} and over")
        : new($"{Bands[i]}-{Bands[i + 1] - 1}", $"{Bands[i]} to {Bands[i + 1] - 1}");

    private static ReleaseColumn Of<T>(string name, string label)
        where T : struct, Enum =>
        new(name, label, [.. Enum.GetValues<T>().Select(code => new TableCategory(StoredName.Of(code), Words(StoredName.Of(code))))]);

    private static ReleaseColumn YesOr(string name, string label) => new(name, label, [new(Yes, "Yes")]);

    private static IEnumerable<ReleaseColumn> Flags(string prefix, string label, IEnumerable<string> names) =>
        names.Select(name => YesOr(prefix + name.Replace('-', '_'), $"{label}: {name.Replace('-', ' ')}"));

    private static string Words(string code) => char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');
}
