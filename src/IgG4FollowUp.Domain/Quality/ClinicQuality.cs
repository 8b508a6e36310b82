using System.Collections.Immutable;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Quality;

/// <summary>How an element of the common data set stands in all records of a clinic.</summary>
/// <param name="Name">The element.</param>
/// <param name="Complete">Patients of whom it is on record.</param>
/// <param name="Partial">Of whom it is in part.</param>
/// <param name="Missing">Of whom it is not.</param>
/// <param name="NotApplicable">Of whom there is nothing to say.</param>
public sealed record ElementTally(string Name, int Complete, int Partial, int Missing, int NotApplicable);

/// <summary>What a rule found among entries whose clinical date lies in one year.</summary>
/// <param name="Year">The year; null for entries without a date.</param>
/// <param name="Asked">Entries that it asked about.</param>
/// <param name="Met">Entries that say what it asks for.</param>
public sealed record YearTally(int? Year, int Asked, int Met);

/// <summary>What a rule found in all records of a clinic.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Kind">Kind of entry that it asks about; null for all.</param>
/// <param name="Asks">What it asks for.</param>
/// <param name="Asked">Entries that it asked about.</param>
/// <param name="Met">Entries that say what it asks for.</param>
/// <param name="ByYear">The same by year of the entries' clinical dates: the trend; those without a date first.</param>
public sealed record RuleQuality(string Rule, string? Kind, string Asks, int Asked, int Met, ImmutableArray<YearTally> ByYear);

/// <summary>What is on record in a clinic, counted patient by patient.</summary>
public sealed class ClinicTally
{
    private readonly Dictionary<string, int[]> _elements = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Dictionary<(string Rule, int Year), (int Asked, int Met)> _rules = [];

    /// <summary>Patients counted.</summary>
    public int Patients { get; private set; }

    /// <summary>The elements, in the order of the set.</summary>
    public ImmutableArray<ElementTally> Elements =>
        [.. _order.Select(name => _elements[name]
            is [var complete, var partial, var missing, var other] ? new ElementTally(name, complete, partial, missing, other)
            : throw new InvalidOperationException(name))];

    /// <summary>The rules that asked about anything, in their order.</summary>
    public ImmutableArray<RuleQuality> Rules =>
    [
        .. from rule in QualityRules.All
           let years = _rules.Where(tally => tally.Key.Rule == rule.Name).OrderBy(tally => tally.Key.Year)
               .Select(tally => new YearTally(tally.Key.Year == 0 ? null : tally.Key.Year, tally.Value.Asked, tally.Value.Met))
               .ToImmutableArray()
           where !years.IsEmpty
           select new RuleQuality(
               rule.Name, rule.Kind, rule.Asks, years.Sum(year => year.Asked), years.Sum(year => year.Met), years),
    ];

    /// <summary>Counts a patient.</summary>
    /// <param name="chart">The chart.</param>
    public void Add(PatientChart chart)
    {
        Patients++;
        foreach (var element in CommonDataSet.Of(chart).Elements)
        {
            if (!_elements.TryGetValue(element.Name, out var states))
            {
                _elements[element.Name] = states = new int[Enum.GetValues<ElementState>().Length];
                _order.Add(element.Name);
            }

            states[(int)element.State]++;
        }

        foreach (var rule in QualityRules.All)
        {
            foreach (var check in rule.Checks(chart))
            {
                var key = (rule.Name, check.Year ?? 0);
                var (asked, met) = _rules.GetValueOrDefault(key);
                _rules[key] = (asked + 1, met + (check.Met ? 1 : 0));
            }
        }
    }
}
