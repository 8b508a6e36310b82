using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>One line of the live feed.</summary>
/// <param name="Change">What happened, such as <c>alert.raised</c>; null for a sign of life.</param>
/// <param name="AlertId">The alert; null for a sign of life.</param>
/// <param name="At">When it was recorded.</param>
public sealed record AlertNews(string? Change, Guid? AlertId, DateTimeOffset At);

/// <summary>
/// Server-sent events about the clinic's alerts, in the order of the event log: every node tells the same, and a reader that comes back
/// with <c>Last-Event-ID</c> misses nothing.
/// </summary>
public sealed class AlertFeed(AlertTail tail, EventLog log, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int Page = 1000;

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder alerts) =>
        alerts.MapGet("/feed", async (HttpContext http, AlertFeed feed) =>
            {
                var left = Left(http.User);
                if (left <= TimeSpan.Zero) return (IResult)Problem.InvalidToken(TokenFaultException.Expired);
                var from = await feed.PresentAsync(http.RequestAborted);
                // Browsers send an empty one before the first event has come.
                if (http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last)
                {
                    // One beyond the end, as after a restore, would wait for ever, and its silence would be taken for an all-clear.
                    if (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) || sequence > from)
                        return Problem.InvalidParameter(
                            "Last-Event-ID", "the id of an event of this feed. Read the inbox, then follow the feed without it.");
                    from = sequence;
                }

                if (Methods.IsHead(http)) return TypedResults.Content(content: null, contentType: "text/event-stream");
                return TypedResults.ServerSentEvents(feed.ReadAsync(http.User.Clinic(), from, left, http.RequestAborted));
            })
            .RequireRateLimiting(Limits.LiveFeeds)
            .DescribeRead<AlertNews>("followAlerts", "Follow the clinic's alerts as server-sent events", "text/event-stream")
            .Takes(
                new ReadParameter("Last-Event-ID", "The id of the last event that was received: what came after it is told first.")
                {
                    InHeader = true,
                });

    // How long the token lasts, by the clock that judged it, which is no test's and no later day's.
    private static TimeSpan Left(ClaimsPrincipal user) =>
        long.TryParse(user.FindFirstValue("exp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) - TimeProvider.System.GetUtcNow()
            : TimeSpan.Zero;

    private Task<long> PresentAsync(CancellationToken cancellation) => log.MarkAsync(cancellation);

    private async IAsyncEnumerable<SseItem<AlertNews>> ReadAsync(
        string clinic, long after, TimeSpan left, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // A stopping service does not wait for its readers; they come back to another node.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        // Nor does a feed outlive the token it was opened with.
        stopping.CancelAfter(left < LongestTimer ? left : LongestTimer);
        // Listening begins before the past is read, so that nothing falls between the two.
        using var listener = tail.Listen(clinic);
        // By a clock that nobody sets: one that is set back would end the signs of life.
        long? spoke = null;
        // To the mark at once, then to where the listener's queue begins.
        foreach (var end in new[] { log.MarkAsync(stopping.Token), listener.From })
        {
            var present = await end.WaitAsync(stopping.Token);
            while (after < present)
            {
                var page = await log.ReadAsync(after, present, AlertTail.Types, Page, stopping.Token);
                foreach (var (of, happened) in page.Where(item => item.Clinic == clinic)) yield return Item(happened);
                after = page.Count < Page ? present : page[^1].Event.Sequence;
            }
        }

        while (!stopping.IsCancellationRequested)
        {
            // The first one at once: it tells the reader that the feed is open and the past is told.
            if (spoke is not { } last || time.GetElapsedTime(last) >= KeepAlive)
            {
                spoke = time.GetTimestamp();
                yield return new(new(null, null, time.GetUtcNow()), "alive") { EventId = after.ToString(CultureInfo.InvariantCulture) };
            }

            var (happened, isOver) = await NextAsync(listener, stopping.Token);
            if (isOver) yield break;
            if (happened is { } news && news.Sequence > after)
            {
                after = news.Sequence;
                spoke = time.GetTimestamp();
                yield return Item(news);
            }
        }
    }

    /// <returns>No event when none came for a while; over when the reader was too slow, and comes back with what it had last.</returns>
    private static async Task<(LoggedEvent? Event, bool IsOver)> NextAsync(AlertTail.Listener listener, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromMilliseconds(500));
        try
        {
            return (await listener.Reader.ReadAsync(patience.Token), false);
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            return (null, true);
        }
        catch (OperationCanceledException)
        {
            return (null, cancellation.IsCancellationRequested);
        }
    }

    private static SseItem<AlertNews> Item(LoggedEvent happened)
    {
        var change = AlertStore.KindOf(EventNames.OfAlerts[happened.Type]);
        return new(new(change, happened.StreamId, happened.RecordedAt), change)
        {
            EventId = happened.Sequence.ToString(CultureInfo.InvariantCulture),
        };
    }
}
