namespace IgG4FollowUp.Api.Cohorts;

/// <summary>A table with one observation per row; its rows are read once and need not fit into memory.</summary>
/// <param name="Name">Name within an answer.</param>
/// <param name="Columns">Column names in snake case.</param>
/// <param name="Rows">One cell per column: null, text, number, boolean, date, time, identity, or a list of these.</param>
public sealed record TidyTable(string Name, IReadOnlyList<string> Columns, IAsyncEnumerable<object?[]> Rows)
{
    public static TidyTable Of(string name, IReadOnlyList<string> columns, IEnumerable<object?[]> rows) => new(name, columns, rows.ToAsyncEnumerable());
}

/// <summary>What an answer says about itself, in order: definition, origin, denominator, sequence and whatever else it rests on.</summary>
public sealed class About : List<KeyValuePair<string, object?>>
{
    public void Add(string name, object? value) => Add(new(name, value));
}
