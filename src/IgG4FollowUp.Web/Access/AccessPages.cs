using System.Security.Claims;
using IgG4FollowUp.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IgG4FollowUp.Web.Access;

/// <summary>What the page of the access record reads, limited to the clinic of a reader who has one.</summary>
public interface IAccessRecord
{
    /// <summary>Who reads.</summary>
    PageReader Reader(HttpContext http);

    /// <summary>A page of entries, the newest first; null when a filter or the cursor is not one.</summary>
    Task<AccessPage?> ReadAsync(ClaimsPrincipal reader, AccessFilter filter, CancellationToken cancellation);
}

/// <summary>Which entries are asked for; null and empty ask for all.</summary>
/// <param name="User">Who acted.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Patient">Id of a patient of whom the answer told.</param>
/// <param name="Cursor">Where the page begins; null for the first.</param>
public sealed record AccessFilter(string? User, string? Kind, string? Patient, string? Cursor);

/// <summary>A page of the access record.</summary>
/// <param name="Entries">The entries, the newest first.</param>
/// <param name="Kinds">What can be done.</param>
/// <param name="Next">Address of the next page; null on the last one.</param>
public sealed record AccessPage(IReadOnlyList<AccessLine> Entries, IReadOnlyCollection<string> Kinds, string? Next);

/// <summary>One entry.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Endpoint">Name of the operation.</param>
/// <param name="Outcome">Status of the answer.</param>
/// <param name="Who">User, roles and clinic.</param>
/// <param name="What">Patients, question, count or reason.</param>
public sealed record AccessLine(DateTimeOffset At, string Kind, string Endpoint, int Outcome, string Who, string What);

/// <summary>The access record for monitors. It only reads, and says nothing of what was read.</summary>
public static class AccessPages
{
    /// <summary>Maps the page.</summary>
    /// <param name="access">A group with the prefix <c>/access-record</c> and the policy for monitors.</param>
    public static void Map(IEndpointRouteBuilder access) =>
        PageRoute.On(access.MapGet("", async (
            HttpContext http, IAccessRecord record, string? user, string? kind, string? patient, string? cursor) =>
        {
            var filter = new AccessFilter(user, kind, patient, cursor);
            var page = await record.ReadAsync(http.User, filter, http.RequestAborted);
            return page is null ? (IResult)MessagePage.NotFound() : new PageResult<AccessRecordPage>(new()
            {
                [nameof(AccessRecordPage.Reader)] = record.Reader(http),
                [nameof(AccessRecordPage.Filter)] = filter,
                [nameof(AccessRecordPage.Page)] = page,
            });
        }));
}
