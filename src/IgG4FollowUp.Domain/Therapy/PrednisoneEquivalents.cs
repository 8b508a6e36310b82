using System.Collections.Frozen;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>
/// A versioned table of prednisone equivalents. A printed dose names the table it was made with, since published tables
/// disagree about two drugs. Equal doses after the GlobalRPh and Time of Care conversion tables; they hold for systemic doses only.
/// </summary>
public sealed class PrednisoneEquivalents
{
    // A published factor never changes: another factor is another version.
    private const int CurrentVersion = 1;

    private readonly FrozenDictionary<Glucocorticoid, Fraction> _factors;

    private PrednisoneEquivalents(string name)
    {
        Name = name;
        _factors = new Dictionary<Glucocorticoid, Fraction>
        {
            [Glucocorticoid.Hydrocortisone] = Factor(20m),
            [Glucocorticoid.Cortisone] = Factor(25m),
            [Glucocorticoid.Prednisone] = Factor(5m),
            [Glucocorticoid.Prednisolone] = Factor(5m),
            [Glucocorticoid.Methylprednisolone] = Factor(4m),
            [Glucocorticoid.Triamcinolone] = Factor(4m),
            [Glucocorticoid.Dexamethasone] = Factor(0.75m),
            [Glucocorticoid.Betamethasone] = Factor(0.6m),
            [Glucocorticoid.Deflazacort] = Factor(6m),
        }.ToFrozenDictionary();
    }

    /// <summary>
    /// House default: betamethasone 0.6 mg and deflazacort 6 mg equal prednisone 5 mg. The choice between the published
    /// alternatives is this project's, not a guideline's.
    /// </summary>
    public static PrednisoneEquivalents HouseDefault { get; } = new("house-default");

    /// <summary>Name of the table, in kebab case.</summary>
    public string Name { get; }

    /// <summary>Version of the table.</summary>
    public int Version => CurrentVersion;

    /// <summary>Name and version as printed next to every dose, such as <c>house-default/1</c>.</summary>
    public string Id => $"{Name}/{Version}";

    /// <summary>Milligrams of prednisone that equal one milligram of the drug; exact.</summary>
    /// <param name="drug">The drug.</param>
    public Fraction this[Glucocorticoid drug] => _factors[drug];

    private static Fraction Factor(decimal equalsFiveMilligramsOfPrednisone)
    {
        var equal = Fraction.Of(equalsFiveMilligramsOfPrednisone);
        return new(5 * equal.Denominator, equal.Numerator);
    }
}
