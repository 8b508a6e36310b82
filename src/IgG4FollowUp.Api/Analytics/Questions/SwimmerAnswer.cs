using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using IgG4FollowUp.Statistics;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a question for a swimmer plot may say besides conditions on columns.</summary>
public sealed record SwimmerQuery(string? Definition, string? Origin, string? Table)
{
    public static readonly IReadOnlyList<ReadParameter> Parameters =
        [CohortParameters.Definition, CohortParameters.Origin, PatientParameters.Known,
            CohortParameters.Table("lanes", "intervals", "marks")];
}

/// <summary>
/// One lane per patient, in days from the origin: treatments of this disease as intervals, agents as long as they certainly act;
/// operations that were more than a biopsy, recurrences and the end as marks.
/// </summary>
public static class SwimmerAnswer
{
    public static QuestionReads Reads { get; } = new(
        ["ended_by", "last_contact_earliest", "last_contact_latest"],
        TimesRequest.IntervalsWith("origin_earliest", "origin_latest"),
        CourseTables.Recurrences.Only(["definition", "definition_version", "by_earliest", "by_latest"]),
        TherapyTables.SteroidDoses.Only(["entry_id", "course_id", "step", "on_earliest", "on_latest", "is_systemic", "indication"]),
        TherapyTables.Exposure.Only(
            ["kind", "ordinal", "agent", "starts_earliest", "starts_latest", "stops_earliest", "stops_latest"]),
        FindingTables.Surgeries.Only(["performed_on_earliest", "performed_on_latest", "is_treatment"]));

    // Only what is dated to the day is drawn; the rest is counted, never placed on a made-up day.
    private const string Lanes = """
        select s.clinic, s.patient_id, s.origin, f.origin_earliest as starts, s.last_contact_earliest as ends, s.ended_by,
          coalesce(f.origin_earliest = f.origin_latest and s.last_contact_earliest = s.last_contact_latest, false) as dated
        """;

    private const string Parts = "select x.clinic, x.patient_id, x.kind, x.starts, x.ends, coalesce(x.dated, false) as dated";

    // An agent is drawn up to the last day on which it certainly acts; where it wears off within days that nobody can name, these days
    // alone leave its end open.
    private static readonly string Treatments = $"""
        select d.clinic, d.patient_id, 'glucocorticoid' as kind, d.on_earliest as starts, stop.on_earliest as ends,
          d.on_earliest = d.on_latest and (stop.entry_id is null or stop.on_earliest = stop.on_latest) as dated
        from steroid_doses d left join steroid_doses stop
          on stop.clinic = d.clinic and stop.patient_id = d.patient_id and stop.course_id = d.course_id and stop.step = 'stop'
        where d.step = 'start' and d.is_systemic and d.indication is distinct from 'other'
        union all
        select a.clinic, a.patient_id, a.agent, a.starts_earliest, a.stops_earliest,
          a.starts_earliest = a.starts_latest
            and (a.stops_latest is null or a.stops_latest - a.stops_earliest = {WearsOffWithin("a.agent")})
        from treatment_exposure a where a.kind = 'sparing-agent'
        """;

    private static string WearsOffWithin(string agent)
    {
        var windows = Enum.GetValues<SparingAgent>().Select(one => (Agent: one, Window: AgentWindow.Of(one)))
            .Where(one => one.Window.AtMost > one.Window.AtLeast)
            .Select(one => $"when '{StoredName.Of(one.Agent)}' then {one.Window.AtMost - one.Window.AtLeast}");
        return $"case {agent} {string.Join(' ', windows)} else 0 end";
    }

