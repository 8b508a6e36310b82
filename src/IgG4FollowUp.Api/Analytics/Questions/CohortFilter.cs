using System.Globalization;
using IgG4FollowUp.Api.Http;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// Conditions on the columns of a table, made from a request's query: <c>?sex=male&amp;pattern=dorsal&amp;pattern=ventral</c>. A column's values
/// are alternatives, columns are combined, an empty value asks for rows in which the column is null.
/// </summary>
public sealed class CohortFilter
{
    private readonly List<(CohortColumn Column, string[] Values, bool OrNull)> _conditions = [];

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
    /// <param name="table">The table.</param>
    /// <param name="own">Names of parameters that are no conditions.</param>
    /// <exception cref="Refusal">A parameter is neither; the answer names what is allowed.</exception>
    public static CohortFilter Parse(IQueryCollection query, CohortTable table, IReadOnlyCollection<string> own)
    {
        var filter = new CohortFilter();
        foreach (var (name, values) in query)
        {
            if (name == CohortAnswer.AboutParameter || own.Contains(name, StringComparer.Ordinal)) continue;
            var column = table.Column(name) ?? throw new Refusal(Problem.UnknownParameter(
                name, [.. own, CohortAnswer.AboutParameter, .. table.Columns.Select(other => other.Name).Except(own, StringComparer.Ordinal)]));

            filter._conditions.Add((column, [.. values.OfType<string>().Where(value => value.Length > 0)], values.Any(string.IsNullOrEmpty)));
        }

        return filter;
    }

    /// <summary>The condition as SQL whose values are parameters; columns are names from the catalogue, never text from the request.</summary>
    /// <param name="alias">Alias of the table in the statement.</param>
    /// <param name="parameters">Gets the parameters; placeholders count on from those it holds.</param>
    public string Sql(string alias, NpgsqlParameterCollection parameters)
    {
        var sql = new List<string> { "true" };
        foreach (var (column, values, orNull) in _conditions)
        {
            parameters.Add(Typed(column, values));
            var matches = $"{alias}.{column.Sql} = any(${parameters.Count})";
            sql.Add(orNull ? $"({matches} or {alias}.{column.Sql} is null)" : matches);
        }

        return string.Join(" and ", sql);
    }

    // Typed here, so that no value can fail in a statement or mean there what it does not say. The description of the address has let only such values through.
    private static NpgsqlParameter Typed(CohortColumn column, string[] values)
    {
        var culture = CultureInfo.InvariantCulture;
        return column.Type switch
        {
            "integer" => new NpgsqlParameter<int[]> { TypedValue = [.. values.Select(value => int.Parse(value, culture))] },
            "bigint" => new NpgsqlParameter<long[]> { TypedValue = [.. values.Select(value => long.Parse(value, culture))] },
            "numeric" => new NpgsqlParameter<decimal[]> { TypedValue = [.. values.Select(value => decimal.Parse(value, culture))] },
            "boolean" => new NpgsqlParameter<bool[]> { TypedValue = [.. values.Select(value => value == "true")] },
            "date" => new NpgsqlParameter<DateOnly[]> { TypedValue = [.. values.Select(value => DateOnly.ParseExact(value, "yyyy-MM-dd", culture))] },
            "uuid" => new NpgsqlParameter<Guid[]> { TypedValue = [.. values.Select(value => Guid.ParseExact(value, "D"))] },
            _ => new NpgsqlParameter<string[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        };
    }
}
