using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events;
using Marten;
using Wolverine;
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
public sealed record CorrectEntry(Guid PatientId, Guid EntryId, ClinicalEntry Replacement, string Reason, WriteRequest Request);

public static class CorrectEntryHandler
{
    public static async Task<Reply> Handle(
        CorrectEntry command, [WriteAggregate(nameof(CorrectEntry.PatientId), Required = false)] IEventStream<PatientChart> stream,
        IDocumentSession session, IMessageBus bus, TimeProvider time)
    {
        var reply = await PatientWrites.CarryAsync(
            stream, session, bus, command.Request, 200,
            chart => PatientDecisions.Correct(chart, command.EntryId, command.Replacement, command.Reason, time.Today()),
            entryId => entryId == command.EntryId ? "#/replacement" : null);
        if (!reply.Failed && command.Replacement is PatientEnrolled enrolment)
        {
            session.QueueSqlCommand(
                $"update {OwnTables.Schema}.study_numbers set study_number = ? where tenant_id = ? and patient_id = ?",
                enrolment.StudyNumber, session.TenantId, command.PatientId);
        }

        return reply;
    }

    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapPost("/{patientId:guid}/entries/{entryId:guid}/correction", (Guid patientId, Guid entryId, HttpContext http) =>
                PatientWrites.SendAsync(http, JsonShapes.Of(typeof(Correction)), (json, request) => Command(patientId, entryId, json, request), versionRequired: true))
            .Describe("correctEntry", "Correct an entry", typeof(Correction), Examples.Correction, versionRequired: true);

    private static CorrectEntry Command(Guid patientId, Guid entryId, JsonObject json, WriteRequest request)
    {
        // The entry keeps its identity, whatever id the replacement carries.
        json["replacement"]!["entryId"] = entryId;
        var correction = json.Deserialize<Correction>(EntryText.Options)!;
        return new CorrectEntry(patientId, entryId, correction.Replacement, correction.Reason, request);
    }
}
