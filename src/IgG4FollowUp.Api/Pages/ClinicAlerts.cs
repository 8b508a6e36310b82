using System.Security.Claims;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Web.Alerts;

namespace IgG4FollowUp.Api.Pages;

/// <summary>What the page of alerts reads.</summary>
public sealed class ClinicAlerts(AlertRows rows, AlertHeartbeats heartbeats, TimeProvider time) : IClinicAlerts
{
    private const int Size = 50;

    public async Task<AlertInboxPage?> InboxAsync(ClaimsPrincipal reader, string? cursor, CancellationToken cancellation)
    {
        var asked = new InboxQuery(reader.Clinic(), time.Today()) { Most = Size };
        if (cursor is not null && !asked.TryAfter(cursor, out asked)) return null;
        var page = await AlertInbox.ReadAsync(rows, asked, cancellation);
        var proof = await heartbeats.OfClinicAsync(reader.Clinic(), cancellation);
        return new(
            [.. page.Items.Select(line => new AlertSummary(
                line.PatientId, line.StudyNumber, line.Urgency, line.Level, line.Sentence,
                DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(line.RaisedAt, time.LocalTimeZone).DateTime), line.Status, line.AssignedTo,
                [.. line.Parts.Select(part => part.Sentence)]))],
            page.Next, proof.Words);
    }
}
