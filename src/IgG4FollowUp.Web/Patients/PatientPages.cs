using System.Globalization;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IgG4FollowUp.Web.Patients;

/// <summary>
/// The list, a patient and a patient's history. Addresses hold the patient's id and nothing else about anyone.
/// </summary>
public static class PatientPages
{
    /// <summary>Maps the pages below <c>/patients</c>.</summary>
    /// <param name="patients">A group with that prefix and the policy for clinicians of a clinic.</param>
    public static void Map(IEndpointRouteBuilder patients)
    {
        PageRoute.On(patients.MapGet("", async (HttpContext http, IClinicRecords records, string? cursor) =>
        {
            var page = await records.ListAsync(http.User, cursor, http.RequestAborted);
            return page is null ? (IResult)MessagePage.NotFound() : new PageResult<PatientListPage>(new()
            {
                [nameof(PatientListPage.Reader)] = records.Reader(http),
                [nameof(PatientListPage.Listed)] = page,
                [nameof(PatientListPage.Continued)] = cursor is not null,
            });
        }));

        // By a form, because study numbers do not belong in addresses and access logs.
        PageForm.On(patients.MapPost("/search", async (HttpContext http, IClinicRecords records) =>
        {
            var number = (await http.Request.ReadFormAsync(http.RequestAborted))["studyNumber"].ToString().Trim();
            return await records.FindAsync(http.User, number, http.RequestAborted) is { } found
                ? SeeOther.To(http, $"/patients/{found}")
                : new PageResult<PatientListPage>(
                    new()
                    {
                        [nameof(PatientListPage.Reader)] = records.Reader(http),
                        [nameof(PatientListPage.Listed)] = await records.ListAsync(http.User, null, http.RequestAborted),
                        [nameof(PatientListPage.Sought)] = number,
                    }, StatusCodes.Status404NotFound);
        }));

        PageRoute.On(patients.MapGet("/new", (HttpContext http, IClinicRecords records) =>
            new PageResult<EnrolPage>(new() { [nameof(EnrolPage.Reader)] = records.Reader(http) })));

        PageForm.On(patients.MapPost("/new", async (HttpContext http, IClinicRecords records) =>
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var outcome = await records.EnrolAsync(http, form);
            return outcome is { Refusal: null, Address: { } address }
                ? SeeOther.To(http, address)
                : new PageResult<EnrolPage>(
                    new()
                    {
                        [nameof(EnrolPage.Reader)] = records.Reader(http),
                        [nameof(EnrolPage.Typed)] = form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
                        [nameof(EnrolPage.Refused)] = outcome,
                    }, outcome.Status);
        }));

        PageRoute.On(patients.MapGet("/{patientId:guid}", async (
            Guid patientId, HttpContext http, IClinicRecords records, TimeProvider time, string? knownOn, string? kind) =>
        {
            var isDay = DateOnly.TryParseExact(knownOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
            var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
            var asked = isDay && day < today ? day : (DateOnly?)null;
            var shown = await records.PatientAsync(http.User, patientId, asked, http.RequestAborted);
            return shown is null && asked is null ? (IResult)MessagePage.NotFound() : shown is null
                ? MessagePage.Show(
                    StatusCodes.Status404NotFound, "Nothing was known then",
                    $"Nobody had recorded this patient by the end of {asked:yyyy-MM-dd}.",
                    records.Reader(http))
                : new PageResult<PatientPage>(new()
                {
                    [nameof(PatientPage.Reader)] = records.Reader(http),
                    [nameof(PatientPage.Shown)] = shown,
                    [nameof(PatientPage.KnownOn)] = asked,
                    [nameof(PatientPage.KnownOnError)] = string.IsNullOrEmpty(knownOn) || isDay ? null : "Give a day, such as 2024-03-11.",
                    [nameof(PatientPage.Kind)] = EntryKinds.All.Any(each => each.Tag == kind) ? kind : null,
                });
        }));

        PageRoute.On(patients.MapGet("/{patientId:guid}/history", async (Guid patientId, HttpContext http, IClinicRecords records) =>
        {
            var history = await records.HistoryAsync(http.User, patientId, http.RequestAborted);
            return history is null ? (IResult)MessagePage.NotFound() : new PageResult<HistoryPage>(new()
            {
                [nameof(HistoryPage.Reader)] = records.Reader(http),
                [nameof(HistoryPage.History)] = history,
            });
        }));
    }
}
