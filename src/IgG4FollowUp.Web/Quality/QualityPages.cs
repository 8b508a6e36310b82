using System.Security.Claims;
using IgG4FollowUp.Domain.Quality;
using IgG4FollowUp.Web.Pages;
using IgG4FollowUp.Web.Patients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IgG4FollowUp.Web.Quality;

/// <summary>What the page of missing data reads, limited to the clinic of the reader.</summary>
public interface IClinicQuality
{
    /// <summary>A page of patients with what is missing; null when the cursor is not one.</summary>
    Task<QualityPage?> PageAsync(ClaimsPrincipal reader, string? cursor, CancellationToken cancellation);
}

/// <summary>A page of patients with what is missing.</summary>
/// <param name="Patients">The patients, in order of enrolment in the service.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
public sealed record QualityPage(IReadOnlyList<PatientQuality> Patients, string? Next);

/// <summary>What is missing for whom.</summary>
public static class QualityPages
{
    /// <summary>Maps the page.</summary>
    /// <param name="quality">A group with the prefix <c>/missing-data</c> and the policy for clinicians of a clinic.</param>
    public static void Map(IEndpointRouteBuilder quality) =>
        PageRoute.On(quality.MapGet("", async (HttpContext http, IClinicRecords records, IClinicQuality missing, string? cursor) =>
        {
            var page = await missing.PageAsync(http.User, cursor, http.RequestAborted);
            return page is null ? (IResult)MessagePage.NotFound() : new PageResult<MissingDataPage>(new()
            {
                [nameof(MissingDataPage.Reader)] = records.Reader(http),
                [nameof(MissingDataPage.Page)] = page,
                [nameof(MissingDataPage.Continued)] = cursor is not null,
            });
        }));
}
