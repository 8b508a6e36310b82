using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>One alert as a list shows it, with what else speaks of the same episode.</summary>
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
/// <param name="Parts">Other alerts of the list about the same episode of the disease, less urgent or younger;
/// they have no line of their own.</param>
public sealed record AlertLine(
    Guid AlertId, Guid PatientId, string StudyNumber, string Rule, Urgency Urgency, string Sentence, AlertStatus Status,
    DateTimeOffset RaisedAt, int Level,
    string? AssignedTo, DateOnly? SnoozedUntil, long Version, IReadOnlyList<AlertPart> Parts)
{
    public static AlertLine Of(Alert alert, string studyNumber, DateOnly today, IEnumerable<Alert> parts) => new(
        alert.Id, alert.PatientId, studyNumber, alert.Finding.Rule, alert.Finding.Urgency, alert.Finding.Sentence, alert.StatusOn(today),
        alert.RaisedAt,
        alert.Level, alert.AssignedTo, alert.SnoozedUntil, alert.Version, [.. parts.Select(part => AlertPart.Of(part, today))]);
}

/// <summary>A further alert about an episode. It is acted on by itself.</summary>
/// <param name="AlertId">Identity.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Urgency">How soon a person should look; a house default.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Status">Where it stands today.</param>
/// <param name="RaisedAt">When it was raised, the last time it was.</param>
/// <param name="Level">How often it was escalated.</param>
/// <param name="AssignedTo">Whose it is.</param>
/// <param name="SnoozedUntil">First day on which it is shown again.</param>
/// <param name="Version">Version of the alert; its ETag.</param>
public sealed record AlertPart(
    Guid AlertId, string Rule, Urgency Urgency, string Sentence, AlertStatus Status, DateTimeOffset RaisedAt, int Level, string? AssignedTo,
    DateOnly? SnoozedUntil, long Version)
{
    public static AlertPart Of(Alert alert, DateOnly today) => new(
        alert.Id, alert.Finding.Rule, alert.Finding.Urgency, alert.Finding.Sentence, alert.StatusOn(today), alert.RaisedAt, alert.Level,
        alert.AssignedTo,
        alert.SnoozedUntil, alert.Version);
}

/// <summary>Which alerts of a clinic are asked for.</summary>
/// <param name="Clinic">The clinic.</param>
/// <param name="Today">The day on which one asks.</param>
public sealed record InboxQuery(string Clinic, DateOnly Today)
{
    /// <summary>What is neither closed nor put off.</summary>
    public const string Todo = "to-do";

    /// <summary>Every status that can be asked for, and the condition on the table's columns.</summary>
    public static IReadOnlyDictionary<string, string> Statuses { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Todo] = "not a.is_closed and coalesce(a.snoozed_until <= $2, true)",
        ["open"] = "not a.is_closed and not a.is_acknowledged and coalesce(a.snoozed_until <= $2, true)",
        ["acknowledged"] = "not a.is_closed and a.is_acknowledged and coalesce(a.snoozed_until <= $2, true)",
        ["snoozed"] = "not a.is_closed and a.snoozed_until > $2",
        ["closed"] = "a.is_closed",
        ["all"] = "true",
    };

    public string Status { get; init; } = Todo;

    public string? Rule { get; init; }

    public Urgency? Urgency { get; init; }

    public Guid? Patient { get; init; }

    public string? AssignedTo { get; init; }

    public int Most { get; init; } = 50;

    /// <summary>The names of the rules in the order in which alerts stand that are as urgent and as old as each other.</summary>
    public static ImmutableArray<string> Rules { get; } = [.. AlertRules.All.Select(rule => rule.Name)];

    /// <summary>The last alert of the page before; null on the first page.</summary>
    public (int Priority, DateTimeOffset RaisedAt, int Rule, string Day, Guid AlertId)? After { get; init; }

    /// <summary>Where the page after an alert begins: opaque to clients.</summary>
    public static string TextOf(Alert last) =>
        TextOf(last.Priority, last.RaisedAt.UtcTicks, Rules.IndexOf(last.Rule) + 1, DayOf(last), last.Id);

    // The newest date that the finding rests on; nothing where none is known.
    private static string DayOf(Alert alert) => alert.Finding.RestsOn.Where(fact => fact.On.IsReported).Select(fact => fact.On.ToString())
        .Max(StringComparer.Ordinal) ?? "";

    private static string TextOf(int priority, long ticks, int rule, string day, Guid id) => Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{priority} {ticks} {rule} {day} {id:N}")));

    /// <summary>The same question about the page that a cursor names.</summary>
    public bool TryAfter(string cursor, out InboxQuery next)
    {
        next = this;
        if (!ParameterText.TryBytes(cursor, out var bytes)
            || Encoding.ASCII.GetString(bytes).Split(' ') is not [var priority, var ticks, var rule, var day, var id]
            || !short.TryParse(priority, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var moment)
            || moment > DateTimeOffset.MaxValue.UtcTicks
            || !short.TryParse(rule, NumberStyles.None, CultureInfo.InvariantCulture, out var rank)
            || (day.Length > 0 && !ClinicalDate.TryParse(day, out _))
            || !Guid.TryParseExact(id, "N", out var alert) || TextOf(place, moment, rank, day, alert) != cursor)
            return false;
        next = this with { After = (place, new DateTimeOffset(moment, TimeSpan.Zero), rank, day, alert) };
        return true;
    }
}

