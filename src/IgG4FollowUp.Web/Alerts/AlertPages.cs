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

    /// <summary>One alert, closed ones too; null when there is none.</summary>
    Task<AlertCard?> FindAsync(ClaimsPrincipal reader, Guid alertId, CancellationToken cancellation);

    /// <summary>Does to an alert what a form says.</summary>
    /// <param name="http">The request.</param>
    /// <param name="alertId">The alert.</param>
    /// <param name="action">One of <see cref="AlertPages.Actions"/>.</param>
    /// <param name="form">The form.</param>
    Task<FormOutcome> ActAsync(HttpContext http, Guid alertId, string action, IFormCollection form);
}

/// <summary>An act that was refused.</summary>
/// <param name="Action">What was to be done.</param>
/// <param name="Typed">What had been typed, by field.</param>
/// <param name="Outcome">Why it was refused.</param>
public sealed record RefusedAct(string Action, IReadOnlyDictionary<string, string> Typed, FormOutcome Outcome);

/// <summary>A page of the inbox.</summary>
/// <param name="Cards">A card for each episode, the most urgent first.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
/// <param name="Proof">When everybody was last looked at, in words.</param>
public sealed record AlertInboxPage(IReadOnlyList<AlertCard> Cards, string? Next, string Proof);

/// <summary>The inbox, an alert, and what people do to one.</summary>
public static class AlertPages
{
    /// <summary>What can be done, as the addresses of the API name it.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["acknowledgement", "snooze", "assignment", "closing"];

    /// <summary>Maps the pages.</summary>
    /// <param name="alerts">A group with the prefix <c>/alerts</c> and the policy for clinicians of a clinic.</param>
    public static void Map(IEndpointRouteBuilder alerts)
    {
        PageRoute.On(alerts.MapGet("", async (
            HttpContext http, IClinicRecords records, IClinicAlerts inbox, string? cursor, string? done) =>
        {
            var page = await inbox.InboxAsync(http.User, cursor, http.RequestAborted);
            return page is null ? (IResult)MessagePage.NotFound() : new PageResult<AlertListPage>(new()
            {
                [nameof(AlertListPage.Reader)] = records.Reader(http),
                [nameof(AlertListPage.Inbox)] = page,
                [nameof(AlertListPage.Continued)] = cursor is not null,
                [nameof(AlertListPage.Done)] = done,
            });
        }));

        PageRoute.On(alerts.MapGet("/{alertId:guid}", async (
            Guid alertId, HttpContext http, IClinicRecords records, IClinicAlerts inbox) =>
            await inbox.FindAsync(http.User, alertId, http.RequestAborted) is { } card
                ? (IResult)Page(card, records.Reader(http), refused: null)
                : MessagePage.NotFound()));

        foreach (var action in Actions)
        {
            PageForm.On(alerts.MapPost($"/{{alertId:guid}}/{action}", async (
                Guid alertId, HttpContext http, IClinicRecords records, IClinicAlerts inbox, string? back) =>
            {
                if (await inbox.FindAsync(http.User, alertId, http.RequestAborted) is not { } card) return (IResult)MessagePage.NotFound();
                var form = await http.Request.ReadFormAsync(http.RequestAborted);
                var outcome = await inbox.ActAsync(http, alertId, action, form);
                if (outcome.Refusal is null)
                    return SeeOther.To(http, back == "patient" ? $"/patients/{card.First.PatientId}" : $"/alerts?done={action}");
                // Somebody else may have been there meanwhile: it is shown as it is now.
                var now = await inbox.FindAsync(http.User, alertId, http.RequestAborted) ?? card;
                var typed = form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
                return Page(now, records.Reader(http), new(action, typed, outcome));
            }));
        }
    }

    private static PageResult<AlertPage> Page(AlertCard card, PageReader reader, RefusedAct? refused) => new(
        new()
        {
            [nameof(AlertPage.Reader)] = reader,
            [nameof(AlertPage.Card)] = card,
            [nameof(AlertPage.Refused)] = refused,
        },
        refused?.Outcome.Status ?? StatusCodes.Status200OK);
}
