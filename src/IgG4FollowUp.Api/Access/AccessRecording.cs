using System.Diagnostics;
using System.Net.Mime;
using System.Security.Claims;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace IgG4FollowUp.Api.Access;

/// <summary>
/// Puts on record what the endpoints answer to whom. An answer that is made before it is sent is in the journal before its first byte; one
/// that is sent as it is made, before its last. What cannot be put there is not answered.
/// </summary>
public static class AccessRecording
{
    private const int LongestQuestion = 2000;

    /// <summary>Records every answer of a group's endpoints. Those that anybody may ask, or that tell of nobody, are left out.</summary>
    public static TBuilder RecordsAccess<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(RecordAsync);

    /// <summary>Records that a request was refused, or that its token is not valid.</summary>
    public static void RecordRefusal(this HttpContext http, AccessKind kind, int status, string? reason) =>
        http.RequestServices.GetRequiredService<AccessWriter>().Write(Entry(http, kind, status) with { Reason = reason });

    /// <summary>Why a token is not valid, in a word; never its own words, which nobody has vouched for.</summary>
    public static string ReasonOf(Exception failure) => failure switch
    {
        SecurityTokenExpiredException => "expired",
        SecurityTokenNotYetValidException => "not-yet-valid",
        SecurityTokenInvalidSignatureException => "signature",
        SecurityTokenInvalidAlgorithmException => "algorithm",
        SecurityTokenInvalidIssuerException => "issuer",
        SecurityTokenInvalidAudienceException => "audience",
        _ => "not-valid",
    };

    private static async ValueTask<object?> RecordAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint() is not { } endpoint || TellsOfNobody(endpoint)) return await next(context);
        var writer = http.RequestServices.GetRequiredService<AccessWriter>();
        var note = AccessNote.Begin();
        object? answer;
        try
        {
            answer = await next(context);
        }
        catch when (http.Response.HasStarted)
        {
            writer.TryWrite(Answered(http, note, http.Response.StatusCode, http.Response.ContentType) with { Reason = "broken-off" });
            throw;
        }

        var entry = http.Response.HasStarted
            ? Answered(http, note, http.Response.StatusCode, http.Response.ContentType)
            : Answered(http, note, (answer as IStatusCodeHttpResult)?.StatusCode ?? http.Response.StatusCode,
                (answer as IContentTypeHttpResult)?.ContentType);
        if (writer.TryWrite(entry)) return answer;
        // What was changed is committed, with who did it; what was read is not to be seen.
        if (entry.Kind == AccessKind.Change) return answer;
        if (!http.Response.HasStarted) return Problem.NoRecord();
        http.Abort();
        return answer;
    }

    private static bool TellsOfNobody(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            || endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy == Policies.AnyRole);

    private static AccessEntry Answered(HttpContext http, AccessNote note, int status, string? contentType)
    {
        // A write that is only tried tells of the patient and changes nothing.
        var reads = HttpMethods.IsGet(http.Request.Method) || http.GetEndpoint()!.Metadata.GetMetadata<ReadMark>() is not null
            || TriedWrite.Of(http) is not null;
        var kind = !reads ? AccessKind.Change : IsFile(contentType) ? AccessKind.Export : AccessKind.Read;
        var entry = Entry(http, kind, status);
        return entry with
        {
            Patients = [.. entry.Patients.Union(note.Patients)],
            Count = note.Count,
            // Only what was understood: anything may stand in the address of a request that was not.
            Question = status < 400 && (entry.Right == Policies.Cohort || note.Count is not null) ? Question(http.Request) : null,
        };
    }

    private static AccessEntry Entry(HttpContext http, AccessKind kind, int status)
    {
        var (endpoint, user) = (http.GetEndpoint(), http.User);
        return AccessEntry.Now(kind, NameOf(endpoint), status) with
        {
            User = user.FindFirstValue("sub"),
            Role = Joined(Roles.Named.Where(user.IsInRole)),
            Clinic = user.FindAll(Roles.ClinicClaim).ToList() is [{ Value: var clinic }] && Policies.IsClinic(clinic) ? clinic : null,
            Right = Joined(endpoint?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>() ?? []),
            Patients = Guid.TryParse(http.GetRouteValue("patientId") as string, out var patient) ? [patient] : [],
            Address = http.Connection.RemoteIpAddress?.ToString(),
            Trace = Activity.Current?.TraceId.ToHexString(),
        };
    }

    private static string NameOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
            ?? (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";

    private static string? Joined(IEnumerable<string> words) => string.Join(',', words.Distinct()) is { Length: > 0 } text ? text : null;

    private static string Question(HttpRequest request)
    {
        var asked = Uri.UnescapeDataString(request.QueryString.Value!.TrimStart('?'));
        return asked.Length > LongestQuestion ? asked[..LongestQuestion] : asked;
    }

    // A table or a calendar is kept where it is opened; a stream of changes is followed.
    private static bool IsFile(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Value is not (MediaTypeNames.Application.Json or MediaTypeNames.Application.ProblemJson
                or MediaTypeNames.Text.Html or "text/event-stream");
}
