using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a question for a swimmer plot may say besides conditions on columns.</summary>
public sealed record SwimmerQuery(string? Definition, string? Origin, string? Table)
{
    public static readonly IReadOnlyList<ReadParameter> Parameters =
        [CohortParameters.Definition, CohortParameters.Origin, PatientParameters.Known, CohortParameters.Table("lanes", "intervals", "marks")];
}

/// <summary>
/// One lane per patient, in days from the origin: treatments of this disease as intervals; operations that were more than a biopsy, recurrences and the end as marks.
/// </summary>
public static class SwimmerAnswer
{
    // Only what is dated to the day is drawn; the rest is counted, never placed on a made-up day.
    private const string Lanes = """
        select s.clinic, s.patient_id, s.origin, f.origin_earliest, s.last_contact_earliest, s.ended_by,
          f.origin_earliest = f.origin_latest and s.last_contact_earliest = s.last_contact_latest
        """;

    private const string Treatments = """
        select d.clinic, d.patient_id, 'glucocorticoid' as kind, d.on_earliest as starts, stop.on_earliest as ends,
          d.on_earliest = d.on_latest and (stop.entry_id is null or stop.on_earliest = stop.on_latest) as dated
        from steroid_doses d left join steroid_doses stop
          on stop.clinic = d.clinic and stop.patient_id = d.patient_id and stop.course_id = d.course_id and stop.step = 'stop'
        where d.step = 'start' and d.is_systemic and d.indication is distinct from 'other'
        union all
        select a.clinic, a.patient_id, a.agent, a.started_on_earliest, a.last_dose_on_earliest,
          a.started_on_earliest = a.started_on_latest and (not a.stop_recorded or a.last_dose_on_earliest = a.last_dose_on_latest)
        from sparing_agents a where a.indication is distinct from 'other'
        """;

    private const string Marks = """
        select clinic, patient_id, 'surgery' as kind, performed_on_earliest as day, performed_on_earliest = performed_on_latest as dated from surgeries where is_treatment
        union all
        select clinic, patient_id, 'recurrence', by_earliest, by_earliest = by_latest from recurrences where definition = $1 and definition_version = $2
        """;

    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, SwimmerQuery query)
    {
        var request = TimesRequest.Parse(http, snapshot, SwimmerQuery.Parameters.Names(), query.Definition, query.Origin, by: null);
        var cancellation = http.RequestAborted;
        var people = await RowsAsync(snapshot, request, Lanes, "", cancellation);
        var placed = people.Where(row => row[6] is true).ToDictionary(Key, row => (DateOnly)row[3]!);
        var treatments = await RowsAsync(snapshot, request, "select x.clinic, x.patient_id, x.kind, x.starts, x.ends, x.dated", $"join ({Treatments}) x using (clinic, patient_id)", cancellation);
        var marks = await RowsAsync(snapshot, request, "select x.clinic, x.patient_id, x.kind, x.day, x.dated", $"join ({Marks}) x using (clinic, patient_id)", cancellation);

        var intervals = treatments.Where(row => row[5] is true && placed.ContainsKey(Key(row)))
            .Where(row => row[4] is null || (DateOnly)row[4]! >= (DateOnly)row[3]!).ToLookup(Key);
        var moments = marks.Where(row => row[4] is true).ToLookup(Key);
        var lanes = Swimmer.Arrange(people.Where(row => row[6] is true && (DateOnly)row[4]! >= (DateOnly)row[3]!).Select(row =>
        {
            var key = Key(row);
            var origin = placed[key];
            var end = Day(row[4], origin)!.Value;
            var ended = (string)row[5]!;
            return new SwimmerLane(
                key.PatientId.ToString(), 0, end, Ongoing: ended == "end-of-data",
                [.. intervals[key].Select(i => new SwimmerInterval((string)i[2]!, Day(i[3], origin)!.Value, Day(i[4], origin)))],
                [.. moments[key].Select(m => new SwimmerMark((string)m[2]!, Day(m[3], origin)!.Value)), .. ended == "end-of-data" ? [] : new[] { new SwimmerMark(ended, end) }]);
        }));

        var about = request.About(snapshot, "swimmer");
        snapshot.Suppression.Describe(about, people.Count, ("analysed", lanes.Length), ("not_determinable", people.Count - lanes.Length));
        about.Add("undated_intervals", treatments.Count(row => row[5] is not true));
        about.Add("undated_marks", marks.Count(row => row[4] is not true));
        about.Describe(snapshot.Suppression, people.Select(row => (string)row[2]!));
        return new CohortAnswer(about,
        [
            TidyTable.Of("lanes", ["patient_id", "start", "end", "ongoing"], lanes.Select(lane => new object?[] { lane.Key, lane.Start, lane.End, lane.Ongoing })),
            TidyTable.Of("intervals", ["patient_id", "kind", "start", "end"],
                from lane in lanes from i in lane.Intervals select new object?[] { lane.Key, i.Kind, i.Start, i.End }),
            TidyTable.Of("marks", ["patient_id", "kind", "time"], from lane in lanes from mark in lane.Marks select new object?[] { lane.Key, mark.Kind, mark.Time }),
        ]);
    }

    private static (string Clinic, Guid PatientId) Key(object?[] row) => ((string)row[0]!, (Guid)row[1]!);

    private static double? Day(object? day, DateOnly origin) => day is DateOnly date ? date.DayNumber - origin.DayNumber : null;

    private static async Task<List<object?[]>> RowsAsync(CohortSnapshot snapshot, TimesRequest request, string select, string join, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        request.Bind(command.Parameters);
        command.CommandText = $"""
            {select}
            from {snapshot.PersonSql} s join recurrence_free_intervals f using (clinic, patient_id) {join}
            where f.definition = $1 and f.definition_version = $2 and f.time_zero = $3 and {request.Filter.Sql("s", command.Parameters)}
            """;
        return await CohortSnapshot.RowsAsync(command, cancellation).ToListAsync(cancellation);
    }
}
