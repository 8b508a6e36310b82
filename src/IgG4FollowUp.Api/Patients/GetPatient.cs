using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

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
        patients.MapGet("/{patientId:guid}", (Guid patientId, HttpContext http, ChartsAsOf charts, string? version, string? knownAt) =>
                ChartAnswers.AnswerAsync(http, charts, patientId, version, knownAt, PatientView.Of))
            .DescribeRead<PatientView>("getPatient", "Read a patient, as now or as known at a version, sequence or time")
            .Takes(PatientParameters.Version, PatientParameters.Known);
}

/// <summary>Reads a chart as it is now, or as it was known at a version, a sequence or a moment of recording.</summary>
public static class ChartAnswers
{
    public static async Task<IResult> AnswerAsync<T>(
        HttpContext http, ChartsAsOf charts, Guid patientId, string? version, string? knownAt, Func<PatientChart, T> view)
    {
        var (asKnown, problem) = await AsOf.ResolveAsync(charts.Sequences, version, knownAt, http.RequestAborted);
        if (problem is not null) return problem;
        if (await charts.FindAsync(ChartScope.OfClinic(http.User.Clinic()), patientId, asKnown, http.RequestAborted) is not { } known)
            return asKnown.NotFound();
        Describe(http.Response, known.Chart.EventCount, known.Sequence);
        return TypedResults.Json(view(known.Chart), EntryJson.Options);
    }

    /// <summary>Says which version of the record the answer shows and which sequence it rests on.</summary>
    public static void Describe(HttpResponse response, long version, long sequence)
    {
        response.Headers.ETag = Versions.Tag(version);
        AsOfSequences.Name(response, sequence);
    }
}
