using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Enrol a patient.</summary>
public sealed record EnrolPatient(Guid PatientId, PatientEnrolled Enrolment, WriteRequest Request) : Command;

/// <summary>A study number that a command wants to give.</summary>
/// <param name="IsTaken">Whether another patient of the clinic has it.</param>
/// <param name="IsAlike">Whether another patient of the clinic has one that looks like it.</param>
public sealed record StudyNumberClaim(bool IsTaken, bool IsAlike)
{
    /// <summary>A claim that is not made.</summary>
    public static StudyNumberClaim None { get; } = new(false, false);

    public static async Task<StudyNumberClaim> ReadAsync(IQuerySession session, string studyNumber, Guid? except,
        CancellationToken cancellation) => new(
        await ChartDocuments.IsTakenAsync(session, studyNumber, except, cancellation),
        await ChartDocuments.IsAlikeAsync(session, studyNumber, except, cancellation));

    /// <summary>The decision, with a warning when somebody may take the patient for another.</summary>
    public Decision Warn(Decision decision, Guid entryId) => !IsAlike || !decision.Accepted ? decision : decision with
    {
        Warnings =
            [new(entryId, "studyNumber", "study-number-alike",
                "Another patient has a study number that looks like this one; check that they are two."),
            .. decision.Warnings],
    };
}

public static class EnrolPatientHandler
{
    /// <summary>Looks whether the study number is free, before anything is appended.</summary>
    public static Task<StudyNumberClaim> LoadAsync(EnrolPatient command, IQuerySession session, CancellationToken cancellation) =>
        StudyNumberClaim.ReadAsync(session, command.Enrolment.StudyNumber, except: null, cancellation);

    public static (Reply, IMartenOp, IMartenOp) Handle(EnrolPatient command, StudyNumberClaim claim, TimeProvider time)
    {
        if (claim.IsTaken) return Refuse(Reply.Of(Problem.StudyNumberTaken()));
        var decision = claim.Warn(PatientDecisions.Enrol(command.PatientId, command.Enrolment, [], time.Today()),
            command.Enrolment.EntryId);
        if (!decision.Accepted) return Refuse(PatientWrites.Refused(decision, Pointer));

        var reply = PatientWrites.Accepted(201, command.PatientId, decision.Events.Length, decision, Pointer,
            $"/api/patients/{command.PatientId}");
        return (reply, MartenOps.StartStream<PatientChart>(command.PatientId, [.. decision.Events]),
            KeptReply.Of(command.Request, reply, time.Instant()));

        string? Pointer(Guid entryId) => entryId == command.Enrolment.EntryId ? "#" : null;

        static (Reply, IMartenOp, IMartenOp) Refuse(Reply reply) => (reply, MartenOps.Nothing(), MartenOps.Nothing());
    }

    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapPost("/", (HttpContext http, TimeProvider time) => Writes.SendAsync(
                http, JsonShapes.Of(typeof(PatientEnrolled)),
                (json, request) => new EnrolPatient(
                    Guid.CreateVersion7(time.GetUtcNow()), PatientWrites.Entry<PatientEnrolled>(json, time), request)))
            .Describe("enrolPatient", "Enrol a patient", typeof(PatientEnrolled), Examples.Enrolment, created: true, takesVersion: false)
            .MayBeTried();
}