/// <summary>
/// The clinic's alerts, the most urgent first, then by level of escalation, then the oldest, then in the order of the rules, then by the
/// newest date that each rests on.
/// </summary>
public static class AlertInbox
{
    public static void Map(IEndpointRouteBuilder alerts) =>
        alerts.MapGet("/", async (
                HttpContext http, AlertRows rows, TimeProvider time, string? status, string? rule, string? urgency, Guid? patientId,
                string? assignedTo,
                string? cursor, string? limit) =>
            {
                if (!Cursor.TryParse(null, limit, out _, out var size, out var problem)) return (IResult)problem;
                var asked = new InboxQuery(http.User.Clinic(), time.Today())
                {
                    Status = status ?? InboxQuery.Todo,
                    Rule = rule,
                    Urgency = urgency is null ? null : StoredName.Read<Urgency>(urgency),
                    Patient = patientId,
                    AssignedTo = assignedTo,
                    Most = size,
                };
                if (cursor is not null && !asked.TryAfter(cursor, out asked))
                    return Problem.InvalidParameter(nameof(cursor), "the 'next' of a page.");
                return TypedResults.Json(await ReadAsync(rows, asked, http.RequestAborted), EntryJson.Options);
            })
            .DescribeRead<Page<AlertLine>>("listAlerts",
                "List the clinic's alerts, one line for each episode, the most urgent first, page by page")
            .Takes(
                new("status", $"Where they stand; {InboxQuery.Todo}, neither closed nor put off, unless given.")
                {
                    Values = [.. InboxQuery.Statuses.Keys],
                },
                AlertParameters.Rule,
                new("urgency", "How soon a person should look; any unless given.") { Values = [.. StoredName.All<Urgency>().Reverse()] },
                new("patientId", "The patient; all unless given.") { Format = "uuid" },
                new("assignedTo", "User name of the one who shall look; anybody unless given."),
                PatientParameters.After,
                PatientParameters.Limit with
                {
                    Description = "Most alerts on the page, those without a line of their own included; 50 unless given.",
                });

    /// <summary>One page: a line for each episode, under its most urgent alert.</summary>
    public static async Task<Page<AlertLine>> ReadAsync(AlertRows alerts, InboxQuery asked, CancellationToken cancellation)
    {
        var found = await alerts.ReadAsync(asked, cancellation);
        AccessNote.Saw(found.Select(row => row.Alert.PatientId));
        var page = found.FindAll(row => row.OnPage);
        var parts = found.GroupBy(row => row.Alert.PatientId).SelectMany(patient => AlertEpisodes.Of(patient.Select(row => row.Alert)))
            .ToDictionary(episode => episode[0].Id, episode => episode.Skip(1));
        return new(
            [
                .. page.Take(asked.Most).Where(row => parts.ContainsKey(row.Alert.Id))
                    .Select(row => AlertLine.Of(row.Alert, row.StudyNumber, asked.Today, parts[row.Alert.Id])),
            ],
            page.Count > asked.Most ? InboxQuery.TextOf(page[asked.Most - 1].Alert) : null);
    }
}
