using System.Net;
using System.Net.Sockets;
using IgG4FollowUp.Api.Http;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Where webhooks may go. The address is judged again whenever a connection is made: a name may lead elsewhere by then.</summary>
/// <param name="settings">Whether private networks are allowed.</param>
/// <param name="resolve">Addresses of a host name.</param>
public sealed class WebhookTargets(WebhookSettings settings, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public const int MaximumLength = 2000;

    private const int LongestName = 253;

    private static readonly TimeSpan NameTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with a URL as such; null when nothing is.</summary>
    public static string? Fault(string url) =>
        url.Length > MaximumLength ? $"A URL has at most {MaximumLength} characters."
        : url.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http") || !IsName(uri) ? "This must be an absolute https URL."
        : !HostLetters.AreOneName(uri.Host)
            ? "A host beyond ASCII is written with full stops, and in the composed letters and digits of a domain name (RFC 5892); "
                + "its form in ASCII, which begins with xn--, is taken, too."
        : uri.Port == 0 ? "This must not name port 0, on which nothing listens."
        : uri.UserInfo.Length > 0 ? "This must not hold a user name or password: the signature tells the receiver who sends."
        : uri.Fragment.Length > 0 ? "This must not have a fragment."
        : null;

    /// <summary>Judges a URL that has no fault, by its scheme and by where its host leads now.</summary>
    /// <returns>Why it is refused; null when it is not. A name that is not found now may be found when it is needed.</returns>
    public async Task<Problem?> RefuseAsync(string url, CancellationToken cancellation)
    {
        if (settings.AllowPrivateTargets) return null;
        var uri = new Uri(url);
        if (uri.Scheme != Uri.UriSchemeHttps) return Refused("https-required", "Only https is allowed.");
        return !IsLocal(uri.IdnHost) && (await AddressesAsync(uri.IdnHost, cancellation)).All(PublicAddresses.Contains)
            ? null
            : Refused("private-target", "The host leads into a private, loopback, link-local or otherwise reserved network.");
    }

    /// <summary>Connects to an allowed address of the host.</summary>
    /// <exception cref="TargetRefusedException">The host has no allowed address.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellation)
    {
        var found = await ResolveAsync(target.Host, cancellation);
        var allowed = settings.AllowPrivateTargets ? found : [.. found.Where(PublicAddresses.Contains)];
        if (allowed.Length == 0) throw new TargetRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A name that cannot be written as a domain name, or is longer than one may be, is nobody's.
    private static bool IsName(Uri uri)
    {
        try
        {
            return uri.IdnHost.Length is > 0 and <= LongestName;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    // Loopback whether or not a resolver knows it (RFC 6761, 6.3), also with the dot of the root behind it.
    private static bool IsLocal(string host) =>
        host.TrimEnd('.') is var name && (name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(NameTimeout);
        try
        {
            return await ResolveAsync(host, deadline.Token);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return [];
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation) =>
        IPAddress.TryParse(host, out var address) ? [address] : await resolve(host, cancellation);

    private static Problem Refused(string code, string detail) => Problem.Invalid([new("#/url", code, detail)]);
}

/// <summary>A host leads nowhere but into networks that webhooks may not reach.</summary>
public sealed class TargetRefusedException() : IOException("The host has no address that a webhook may be sent to.");
