using System.Collections.Frozen;

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

    private PrednisoneEquivalents(string name, decimal betamethasone, decimal deflazacort)
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
            [Glucocorticoid.Betamethasone] = Factor(betamethasone),
            [Glucocorticoid.Deflazacort] = Factor(deflazacort),
        }.ToFrozenDictionary();
    }

    /// <summary>
    /// House default: betamethasone 0.6 mg and deflazacort 6 mg equal prednisone 5 mg. The choice between the published
    /// alternatives is this project's, not a guideline's.
    /// </summary>
    public static PrednisoneEquivalents HouseDefault { get; } = new("house-default", betamethasone: 0.6m, deflazacort: 6m);

    /// <summary>The alternative in which betamethasone 0.75 mg equals prednisone 5 mg.</summary>
    public static PrednisoneEquivalents Betamethasone075 { get; } = new("betamethasone-0.75", betamethasone: 0.75m, deflazacort: 6m);

    /// <summary>
    /// The alternative in which deflazacort 7.5 mg equals prednisone 5 mg; from tables not confirmed in a primary source.
    /// </summary>
    public static PrednisoneEquivalents Deflazacort75 { get; } = new("deflazacort-7.5", betamethasone: 0.6m, deflazacort: 7.5m);

    /// <summary>Every table, the house default first.</summary>
    public static IReadOnlyList<PrednisoneEquivalents> All { get; } = [HouseDefault, Betamethasone075, Deflazacort75];

    /// <summary>Name of the table, in kebab case.</summary>
    public string Name { get; }

    /// <summary>Version of the table.</summary>
    public int Version => CurrentVersion;

    /// <summary>Name and version as printed next to every dose, such as <c>house-default/1</c>.</summary>
    public string Id => $"{Name}/{Version}";

    /// <summary>Milligrams of prednisone that equal one milligram of the drug; exact.</summary>
    /// <param name="drug">The drug.</param>
    public Fraction this[Glucocorticoid drug] => _factors[drug];

    /// <summary>A table by its <see cref="Id"/>; null when there is none.</summary>
    /// <param name="id">Such as <c>house-default/1</c>.</param>
    public static PrednisoneEquivalents? Find(string id) => All.FirstOrDefault(table => table.Id == id);

    private static Fraction Factor(decimal equalsFiveMilligramsOfPrednisone)
    {
        var equal = Fraction.Of(equalsFiveMilligramsOfPrednisone);
        return new(5 * equal.Denominator, equal.Numerator);
    }
}
