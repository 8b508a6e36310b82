namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>A table with one observation per row; its rows are read once and need not fit into memory.</summary>
/// <param name="Name">Name within an answer.</param>
/// <param name="Columns">Column names in snake case.</param>
/// <param name="Rows">One cell per column: null, text, number, boolean, date, time, identity, or a list of these.</param>
public sealed record TidyTable(string Name, IReadOnlyList<string> Columns, IAsyncEnumerable<object?[]> Rows)
{
    /// <summary>A table whose rows are computed here and now: what cannot be computed is no answer, rather than half of one.</summary>
    public static TidyTable Of(string name, IReadOnlyList<string> columns, IEnumerable<object?[]> rows) =>
        new(name, columns, rows.ToList().ToAsyncEnumerable());

    /// <summary>
    /// The same table with its first row at hand: a question that the database cannot answer fails here, before an answer is begun.
    /// </summary>
    public async Task<TidyTable> BegunAsync(CancellationToken cancellation)
    {
        var rows = Rows.GetAsyncEnumerator(cancellation);
        try
        {
            return this with { Rows = RestAsync(rows, await rows.MoveNextAsync()) };
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    private static async IAsyncEnumerable<object?[]> RestAsync(IAsyncEnumerator<object?[]> rows, bool any)
    {
        await using (rows)
        {
            for (; any; any = await rows.MoveNextAsync()) yield return rows.Current;
        }
    }
}

/// <summary>What an answer says about itself, in order: definition, origin, denominator, sequence and whatever else it rests on.</summary>
public sealed class AnswerMetadata : List<KeyValuePair<string, object?>>
{
    /// <summary>How many people the answer counts, shown or not; null where it counts none.</summary>
    public int? People { get; set; }

    public void Add(string name, object? value) => Add(new(name, value));

    /// <summary>A number of people and the parts it falls into, each to the last person.</summary>
    public void DescribePeople(int people, params (string Name, int Count)[] parts)
    {
        People = people;
        Add("minimum_cell_size", 1);
        Add("row_level_reads", true);
        Add("patients", people);
        foreach (var (name, count) in parts) Add(name, count);
    }

    /// <param name="groups">Groups of which nobody could be analysed.</param>
    public void DescribeWithoutAnalysed(IEnumerable<string> groups) =>
        Add("groups_without_analysed", string.Join(", ", groups.Order(StringComparer.Ordinal)));
}
