using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using JasperFx.Events;
using Marten;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>An alert with all it rests on.</summary>
/// <param name="Status">Where it stands today.</param>
/// <param name="EscalatesAt">When it is escalated next if nobody acknowledges it.</param>
/// <param name="Alert">The alert.</param>
public sealed record AlertDetails(AlertStatus Status, DateTimeOffset? EscalatesAt, Alert Alert);

/// <summary>One thing that happened to an alert.</summary>
/// <param name="Version">Its place in the alert's stream.</param>
/// <param name="Kind">What happened.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Data">The event.</param>
public sealed record AlertHappening(long Version, string Kind, DateTimeOffset RecordedAt, object Data);

/// <summary>Why an alert was raised, in words.</summary>
/// <param name="AlertId">The alert.</param>
/// <param name="Rule">Name and version of the rule.</param>
/// <param name="Source">Where the rule comes from.</param>
/// <param name="Mark">How well that source supports it.</param>
/// <param name="Words">The explanation, sentence by sentence.</param>
/// <param name="Finding">The same as data.</param>
public sealed record AlertReasons(Guid AlertId, string Rule, string Source, SourceMark Mark, IReadOnlyList<string> Words, Finding Finding)
{
    /// <summary>What whoever telephones the patient asks; empty where the finding is not for the same day.</summary>
    public IReadOnlyList<string> AskedByTelephone { get; init; } = [];

    /// <summary>The entries behind each dose that the finding rests on and that is no single entry's.</summary>
    public IReadOnlyList<DoseOrigin> DosesFollowFrom { get; init; } = [];
}

public static class GetAlert
{
    public static void Map(IEndpointRouteBuilder alerts)
    {
        alerts.MapGet("/{alertId:guid}", async (Guid alertId, HttpContext http, IDocumentStore store, TimeProvider time) =>
            {
                await using var session = store.QuerySession(http.User.Clinic());
                if (await session.LoadAsync<Alert>(alertId, http.RequestAborted) is not { } alert) return (IResult)Problem.NotFound();
                AccessNote.Saw(alert.PatientId);
                var settings = await ClinicAlertSettings.ReadAsync(session, http.RequestAborted);
                http.Response.Headers.ETag = Versions.Tag(alert.Version);
                return TypedResults.Json(new AlertDetails(alert.StatusOn(time.Today()), alert.EscalatesAt(settings, time.StartOf), alert),
                    EntryJson.Options);
            })
            .DescribeRead<AlertDetails>("getAlert", "Read an alert with all it rests on");

        alerts.MapGet("/{alertId:guid}/why", async (Guid alertId, HttpContext http, IDocumentStore store, ChartsAsOf charts) =>
            {
                var clinic = http.User.Clinic();
                await using var session = store.QuerySession(clinic);
                if (await session.LoadAsync<Alert>(alertId, http.RequestAborted) is not { } alert) return (IResult)Problem.NotFound();
                AccessNote.Saw(alert.PatientId);
                if (!DoseOrigin.IsBehind(alert.Finding)) return TypedResults.Json(Why(alert), EntryJson.Options);
                // As it was evaluated: what was recorded since is behind no dose of this finding.
                var evaluated = await charts.FindAsync(
                    ChartScope.OfClinic(clinic), alert.PatientId, new((int)alert.KnownVersion, Sequence: null), http.RequestAborted);
                return TypedResults.Json(
                    Why(alert) with { DosesFollowFrom = evaluated is { Chart: var chart } ? DoseOrigin.Of(alert.Finding, chart) : [] },
                    EntryJson.Options);
            })
            .DescribeRead<AlertReasons>("whyAlert", "Say why an alert was raised, and what would have kept it away");

        alerts.MapGet("/{alertId:guid}/history", async (Guid alertId, HttpContext http, IDocumentStore store) =>
            {
                await using var session = store.QuerySession(http.User.Clinic());
                var events = await session.Events.FetchStreamAsync(alertId, token: http.RequestAborted);
                if (events is not [{ Data: AlertRaised raised }, ..]) return (IResult)Problem.NotFound();
                AccessNote.Saw(raised.PatientId);
                return TypedResults.Json(new Page<AlertHappening>([.. events.Select(Happening)], null), EntryJson.Options);
            })
            .DescribeRead<Page<AlertHappening>>("getAlertHistory", "Read everything that happened to an alert: what, when, by whom");
    }

    public static AlertReasons Why(Alert alert)
    {
        var finding = alert.Finding;
        var rule = AlertRules.Find(finding.Rule);
        return new(
            alert.Id, $"{finding.Rule}/{finding.RuleVersion}", rule?.Source ?? "The rule is no longer in use.",
            rule?.Mark ?? SourceMark.HouseDefault,
            [
                finding.Sentence,
                .. finding.RestsOn.Select(evidence => $"It rests on {Word(evidence.Kind)} of {evidence.On}: {evidence.Value}."),
                .. finding.Thresholds.Select(threshold =>
                    $"Threshold {threshold.Name}: {threshold.Value:0.####} {threshold.Unit} (default {threshold.Default:0.####}; "
                        + $"{threshold.Source.TrimEnd('.')})."),
                .. finding.WouldNotHaveFired.Select(change => $"It would not have fired if {change.Words}."),
                .. finding.LookAgainOn is { } day
                    ? [$"Time alone will end it on {day:yyyy-MM-dd}."]
                    : Array.Empty<string>(),
                .. alert.Closed is { By: null } closed
                    ? [$"It was closed because the finding is gone: {string.Join(" ", closed.Because)}"]
                    : Array.Empty<string>(),
                "It asks for a review; it is not a diagnosis and recommends no treatment.",
            ],
            finding)
        {
            AskedByTelephone = rule is null ? [] : rule.AskedByTelephone,
        };
    }

    private static AlertHappening Happening(IEvent e) => new(e.Version, e.EventTypeName.Replace('_', '-'), e.Timestamp, e.Data);

    private static string Word(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Visit => "the visit",
        EvidenceKind.DueDay => "the due day",
        EvidenceKind.AsiaGrade => "the AIS grade",
        EvidenceKind.MotorScores => "the motor scores",
        EvidenceKind.AnalContraction => "the voluntary anal contraction",
        EvidenceKind.Study => "the magnetic resonance study",
        EvidenceKind.SerumIgG4 => "the serum IgG4",
        EvidenceKind.DailyDose => "the daily dose",
        EvidenceKind.CumulativeDose => "the cumulative dose",
        EvidenceKind.Recurrence => "the recurrence",
        EvidenceKind.Status => "the status",
        EvidenceKind.Operation => "the operation",
        EvidenceKind.SparingAgent => "the steroid-sparing agent",
        EvidenceKind.SafetyCheck => "the safety check",
        EvidenceKind.Prevention => "the prevention",
        EvidenceKind.Level => "the level",
        EvidenceKind.Risk => "the risk",
        EvidenceKind.RecordedReason => "the recorded reason",
        _ => "the enrolment",
    };
}
