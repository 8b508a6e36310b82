using System.Text.Json.Serialization;
using IgG4FollowUp.Domain;

namespace IgG4FollowUp.Api.Access;

/// <summary>What somebody did, or tried to do.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AccessKind>))]
public enum AccessKind
{
    /// <summary>Asked, and was answered.</summary>
    Read,

    /// <summary>Took a copy away: the answer was no JSON and no page, but a table, a calendar or a package.</summary>
    Export,

    /// <summary>Recorded or changed something, settings included.</summary>
    Change,

    /// <summary>Was refused for want of a token, of a role or of a clinic.</summary>
    Refused,

    /// <summary>Brought a token that is not valid.</summary>
    InvalidToken,

    /// <summary>The service asked the provider of sign-in and got no answer.</summary>
    ProviderUnreachable,

    /// <summary>Entries that found no place in the queue; <see cref="AccessEntry.Count"/> says how many.</summary>
    Lost,
}

/// <summary>
/// One line of the access record. It tells who did what and when, never what was read: ids and names of endpoints, nothing clinical. The
/// clock is the machine's, which no setting of the service moves.
/// </summary>
/// <param name="Id">Identity, in order of time.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Endpoint">Name of the operation; a page's route; what was asked of the provider.</param>
/// <param name="Outcome">Status of the answer; 0 when there was none.</param>
public sealed record AccessEntry(Guid Id, DateTimeOffset At, AccessKind Kind, string Endpoint, int Outcome)
{
    /// <summary>Subject of the token; null when nobody was signed in.</summary>
    public string? User { get; init; }

    /// <summary>Roles of the token, separated by commas.</summary>
    public string? Role { get; init; }

    /// <summary>Clinic of the token.</summary>
    public string? Clinic { get; init; }

    /// <summary>By which right: the policies that the endpoint demands, separated by commas.</summary>
    public string? Right { get; init; }

    /// <summary>The patients of whom the answer told, or whom the address named.</summary>
    public IReadOnlyList<Guid> Patients { get; init; } = [];

    /// <summary>How many people an answer about a cohort counted; how many entries were lost.</summary>
    public int? Count { get; init; }

    /// <summary>What an analyst asked of a cohort: the query of the address.</summary>
    public string? Question { get; init; }

    /// <summary>Why it was refused, in a word.</summary>
    public string? Reason { get; init; }

    /// <summary>Address of the client.</summary>
    public string? Address { get; init; }

    /// <summary>Trace of the request, as the log and the record have it.</summary>
    public string? Trace { get; init; }

    /// <summary>An entry of this moment.</summary>
    public static AccessEntry Now(AccessKind kind, string endpoint, int outcome)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.CreateVersion7(now), now, kind, endpoint, outcome);
    }
}