    private const string Marks = """
        select clinic, patient_id, 'surgery' as kind, performed_on_earliest as starts, null::date as ends,
          performed_on_earliest = performed_on_latest as dated
        from surgeries where is_treatment
        union all
        select clinic, patient_id, 'recurrence', by_earliest, null, by_earliest = by_latest
        from recurrences where definition = $1 and definition_version = $2
        """;

    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, SwimmerQuery query)
    {
        var request = TimesRequest.Parse(http, SwimmerQuery.Parameters.Names(), query.Definition, query.Origin);
        var cancellation = http.RequestAborted;
        var people = await ReadAsync(snapshot, request, Lanes, "", LaneOf, cancellation);
        var treatments = await ReadAsync(snapshot, request, Parts, $"join ({Treatments}) x using (clinic, patient_id)", PartOf,
            cancellation);
        var marks = await ReadAsync(snapshot, request, Parts, $"join ({Marks}) x using (clinic, patient_id)", PartOf, cancellation);

        var intervals = treatments.Where(part => part.Dated && (part.Ends is null || part.Ends >= part.Starts))
            .ToLookup(part => part.Person);
        // By the one rule for all statistics nothing after the end of follow-up counts, so nothing stands behind the end of a lane.
        var ends = people.Where(lane => lane.Dated).ToDictionary(lane => lane.Person, lane => lane.Ends!.Value);
        var after = marks.FindAll(part => part.Dated && ends.TryGetValue(part.Person, out var end) && part.Starts > end);
        var moments = marks.Where(part => part.Dated).Except(after).ToLookup(part => part.Person);
        var lanes = Swimmer.Arrange(people.Where(lane => lane.Dated && lane.Ends >= lane.Starts).Select(lane =>
        {
            var end = Day(lane.Ends!.Value);
            var ongoing = lane.EndedBy == ObservationEnd.EndOfData;
            return new SwimmerLane(
                lane.Person.Id.ToString(), 0, end, ongoing,
                [
                    .. intervals[lane.Person].Select(
                        part => new SwimmerInterval(part.Kind, Day(part.Starts!.Value), part.Ends is { } last ? Day(last) : null)),
                ],
                [
                    .. moments[lane.Person].Select(part => new SwimmerMark(part.Kind, Day(part.Starts!.Value))),
                    .. ongoing ? [] : new[] { new SwimmerMark(StoredName.Of(lane.EndedBy), end) },
                ]);

            double Day(DateOnly day) => day.DayNumber - lane.Starts!.Value.DayNumber;
        }));

        var about = request.About(snapshot, "swimmer");
        about.DescribePeople(people.Count, ("analysed", lanes.Length), ("not_determinable", people.Count - lanes.Length));
        about.Add("undated_intervals", treatments.Count(part => !part.Dated));
        about.Add("undated_marks", marks.Count(part => !part.Dated));
        about.Add("marks_after_follow_up", after.Count);
        about.Describe(people.Select(lane => lane.Origin));
        return new CohortAnswer(about,
        [
            TidyTable.Of("lanes", ["patient_id", "start", "end", "ongoing"],
                lanes.Select(lane => new object?[] { lane.Key, lane.Start, lane.End, lane.Ongoing })),
            TidyTable.Of("intervals", ["patient_id", "kind", "start", "end"],
                from lane in lanes from i in lane.Intervals select new object?[] { lane.Key, i.Kind, i.Start, i.End }),
            TidyTable.Of("marks", ["patient_id", "kind", "time"],
                from lane in lanes from mark in lane.Marks select new object?[] { lane.Key, mark.Kind, mark.Time }),
        ]);
    }

    private static Lane LaneOf(NpgsqlDataReader row) => new(
        PersonOf(row), row.Cell<string>("origin"), row.Maybe<DateOnly>("starts"), row.Maybe<DateOnly>("ends"),
        row.Member<ObservationEnd>("ended_by")!.Value, row.Cell<bool>("dated"));

    private static Part PartOf(NpgsqlDataReader row) =>
        new(PersonOf(row), row.Cell<string>("kind"), row.Maybe<DateOnly>("starts"), row.Maybe<DateOnly>("ends"), row.Cell<bool>("dated"));

    private static (string Clinic, Guid Id) PersonOf(NpgsqlDataReader row) =>
        (row.Cell<string>("clinic"), row.Cell<Guid>("patient_id"));

    private static async Task<List<T>> ReadAsync<T>(
        CohortSnapshot snapshot, TimesRequest request, string select, string join, Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        request.Bind(command.Parameters);
        command.CommandText = $"""
            {select}
            from {snapshot.Persons} s join recurrence_free_intervals f using (clinic, patient_id) {join}
            where f.definition = $1 and f.definition_version = $2 and f.time_zero = $3 and {request.Filter.Sql("s", command.Parameters)}
            """;
        return await command.ReadAsync(read, cancellation);
    }

    /// <summary>A patient; <paramref name="Dated"/> when origin and last contact are known to the day.</summary>
    private sealed record Lane(
        (string Clinic, Guid Id) Person, string Origin, DateOnly? Starts, DateOnly? Ends, ObservationEnd EndedBy, bool Dated);

    /// <summary>A treatment or a moment of a patient's course; <paramref name="Dated"/> when its days are known.</summary>
    private sealed record Part((string Clinic, Guid Id) Person, string Kind, DateOnly? Starts, DateOnly? Ends, bool Dated);
}
