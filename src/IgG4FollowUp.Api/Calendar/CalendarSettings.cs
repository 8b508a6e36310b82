using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Domain.Settings;
using Marten;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>
/// A clinic's intervals and days of grace: those of its alerts, or the two would contradict each other. They enter when the calendar is
/// read, never when it is kept.
/// </summary>
public sealed class CalendarSettings(IDocumentStore store)
{
    /// <summary>The settings of a clinic.</summary>
    public async Task<ClinicSettings> OfAsync(string clinic, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(clinic);
        return await ClinicAlertSettings.ReadAsync(session, cancellation);
    }
}
