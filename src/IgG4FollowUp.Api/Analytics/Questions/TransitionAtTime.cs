using System.Globalization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Therapy;
using Npgsql;
using AssessedGrade = IgG4FollowUp.Domain.Outcomes.AssessedGrade;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>A set time after the baseline.</summary>
/// <param name="Months">Months as asked for, 1 to 600.</param>
/// <param name="WindowDays">Days of tolerance on either side, from 0 to below the days.</param>
public sealed record SetTime(int Months, int WindowDays)
{
    public const int MostMonths = 600;

    private const double DaysPerMonth = 365.25 / 12;

    public static int MostDays => DaysOf(MostMonths) - 1;

    public int Days => DaysOf(Months);

    /// <summary>Reads the parameters; null when no time is set.</summary>
    /// <exception cref="Refusal">They are no such numbers, or contradict another parameter.</exception>
    public static SetTime? Parse(TransitionQuery query)
    {
        if (query.AtMonths is null)
            return query.WindowDays is null ? null : throw new Refusal(Problem.InvalidParameter("windowDays", "given together with 'atMonths' only."));
        if (query.At is not null) throw new Refusal(Problem.BadRequest("Give 'at' or 'atMonths', not both."));
        var months = Number("atMonths", query.AtMonths, 1, MostMonths);
        // House default: a quarter of the time, since no visit window is published.
        return new(months, query.WindowDays is null ? DaysOf(months) / 4 : Number("windowDays", query.WindowDays, 0, DaysOf(months) - 1));
    }

    private static int DaysOf(int months) => (int)Math.Round(months * DaysPerMonth);

    private static int Number(string name, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new Refusal(Problem.InvalidParameter(name, $"a whole number from {least} to {most}."));
}

/// <summary>A person in a transition matrix.</summary>
/// <param name="Group">Value of the grouping column as text.</param>
/// <param name="Origin">Where the record comes from.</param>
/// <param name="Pair">Grade at baseline, and at follow-up or why there is none.</param>
public sealed record Graded(string Group, string Origin, GradePair Pair);

/// <summary>Grades at a set time after the baseline, by the domain's rule over what the tables hold.</summary>
public static class TransitionAtTime
{
    private const string InOrder = "a.assessed_on_earliest, a.assessed_on_latest, a.entry_id";

    private static readonly Dictionary<string, ObservationEnd> Ends = Enum.GetValues<ObservationEnd>().ToDictionary(Codes<ObservationEnd>.Name);

    public static async Task<List<Graded>> ReadAsync(CohortSnapshot snapshot, SetTime time, CohortColumn? by, CohortFilter filter, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        command.CommandText = $"""
            select {TimesRequest.GroupSql("s", by)}, s.origin, s.ended_by, s.last_contact_earliest, s.last_contact_latest,
              s.baseline_grade, s.baseline_on_earliest, s.baseline_on_latest, g.grades, g.earliest, g.latest
            from {snapshot.PersonSql} s cross join lateral (
              select array_agg(a.follow_up_grade order by {InOrder}) as grades, array_agg(a.assessed_on_earliest order by {InOrder}) as earliest,
                array_agg(a.assessed_on_latest order by {InOrder}) as latest
              from asia_grades a where a.clinic = s.clinic and a.patient_id = s.patient_id and a.follow_up_grade is not null) g
            where {filter.Sql("s", command.Parameters)}
            """;
        var people = new List<Graded>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var outcome = new OutcomeTimeline
            {
                Settings = OutcomeSettings.HouseDefault,
                EndedBy = Ends[reader.GetString(2)],
                LastContact = reader.IsDBNull(3) && reader.IsDBNull(4) ? null : Span(reader, 3),
                Baseline = TransitionAnswer.GradeIn(reader, 5) is { } grade ? new AssessedGrade(Guid.Empty, Span(reader, 6), grade) : null,
                FollowUp = reader.IsDBNull(8) ? [] : [.. FollowUp(reader)],
            };
            people.Add(new(reader.GetString(0), reader.GetString(1), GradeAt.Of(outcome, time.Days, time.WindowDays, snapshot.AsOf)));
        }

        return people;
    }

    private static IEnumerable<AssessedGrade> FollowUp(NpgsqlDataReader reader)
    {
        var earliest = reader.GetFieldValue<DateOnly[]>(9);
        var latest = reader.GetFieldValue<DateOnly[]>(10);
        return reader.GetFieldValue<string[]>(8).Select((grade, i) =>
            new AssessedGrade(Guid.Empty, new DaySpan(earliest[i], latest[i]), Enum.Parse<AsiaGrade>(grade, ignoreCase: true)));
    }

    // A bound that is not known is null in the tables.
    private static DaySpan Span(NpgsqlDataReader reader, int column) => new(
        reader.IsDBNull(column) ? DateOnly.MinValue : reader.GetFieldValue<DateOnly>(column),
        reader.IsDBNull(column + 1) ? DateOnly.MaxValue : reader.GetFieldValue<DateOnly>(column + 1));
}
