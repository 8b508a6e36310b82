using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>How an attempt ended.</summary>
public static class DeliveryOutcome
{
    public const string Delivered = "delivered";
    public const string Gone = "gone";
    public const string OtherStatus = "status";
    public const string Timeout = "timeout";
    public const string NameUnknown = "name-unknown";
    public const string Unreachable = "unreachable";
    public const string TlsFailed = "tls-failed";
    public const string TargetRefused = "target-refused";
    public const string SecretUnreadable = "secret-unreadable";
    public const string WebhookDisabled = "webhook-disabled";
}

/// <summary>What came of an attempt. The answer's body is not read: it could hold anything.</summary>
/// <param name="Outcome">One of <see cref="DeliveryOutcome"/>.</param>
/// <param name="Status">HTTP status; null when there was no answer.</param>
/// <param name="Duration">Time until the answer's headers, or until the failure.</param>
/// <param name="RetryAfter">How long the receiver asks to be left alone; null when it does not.</param>
public sealed record SendResult(string Outcome, int? Status, TimeSpan Duration, TimeSpan? RetryAfter = null);

/// <summary>Posts a signed message to a receiver. Whatever the receiver does is a result, never an exception.</summary>
public sealed class WebhookSender : IDisposable
{
    private readonly HttpClient _http;
    private readonly WebhookSettings _settings;
    private readonly TimeProvider _time;

    public WebhookSender(WebhookSettings settings, WebhookTargets targets, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would resolve the name out of sight of the check.
            UseProxy = false,
            ConnectCallback = (context, cancellation) => targets.ConnectAsync(context.DnsEndPoint, cancellation),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 16 * 1024,
            // Trace headers would tell receivers about the inside of the service.
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<SendResult> SendAsync(Uri url, string messageId, string body, IEnumerable<string> secrets,
        CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("IgG4FollowUp-Webhooks/1");
        request.Headers.Add("webhook-id", messageId);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Header(secrets, messageId, timestamp, bytes));

        var started = Stopwatch.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(_settings.Timeout);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return new(OutcomeOf(response), (int)response.StatusCode, Stopwatch.GetElapsedTime(started), RetryAfter(response));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(DeliveryOutcome.Timeout, null, Stopwatch.GetElapsedTime(started));
        }
        catch (HttpRequestException e)
        {
            return new(OutcomeOf(e), null, Stopwatch.GetElapsedTime(started));
        }
    }

    public void Dispose() => _http.Dispose();

    private static string OutcomeOf(HttpResponseMessage response) =>
        response.IsSuccessStatusCode ? DeliveryOutcome.Delivered
            : response.StatusCode == HttpStatusCode.Gone ? DeliveryOutcome.Gone
            : DeliveryOutcome.OtherStatus;

    private static string OutcomeOf(HttpRequestException failure) => failure.InnerException switch
    {
        TargetRefusedException => DeliveryOutcome.TargetRefused,
        AuthenticationException => DeliveryOutcome.TlsFailed,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            DeliveryOutcome.NameUnknown,
        _ => DeliveryOutcome.Unreachable,
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) ? null
        : response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => null,
        };
}
