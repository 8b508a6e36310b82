using System.Globalization;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>A coefficient of a regression.</summary>
/// <param name="Variable">Column or exposure.</param>
/// <param name="Level">Value that is compared with the reference; null for a number.</param>
/// <param name="Reference">The value it is compared with; null for a number.</param>
/// <param name="ChangesWithTime">Whether it is an exposure.</param>
public sealed record RegressionTerm(string Variable, string? Level, string? Reference, bool ChangesWithTime)
{
    /// <summary>Whether it is per unit of a number.</summary>
    public bool IsPerUnit => Level is null;
}

/// <summary>Columns as covariates: numbers per unit, codes against the most frequent one.</summary>
public sealed class RegressionTerms
{
    /// <summary>Most values of a column that is one: more are no groups.</summary>
    private const int MostLevels = 20;

    private readonly IReadOnlyList<Column> _columns;
    private readonly List<string>[] _levels;

    private RegressionTerms(IReadOnlyList<Column> columns, List<string>[] levels) => (_columns, _levels) = (columns, levels);

    /// <summary>Whether a column can be a covariate: a number, a yes or no, or one of a few values.</summary>
    public static bool IsCovariate(Column column) => IsNumber(column) || column.Type == CellType.Boolean || column.Codes.Count > 0
        || column.Name == Persons.Clinic;

    /// <summary>Finds the values of the columns among people whose covariates are all known.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="people">The people.</param>
    /// <exception cref="BadQuestion">A column has too many values.</exception>
    public static RegressionTerms Of(IReadOnlyList<Column> columns, IReadOnlyList<Observed> people)
    {
        var levels = columns.Select((column, i) => IsNumber(column)
            ? []
            : people.CountBy(one => one.Row.Covariates[i]!, StringComparer.Ordinal).OrderByDescending(value => value.Value)
                .ThenBy(value => value.Key, StringComparer.Ordinal).Select(value => value.Key).ToList()).ToArray();
        if (Array.FindIndex(levels, values => values.Count > MostLevels) is >= 0 and var wide)
        {
            throw new BadQuestion(Http.Problem.InvalidParameter(
                "covariates",
                $"columns of at most {MostLevels} values; '{columns[wide].Name}' has {levels[wide].Count}. A stratum may have more."));
        }

        return new(columns, levels);
    }

    /// <summary>The coefficients of the columns, in order.</summary>
    public IEnumerable<RegressionTerm> Terms => _columns.SelectMany((column, i) => IsNumber(column)
        ? [new RegressionTerm(column.Name, null, null, ChangesWithTime: false)]
        : _levels[i].Skip(1).Select(level => new RegressionTerm(column.Name, level, _levels[i][0], ChangesWithTime: false)));

    /// <summary>A person's values, one per coefficient.</summary>
    public IEnumerable<double> ValuesOf(SubjectRow row) => _columns.SelectMany((column, i) => IsNumber(column)
        ? [double.Parse(row.Covariates[i]!, CultureInfo.InvariantCulture)]
        : _levels[i].Skip(1).Select(level => level == row.Covariates[i] ? 1d : 0d));

    private static bool IsNumber(Column column) => column.Type == CellType.Integer || column.Type == CellType.Numeric;
}
