using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>A patient as the clinic sees it.</summary>
/// <param name="PatientId">Identity.</param>
/// <param name="Version">Version of the record; its ETag.</param>
/// <param name="FollowUp">Why follow-up ended; null while it goes on.</param>
/// <param name="LastContact">Latest reported clinical date.</param>
/// <param name="Chart">Current and former entries.</param>
public sealed record PatientView(Guid PatientId, long Version, FollowUpEndReason? FollowUp, ClinicalDate? LastContact, PatientChart Chart)
{
    public static PatientView Of(PatientChart chart) => new(chart.Id, chart.EventCount, chart.End?.Reason, chart.LastContact, chart);
}

public static class GetPatient
{
    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}", (Guid patientId, HttpContext http, IDocumentStore store, string? version, string? knownAt) =>
                ChartReading.AnswerAsync(http, store, patientId, version, knownAt, PatientView.Of))
            .DescribeRead<PatientView>("getPatient", "Read a patient, as now or as known at a version or time");
}

/// <summary>Reads a chart as it is now, or as it was known at a version or a moment of recording.</summary>
public static class ChartReading
{
    public static async Task<IResult> AnswerAsync<T>(
        HttpContext http, IDocumentStore store, Guid patientId, string? version, string? knownAt, Func<PatientChart, T> view)
    {
        if (!AsKnown.TryParse(version, knownAt, out var asKnown, out var problem)) return problem;
        await using var session = store.QuerySession(http.User.Clinic());
        var chart = await asKnown.ChartAsync(session, patientId, http.RequestAborted);
        if (chart is null) return Problem.NotFound();
        http.Response.Headers.ETag = Versions.Tag(chart.EventCount);
        http.Response.Headers.CacheControl = "private, no-cache";
        return Versions.NotModified(http.Request, chart.EventCount)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(view(chart), EntryText.Options);
    }
}
