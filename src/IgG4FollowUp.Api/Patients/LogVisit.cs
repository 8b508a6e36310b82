using System.Collections.Immutable;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Log a follow-up visit with everything it produced, all or nothing.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Entries">What the visit produced, then the visit itself.</param>
/// <param name="Pointers">Where in the body each entry stands.</param>
/// <param name="Request">User, version, idempotency key.</param>
public sealed record LogVisit(
    Guid PatientId, IReadOnlyList<ClinicalEntry> Entries, IReadOnlyDictionary<Guid, string> Pointers, WriteRequest Request) : Command;

public static class LogVisitHandler
{
    private static readonly ImmutableArray<EntryRoute> Parts = [.. EntryRoutes.All.Where(route => route.InVisit is not null)];

    /// <summary>A visit's own members, and one member for each kind of entry it may produce.</summary>
    public static JsonShape Shape { get; } = new ObjectShape(
    [
        .. ((ObjectShape)JsonShapes.Of(typeof(VisitLogged))).Members
            .Where(member => member.Name is not ("recorded" or "statedFollowUpMonths")),
        .. Parts.Select(part =>
        {
            var entry = JsonShapes.InVisit(part.Kind);
            return new JsonMember(part.InVisit!, part.Several ? new ListShape(entry, 50, Unique: false) : entry, Required: false);
        }),
    ])
    { Description = "A follow-up visit with everything it produced. Dates left out inside it are the visit's date." };

    public static (Reply, Events, IMartenOp) Handle(
        LogVisit command, [WriteAggregate(nameof(LogVisit.PatientId), Required = false)] PatientChart? chart, TimeProvider time) =>
        PatientWrites.Decide(
            chart, command.Request, 201, time, known => PatientDecisions.Record(known, command.Entries, time.Today()),
            entryId => command.Pointers.GetValueOrDefault(entryId));

    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapPost("/{patientId:guid}/visits", (Guid patientId, HttpContext http, TimeProvider time) =>
                Writes.SendAsync(http, Shape, (json, request) => Command(patientId, json, request, time)))
            .Describe("logVisit", "Log a follow-up visit with everything it produced", Shape, Examples.Visit, created: true)
            .MayBeTried();

    /// <summary>Takes a visit's body apart into entries.</summary>
    public static LogVisit Command(Guid patientId, JsonObject body, WriteRequest request, TimeProvider time)
    {
        var entries = new List<ClinicalEntry>();
        var pointers = new Dictionary<Guid, string>();
        var visitedOn = body["visitedOn"]!;
        foreach (var route in Parts)
        {
            if (!body.Remove(route.InVisit!, out var part) || part is null) continue;
            if (!route.Several)
            {
                Add(route.Kind, part.AsObject(), $"#/{route.InVisit}");
                continue;
            }

            var items = part.AsArray();
            for (var i = 0; i < items.Count; i++) Add(route.Kind, items[i]!.AsObject(), $"#/{route.InVisit}/{i}");
        }

        body["recorded"] = new JsonArray([.. entries.Select(entry => (JsonNode)entry.EntryId)]);
        var visit = PatientWrites.Entry<VisitLogged>(body, time);
        pointers.TryAdd(visit.EntryId, "#");
        return new LogVisit(patientId, [.. entries, visit], pointers, request);

        void Add(EntryKind kind, JsonObject json, string pointer)
        {
            if (json[kind.DateMember] is null) json[kind.DateMember] = visitedOn.DeepClone();
            var entry = PatientWrites.Entry(kind.Type, json, time);
            entries.Add(entry);
            // An id given twice keeps its first place; the decision refuses it.
            pointers.TryAdd(entry.EntryId, pointer);
        }
    }
}
