using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>A feed to open.</summary>
public sealed record NewFeed
{
    /// <summary>What the clinic calls it, such as the calendar that reads it; 1 to 80 characters, never a patient.</summary>
    [StringLength(80, MinimumLength = 1)]
    public required string Name { get; init; }
}

/// <summary>A feed that was opened.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Address">Where calendar programs read it. Whoever knows it can; it is shown this once.</param>
public sealed record OpenedFeed(CalendarFeed Feed, string Address);

/// <summary>The feeds of a clinic.</summary>
/// <param name="Items">The newest first.</param>
public sealed record FeedList(IReadOnlyList<CalendarFeed> Items);

/// <summary>
/// Opens, lists and closes the addresses at which calendar programs, which cannot send a bearer token, read the clinic's calendar.
/// </summary>
public static class ManageFeeds
{
    public static void Map(IEndpointRouteBuilder clinic)
    {
        var feeds = clinic.MapGroup("/calendar/feeds");
        feeds.MapPost("/", async (HttpContext http, CalendarFeeds store, PublicAddress outside, TimeProvider time) =>
            {
                if (outside.Of(http.Request, "/feeds/") is not { } feeds)
                    return (IResult)Problem.Unavailable($"Calendar feeds need the setting {PublicAddress.Setting}.");
                var body = await Body.ReadAsync(http.Request, JsonShapes.Of(typeof(NewFeed)), http.RequestAborted);
                if (body.Problem is not null) return body.Problem;
                var name = body.Json!["name"]!.GetValue<string>();
                if (await store.CreateAsync(http.User.Clinic(), name, http.User.UserName(), time.GetUtcNow(), http.RequestAborted)
                    is not var (feed, secret))
                    return Problem.TooMany("feeds", "The clinic has too many open feeds",
                        $"A clinic has at most {CalendarFeeds.MostOpen} open feeds; revoke one first.");
                var address = $"{feeds}{secret}/calendar.ics";
                // The feed without its secret, which no log is to hold.
                http.Response.Headers.Location = $"/api/clinic/calendar/feeds/{feed.FeedId}";
                return TypedResults.Json(new OpenedFeed(feed, address), EntryJson.Options, statusCode: StatusCodes.Status201Created);
            })
            .WithName("openCalendarFeed").WithSummary("Open a feed for a calendar program; its address is shown this once")
            // Keeping the answer under an Idempotency-Key would keep the secret. A feed too many is seen in the list and revoked.
            .WithMetadata(new WriteDescription(
                JsonShapes.Of(typeof(NewFeed)), JsonNode.Parse("""{ "name": "Ward calendar" }""")!, VersionRequired: false, Stores: false))
            .Produces<OpenedFeed>(StatusCodes.Status201Created)
            .Produces<Problem>(400, Problem.ContentType).Produces<Problem>(409, Problem.ContentType)
            .Produces<Problem>(413, Problem.ContentType)
            .Produces<Problem>(415, Problem.ContentType).Produces<Problem>(422, Problem.ContentType)
            .Produces<Problem>(503, Problem.ContentType);
        feeds.MapGet("/", async (HttpContext http, CalendarFeeds store) =>
                TypedResults.Json(new FeedList(await store.ListAsync(http.User.Clinic(), http.RequestAborted)), EntryJson.Options))
            .DescribeRead<FeedList>("listCalendarFeeds", "List the clinic's feeds, without their addresses");
        feeds.MapGet("/{feedId:guid}", async (Guid feedId, HttpContext http, CalendarFeeds store) =>
                await store.FindAsync(http.User.Clinic(), feedId, http.RequestAborted) is { } feed
                    ? TypedResults.Json(feed, EntryJson.Options)
                    : (IResult)Problem.NotFound())
            .DescribeRead<CalendarFeed>("getCalendarFeed", "Read one of the clinic's feeds, without its address");
        feeds.MapDelete("/{feedId:guid}", async (Guid feedId, HttpContext http, CalendarFeeds store, TimeProvider time) =>
                await store.RevokeAsync(http.User.Clinic(), feedId, http.User.UserName(), time.GetUtcNow(), http.RequestAborted)
                    ? TypedResults.NoContent()
                    : (IResult)Problem.NotFound())
            .WithName("revokeCalendarFeed").WithSummary("Revoke a feed: its address is 404 from now on")
            .Produces(StatusCodes.Status204NoContent).Produces<Problem>(404, Problem.ContentType);
    }
}
