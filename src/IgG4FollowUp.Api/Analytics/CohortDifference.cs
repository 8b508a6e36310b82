using System.Data;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>An event by which something became known.</summary>
public sealed record KnownBy(long Sequence, string Type, DateTimeOffset RecordedAt);

/// <summary>A value before and after; null is not reported.</summary>
public sealed record ValueChange(object? From, object? To);

/// <summary>A row of a table that came, went or changed.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">What tells the row apart within the patient.</param>
/// <param name="Change">One of: added, removed, changed.</param>
/// <param name="Values">The values that differ, by column; for an added or removed row, those that are reported.</param>
public sealed record RowChange(string Table, IReadOnlyDictionary<string, object?> Key, string Change,
    IReadOnlyDictionary<string, ValueChange> Values);

/// <summary>A patient whose derived values changed.</summary>
public sealed record PatientChange(string Clinic, Guid PatientId, IReadOnlyList<KnownBy> Events, IReadOnlyList<RowChange> Changes);

/// <summary>What changed between two sequences.</summary>
/// <param name="From">The earlier sequence, as used.</param>
/// <param name="To">The later sequence, as used.</param>
/// <param name="PatientsWithEvents">Patients with any event in between.</param>
/// <param name="LeftOut">Further patients with events in between whose data may not be reused, as known at either sequence or
/// now.</param>
/// <param name="Patients">Those of them whose derived values changed.</param>
public sealed record CohortChanges(long From, long To, int PatientsWithEvents, int LeftOut, IReadOnlyList<PatientChange> Patients);

/// <summary>Which patients' derived values changed between two states of knowledge, and by which events.</summary>
public sealed class CohortDifference(NpgsqlDataSource database, EventLog log, PatientStreams histories, AsOfSequences sequences,
    ConsentForReuse consent)
{
    private static readonly AnalystTable[] Derived = [CourseTables.Recurrences, CourseTables.Outcomes,
        CourseTables.RecurrenceFreeIntervals];

    public static void Map(IEndpointRouteBuilder cohort) =>
        cohort.MapGet("/diff", async (CohortDifference difference, HttpContext http, string? from, string? to) =>
            {
                if (from is null) return (IResult)Problem.InvalidParameter(nameof(from), AsOfRequest.Expected);
                var (earlier, problem) = await difference._sequences.ResolveAsync(nameof(from), from, http.RequestAborted);
                if (problem is not null) return problem;
                (var later, problem) = await difference._sequences.ResolveAsync(nameof(to), to, http.RequestAborted);
                if (problem is not null) return problem;
                if (earlier > later) return Problem.InvalidParameter(nameof(to), "not before 'from'.");
                AsOfSequences.Name(http.Response, later);
                return TypedResults.Json(await difference.BetweenAsync(earlier, later, http.RequestAborted));
            })
            .DescribeRead<CohortChanges>("getCohortDifference",
                "Read which patients' derived values changed between two states of knowledge, and by which events")
            .Takes(
                new ReadParameter("from", "The earlier state of knowledge: " + AsOfRequest.Expected) { Required = true },
                new ReadParameter("to", "The later state of knowledge: " + AsOfRequest.Expected + " The present unless given."))
            .RowLevel();

    private readonly AsOfSequences _sequences = sequences;

    public async Task<CohortChanges> BetweenAsync(long from, long to, CancellationToken cancellation)
    {
        var ids = await log.ChangedStreamsAsync(from, to, cancellation);
        var leftOutNow = await LeftOutAsync(cancellation);
        var (seen, leftOut, patients) = (0, 0, new List<PatientChange>());
        await foreach (var history in histories.ReadAsync(to, patients: ids, cancellation: cancellation))
        {
            var events = history.Events.Where(e => e.Sequence > from).Select(e => new KnownBy(e.Sequence, e.Type, e.RecordedAt)).ToList();
            // The same id may exist in another clinic.
            if (events.Count == 0) continue;
            var (before, after) = (history.At(from), history.Latest());
            if (before?.Bar is not null || after.Bar is not null || leftOutNow.Patients.ContainsKey((history.Clinic, history.PatientId)))
            {
                leftOut++;
                continue;
            }

            seen++;
            var changes = Derived.SelectMany(table => Changes(table, before, after)).ToList();
            if (changes.Count > 0) patients.Add(new(history.Clinic, history.PatientId, events, changes));
        }

        return new(from, to, seen, leftOut, patients);
    }

    private async Task<LeftOut> LeftOutAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        return await LeftOut.ReadAsync(connection, consent, inTables: false, cancellation);
    }

    private static IEnumerable<RowChange> Changes(AnalystTable table, PatientFacts? before, PatientFacts after)
    {
        var keys = table.Key.Select(name => table.Columns.ToList().FindIndex(column => column.Name == name)).ToArray();
        var former = (before is null ? [] : table.Rows(before)).ToDictionary(KeyOf, StringComparer.Ordinal);
        foreach (var row in table.Rows(after))
        {
            var change = former.Remove(KeyOf(row), out var old) ? "changed" : "added";
            var values = Values(table, keys, old, row);
            if (values.Count > 0) yield return new(table.Name, Key(row), change, values);
        }

        foreach (var row in former.Values) yield return new(table.Name, Key(row), "removed", Values(table, keys, row, null));

        string KeyOf(object?[] row) => string.Join('/', keys.Select(i => row[i]));

        Dictionary<string, object?> Key(object?[] row) => keys.ToDictionary(i => table.Columns[i].Name, i => row[i]);
    }

    // Clinic and patient stand with the patient, and the last sequence always differs.
    private static Dictionary<string, ValueChange> Values(AnalystTable table, int[] keys, object?[]? old, object?[]? row)
    {
        var values = new Dictionary<string, ValueChange>();
        for (var i = 2; i < table.Columns.Count - 1; i++)
        {
            if (!keys.Contains(i) && !Equals(old?[i], row?[i])) values[table.Columns[i].Name] = new(old?[i], row?[i]);
        }

        return values;
    }
}
