using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Domain.Alerts;
using JasperFx.Events;
using Marten;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>Escalate an alert if it is time and nobody has acknowledged it. Timers are never cancelled: the state decides when one fires.</summary>
public sealed record EscalateAlert(Guid AlertId);

public static class EscalateAlertHandler
{
    public static void Configure(HandlerChain chain) => chain.KeepTrying();

    public static async Task Handle(
        EscalateAlert message, [WriteAggregate(nameof(EscalateAlert.AlertId), Required = false)] IEventStream<Alert> stream,
        IDocumentSession session, IMessageBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (stream.Aggregate is not { } alert) return;
        var settings = await ClinicAlertSettings.ReadAsync(session, cancellation);
        var now = time.Instant();
        if (alert.EscalatesAt(settings, time.StartOf) is not { } at) return;
        if (at <= now) await AlertStore.RecordAsync(session, bus, stream, new AlertEscalated(now, alert.Level + 1), settings, time);
        else await bus.ScheduleAsync(message, at - now);
    }
}
