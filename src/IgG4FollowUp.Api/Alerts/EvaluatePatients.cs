using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Wolverine;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>
/// Look at patients again: after a change of their record, when time alone may change a verdict, or in the daily sweep. Doing it twice changes nothing.
/// </summary>
/// <param name="PatientIds">The patients.</param>
/// <param name="Timer">The day for which this was scheduled; null when it was not.</param>
public sealed record EvaluatePatients(IReadOnlyList<Guid> PatientIds, DateOnly? Timer = null);

/// <summary>A patient with the alerts on record.</summary>
/// <param name="Chart">The chart.</param>
/// <param name="Alerts">Every alert, closed ones too.</param>
/// <param name="Timer">Day of the next timer; null when there is none.</param>
/// <param name="Clinic">The clinic's thresholds; null when it chose none.</param>
public sealed record WatchedPatient(PatientChart Chart, IReadOnlyList<Alert> Alerts, DateOnly? Timer, ClinicAlertSettings? Clinic)
{
    public AlertSettings Settings => Clinic?.Settings ?? AlertSettings.HouseDefault;

    /// <summary>SQL that reads patients of a clinic; parameters are the clinic and their ids.</summary>
    public static string Sql(string clinic, string patients) => $"""
        select jsonb_build_object('chart', c.data, 'timer', t.due_on,
          'clinic', (select s.data from {OwnTables.Schema}.mt_doc_clinicalertsettings s where s.tenant_id = c.tenant_id), 'alerts', coalesce(
          (select jsonb_agg(a.data order by a.alert_id) from {AlertTables.Alerts} a where a.tenant_id = c.tenant_id and a.patient_id = c.id), '[]'))::text
        from {OwnTables.Schema}.mt_doc_patientchart c
        left join {AlertTables.Timers} t on t.tenant_id = c.tenant_id and t.patient_id = c.id
        where c.tenant_id = {clinic} and c.id = any({patients})
        order by c.id
        """;

    public static WatchedPatient Read(string json) => JsonSerializer.Deserialize<WatchedPatient>(json, EntryText.Options)
        ?? throw new JsonException("A patient is null.");

    public static WatchedPatient Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<WatchedPatient>(json, EntryText.Options)
        ?? throw new JsonException("A patient is null.");

    public AlertReview Review(TimeProvider time) => AlertReview.Of(Chart, Alerts, time.Today(), time.Instant(), Settings);
}

public static class EvaluatePatientsHandler
{
    /// <summary>Patients in one transaction at most: a change of one of them waits as long.</summary>
    public const int Batch = 100;

    private const string Lock = $"select version from {OwnTables.Schema}.mt_streams where tenant_id = ? and id = any(?) order by id for no key update";

    private static readonly string Read = WatchedPatient.Sql("?", "?");

    public static void Configure(HandlerChain chain) => chain.KeepTrying();

    public static async Task Handle(EvaluatePatients message, IDocumentSession session, IMessageBus bus, TimeProvider time, CancellationToken cancellation)
    {
        // Nearly always nothing changes, and then nobody has to wait.
        var changed = (await ReviewAsync(message, message.PatientIds, session, time, cancellation)).Select(reviewed => reviewed.Patient.Chart.Id).ToArray();
        if (changed.Length == 0) return;

        // The records and their alerts stand still until the verdict is stored, so an older verdict never follows a newer one.
        await session.BeginTransactionAsync(cancellation);
        await session.QueryAsync<long>(Lock, cancellation, session.TenantId, changed);
        var changes = new List<AlertChange>();
        var settings = AlertSettings.HouseDefault;
        foreach (var (patient, review, timer) in await ReviewAsync(message, changed, session, time, cancellation))
        {
            settings = patient.Settings;
            changes.AddRange(review.Changes);
            if (timer is { } day) await SetTimerAsync(session, bus, patient.Chart.Id, day, time);
        }

        await AlertStore.RecordAsync(session, bus, changes, settings, time);
    }

    /// <summary>The patients of whom there is something to store: changes of alerts, or the day of a timer.</summary>
    private static async Task<List<(WatchedPatient Patient, AlertReview Review, DateOnly? Timer)>> ReviewAsync(
        EvaluatePatients message, IEnumerable<Guid> ids, IQuerySession session, TimeProvider time, CancellationToken cancellation)
    {
        var reviewed = new List<(WatchedPatient, AlertReview, DateOnly?)>();
        foreach (var json in await session.QueryAsync<string>(Read, cancellation, session.TenantId, ids.ToArray()))
        {
            var patient = WatchedPatient.Read(json);
            var review = patient.Review(time);
            var timer = NeedsTimer(patient.Timer, message.Timer, review.LookAgainOn, time.Today()) ? review.LookAgainOn : null;
            if (review.Changes.Length > 0 || timer is not null) reviewed.Add((patient, review, timer));
        }

        return reviewed;
    }

    /// <summary>Whether a timer must be set. None is ever cancelled: an earlier one that is still to come looks at the patient and sets the next.</summary>
    public static bool NeedsTimer(DateOnly? pending, DateOnly? fired, DateOnly? day, DateOnly today) =>
        day is { } wanted && (pending is not { } due || due > wanted || due <= today || due == fired);

    /// <summary>Tells that patients changed, in batches; part of the transaction of the handler that <paramref name="bus"/> belongs to.</summary>
    public static async Task PublishAsync(IMessageBus bus, IEnumerable<Guid> patients, DeliveryOptions? options = null)
    {
        foreach (var batch in patients.Chunk(Batch)) await bus.PublishAsync(new EvaluatePatients(batch), options);
    }

    private static async Task SetTimerAsync(IDocumentSession session, IMessageBus bus, Guid patient, DateOnly day, TimeProvider time)
    {
        session.QueueSqlCommand(
            $"insert into {AlertTables.Timers} (tenant_id, patient_id, due_on) values (?, ?, ?) on conflict (tenant_id, patient_id) do update set due_on = excluded.due_on",
            session.TenantId, patient, day);
        // By the service's own clock, whatever clock the scheduler reads.
        await bus.ScheduleAsync(new EvaluatePatients([patient], day), time.StartOf(day) - time.Instant());
    }
}
