using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using JasperFx;
using Marten;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>
/// Look at patients again: after a change of their record, when time alone may change a verdict, or in the daily sweep. Doing it twice
/// changes nothing.
/// </summary>
/// <param name="PatientIds">The patients, each once.</param>
public sealed record EvaluatePatients(IReadOnlyList<Guid> PatientIds) : Command
{
    /// <summary>Patients in one transaction at most: when one of them changes meanwhile, all are looked at again.</summary>
    public const int Most = 100;
}

/// <summary>What came of looking at patients.</summary>
/// <param name="Evaluated">How many were looked at.</param>
/// <param name="Findings">How many findings stand.</param>
/// <param name="Suppressed">How many of them have no open alert because a person closed it.</param>
/// <param name="Changes">How many changes of alerts were recorded.</param>
public sealed record Evaluation(int Evaluated, int Findings, int Suppressed, int Changes)
{
    public static Evaluation operator +(Evaluation one, Evaluation other) => new(
        one.Evaluated + other.Evaluated, one.Findings + other.Findings, one.Suppressed + other.Suppressed, one.Changes + other.Changes);
}

/// <summary>A patient with what evaluation needs.</summary>
/// <param name="Chart">The chart.</param>
/// <param name="Alerts">Every alert, closed ones too.</param>
/// <param name="Watch">How far the record was looked at; null when it never was.</param>
/// <param name="Settings">The clinic's thresholds.</param>
public sealed record WatchedPatient(PatientChart Chart, IReadOnlyList<Alert> Alerts, PatientWatch? Watch, ClinicSettings Settings)
{
    /// <summary>The review of the patient on this instant, and the watch as it must be after it; null when it is so already.</summary>
    public (AlertReview Review, PatientWatch? Watch) Review(TimeProvider time)
    {
        var (review, lookAgainAt) = AlertReview.Of(Chart, Alerts, time.Today(), time.Instant(), Settings)
            .WithEscalations(Alerts, time.Instant(), Settings, time.StartOf);
        var after = new PatientWatch
        {
            Id = Chart.Id,
            RecordVersion = Chart.EventCount,
            LookAgainAt = lookAgainAt,
            Version = Watch?.Version ?? 0,
        };
        return (review, review.Changes.Length == 0 && after == Watch ? null : after);
    }

    /// <summary>Patients of the session's clinic, read in one round trip.</summary>
    public static async Task<IReadOnlyList<WatchedPatient>> ReadAsync(IQuerySession session, IReadOnlyList<Guid> ids,
        CancellationToken cancellation)
    {
        var array = ids.ToArray();
        var batch = session.CreateBatchQuery();
        var charts = batch.LoadMany<PatientChart>().ById(array);
        var alerts = batch.Query<Alert>().Where(alert => alert.PatientId.IsOneOf(array)).ToList();
        var watches = batch.LoadMany<PatientWatch>().ById(array);
        var settings = batch.Load<ClinicAlertSettings>(ClinicAlertSettings.IdOf(session.TenantId));
        await batch.Execute(cancellation);

        var alertsOf = (await alerts).ToLookup(alert => alert.PatientId);
        var watchOf = (await watches).ToDictionary(watch => watch.Id);
        var applied = (await settings)?.Settings ?? ClinicSettings.HouseDefault;
        return
        [
            .. (await charts).OrderBy(chart => chart.Id).Select(chart => new WatchedPatient(
                chart, [.. alertsOf[chart.Id].OrderBy(alert => alert.Id)], watchOf.GetValueOrDefault(chart.Id), applied)),
        ];
    }
}

public static class EvaluatePatientsHandler
{
    // A watch that two set for the first time at once.
    public static void Configure(HandlerChain chain) => chain.OnException<DocumentAlreadyExistsException>().RetryTimes(3);

    public static async Task<(Evaluation, OutgoingMessages)> Handle(
        EvaluatePatients message, IDocumentSession session, AlertListeners listeners, TimeProvider time, CancellationToken cancellation)
    {
        var (evaluation, changes) = (new Evaluation(0, 0, 0, 0), new List<AlertChange>());
        var patients = await WatchedPatient.ReadAsync(session, message.PatientIds, cancellation);
        // Nobody is watched who is no longer there.
        foreach (var gone in message.PatientIds.Except(patients.Select(patient => patient.Chart.Id))) session.Delete<PatientWatch>(gone);
        foreach (var patient in patients)
        {
            var (review, watch) = patient.Review(time);
            evaluation += new Evaluation(1, review.Standing, review.Suppressed, review.Changes.Length);
            changes.AddRange(review.Changes);
            if (watch is null) continue;
            if (watch.Version == 0) session.Insert(watch);
            else session.UpdateRevision(watch, watch.Version + 1);
        }

        AlertStore.Append(session, changes);
        return (evaluation, await listeners.PublishAsync(session, changes, cancellation));
    }
}
