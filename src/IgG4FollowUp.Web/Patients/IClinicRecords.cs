using System.Security.Claims;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Web.Alerts;
using IgG4FollowUp.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace IgG4FollowUp.Web.Patients;

/// <summary>What the pages read. Every answer is limited to the clinic of the reader; another clinic's patient is no patient.</summary>
public interface IClinicRecords
{
    /// <summary>Who reads.</summary>
    PageReader Reader(HttpContext http);

    /// <summary>A page of the clinic's patients; null when the cursor is not one.</summary>
    Task<PatientsListed?> ListAsync(ClaimsPrincipal reader, string? cursor, CancellationToken cancellation);

    /// <summary>The patient with a study number; null when there is none.</summary>
    Task<Guid?> FindAsync(ClaimsPrincipal reader, string studyNumber, CancellationToken cancellation);

    /// <summary>Enrols a patient as a form says.</summary>
    Task<FormOutcome> EnrolAsync(HttpContext http, IFormCollection form);

    /// <summary>A patient as known now, or at the end of a day; null when there is none, or was none then.</summary>
    Task<PatientShown?> PatientAsync(ClaimsPrincipal reader, Guid patientId, DateOnly? knownOn, CancellationToken cancellation);

    /// <summary>Every event of a patient in order of recording; null when there is none.</summary>
    Task<PatientHistory?> HistoryAsync(ClaimsPrincipal reader, Guid patientId, CancellationToken cancellation);
}

/// <summary>What the page of a patient shows.</summary>
/// <param name="Reading">The patient.</param>
/// <param name="Alerts">What is neither closed nor put off, an episode in one; empty as known earlier.</param>
public sealed record PatientShown(PatientReading Reading, IReadOnlyList<AlertCard> Alerts);

/// <summary>A page of the list.</summary>
/// <param name="Patients">The patients.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
public sealed record PatientsListed(IReadOnlyList<PatientSummary> Patients, string? Next);

/// <summary>One line of the list.</summary>
/// <param name="PatientId">Identity.</param>
/// <param name="StudyNumber">The clinic's number.</param>
/// <param name="Origin">Where the record comes from.</param>
/// <param name="FollowUp">Why follow-up ended; null while it goes on.</param>
/// <param name="LastContact">Latest reported clinical date.</param>
/// <param name="NextVisitDueOn">When the next visit is due, as the last visit said.</param>
public sealed record PatientSummary(
    Guid PatientId, string StudyNumber, DataOrigin Origin, FollowUpEndReason? FollowUp, ClinicalDate? LastContact,
    DateOnly? NextVisitDueOn);

/// <summary>Everything that was ever recorded about a patient.</summary>
/// <param name="PatientId">Identity.</param>
/// <param name="StudyNumber">The clinic's number.</param>
/// <param name="Changes">The events, first one first.</param>
public sealed record PatientHistory(Guid PatientId, string StudyNumber, IReadOnlyList<RecordedChange> Changes);

/// <summary>One event.</summary>
/// <param name="Version">Its place in the record, from 1.</param>
/// <param name="RecordedAt">When the service recorded it.</param>
/// <param name="RecordedBy">Who.</param>
/// <param name="After">The entry after it; null after a retraction.</param>
/// <param name="Before">The entry before it; null for a new one.</param>
/// <param name="Reason">Why; null for a new one.</param>
public sealed record RecordedChange(
    long Version, DateTimeOffset RecordedAt, string? RecordedBy, ClinicalEntry? After, ClinicalEntry? Before, string? Reason);
