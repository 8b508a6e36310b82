using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Patients;

public static class GetTimeline
{
    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}/timeline", (Guid patientId, HttpContext http, IDocumentStore store, string? version, string? knownAt) =>
                ChartReading.AnswerAsync(http, store, patientId, version, knownAt, chart => Timeline.Of(chart)))
            .DescribeRead<Timeline>("getTimeline", "Read entries and derived facts by clinical date");
}
