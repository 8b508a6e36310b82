using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Body of a correction.</summary>
public sealed record Correction
{
    /// <summary>The whole entry as it should have been; its kind is the kind of the entry it replaces.</summary>
    public required ClinicalEntry Replacement { get; init; }

    /// <summary>Why, 3 to 500 characters.</summary>
    [FreeText, StringLength(500, MinimumLength = 3)]
    public required string Reason { get; init; }
}

/// <summary>Replace an entry by what it should have been; the former one stays readable.</summary>
public sealed record CorrectEntry(Guid PatientId, Guid EntryId, ClinicalEntry Replacement, string Reason, WriteRequest Request) : Command;

public static class CorrectEntryHandler
{
    /// <summary>Looks whether a corrected study number is another patient's, before anything is appended.</summary>
    public static async Task<StudyNumberClaim> LoadAsync(CorrectEntry command, IQuerySession session, CancellationToken cancellation) =>
        command.Replacement is PatientEnrolled enrolment
            ? await StudyNumberClaim.ReadAsync(session, enrolment.StudyNumber, command.PatientId, cancellation)
            : StudyNumberClaim.None;

    public static (Reply, Events, IMartenOp) Handle(
        CorrectEntry command, StudyNumberClaim claim,
        [WriteAggregate(nameof(CorrectEntry.PatientId), Required = false)] PatientChart? chart, TimeProvider time)
    {
        var decided = PatientWrites.Decide(
            chart, command.Request, 200, time,
            known => claim.Warn(
                PatientDecisions.Correct(known, command.EntryId, command.Replacement, command.Reason, time.Today()), command.EntryId),
            entryId => entryId == command.EntryId ? "#/replacement" : null);
        return claim.IsTaken && !decided.Reply.Failed ? PatientWrites.Refuse(Reply.Of(Problem.StudyNumberTaken())) : decided;
    }

    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapPost("/{patientId:guid}/entries/{entryId:guid}/correction", (Guid patientId, Guid entryId, HttpContext http) =>
                Writes.SendAsync(http, JsonShapes.Of(typeof(Correction)), (json, request) => Command(patientId, entryId, json, request),
                    versionRequired: true))
            .Describe("correctEntry", "Correct an entry", typeof(Correction), Examples.Correction, versionRequired: true)
            .MayBeTried();

    private static CorrectEntry Command(Guid patientId, Guid entryId, JsonObject json, WriteRequest request)
    {
        // The entry keeps its identity, whatever id the replacement carries.
        json["replacement"]!["entryId"] = entryId;
        var correction = json.Deserialize<Correction>(EntryJson.Options)!;
        return new CorrectEntry(patientId, entryId, correction.Replacement, correction.Reason, request);
    }
}
