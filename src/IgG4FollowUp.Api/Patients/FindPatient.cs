using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>What a patient is looked up by.</summary>
public sealed record PatientQuery
{
    /// <summary>The clinic's own number for the patient.</summary>
    [StringLength(40, MinimumLength = 1), RegularExpression(PatientEnrolled.StudyNumberPattern)]
    public required string StudyNumber { get; init; }
}

/// <summary>Looks a patient up by study number; a POST, because study numbers do not belong in addresses and access logs.</summary>
public static class FindPatient
{
    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapPost("/search", async (HttpContext http, IDocumentStore store) =>
            {
                var body = await Body.ReadAsync(http.Request, JsonShapes.Of(typeof(PatientQuery)), http.RequestAborted);
                if (body.Problem is not null) return (IResult)body.Problem;
                var number = body.Json!["studyNumber"]!.GetValue<string>();
                await using var session = store.QuerySession(http.User.Clinic());
                if (await session.Query<PatientChart>().Where(chart => chart.StudyNumber == number)
                    .FirstOrDefaultAsync(http.RequestAborted) is not { } chart)
                    return Problem.NotFound();
                AccessNote.Saw(chart.Id);
                return TypedResults.Json(PatientLine.Of(chart), EntryJson.Options);
            })
            .DescribeRead<PatientLine>("findPatient",
                "Find a patient by the present study number; ask the address found for what was known earlier")
            .WithMetadata(new WriteDescription(
                JsonShapes.Of(typeof(PatientQuery)), JsonNode.Parse("""{ "studyNumber": "RSP-001" }""")!, VersionRequired: false,
                Stores: false));
}
