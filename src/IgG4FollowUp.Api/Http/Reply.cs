using System.Globalization;
using System.Text.Json;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Http;

/// <summary>The answer to a command, complete before the commit, so that it can be stored with the events it speaks of.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Body">JSON body.</param>
/// <param name="Version">Version of the stream, for the ETag.</param>
/// <param name="Location">Address of what was made.</param>
public sealed record Reply(int Status, byte[] Body, long? Version = null, string? Location = null) : IResult, IStatusCodeHttpResult
{
    int? IStatusCodeHttpResult.StatusCode => Status;

    public bool Failed => Status >= 400;

    /// <summary>True when this answers a request that was answered before.</summary>
    public bool Repeated { get; init; }

    /// <inheritdoc cref="Problem.RetryAfter"/>
    public int? RetryAfter { get; init; }

    public static Reply Of(Problem problem) =>
        new(problem.Status, JsonSerializer.SerializeToUtf8Bytes(problem, Problem.Json)) { RetryAfter = problem.RetryAfter };

    public static Reply Recorded(int status, Recorded recorded, string? location = null) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(recorded, EntryJson.Options), recorded.Version, location);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = Failed ? Problem.ContentType : "application/json";
        response.ContentLength = Body.Length;
        if (Version is { } version) response.Headers.ETag = Versions.Tag(version);
        if (Location is not null) response.Headers.Location = Location;
        if (RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}

/// <summary>What a command recorded.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Version">Version of the patient's record after it.</param>
/// <param name="EntryIds">Entry ids in the order in which they were recorded.</param>
/// <param name="Warnings">What is unusual about them; recorded all the same.</param>
public sealed record Recorded(Guid PatientId, long Version, IReadOnlyList<Guid> EntryIds, IReadOnlyList<ProblemItem> Warnings)
{
    /// <summary>The entries that were recorded, corrected or retracted, in that order, each once.</summary>
    public IReadOnlyList<RecordedEntry> Entries { get; init; } = [];

    /// <summary>
    /// What it would do; only where it was tried and nothing recorded, and <see cref="Version"/> is then what it would be.
    /// </summary>
    public WriteEffect? WouldDo { get; init; }
}

/// <summary>An entry of which a command spoke.</summary>
/// <param name="EntryId">Its id, by which later entries refer to it.</param>
/// <param name="Kind">Its kind; left out of one that was retracted.</param>
/// <param name="Pointer">Where in the body it stood; left out of one that stood nowhere in it.</param>
public sealed record RecordedEntry(Guid EntryId, string? Kind, string? Pointer);
