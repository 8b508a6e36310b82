using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Settings;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>The thresholds of one clinic and who chose them.</summary>
/// <param name="Id">Identity of their stream.</param>
/// <param name="Settings">All thresholds.</param>
/// <param name="ChangedBy">Who chose them; null for the house defaults.</param>
/// <param name="ChangedAt">When; null for the house defaults.</param>
/// <param name="Reason">Why.</param>
/// <param name="Version">How often they were chosen; 0 for the house defaults.</param>
public sealed record ClinicAlertSettings(Guid Id, ClinicSettings Settings, string? ChangedBy, DateTimeOffset? ChangedAt, string? Reason,
    long Version)
{
    /// <summary>Identity of a clinic's stream of thresholds.</summary>
    public static Guid IdOf(string clinic) => NameBasedId.Of($"alert-settings/{clinic}");

    /// <summary>The thresholds that apply in the session's clinic now.</summary>
    public static async Task<ClinicSettings> ReadAsync(IQuerySession session, CancellationToken cancellation) =>
        (await LoadAsync(session, cancellation)).Settings;

    /// <summary>The clinic's thresholds; the house defaults when it chose none.</summary>
    public static async Task<ClinicAlertSettings> LoadAsync(IQuerySession session, CancellationToken cancellation)
    {
        var id = IdOf(session.TenantId);
        return await session.LoadAsync<ClinicAlertSettings>(id, cancellation) ?? new(id, ClinicSettings.HouseDefault, null, null, null, 0);
    }
}

/// <summary>The clinic's thresholds as a document. Inline, because the next evaluation must apply them.</summary>
public sealed partial class ClinicAlertSettingsProjection : SingleStreamProjection<ClinicAlertSettings, Guid>
{
    public ClinicAlertSettingsProjection() => IncludeType<AlertSettingsChanged>();

    public override ClinicAlertSettings? Evolve(ClinicAlertSettings? snapshot, Guid id, IEvent e) => e.Data is AlertSettingsChanged changed
        ? new(id, changed.Settings, changed.By, changed.At, changed.Reason, (snapshot?.Version ?? 0) + 1)
        : snapshot;
}
