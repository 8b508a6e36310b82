using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Wolverine;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>Body of an acknowledgement.</summary>
public sealed record Acknowledgement
{
    /// <summary>Remark, at most 500 characters.</summary>
    [FreeText, StringLength(500)]
    public string? Note { get; init; }
}

/// <summary>Body of a snooze.</summary>
public sealed record Snooze
{
    /// <summary>First day on which the alert is shown again, tomorrow to a year from now.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>Remark, at most 500 characters.</summary>
    [FreeText, StringLength(500)]
    public string? Note { get; init; }
}

/// <summary>Body of an assignment.</summary>
public sealed record Assignment
{
    /// <summary>User name of the one who shall look, at most 200 characters; null takes the alert back.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? To { get; init; }
}

/// <summary>Body of a closing.</summary>
public sealed record Closing
{
    /// <summary>Why.</summary>
    public required ClosingReason Reason { get; init; }

    /// <summary>Remark, at most 500 characters; required for the reason <c>other</c>.</summary>
    [FreeText, StringLength(500)]
    public string? Note { get; init; }
}

/// <summary>What a person does to an alert.</summary>
/// <param name="AlertId">The alert.</param>
/// <param name="Body">An <see cref="Acknowledgement"/>, <see cref="Snooze"/>, <see cref="Assignment"/> or <see cref="Closing"/>.</param>
/// <param name="Request">User, version, idempotency key.</param>
public sealed record ActOnAlert(Guid AlertId, object Body, WriteRequest Request) : Command;

/// <summary>Acknowledge, snooze, assign or close an alert. A closed alert takes no more.</summary>
public static class ActOnAlertHandler
{
    private const int LongestSnoozeDays = 366;

    public static async Task<(Reply, Events, IMartenOp, OutgoingMessages)> Handle(
        ActOnAlert command, [WriteAggregate(nameof(ActOnAlert.AlertId), Required = false)] Alert? alert,
        IQuerySession session, AlertListeners listeners, TimeProvider time, CancellationToken cancellation)
    {
        if (alert is null) return Refuse(Problem.NotFound());
        if (command.Request.IsStale(alert.Version)) return Refuse(Problem.Stale(alert.Version));
        if (Refusal(alert, command.Body, time.Today()) is { } refusal) return Refuse(Problem.Refused([refusal]));
        var settings = await ClinicAlertSettings.ReadAsync(session, cancellation);
        var change = new AlertChange(alert.Id, alert, Event(command, time.Instant()));
        var after = change.After;
        var view = new AlertDetails(after.StatusOn(time.Today()), after.EscalatesAt(settings, time.StartOf), after);
        var reply = new Reply(200, JsonSerializer.SerializeToUtf8Bytes(view, EntryJson.Options), after.Version);
        var messages = await listeners.PublishAsync(session, [change], cancellation);
        return (reply, [change.Event], KeptReply.Of(command.Request, reply, time.Instant()), messages);

        static (Reply, Events, IMartenOp, OutgoingMessages) Refuse(Problem problem) => (Reply.Of(problem), [], MartenOps.Nothing(), []);
    }

    public static void Map(IEndpointRouteBuilder alerts)
    {
        Action<Acknowledgement>("acknowledgement", "acknowledgeAlert", "Take care of an alert",
            """{ "note": "Patient called; comes on Friday." }""");
        Action<Snooze>("snooze", "snoozeAlert", "Put an alert off to a later day",
            $$"""{ "until": "{{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}}", "note": "Scan is booked." }""");
        Action<Assignment>("assignment", "assignAlert", "Give an alert to somebody", """{ "to": "dr-rossi" }""");
        Action<Closing>("closing", "closeAlert", "Close an alert with a reason",
            """{ "reason": "acted-on", "note": "Dose was raised." }""");

        void Action<T>(string path, string name, string summary, string example)
            where T : class =>
            alerts.MapPost("/{alertId:guid}/" + path, (Guid alertId, HttpContext http) => Writes.SendAsync(
                    http, JsonShapes.Of(typeof(T)), (json, request) =>
                        new ActOnAlert(alertId, json.Deserialize<T>(EntryJson.Options)!, request)))
                .Describe(name, summary, JsonShapes.Of(typeof(T)), JsonNode.Parse(example)!).Produces<AlertDetails>();
    }

    private static ProblemItem? Refusal(Alert alert, object body, DateOnly today) => (alert, body) switch
    {
        ({ Closed: not null }, _) => new(null, "alert-closed", "The alert is closed."),
        (_, Snooze { Until: var until }) when until <= today || until > today.AddDays(LongestSnoozeDays) =>
            new("#/until", "out-of-range", $"This must lie after today and at most {LongestSnoozeDays} days ahead."),
        (_, Closing { Reason: ClosingReason.Other, Note: null }) => new("#/note", "required", "The reason 'other' needs a note."),
        _ => null,
    };

    private static object Event(ActOnAlert command, DateTimeOffset now) => command.Body switch
    {
        Acknowledgement body => new AlertAcknowledged(command.Request.User, now, body.Note),
        Snooze body => new AlertSnoozed(command.Request.User, now, body.Until, body.Note),
        Assignment body => new AlertAssigned(command.Request.User, now, body.To),
        Closing body => new AlertClosed(command.Request.User, now, body.Reason, body.Note),
        _ => throw new InvalidOperationException($"{command.Body.GetType().Name} is nothing that is done to an alert."),
    };
}
