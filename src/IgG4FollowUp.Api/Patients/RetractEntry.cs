using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Body of a retraction.</summary>
public sealed record Retraction
{
    /// <summary>Why.</summary>
    public required RetractionReason Reason { get; init; }

    /// <summary>Remark, at most 500 characters.</summary>
    [FreeText, StringLength(500)]
    public string? Explanation { get; init; }
}

/// <summary>Take back an entry that should never have been made; it stays readable as retracted.</summary>
public sealed record RetractEntry(Guid PatientId, Guid EntryId, Retraction Retraction, WriteRequest Request) : Command;

public static class RetractEntryHandler
{
    public static (Reply, Events, IMartenOp) Handle(
        RetractEntry command, [WriteAggregate(nameof(RetractEntry.PatientId), Required = false)] PatientChart? chart, TimeProvider time) =>
        PatientWrites.Decide(
            chart, command.Request, 200, time,
            known =>
                PatientDecisions.Retract(known, command.EntryId, command.Retraction.Reason, command.Retraction.Explanation, time.Today()),
            _ => null);

    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapPost("/{patientId:guid}/entries/{entryId:guid}/retraction", (Guid patientId, Guid entryId, HttpContext http) =>
                Writes.SendAsync(
                    http, JsonShapes.Of(typeof(Retraction)),
                    (json, request) => new RetractEntry(patientId, entryId, json.Deserialize<Retraction>(EntryJson.Options)!, request),
                    versionRequired: true))
            .Describe("retractEntry", "Retract an entry", typeof(Retraction), Examples.Retraction, versionRequired: true)
            .MayBeTried();
}
