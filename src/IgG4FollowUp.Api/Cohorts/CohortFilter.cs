using IgG4FollowUp.Api.Http;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Api.Cohorts;

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
            if (own.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            var column = table.Column(name) ?? throw new Refusal(Problem.BadRequest(
                $"A parameter is neither one of this address ({string.Join(", ", own)}) nor a column of '{table.Name}': {table.ColumnNames}."));

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
            parameters.Add(new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            var matches = $"{alias}.{column.Sql} = any(${parameters.Count}::{column.Type}[])";
            sql.Add(orNull ? $"({matches} or {alias}.{column.Sql} is null)" : matches);
        }

        return string.Join(" and ", sql);
    }

    /// <summary>True for the failures by which PostgreSQL says that a value is not of its column's type.</summary>
    public static bool IsInvalidValue(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.InvalidTextRepresentation or PostgresErrorCodes.InvalidDatetimeFormat
            or PostgresErrorCodes.DatetimeFieldOverflow or PostgresErrorCodes.NumericValueOutOfRange or PostgresErrorCodes.UntranslatableCharacter
            or PostgresErrorCodes.CharacterNotInRepertoire;
}
