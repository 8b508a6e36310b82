using IgG4FollowUp.Api.Http;
using JasperFx;
using Marten.Exceptions;
using Npgsql;
using Wolverine.ErrorHandling;

namespace IgG4FollowUp.Api.Storage;

/// <summary>
/// What the store throws when somebody else was faster, in one place: first it is tried again on the fresh state, then it is a conflict,
/// never a failure.
/// </summary>
public static class LostRace
{
    private static readonly TimeSpan[] Cooldown =
        [TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)];

    /// <summary>A handler that lost a race decides again, on what the winner recorded.</summary>
    public static void DecideAgain(IWithFailurePolicies policies) => policies.OnException(IsByVersion).RetryWithCooldown(Cooldown);

    /// <summary>Whether a failure is a lost race that may go better when it is tried again.</summary>
    public static bool Is(Exception failure) => IsByVersion(failure) || TakesStudyNumber(failure);

    /// <summary>What the client is told; null when the failure is no lost race.</summary>
    public static Problem? ProblemOf(Exception failure) =>
        TakesStudyNumber(failure) ? Problem.StudyNumberTaken()
        : IsByVersion(failure) ? Changed()
        // What it belongs to was deleted since it was read.
        : failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } ? Problem.NotFound()
        : null;

    public static Problem Changed() => Problem.Conflict("The record was being changed by others; read it again and repeat.");

    // A transaction that loses several races at once says so of each.
    private static bool IsByVersion(Exception failure) => failure switch
    {
        ConcurrencyException or ConcurrentUpdateException or ExistingStreamIdCollisionException => true,
        AggregateException several => several.InnerExceptions.All(inner => inner is DocumentAlreadyExistsException || IsByVersion(inner)),
        _ => failure.InnerException
            is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure },
    };

    private static bool TakesStudyNumber(Exception failure) =>
        failure.InnerException is PostgresException { ConstraintName: ChartDocuments.StudyNumberIndex };
}
