using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using Microsoft.AspNetCore.RateLimiting;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>
/// How often, and how much at once: per user where somebody is signed in, else per address. Counted by each node for itself. House
/// defaults, far above what a clinic does, set under <c>Limits</c>.
/// </summary>
/// <param name="RefusedPerMinute">Requests of one address (of IPv6, one /64) whose token is not valid, and sign-ins on its pages, a
/// minute; 30.</param>
/// <param name="AnonymousPerMinute">Requests of one address without a token, a minute; 1,200. Health is not counted.</param>
/// <param name="UserPerMinute">Requests of one user, a minute; 12,000.</param>
/// <param name="TestMessagesPerMinute">Test messages of one user to webhooks, a minute; 30.</param>
/// <param name="RebuildsPerHour">Rebuilds that one user starts, an hour; 60.</param>
/// <param name="PastReadsAtOnce">Reads of the cohort as known earlier, which fold every patient anew, by one user at once; 2.</param>
/// <param name="PastReadsWaiting">How many more of them may wait; 30.</param>
/// <param name="FeedsAtOnce">Live feeds that one user has open at a time; 10.</param>
public sealed record Limits(
    int RefusedPerMinute, int AnonymousPerMinute, int UserPerMinute, int TestMessagesPerMinute, int RebuildsPerHour, int PastReadsAtOnce,
    int PastReadsWaiting, int FeedsAtOnce)
{
    /// <summary>Policy of endpoints that sign in.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Policy of test messages.</summary>
    public const string TestMessages = "test-messages";

    /// <summary>Policy of rebuilds.</summary>
    public const string Rebuilds = "rebuilds";

    /// <summary>Policy of reads of the cohort.</summary>
    public const string Cohort = "cohort";

    /// <summary>Policy of live feeds.</summary>
    public const string LiveFeeds = "live-feeds";

    // Said where the limiter knows no better: a place becomes free when something that goes on has ended.
    private static readonly TimeSpan SomeTime = TimeSpan.FromSeconds(5);

    public static Limits From(IConfiguration configuration)
    {
        return new(
            Read(nameof(RefusedPerMinute), 30), Read(nameof(AnonymousPerMinute), 1200), Read(nameof(UserPerMinute), 12_000),
            Read(nameof(TestMessagesPerMinute), 30), Read(nameof(RebuildsPerHour), 60), Read(nameof(PastReadsAtOnce), 2),
            Read(nameof(PastReadsWaiting), 30), Read(nameof(FeedsAtOnce), 10));

        int Read(string name, int otherwise) => new NumberSetting($"Limits:{name}", otherwise, 1).CountIn(configuration);
    }

    public static void Add(WebApplicationBuilder builder)
    {
        var limits = From(builder.Configuration);
        builder.Services.AddRateLimiter(options =>
        {
            options.OnRejected = RefuseAsync;
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(limits.OfAnyRequest);
            options.AddPolicy(SignIn, http => Window(AddressOf(http), limits.RefusedPerMinute, TimeSpan.FromMinutes(1)));
            options.AddPolicy(TestMessages, http => Window(UserOf(http), limits.TestMessagesPerMinute, TimeSpan.FromMinutes(1)));
            // One that is refused since another goes on is none that was started.
            options.AddPolicy(Rebuilds, http => http.RequestServices.GetRequiredService<RebuildRunner>().IsRunning
                ? RateLimitPartition.GetNoLimiter("")
                : Window(UserOf(http), limits.RebuildsPerHour, TimeSpan.FromHours(1)));
            options.AddPolicy(LiveFeeds, http => AtOnce(UserOf(http), limits.FeedsAtOnce, waiting: 0));
            options.AddPolicy(Cohort, http => IsOfThePast(http.Request)
                ? AtOnce(UserOf(http), limits.PastReadsAtOnce, limits.PastReadsWaiting)
                : RateLimitPartition.GetNoLimiter(""));
        });
    }

    private RateLimitPartition<string> OfAnyRequest(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/health")) return RateLimitPartition.GetNoLimiter("");
        if (http.User.Identity?.IsAuthenticated == true)
            return Window("user " + UserOf(http), UserPerMinute, TimeSpan.FromMinutes(1));
        // Sign-in comes first: whoever brought a token and is nobody brought one that is not valid.
        var broughtToken = http.Request.Headers.Authorization.Count > 0
            || (http.Request.Cookies.ContainsKey(PageSession.CookieName) && PageSignIn.IsPage(http));
        return broughtToken
            ? Window("refused " + AddressOf(http), RefusedPerMinute, TimeSpan.FromMinutes(1))
            : Window("anonymous " + AddressOf(http), AnonymousPerMinute, TimeSpan.FromMinutes(1));
    }

    // A difference reads two states of the past.
    private static bool IsOfThePast(HttpRequest request) =>
        request.Query.ContainsKey(CohortSnapshot.KnownAtParameter)
            || request.Path.Value!.EndsWith("/diff", StringComparison.OrdinalIgnoreCase);

    private static RateLimitPartition<string> Window(string who, int most, TimeSpan window) => RateLimitPartition.GetFixedWindowLimiter(
        who, _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = window, QueueLimit = 0 });

    private static RateLimitPartition<string> AtOnce(string who, int most, int waiting) => RateLimitPartition.GetConcurrencyLimiter(
        who, _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = waiting });

    private static string UserOf(HttpContext http) => $"{http.User.FindFirstValue(Roles.ClinicClaim)} {http.User.FindFirstValue("sub")}";

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress is { } address ? NetworkOf(address) : "";

    /// <summary>
    /// Whom an address is counted as: an IPv4 address for itself, however it is written, an IPv6 address with all of its /64, which is what
    /// one household or one server is given.
    /// </summary>
    public static string NetworkOf(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
        : address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"{new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]])}/64"
        : address.ToString();

    private static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancellation)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var until) ? until : SomeTime;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Problem.TooManyRequests(seconds).ExecuteAsync(context.HttpContext);
    }
}
