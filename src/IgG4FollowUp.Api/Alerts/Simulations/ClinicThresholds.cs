using System.Collections.Immutable;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Settings;
using Marten;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>The thresholds of a clinic over time.</summary>
public sealed class ClinicThresholds(IDocumentStore store)
{
    /// <summary>The thresholds that applied until a moment: the house defaults, then whatever the clinic chose.</summary>
    public async Task<ImmutableArray<SettingsFrom>> UntilAsync(string clinic, DateTimeOffset moment, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(clinic);
        var chosen = await session.Events.FetchStreamAsync(ClinicAlertSettings.IdOf(clinic), token: cancellation);
        return
        [
            .. SettingsFrom.Always(ClinicSettings.HouseDefault),
            .. chosen.Select(e => e.Data).OfType<AlertSettingsChanged>().Where(change => change.At <= moment)
                .Select(change => new SettingsFrom(change.At, change.Settings)),
        ];
    }
}
