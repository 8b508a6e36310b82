using IgG4FollowUp.Api.Http;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// Conditions on the columns of a table, made from a request's query: <c>?sex=male&amp;age_years=40..60&amp;age_years=80..</c>. A column's
/// values are alternatives, columns are combined; an empty value asks for rows in which the column is null, two dots for those in which it
/// is not.
/// </summary>
public sealed class CohortFilter
{
    private readonly List<(Column Column, string[] Values, bool OrNull)> _conditions = [];

    /// <summary>Lets every row through.</summary>
    public static CohortFilter None { get; } = new();

    /// <summary>The conditions in words, in order of the query.</summary>
    public string Text => string.Join(" and ", _conditions.Select(condition =>
        $"{condition.Column.Name} in ({string.Join(", ", condition.Values.Concat(condition.OrNull ? ["null"] : []))})"));

    /// <summary>The columns that the conditions name.</summary>
    public IEnumerable<Column> Columns => _conditions.Select(condition => condition.Column);

    /// <summary>The clinics asked for; null for all.</summary>
    public IReadOnlyCollection<string>? Clinics =>
        _conditions.Where(condition => condition.Column.Name == Persons.Clinic).Select(condition => condition.Values).FirstOrDefault();

    /// <summary>Reads the conditions; every parameter must be a column of the table or one of the endpoint's own.</summary>
    /// <param name="query">The request's query.</param>
    /// <param name="columns">The columns of the table.</param>
    /// <param name="own">Names of parameters that are no conditions.</param>
    /// <exception cref="BadQuestion">
    /// A parameter is neither, or asks for what its column never holds; the answer names what may be.
    /// </exception>
    public static CohortFilter Parse(IQueryCollection query, IReadOnlyList<Column> columns, IReadOnlyCollection<string> own)
    {
        var filter = new CohortFilter();
        foreach (var (name, values) in query)
        {
            if (name == CohortAnswer.AboutParameter || own.Contains(name, StringComparer.Ordinal)) continue;
            var column = columns.FirstOrDefault(one => one.Name == name) ?? throw new BadQuestion(Problem.UnknownParameter(
                name, [.. own, CohortAnswer.AboutParameter, .. columns.Select(other => other.Name).Except(own, StringComparer.Ordinal)]));
            // The same name may have other values in another table, and the description of the interface lists those of all.
            if (CohortParameters.Condition(column).Fault(values) is { } expected)
                throw new BadQuestion(Problem.InvalidParameter(name, expected));
            filter._conditions.Add(
                (column, [.. values.OfType<string>().Where(value => value.Length > 0)], values.Any(string.IsNullOrEmpty)));
        }

        return filter;
    }

    /// <summary>
    /// Conditions on the persons of a statistic. Made-up patients are among them only where <see cref="CohortParameters.DataOrigin"/>, a
    /// condition on that column, or the name of a clinic asks for them.
    /// </summary>
    /// <param name="query">The request's query.</param>
    /// <param name="own">Names of parameters that are no conditions.</param>
    /// <exception cref="BadQuestion">As in <see cref="Parse"/>.</exception>
    public static CohortFilter OfPersons(IQueryCollection query, IReadOnlyCollection<string> own)
    {
        var filter = Parse(query, Persons.Columns, [.. own, CohortParameters.DataOrigin.Name]);
        string[] origins = query.TryGetValue(CohortParameters.DataOrigin.Name, out var asked) ? asked.ToString().Split(',')
            : filter._conditions.Exists(condition => condition.Column.Name is Persons.Origin or Persons.Clinic) ? []
            : OriginMix.Real;
        if (origins.Length > 0) filter._conditions.Add((Persons.Column(Persons.Origin)!, origins, OrNull: false));
        return filter;
    }

    /// <summary>The condition as SQL whose values are parameters; columns are those of the tables, never text from the request.</summary>
    /// <param name="alias">Alias of the table in the statement.</param>
    /// <param name="parameters">Gets the parameters; placeholders count on from those it holds.</param>
    /// <param name="known">SQL that says whether a column's value counts; it always does where this or its answer is null.</param>
    public string Sql(string alias, NpgsqlParameterCollection parameters, Func<Column, string?>? known = null)
    {
        var sql = new List<string> { "true" };
        foreach (var (column, values, orNull) in _conditions)
        {
            var cell = $"{alias}.{column.Sql}";
            var (exact, alternatives) = (new List<string>(), new List<string>());
            foreach (var value in values)
            {
                if (value == ValueRange.Known) alternatives.Add($"{cell} is not null");
                else if (column.Type.IsOrdered && ValueRange.TryRead(value, column.Type == CellType.Date, out var range))
                    alternatives.Add(Within(cell, range, column.Type));
                else exact.Add(value);
            }

            if (exact.Count > 0)
            {
                parameters.Add(column.Type.AnyOf(exact));
                alternatives.Add($"{cell} = any(${parameters.Count})");
            }

            if (orNull) alternatives.Add($"{cell} is null");
            if (known?.Invoke(column) is { } counts) sql.Add(counts);
            sql.Add(alternatives.Count == 1 ? alternatives[0] : $"({string.Join(" or ", alternatives)})");
        }

        return string.Join(" and ", sql);

        string Within(string cell, ValueRange range, CellType type) => string.Join(" and ", new[]
        {
            range.From is null ? null : $"{cell} >= {End(type, range.From)}",
            range.To is null ? null : $"{cell} <= {End(type, range.To)}",
        }.OfType<string>());

        string End(CellType type, string text)
        {
            parameters.Add(type.Of(text));
            return $"${parameters.Count}";
        }
    }
}
