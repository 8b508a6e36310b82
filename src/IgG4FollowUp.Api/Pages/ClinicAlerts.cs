using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Web.Alerts;
using IgG4FollowUp.Web.Pages;
using Marten;

namespace IgG4FollowUp.Api.Pages;

/// <summary>What the pages read of alerts.</summary>
public sealed class ClinicAlerts(IDocumentStore store, AlertRows rows, AlertHeartbeats heartbeats, TimeProvider time) : IClinicAlerts
{
    private const int Size = 50;

    // A patient has far fewer.
    private const int OfOnePatient = 200;

    public async Task<AlertInboxPage?> InboxAsync(ClaimsPrincipal reader, string? cursor, CancellationToken cancellation)
    {
        var asked = new InboxQuery(reader.Clinic(), time.Today()) { Most = Size };
        if (cursor is not null && !asked.TryAfter(cursor, out asked)) return null;
        var found = await rows.ReadAsync(asked, cancellation);
        var proof = await heartbeats.OfClinicAsync(reader.Clinic(), cancellation);
        var page = found.FindAll(row => row.OnPage);
        var first = page.Take(Size).Select(row => row.Alert.Id).ToHashSet();
        return new(
            [.. Cards(found, asked.Today).Where(card => first.Contains(card.First.Id))],
            page.Count > Size ? InboxQuery.TextOf(page[Size - 1].Alert) : null, proof.Words);
    }

    public async Task<AlertCard?> FindAsync(ClaimsPrincipal reader, Guid alertId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(reader.Clinic());
        if (await session.LoadAsync<Alert>(alertId, cancellation) is not { } alert) return null;
        AccessNote.Saw(alert.PatientId);
        return await session.LoadAsync<PatientChart>(alert.PatientId, cancellation) is { } chart
            ? new(chart.StudyNumber, [(alert, GetAlert.Why(alert).Words)], time.Today())
            : null;
    }

    public Task<FormOutcome> ActAsync(HttpContext http, Guid alertId, string action, IFormCollection form)
    {
        var (body, type) = action switch
        {
            "acknowledgement" => (new JsonObject { ["note"] = form.Text("note") }, typeof(Acknowledgement)),
            "snooze" => (new JsonObject { ["until"] = form.Text("until"), ["note"] = form.Text("note") }, typeof(Snooze)),
            "assignment" => (new JsonObject { ["to"] = form.Text("to") }, typeof(Assignment)),
            "closing" => (new JsonObject { ["reason"] = form.Text("reason"), ["note"] = form.Text("note") }, typeof(Closing)),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Nothing that is done to an alert."),
        };
        return PageWrites.SendAsync(
            http, form, body, type, (json, request) => new ActOnAlert(alertId, json.Deserialize(type, EntryJson.Options)!, request));
    }

    /// <summary>What is neither closed nor put off of one patient.</summary>
    public async Task<IReadOnlyList<AlertCard>> OfPatientAsync(string clinic, Guid patientId, CancellationToken cancellation)
    {
        var asked = new InboxQuery(clinic, time.Today()) { Patient = patientId, Most = OfOnePatient };
        return [.. Cards(await rows.ReadAsync(asked, cancellation), asked.Today)];
    }

    // As the interface lists them: a line for each episode, in the place of its most urgent alert.
    private static IEnumerable<AlertCard> Cards(List<AlertRows.Row> found, DateOnly today)
    {
        AccessNote.Saw(found.Select(row => row.Alert.PatientId));
        var place = found.Select((row, i) => (row.Alert.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);
        return found.GroupBy(row => (row.Alert.PatientId, row.StudyNumber))
            .SelectMany(patient => AlertEpisodes.Of(patient.Select(row => row.Alert))
                .Select(episode => new AlertCard(
                    patient.Key.StudyNumber, [.. episode.Select(alert => (alert, GetAlert.Why(alert).Words))], today)))
            .OrderBy(card => place[card.First.Id]);
    }
}
