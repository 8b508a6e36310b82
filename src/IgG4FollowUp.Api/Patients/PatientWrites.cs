using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using JasperFx;
using JasperFx.Events;
using Marten;
using Marten.Exceptions;
using Npgsql;
using Wolverine;

namespace IgG4FollowUp.Api.Patients;

/// <summary>What every write to a patient has in common: reading the request, carrying a decision out, answering.</summary>
public static class PatientWrites
{
    /// <summary>Reads headers and body, sends the command they make, and answers; a repeated request gets the first answer.</summary>
    public static async Task<IResult> SendAsync(
        HttpContext http, JsonShape shape, Func<JsonObject, WriteRequest, object> command, bool versionRequired = false)
    {
        var body = await Body.ReadAsync(http.Request, shape, http.RequestAborted);
        if (body.Problem is not null) return body.Problem;
        if (!Versions.TryIfMatch(http.Request, out var ifMatch)) return Problem.InvalidParameter("If-Match", "one ETag such as \"3\".");
        if (versionRequired && ifMatch is null) return Problem.VersionRequired();
        if (!Idempotency.TryKey(http.Request, out var key))
            return Problem.InvalidParameter(Idempotency.Header, "1 to 200 visible ASCII characters.");

        var request = new WriteRequest(http.User.UserName(), ifMatch, key, body.Fingerprint);
        var clinic = http.User.Clinic();
        var bus = http.RequestServices.GetRequiredService<IMessageBus>();
        var reply = await InvokeAsync(bus, clinic, command(body.Json!, request), http.RequestAborted);
        if (!reply.Failed || key is null) return reply;
        var first = await http.RequestServices.GetRequiredService<Idempotency>().FindAsync(clinic, request, http.RequestAborted);
        return first ?? reply;
    }

    /// <summary>Carries a decision on an existing patient out in the session of the stream, and has the alert rules look at the patient again.</summary>
    public static async Task<Reply> CarryAsync(
        IEventStream<PatientChart> stream, IDocumentSession session, IMessageBus bus, WriteRequest request, int status,
        Func<PatientChart, Decision> decide, Func<Guid, string?> pointerOf)
    {
        if (stream.Aggregate is not { } chart) return Reply.Of(Problem.NotFound());
        var version = stream.CurrentVersion ?? 0;
        if (request.IfMatch is { } expected && expected != version) return Reply.Of(Problem.Stale(version));
        var decision = decide(chart);
        if (!decision.Accepted) return Refused(decision, pointerOf);

        stream.AppendMany(decision.Events);
        session.LastModifiedBy = request.User;
        var reply = Accepted(status, chart.Id, version + decision.Events.Length, decision, pointerOf);
        Idempotency.Keep(session, request, reply);
        await bus.PublishAsync(new EvaluatePatients([chart.Id]));
        return reply;
    }

    public static Reply Refused(Decision decision, Func<Guid, string?> pointerOf)
    {
        var items = decision.Refusals.Select(refusal => new ProblemItem(Pointer(refusal.EntryId, refusal.Member, pointerOf), refusal.Code, refusal.Detail)).ToList();
        return Reply.Of(decision.Refusals.Any(refusal => refusal.Code == "entry-unknown" && refusal.Member is null) ? Problem.NotFound() : Problem.Refused(items));
    }

    public static Reply Accepted(int status, Guid patientId, long version, Decision decision, Func<Guid, string?> pointerOf, string? location = null)
    {
        var warnings = decision.Warnings.Select(w => new ProblemItem(Pointer(w.EntryId, w.Member, pointerOf), w.Code, w.Detail)).ToList();
        return Reply.Recorded(status, new Recorded(patientId, version, [.. decision.Events.Select(EntryIdOf)], warnings), location);
    }

    /// <summary>An entry read from a body that has its shape; the service gives the entry id when the client did not.</summary>
    public static T Entry<T>(JsonObject json, TimeProvider time)
        where T : ClinicalEntry => (T)Entry(typeof(T), json, time);

    /// <inheritdoc cref="Entry{T}(JsonObject, TimeProvider)"/>
    public static ClinicalEntry Entry(Type type, JsonObject json, TimeProvider time)
    {
        if (json["entryId"] is null) json["entryId"] = Guid.CreateVersion7(time.GetUtcNow());
        return (ClinicalEntry)json.Deserialize(type, EntryText.Options)!;
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

    private static async Task<Reply> InvokeAsync(IMessageBus bus, string clinic, object command, CancellationToken cancellation)
    {
        try
        {
            return await bus.InvokeForTenantAsync<Reply>(clinic, command, cancellation);
        }
        catch (Exception e) when (e is ConcurrencyException or Marten.Exceptions.ExistingStreamIdCollisionException)
        {
            return Reply.Of(Problem.Conflict("The record was being changed by others; read it again and repeat."));
        }
        catch (MartenCommandException e) when (e.InnerException is PostgresException { ConstraintName: "pk_study_numbers" })
        {
            return Reply.Of(Problem.StudyNumberTaken());
        }
        catch (MartenCommandException e) when (e.InnerException is PostgresException { ConstraintName: Idempotency.UniqueKey } or PostgresException { SqlState: Idempotency.InFlight })
        {
            return Reply.Of(Problem.InFlight());
        }
    }
}
