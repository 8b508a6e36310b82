using System.Diagnostics;
using System.Text.Json;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Microsoft.OpenApi;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>
/// What a write to a patient's record would do, told without doing it. The handlers themselves decide, so what is refused here would be
/// refused, in the same words.
/// </summary>
public static class PreviewWrite
{
    private static readonly ReadParameter DryRun = new("dryRun",
        "True: say what would be recorded, warned about, raised, closed and derived, and record nothing. An id that the service gives is "
        + "another one when it is recorded, and no key is kept. False unless given.")
    {
        Type = JsonSchemaType.Boolean,
    };

    /// <summary>Lets a write be tried.</summary>
    public static RouteHandlerBuilder MayBeTried(this RouteHandlerBuilder write) =>
        write.Takes(DryRun).WithMetadata(new TriedWrite(AnswerAsync)).Produces<Recorded>(200);

    private static async Task<IResult> AnswerAsync(HttpContext http, Command command)
    {
        var (time, cancellation) = (http.RequestServices.GetRequiredService<TimeProvider>(), http.RequestAborted);
        await using var session = http.RequestServices.GetRequiredService<IDocumentStore>().QuerySession(http.User.Clinic());
        var patientId = IdOf(command);
        var patient = (await WatchedPatient.ReadAsync(session, [patientId], cancellation)).SingleOrDefault();
        var (reply, events) = await DecideAsync(command, patient?.Chart, session, time, cancellation);
        if (reply.Failed) return reply;

        var settings = patient?.Settings ?? await ClinicAlertSettings.ReadAsync(session, cancellation);
        var recorded = JsonSerializer.Deserialize<Recorded>(reply.Body, EntryJson.Options)!;
        return Reply.Recorded(200, recorded with
        {
            WouldDo = WriteEffect.Of(patientId, patient?.Chart, events, patient?.Alerts ?? [], settings, time.Today(), time.Instant()),
        }) with
        {
            Version = null,
        };
    }

    private static Guid IdOf(Command command) => command switch
    {
        EnrolPatient enrol => enrol.PatientId,
        LogVisit visit => visit.PatientId,
        RecordEntry record => record.PatientId,
        CorrectEntry correct => correct.PatientId,
        RetractEntry retract => retract.PatientId,
        _ => throw new UnreachableException(command.ToString()),
    };

    private static async Task<(Reply Reply, IReadOnlyList<object> Events)> DecideAsync(
        Command command, PatientChart? chart, IQuerySession session, TimeProvider time, CancellationToken cancellation)
    {
        switch (command)
        {
            case EnrolPatient enrol:
                var (enrolled, stream, _) =
                    EnrolPatientHandler.Handle(enrol, await EnrolPatientHandler.LoadAsync(enrol, session, cancellation), time);
                return (enrolled, stream is IStartStream ? [enrol.Enrolment] : []);
            case LogVisit visit: return Decided(LogVisitHandler.Handle(visit, chart, time));
            case RecordEntry record: return Decided(RecordEntryHandler.Handle(record, chart, time));
            case CorrectEntry correct:
                return Decided(CorrectEntryHandler.Handle(
                    correct, await CorrectEntryHandler.LoadAsync(correct, session, cancellation), chart, time));
            case RetractEntry retract: return Decided(RetractEntryHandler.Handle(retract, chart, time));
            default: throw new UnreachableException(command.ToString());
        }
    }

    private static (Reply, IReadOnlyList<object>) Decided((Reply Reply, Events Events, IMartenOp) decided) =>
        (decided.Reply, decided.Events);
}
