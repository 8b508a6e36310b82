using System.Globalization;
using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using Npgsql;

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
    /// <exception cref="BadQuestion">They are no such numbers, or contradict another parameter.</exception>
    public static SetTime? Parse(TransitionQuery query)
    {
        if (query.AtMonths is null)
            return query.WindowDays is null
                ? null
                : throw new BadQuestion(Problem.InvalidParameter("windowDays", "given together with 'atMonths' only."));
        if (query.At is not null) throw new BadQuestion(Problem.BadRequest("Give 'at' or 'atMonths', not both."));
        var months = Number("atMonths", query.AtMonths, 1, MostMonths);
        // House default: a quarter of the time, since no visit window is published.
        return new(months, query.WindowDays is null ? DaysOf(months) / 4 : Number("windowDays", query.WindowDays, 0, DaysOf(months) - 1));
    }

    /// <summary>Days from an origin that stand for whole months from it, a month being a twelfth of 365.25 days.</summary>
    public static int DaysOf(int months) => (int)Math.Round(months * DaysPerMonth);

    private static int Number(string name, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new BadQuestion(Problem.InvalidParameter(name, $"a whole number from {least} to {most}."));
}

/// <summary>A person in a transition matrix.</summary>
/// <param name="Group">Value of the grouping column as text.</param>
/// <param name="Origin">Where the record comes from.</param>
/// <param name="Pair">Grade at baseline, and at follow-up or why there is none.</param>
public sealed record GradedPerson(string Group, string Origin, GradePair Pair);

/// <summary>Grades at a set time after the baseline, by the domain's rule over what the tables hold.</summary>
public static class TransitionAtTime
{
    public static QuestionReads Reads { get; } = new(
        ["ended_by", "last_contact_earliest", "last_contact_latest", "baseline_grade", "baseline_on_earliest", "baseline_on_latest"],
        FindingTables.AsiaGrades.Only(["entry_id", "follow_up_grade", "assessed_on_earliest", "assessed_on_latest"]));

    public static async Task<List<GradedPerson>> ReadAsync(
        CohortSnapshot snapshot, SetTime time, Column? by, CohortFilter filter, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        command.CommandText = $"""
            select s.clinic, s.patient_id, {TimesRequest.GroupSql("s", by)} as of_group, s.origin,
              s.ended_by, s.last_contact_earliest, s.last_contact_latest,
              s.baseline_grade, s.baseline_on_earliest, s.baseline_on_latest,
              a.follow_up_grade, a.assessed_on_earliest, a.assessed_on_latest
            from {snapshot.Persons} s left join asia_grades a
              on a.clinic = s.clinic and a.patient_id = s.patient_id and a.follow_up_grade is not null
            where {filter.Sql("s", command.Parameters)}
            order by s.clinic, s.patient_id, a.assessed_on_earliest, a.assessed_on_latest, a.entry_id
            """;
        var rows = await command.ReadAsync(
            row => new Row(
                (row.Cell<string>("clinic"), row.Cell<Guid>("patient_id")), row.Cell<string>("of_group"), row.Cell<string>("origin"),
                row.Member<ObservationEnd>("ended_by")!.Value,
                row.IsNull("last_contact_earliest") && row.IsNull("last_contact_latest") ? null : Span(row, "last_contact"),
                Dated(row, "baseline_grade", "baseline_on"), Dated(row, "follow_up_grade", "assessed_on")),
            cancellation);
        return [.. rows.GroupBy(row => row.Person).Select(person =>
            Of(person.First(), [.. person.Select(row => row.Grade).OfType<DatedGrade>()], time, snapshot.AsOf))];
    }

    private static GradedPerson Of(Row person, IReadOnlyList<DatedGrade> grades, SetTime time, DateOnly asOf) => new(
        person.Group, person.Origin,
        GradeAt.Of(new GradeCourse(person.Baseline, grades, person.EndedBy, person.LastContact), time.Days, time.WindowDays, asOf));

    private static DatedGrade? Dated(NpgsqlDataReader row, string grade, string on) =>
        row.Member<AsiaGrade>(grade) is { } known ? new(Span(row, on), known) : null;

    // A bound that is not known is null in the tables.
    private static DaySpan Span(NpgsqlDataReader row, string name) =>
        new(row.Maybe<DateOnly>(name + "_earliest") ?? DateOnly.MinValue, row.Maybe<DateOnly>(name + "_latest") ?? DateOnly.MaxValue);

    /// <summary>A person with one of the grades of follow-up, if there is any.</summary>
    private sealed record Row(
        (string Clinic, Guid PatientId) Person, string Group, string Origin, ObservationEnd EndedBy, DaySpan? LastContact,
        DatedGrade? Baseline, DatedGrade? Grade);
}
