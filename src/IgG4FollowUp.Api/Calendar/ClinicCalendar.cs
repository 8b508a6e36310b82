using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>
/// What the calendar keeps of a patient: nothing that depends on a clinic's settings or on the day, so neither makes it stale.
/// </summary>
/// <param name="PatientId">The patient.</param>
/// <param name="StudyNumber">The clinic's own number.</param>
/// <param name="LastContact">Latest reported clinical date; null when none is reported.</param>
/// <param name="Dates">What decides when a visit or a study is due.</param>
public sealed record CalendarPatient(Guid PatientId, string StudyNumber, ClinicalDate? LastContact, FollowUpDates Dates)
{
    /// <summary>Whether follow-up goes on; when it has ended, nothing is due.</summary>
    public bool Followed => Dates.EndedOn is null;

    /// <summary>A patient of whom a calendar is kept; null for one whom no clinic follows.</summary>
    public static CalendarPatient? Of(PatientChart chart) =>
        FollowUpCalendar.IsFollowed(chart)
            ? new(chart.Id, chart.Enrolment.StudyNumber, chart.LastContact, FollowUpDates.Of(chart))
            : null;
}

/// <summary>
/// The clinics' calendar. Async, because no decision rests on it. A patient's document is replaced in the transaction that moves the
/// projection on; it is computed from the stream as of the page, since the chart document may already be ahead of it.
/// </summary>
public sealed class ClinicCalendar(PatientStreams histories) : IProjection
{
    public const string ProjectionName = "ClinicCalendar";

    // The first version kept nothing of how the disease went, the second took a deficit for active disease although the recurrence was
    // under control, the third knew nothing of what was taken of a taper, the fourth kept those who do not agree to follow-up; what they
    // kept is computed anew.
    public const string ShardName = ProjectionName + ":V5:All";

    public static void Configure(ProjectionBase projection)
    {
        projection.Name = ProjectionName;
        projection.Version = 5;
        projection.Options.DeleteViewTypeOnTeardown<CalendarPatient>();
    }

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var ids = events.Where(e => e.Data is ClinicalEntry or EntryCorrected or EntryRetracted)
            .Select(e => e.StreamId).Distinct().ToArray();
        if (ids.Length == 0) return;
        ShardProgress.QueueCheck(operations, ShardName);
        await foreach (var facts in histories.KnownAtAsync(events[^1].Sequence, events[0].TenantId, ids, cancellation))
        {
            if (CalendarPatient.Of(facts.Chart) is { } patient) operations.Store(patient);
            else operations.Delete<CalendarPatient>(facts.Chart.Id);
        }
    }
}

/// <summary>Reads the calendar of a clinic.</summary>
public sealed class ClinicCalendars(IDocumentStore store)
{
    /// <summary>The clinic's patients.</summary>
    /// <param name="clinic">The clinic.</param>
    /// <param name="onlyFollowed">Leaves out those whose follow-up ended; nothing is due for them.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<CalendarPatient>> PatientsAsync(string clinic, bool onlyFollowed, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(clinic);
        var patients = session.Query<CalendarPatient>();
        return await (onlyFollowed ? patients.Where(patient => patient.Followed) : patients).ToListAsync(cancellation);
    }
}
