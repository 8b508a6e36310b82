using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>What every write to a patient has in common: from a decision to what is appended, kept and answered. Pure.</summary>
public static class PatientWrites
{
    /// <summary>Decides on an existing patient.</summary>
    /// <param name="chart">The chart; null when the clinic has no such patient.</param>
    /// <param name="request">Version and idempotency key.</param>
    /// <param name="status">Status of the answer when the decision is accepted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="decide">The decision.</param>
    /// <param name="pointerOf">Where in the body an entry stands.</param>
    public static (Reply Reply, Events Events, IMartenOp Kept) Decide(
        PatientChart? chart, WriteRequest request, int status, TimeProvider time, Func<PatientChart, Decision> decide,
        Func<Guid, string?> pointerOf)
    {
        if (chart is null) return Refuse(Reply.Of(Problem.NotFound()));
        if (request.IsStale(chart.EventCount)) return Refuse(Reply.Of(Problem.Stale(chart.EventCount)));
        var decision = decide(chart);
        if (!decision.Accepted) return Refuse(Refused(decision, pointerOf));

        var reply = Accepted(status, chart.Id, chart.EventCount + decision.Events.Length, decision, pointerOf);
        return (reply, [.. decision.Events], KeptReply.Of(request, reply, time.Instant()));
    }

    /// <summary>An answer that leaves no trace.</summary>
    public static (Reply Reply, Events Events, IMartenOp Kept) Refuse(Reply reply) => (reply, [], MartenOps.Nothing());

    public static Reply Refused(Decision decision, Func<Guid, string?> pointerOf)
    {
        // What is said may contradict what is on record, whose entry has no place in the body.
        var items = decision.Refusals.Select(refusal =>
            Pointer(refusal.EntryId, refusal.Member, pointerOf) is { } pointer
                ? new ProblemItem(pointer, refusal.Code, refusal.Detail)
                : new ProblemItem("#", refusal.Code, refusal.Detail) { EntryId = refusal.EntryId }).ToList();
        return Reply.Of(decision.Refusals.Any(refusal => refusal.Code == "entry-unknown" && refusal.Member is null)
            ? Problem.NotFound()
            : decision.Refusals.All(refusal => refusal.Code == PatientDecisions.NoFollowUpConsent)
                ? Problem.NoFollowUpConsent(items)
                : Problem.Refused(items));
    }

    public static Reply Accepted(int status, Guid patientId, long version, Decision decision, Func<Guid, string?> pointerOf,
        string? location = null)
    {
        var warnings = decision.Warnings.Select(w => new ProblemItem(Pointer(w.EntryId, w.Member, pointerOf), w.Code, w.Detail)).ToList();
        var ids = decision.Events.Select(EntryIdOf).ToList();
        var entries = ids.Distinct().Select(id =>
            new RecordedEntry(id, decision.Chart!.Find(id) is { } entry ? EntryKinds.Of(entry).Tag : null, pointerOf(id))).ToList();
        return Reply.Recorded(status, new Recorded(patientId, version, ids, warnings) { Entries = entries }, location);
    }

    /// <summary>
    /// An entry read from a body that has its shape; the service gives the entry id when the client did not, and the decision the id of
    /// what it belongs to.
    /// </summary>
    public static T Entry<T>(JsonObject json, TimeProvider time)
        where T : ClinicalEntry => (T)Entry(typeof(T), json, time);

    /// <inheritdoc cref="Entry{T}(JsonObject, TimeProvider)"/>
    public static ClinicalEntry Entry(Type type, JsonObject json, TimeProvider time)
    {
        if (json["entryId"] is null) json["entryId"] = Guid.CreateVersion7(time.GetUtcNow());
        if (EntryKinds.Of(type).PartOf is { Joined: not null, Member: var link } && json[link] is null) json[link] = ImpliedLinks.LeftOut;
        return (ClinicalEntry)json.Deserialize(type, EntryJson.Options)!;
    }

    private static string? Pointer(Guid? entryId, string? member, Func<Guid, string?> pointerOf) =>
        entryId is { } id && pointerOf(id) is { } prefix ? member is null ? prefix : $"{prefix}/{member}" : null;

    private static Guid EntryIdOf(object patientEvent) => patientEvent switch
    {
        ClinicalEntry entry => entry.EntryId,
        EntryCorrected corrected => corrected.EntryId,
        EntryRetracted retracted => retracted.EntryId,
        _ => throw new InvalidOperationException($"{patientEvent.GetType().Name} concerns no entry."),
    };
}
