using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Record one entry outside a visit: a letter that arrived, an operation elsewhere, a late result.</summary>
public sealed record RecordEntry(Guid PatientId, ClinicalEntry Entry, WriteRequest Request) : Command;

public static class RecordEntryHandler
{
    public static (Reply, Events, IMartenOp) Handle(
        RecordEntry command, [WriteAggregate(nameof(RecordEntry.PatientId), Required = false)] PatientChart? chart, TimeProvider time) =>
        PatientWrites.Decide(
            chart, command.Request, 201, time, known => PatientDecisions.Record(known, [command.Entry], time.Today()),
            entryId => entryId == command.Entry.EntryId ? "#" : null);

    /// <summary>One endpoint for each kind of entry.</summary>
    public static void Map(IEndpointRouteBuilder patients)
    {
        foreach (var route in EntryRoutes.All)
        {
            var (kind, shape) = (route.Kind.Type, JsonShapes.Recorded(route.Kind));
            patients.MapPost("/{patientId:guid}/" + route.Path, (Guid patientId, HttpContext http, TimeProvider time) => Writes.SendAsync(
                    http, shape, (json, request) =>
                        new RecordEntry(patientId, PatientWrites.Entry(kind, json, time), request)))
                .Describe(route.Operation, route.Summary, shape, Examples.Of(kind), created: true)
                .MayBeTried();
        }
    }
}
