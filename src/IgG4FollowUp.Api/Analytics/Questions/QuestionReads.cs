namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a question reads, so that nothing else is derived for an answer as known earlier.</summary>
/// <param name="Persons">Names of columns of the persons, besides who they are and where the record comes from.</param>
/// <param name="Tables">The tables besides, with the columns that it reads.</param>
public sealed record QuestionReads(IReadOnlyCollection<string> Persons, params IReadOnlyList<AnalystTable> Tables)
{
    private IReadOnlyCollection<string> OfPersons => [Analytics.Persons.Origin, .. Persons];

    /// <summary>The persons as a table expression, with the columns that are read and no others.</summary>
    public string PersonsSql => Analytics.Persons.Sql(OfPersons);

    /// <summary>Every table that is read, those of the persons among them.</summary>
    public IReadOnlyList<AnalystTable> All =>
        [.. Tables.Concat(Analytics.Persons.Only(OfPersons)).DistinctBy(table => table.Name, StringComparer.Ordinal)];

    /// <summary>With what another question reads.</summary>
    /// <param name="other">The other question, which reads other tables.</param>
    public QuestionReads With(QuestionReads other) => new([.. Persons, .. other.Persons], [.. Tables, .. other.Tables]);

    /// <summary>
    /// With the columns of the persons that a request names, as a condition or as what it groups by, and the days from which they are
    /// known.
    /// </summary>
    /// <param name="query">The request's query.</param>
    public QuestionReads NamedIn(IQueryCollection query)
    {
        var named = query.SelectMany(parameter => parameter.Value.SelectMany(value => value!.Split(',')).Prepend(parameter.Key));
        return this with { Persons = [.. Persons, .. named.SelectMany(Analytics.Persons.WithDays)] };
    }
}
