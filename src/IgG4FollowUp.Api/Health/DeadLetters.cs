using IgG4FollowUp.Api.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace IgG4FollowUp.Api.Health;

/// <summary>
/// A message that was given up after every attempt had failed. Neither its content nor the failure's text is shown: they may hold clinical
/// data.
/// </summary>
/// <param name="MessageId">Identity.</param>
/// <param name="MessageType">What kind of message.</param>
/// <param name="FailedWith">What kind of failure.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Replayed">Whether it is waiting to be tried again.</param>
public sealed record DeadLetter(Guid MessageId, string MessageType, string? FailedWith, DateTimeOffset? SentAt, bool Replayed);

/// <summary>Messages that were given up.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Items">The newest of them.</param>
public sealed record DeadLetterList(int Total, IReadOnlyList<DeadLetter> Items);

/// <summary>Shows administrators what was given up, and has it tried again.</summary>
public static class DeadLetters
{
    private const int Most = 200;

    public static void Map(IEndpointRouteBuilder administration)
    {
        administration.MapGet("/dead-letters", async (IMessageStore messages, HttpContext http) =>
            {
                var found = await messages.DeadLetters.QueryAsync(new DeadLetterEnvelopeQuery { PageSize = Most }, http.RequestAborted);
                return TypedResults.Json(new DeadLetterList(
                    found.TotalCount,
                    [.. found.Envelopes.Select(letter =>
                        new DeadLetter(letter.Id, letter.MessageType, letter.ExceptionType, letter.SentAt, letter.Replayable))]));
            })
            .DescribeRead<DeadLetterList>("listDeadLetters", "List messages that were given up after every attempt had failed");

        administration.MapPost("/dead-letters/{messageId:guid}/replay", async (Guid messageId, IMessageStore messages, HttpContext http) =>
            {
                if (await messages.DeadLetters.DeadLetterEnvelopeByIdAsync(messageId) is null) return (IResult)Problem.NotFound();
                await messages.DeadLetters.ReplayAsync(new DeadLetterEnvelopeQuery([messageId]), http.RequestAborted);
                return TypedResults.Accepted((string?)null);
            })
            .WithName("replayDeadLetter").WithSummary("Have a message that was given up tried again")
            .Produces(202).Produces<Problem>(404, Problem.ContentType);
    }
}

/// <summary>Ready all the same, but degraded, while messages that were given up wait for somebody to look at them.</summary>
public sealed class DeadLetterCheck(IMessageStore messages) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var counts = await messages.Admin.FetchCountsAsync();
        return counts.DeadLetter == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"{counts.DeadLetter} messages were given up: see /api/admin/dead-letters.");
    }
}
