using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>One alert as a list shows it.</summary>
/// <param name="AlertId">Identity.</param>
/// <param name="PatientId">The patient.</param>
/// <param name="StudyNumber">The clinic's number of the patient.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Urgency">How soon a person should look; a house default.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Status">Where it stands today.</param>
/// <param name="RaisedAt">When it was raised, the last time it was.</param>
/// <param name="Level">How often it was escalated.</param>
/// <param name="AssignedTo">Whose it is.</param>
/// <param name="SnoozedUntil">First day on which it is shown again.</param>
/// <param name="Version">Version of the alert; its ETag.</param>
public sealed record AlertLine(
    Guid AlertId, Guid PatientId, string StudyNumber, string Rule, Urgency Urgency, string Sentence, AlertStatus Status, DateTimeOffset RaisedAt, int Level,
    string? AssignedTo, DateOnly? SnoozedUntil, long Version)
{
    public static AlertLine Of(Alert alert, string studyNumber, DateOnly today) => new(
        alert.Id, alert.PatientId, studyNumber, alert.Finding.Rule, alert.Finding.Urgency, alert.Finding.Sentence, alert.StatusOn(today), alert.RaisedAt,
        alert.Level, alert.AssignedTo, alert.SnoozedUntil, alert.Version);
}

/// <summary>The clinic's alerts, the most urgent first, then by level of escalation, then the oldest.</summary>
public static class AlertInbox
{
    private const string Todo = "to-do";
    private const string Every = "all";

    private static readonly Dictionary<string, string> Statuses = new(StringComparer.Ordinal)
    {
        [Todo] = "not closed and coalesce(snoozed_until <= $2, true)",
        ["open"] = "not closed and not acknowledged and coalesce(snoozed_until <= $2, true)",
        ["acknowledged"] = "not closed and acknowledged and coalesce(snoozed_until <= $2, true)",
        ["snoozed"] = "not closed and snoozed_until > $2",
        ["closed"] = "closed",
        [Every] = "true",
    };

    public static void Map(IEndpointRouteBuilder alerts) =>
        alerts.MapGet("/", async (
                HttpContext http, NpgsqlDataSource database, TimeProvider time, string? status, string? rule, string? urgency, Guid? patientId, string? assignedTo,
                string? cursor, string? limit) =>
            {
                if (!Statuses.TryGetValue(status ?? Todo, out var condition))
                    return (IResult)Problem.InvalidParameter(nameof(status), $"one of {string.Join(", ", Statuses.Keys)}.");
                if (rule is not null && AlertRules.Find(rule) is null)
                    return Problem.InvalidParameter(nameof(rule), $"one of {string.Join(", ", AlertRules.All.Select(known => known.Name))}.");
                Urgency? level = null;
                if (urgency is not null)
                {
                    if (!Urgencies.TryGetValue(urgency, out var known)) return Problem.InvalidParameter(nameof(urgency), $"one of {string.Join(", ", Urgencies.Keys)}.");
                    level = known;
                }

                if (!TryCursor(cursor, out var after)) return Problem.InvalidParameter(nameof(cursor), "the 'next' of a page.");
                if (!Cursor.TryParse(null, limit, out _, out var size, out var problem)) return problem;
                var today = time.Today();
                var found = await ReadAsync(
                    database, http.User.Clinic(), today, condition, rule, level, patientId, assignedTo, after, size + 1, http.RequestAborted);
                var items = found.Take(size).Select(line => AlertLine.Of(line.Alert, line.StudyNumber, today)).ToList();
                return TypedResults.Json(new Page<AlertLine>(items, found.Count > size ? TextOf(found[size - 1].Alert) : null), EntryText.Options);
            })
            .DescribeRead<Page<AlertLine>>("listAlerts", "List the clinic's alerts, the most urgent first, page by page");

    private static Dictionary<string, Urgency> Urgencies { get; } = new(StringComparer.Ordinal)
    {
        ["urgent"] = Urgency.Urgent,
        ["soon"] = Urgency.Soon,
        ["routine"] = Urgency.Routine,
    };

    private static async Task<List<(Alert Alert, string StudyNumber)>> ReadAsync(
        NpgsqlDataSource database, string clinic, DateOnly today, string condition, string? rule, Urgency? urgency, Guid? patient, string? assignedTo,
        (short Priority, DateTimeOffset RaisedAt, Guid AlertId)? after, int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select a.data, n.study_number from {AlertTables.Alerts} a
            join {OwnTables.Schema}.study_numbers n on n.tenant_id = a.tenant_id and n.patient_id = a.patient_id
            where a.tenant_id = $1 and $2 is not null and {condition}
              and ($3 is null or rule = $3) and ($4 is null or priority between $4 and $5) and ($6 is null or a.patient_id = $6)
              and ($7 is null or assigned_to = $7) and ($8 is null or (priority, raised_at, alert_id) > ($8, $9, $10))
            order by priority, raised_at, alert_id limit $11
            """);
        var first = urgency is { } level ? (Urgency.Urgent - level) * (Alert.HighestLevel + 1) : (int?)null;
        Add(NpgsqlDbType.Varchar, clinic);
        Add(NpgsqlDbType.Date, today);
        Add(NpgsqlDbType.Varchar, rule);
        Add(NpgsqlDbType.Integer, first);
        Add(NpgsqlDbType.Integer, first + Alert.HighestLevel);
        Add(NpgsqlDbType.Uuid, patient);
        Add(NpgsqlDbType.Varchar, assignedTo);
        Add(NpgsqlDbType.Smallint, after?.Priority);
        Add(NpgsqlDbType.TimestampTz, after?.RaisedAt);
        Add(NpgsqlDbType.Uuid, after?.AlertId);
        Add(NpgsqlDbType.Integer, most);
        var found = new List<(Alert, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) found.Add((JsonSerializer.Deserialize<Alert>(reader.GetFieldValue<byte[]>(0), EntryText.Options)!, reader.GetString(1)));
        return found;

        void Add(NpgsqlDbType type, object? value) => command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });
    }

    private static string TextOf(Alert last) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{AlertStore.PriorityOf(last)} {last.RaisedAt.UtcTicks} {last.Id:N}")));

    private static bool TryCursor(string? cursor, out (short Priority, DateTimeOffset RaisedAt, Guid AlertId)? after)
    {
        after = null;
        if (cursor is null) return true;
        if (cursor.Length > 200 || !Base64Url.IsValid(cursor)) return false;
        if (Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ') is not [var priority, var ticks, var id]
            || !short.TryParse(priority, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var moment) || moment > DateTimeOffset.MaxValue.UtcTicks
            || !Guid.TryParseExact(id, "N", out var alert))
            return false;
        after = (place, new DateTimeOffset(moment, TimeSpan.Zero), alert);
        return true;
    }
}
