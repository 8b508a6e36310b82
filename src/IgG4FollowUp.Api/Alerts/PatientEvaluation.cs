using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Marten.Subscriptions;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>
/// Has patients looked at, in batches. A record that cannot be judged hides no other: it is left out, logged, and tried again later.
/// </summary>
public sealed partial class PatientEvaluation(IServiceScopeFactory scopes, TimeProvider time, ILogger<PatientEvaluation> logger)
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    /// <param name="clinic">The clinic.</param>
    /// <param name="patients">The patients, each once.</param>
    /// <param name="user">Who caused it; null when time did.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<Evaluation> RunAsync(string clinic, IEnumerable<Guid> patients, string? user, CancellationToken cancellation)
    {
        var sum = new Evaluation(0, 0, 0, 0);
        foreach (var batch in patients.Chunk(EvaluatePatients.Most)) sum += await EvaluateAsync(clinic, batch, user, cancellation);
        return sum;
    }

    private async Task<Evaluation> EvaluateAsync(string clinic, Guid[] batch, string? user, CancellationToken cancellation)
    {
        // Not the constructor's: the store itself needs this class to be made.
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            var bus = scope.ServiceProvider.GetRequiredService<IMessageContext>();
            bus.UserName = user;
            return await bus.InvokeForTenantAsync<Evaluation>(clinic, new EvaluatePatients(batch), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && !IsDatabaseAway(e))
        {
            if (batch.Length > 1)
                return await EvaluateAsync(clinic, batch[..(batch.Length / 2)], user, cancellation)
                    + await EvaluateAsync(clinic, batch[(batch.Length / 2)..], user, cancellation);
            LogPatientFailed(batch[0], e.GetType().Name);
            await using var session = scope.ServiceProvider.GetRequiredService<IDocumentStore>().LightweightSession(clinic);
            PatientWatches.LookAt(session, batch[0], time.Instant() + Later);
            await session.SaveChangesAsync(cancellation);
            return new(0, 0, 0, 0);
        }
    }

    // Then nobody can be looked at, and the same is tried again soon.
    private static bool IsDatabaseAway(Exception failure) =>
        failure is NpgsqlException { IsTransient: true } or TimeoutException
            || failure.InnerException is NpgsqlException { IsTransient: true };

    [LoggerMessage(1, LogLevel.Error, "Patient {Patient} could not be evaluated: {Kind}")]
    private partial void LogPatientFailed(Guid patient, string kind);
}

/// <summary>
/// Follows the log and has the patients of each page looked at, once for each page and not once for each event. What it has come to is
/// stored before the page counts as done, so a page that is cut short is looked at again, which changes nothing.
/// </summary>
public sealed class ChangedPatients : BatchSubscription
{
    private readonly PatientEvaluation _evaluation;
    private readonly IHostApplicationLifetime _service;

    public ChangedPatients(PatientEvaluation evaluation, IHostApplicationLifetime service)
        : base("ChangedPatients")
    {
        _evaluation = evaluation;
        _service = service;
        foreach (var type in EventNames.OfPatients.Values) IncludeType(type);
    }

    public override async Task ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, IMessageBus bus,
        CancellationToken cancellationToken)
    {
        // The log is followed before the bus has started and after it has stopped; no patient is to blame for either.
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _service.ApplicationStopping);
        await _service.StartedAsync(running.Token);
        // Who recorded the last of a patient's changes is named as the author of the alerts that follow.
        var changed = page.Events.GroupBy(e => (e.TenantId, e.StreamId))
            .Select(stream => (stream.Key.TenantId, stream.Key.StreamId, stream.Last().UserName));
        foreach (var group in changed.GroupBy(patient => (patient.TenantId, patient.UserName)))
            await _evaluation.RunAsync(group.Key.TenantId, group.Select(patient => patient.StreamId), group.Key.UserName, running.Token);
    }
}
