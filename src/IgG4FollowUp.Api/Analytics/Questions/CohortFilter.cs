using IgG4FollowUp.Api.Http;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// Conditions on the columns of a table, made from a request's query: <c>?sex=male&amp;pattern=dorsal&amp;pattern=ventral</c>. A column's
/// values are alternatives, columns are combined, an empty value asks for rows in which the column is null.
/// </summary>
public sealed class CohortFilter
{
    private readonly List<(Column Column, string[] Values, bool OrNull)> _conditions = [];

    /// <summary>Lets every row through.</summary>
    public static CohortFilter None { get; } = new();

    /// <summary>The conditions in words, in order of the query.</summary>
    public string Text => string.Join(" and ", _conditions.Select(condition =>
        $"{condition.Column.Name} in ({string.Join(", ", condition.Values.Concat(condition.OrNull ? ["null"] : []))})"));

    /// <summary>The clinics asked for; null for all.</summary>
    public IReadOnlyCollection<string>? Clinics =>
        _conditions.Where(condition => condition.Column.Name == "clinic").Select(condition => condition.Values).FirstOrDefault();

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

    /// <summary>The condition as SQL whose values are parameters; columns are those of the tables, never text from the request.</summary>
    /// <param name="alias">Alias of the table in the statement.</param>
    /// <param name="parameters">Gets the parameters; placeholders count on from those it holds.</param>
    public string Sql(string alias, NpgsqlParameterCollection parameters)
    {
        var sql = new List<string> { "true" };
        foreach (var (column, values, orNull) in _conditions)
        {
            parameters.Add(column.Type.AnyOf(values));
            var matches = $"{alias}.{column.Sql} = any(${parameters.Count})";
            sql.Add(orNull ? $"({matches} or {alias}.{column.Sql} is null)" : matches);
        }

        return string.Join(" and ", sql);
    }
}
