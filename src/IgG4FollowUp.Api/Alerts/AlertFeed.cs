using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using Npgsql;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>One line of the live feed.</summary>
/// <param name="Change">What happened, such as <c>alert.raised</c>; null for a sign of life.</param>
/// <param name="AlertId">The alert; null for a sign of life.</param>
/// <param name="At">When it was recorded.</param>
public sealed record AlertNews(string? Change, Guid? AlertId, DateTimeOffset At);

/// <summary>
/// Server-sent events about the clinic's alerts, read from the event log up to its high-water mark: every node tells the same, in the same order, and a reader
/// that comes back with <c>Last-Event-ID</c> misses nothing.
/// </summary>
public sealed class AlertFeed(NpgsqlDataSource database, KnownSequences sequences, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);
    private static readonly string[] Types = [.. AlertStore.EventTypes.Where(pair => AlertStore.KindOf(pair.Value) is not null).Select(pair => pair.Key)];

    public static void Map(IEndpointRouteBuilder alerts) =>
        alerts.MapGet("/feed", async (HttpContext http, AlertFeed feed) =>
            {
                long? after = null;
                if (http.Request.Headers["Last-Event-ID"] is [{ } last])
                {
                    if (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
                        return (IResult)Problem.InvalidParameter("Last-Event-ID", "the id of an event of this feed.");
                    after = sequence;
                }

                var from = after ?? await feed.PresentAsync(http.RequestAborted);
                return TypedResults.ServerSentEvents(feed.ReadAsync(http.User.Clinic(), from, http.RequestAborted));
            })
            .DescribeRead<AlertNews>("followAlerts", "Follow the clinic's alerts as server-sent events", "text/event-stream");

    private Task<long> PresentAsync(CancellationToken cancellation) => sequences.PresentAsync(cancellation);

    private async IAsyncEnumerable<SseItem<AlertNews>> ReadAsync(string clinic, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // A stopping service does not wait for its readers; they come back to another node.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        var spoke = DateTimeOffset.MinValue;
        while (!stopping.IsCancellationRequested)
        {
            var mark = await sequences.PresentAsync(stopping.Token);
            if (mark > after)
            {
                foreach (var (sequence, news) in await NewsAsync(clinic, after, mark, stopping.Token))
                {
                    spoke = time.GetUtcNow();
                    yield return new(news, news.Change) { EventId = sequence.ToString(CultureInfo.InvariantCulture) };
                }

                after = mark;
            }

            if (time.GetUtcNow() - spoke >= SignOfLife)
            {
                spoke = time.GetUtcNow();
                yield return new(new(null, null, spoke), "alive") { EventId = after.ToString(CultureInfo.InvariantCulture) };
            }

            await Task.Delay(Pause, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<(long Sequence, AlertNews News)>> NewsAsync(string clinic, long after, long mark, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select seq_id, type, stream_id, timestamp from {OwnTables.Schema}.mt_events
            where seq_id > $1 and seq_id <= $2 and tenant_id = $3 and type = any($4) order by seq_id
            """);
        foreach (var value in new object[] { after, mark, clinic, Types }) command.Parameters.Add(new() { Value = value });
        var news = new List<(long, AlertNews)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var kind = AlertStore.KindOf(AlertStore.EventTypes[reader.GetString(1)]);
            news.Add((reader.GetInt64(0), new(kind, reader.GetGuid(2), reader.GetFieldValue<DateTimeOffset>(3))));
        }

        return news;
    }
}
