using IgG4FollowUp.Api.Analytics.Export;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Course;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>The analysts' tables themselves: their rows, and what they are made of.</summary>
public static class TableAnswers
{
    /// <summary>Rows of a table, as they are read.</summary>
    public static async Task<IResult> RowsAsync(HttpContext http, CohortSnapshot snapshot, string name)
    {
        if (AnalystTables.Find(name) is not { } table)
            throw new BadQuestion(
                Problem.NotFound() with { Detail = $"The tables are {string.Join(", ", AnalystTables.All.Select(one => one.Name))}." });
        var filter = CohortFilter.Parse(http.Request.Query, table.Columns, [CohortSnapshot.KnownAtParameter]);
        return new CohortAnswer(await AboutAsync(snapshot, table.Name, filter, http.RequestAborted), [Rows(snapshot, table, filter)]);
    }

    /// <summary>Every row of a table that a filter lets through, patient by patient.</summary>
    public static TidyTable Rows(CohortSnapshot snapshot, AnalystTable table, CohortFilter filter)
    {
        var command = snapshot.Command();
        var order = table.PrimaryKey.Select(column => table.Column(column)!.Sql);
        command.CommandText = $"""
            select {string.Join(", ", table.Columns.Select(column => "t." + column.Sql))} from {table.Name} t
            where {filter.Sql("t", command.Parameters)} order by {string.Join(", ", order)}
            """;
        return new(table.Name, [.. table.Columns.Select(column => column.Name)], CohortSnapshot.RowsAsync(command));
    }

    /// <summary>Times to recurrence in the manner of ADTTE.</summary>
    public static async Task<IResult> AdtteRowsAsync(HttpContext http, CohortSnapshot snapshot)
    {
        var filter = CohortFilter.OfPersons(http.Request.Query, [CohortSnapshot.KnownAtParameter]);
        var about = await AboutAsync(snapshot, snapshot.Persons, filter, http.RequestAborted);
        about.Add("follow_up_rule", FollowUpPeriod.RuleId);
        about.Add("after_follow_up", FollowUpPeriod.Rule);
        return new CohortAnswer(about, [AdtteRows(snapshot, filter)]);
    }

    public static TidyTable AdtteRows(CohortSnapshot snapshot, CohortFilter filter)
    {
        var command = snapshot.Command();
        command.CommandText = Adtte.Sql(snapshot, filter.Sql("s", command.Parameters));
        return new(Adtte.Name, [.. Adtte.Columns.Select(column => column.Name)], CohortSnapshot.RowsAsync(command));
    }

    /// <summary>The data dictionary.</summary>
    public static IResult Dictionary(CohortSnapshot snapshot) => new CohortAnswer(
        new AnswerMetadata { { "sequence", snapshot.Sequence } },
        [
            TidyTable.Of("columns", ["table", "column", "type", "nullable", "description", "known"],
                from table in AnalystTables.All
                from column in table.Columns
                select new object?[]
                {
                    table.Name, column.Name, column.Type.Sql, table.MayBeNull(column), column.Comment, column.Known.Text,
                }),
        ]);

    private static async Task<AnswerMetadata> AboutAsync(CohortSnapshot snapshot, string table, CohortFilter filter,
        CancellationToken cancellation)
    {
        AnswerMetadata about = [];
        snapshot.Describe(about, filter);
        foreach (var (origin, count) in await OriginMix.ReadAsync(snapshot, table, filter, cancellation)) about.Add($"{origin}_patients",
            count);
        return about;
    }
}
