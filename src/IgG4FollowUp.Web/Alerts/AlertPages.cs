using System.Security.Claims;
using IgG4FollowUp.Web.Pages;
using IgG4FollowUp.Web.Patients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IgG4FollowUp.Web.Alerts;

/// <summary>What the page of alerts reads, limited to the clinic of the reader.</summary>
public interface IClinicAlerts
{
    /// <summary>A page of what is neither closed nor put off; null when the cursor is not one.</summary>
    Task<AlertInboxPage?> InboxAsync(ClaimsPrincipal reader, string? cursor, CancellationToken cancellation);
}

/// <summary>A page of the inbox.</summary>
/// <param name="Cards">A card for each episode, the most urgent first.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
/// <param name="Proof">When everybody was last looked at, in words.</param>
public sealed record AlertInboxPage(IReadOnlyList<AlertCard> Cards, string? Next, string Proof);

/// <summary>The inbox. It only reads: alerts are taken, put off and closed through the API.</summary>
public static class AlertPages
{
    /// <summary>Maps the page.</summary>
    /// <param name="alerts">A group with the prefix <c>/alerts</c> and the policy for clinicians of a clinic.</param>
    public static void Map(IEndpointRouteBuilder alerts) =>
        PageRoute.On(alerts.MapGet("", async (HttpContext http, IClinicRecords records, IClinicAlerts inbox, string? cursor) =>
        {
            var page = await inbox.InboxAsync(http.User, cursor, http.RequestAborted);
            return page is null ? (IResult)MessagePage.NotFound() : new PageResult<AlertListPage>(new()
            {
                [nameof(AlertListPage.Reader)] = records.Reader(http),
                [nameof(AlertListPage.Inbox)] = page,
                [nameof(AlertListPage.Continued)] = cursor is not null,
            });
        }));
}
