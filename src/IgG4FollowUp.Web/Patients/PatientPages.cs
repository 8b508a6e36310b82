using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IgG4FollowUp.Web.Patients;

/// <summary>
/// The list, a patient's timeline and a patient's history. Addresses hold the patient's id and nothing else about anyone.
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
                [nameof(PatientListPage.Page)] = page,
                [nameof(PatientListPage.Continued)] = cursor is not null,
            });
        }));

        PageRoute.On(patients.MapGet("/{patientId:guid}", async (Guid patientId, HttpContext http, IClinicRecords records) =>
        {
            var chart = await records.ChartAsync(http.User, patientId, http.RequestAborted);
            return chart is null ? (IResult)MessagePage.NotFound() : new PageResult<TimelinePage>(new()
            {
                [nameof(TimelinePage.Reader)] = records.Reader(http),
                [nameof(TimelinePage.Chart)] = chart,
                [nameof(TimelinePage.Timeline)] =
                    Timeline.Of(chart, new() { FollowUp = await records.SettingsAsync(http.User, http.RequestAborted) }),
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
