using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Web.Pages;
using IgG4FollowUp.Web.Patients;
using Marten;

namespace IgG4FollowUp.Api.Pages;

/// <summary>What the pages read, from the store's session of the reader's clinic.</summary>
public sealed class ClinicRecords(
    IDocumentStore store, ChartsAsOf charts, ClinicAlerts alerts, PageSignIn signIn, TimeProvider time) : IClinicRecords
{
    public PageReader Reader(HttpContext http) => signIn.Reader(http);

    public async Task<PatientsListed?> ListAsync(ClaimsPrincipal reader, string? cursor, CancellationToken cancellation)
    {
        if (!Cursor.TryParse(cursor, limit: null, out var after, out var size, out _)) return null;
        await using var session = store.QuerySession(reader.Clinic());
        var listed = await ListPatients.ReadAsync(session, after, size + 1, cancellation);
        return new(
            [.. listed.Take(size).Select(Summary)],
            listed.Count > size ? Cursor.Text(listed[size - 1].Id) : null);
    }

    public async Task<Guid?> FindAsync(ClaimsPrincipal reader, string studyNumber, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(reader.Clinic());
        if (await session.Query<PatientChart>().FirstOrDefaultAsync(chart => chart.StudyNumber == studyNumber, cancellation)
            is not { Id: var found }) return null;
        AccessNote.Saw(found);
        return found;
    }

    public Task<FormOutcome> EnrolAsync(HttpContext http, IFormCollection form)
    {
        JsonNode? birthYear = form.Text("birthYear") is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : text;
        var body = new JsonObject
        {
            ["studyNumber"] = form.Text("studyNumber"),
            ["sex"] = form.Text("sex"),
            ["birthYear"] = birthYear,
            ["enrolledOn"] = form.Text("enrolledOn"),
        };
        return PageWrites.SendAsync(http, form, body, typeof(PatientEnrolled), (json, request) => new EnrolPatient(
            Guid.CreateVersion7(time.GetUtcNow()), PatientWrites.Entry<PatientEnrolled>(json, time), request));
    }

    public async Task<PatientShown?> PatientAsync(
        ClaimsPrincipal reader, Guid patientId, DateOnly? knownOn, CancellationToken cancellation)
    {
        var clinic = reader.Clinic();
        // The day ends in the clinic when the next one begins.
        var known = knownOn is not { } day ? default
            : new AsOf(null, await charts.Sequences.ResolveAsync(new(null, time.StartOf(day.AddDays(1)).AddTicks(-1)), cancellation));
        if (await charts.FindAsync(ChartScope.OfClinic(clinic), patientId, known, cancellation) is not { Chart: var chart }) return null;
        await using var session = store.QuerySession(clinic);
        var settings = await ClinicAlertSettings.ReadAsync(session, cancellation);
        return new(
            new(chart, settings, knownOn ?? time.Today()),
            knownOn is not null ? [] : await alerts.OfPatientAsync(clinic, patientId, cancellation));
    }

    public async Task<PatientHistory?> HistoryAsync(ClaimsPrincipal reader, Guid patientId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(reader.Clinic());
        if (await session.LoadAsync<PatientChart>(patientId, cancellation) is not { } chart) return null;
        var events = await session.Events.FetchStreamAsync(patientId, token: cancellation);
        return new(patientId, chart.Enrolment.StudyNumber, [.. GetHistory.Of(patientId, events).Select(Change)]);
    }

    private static PatientSummary Summary(PatientChart chart)
    {
        var line = PatientLine.Of(chart);
        return new(line.PatientId, line.StudyNumber, chart.Enrolment.Origin, line.FollowUp, line.LastContact, line.NextVisitDueOn);
    }

    private static RecordedChange Change(HistoryItem item) =>
        new(item.Version, item.RecordedAt, item.RecordedBy, item.Entry, item.Before, item.Reason);
}
