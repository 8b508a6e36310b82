using IgG4FollowUp.Api.Access;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>
/// Passes what the service asks of the provider of sign-in (its description and its keys), and puts on record what it does not answer:
/// without the keys nobody's token can be judged, which is no fault of the token.
/// </summary>
public sealed partial class ProviderWatch(AccessWriter record, ILogger<ProviderWatch> logger) : DelegatingHandler(new SocketsHttpHandler())
{
    private volatile bool _isAway;

    /// <summary>Whether the provider did not answer when it was asked last.</summary>
    public bool IsAway => _isAway;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            _isAway = !answer.IsSuccessStatusCode;
            if (_isAway) Tell((int)answer.StatusCode, "refused");
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            _isAway = true;
            Tell(0, e is HttpRequestException ? "no-connection" : "no-answer");
            throw;
        }
    }

    private void Tell(int status, string reason)
    {
        record.Write(AccessEntry.Now(AccessKind.ProviderUnreachable, "(provider)", status) with { Reason = reason });
        LogAway(status, reason);
    }

    [LoggerMessage(1, LogLevel.Warning, "The provider of sign-in does not answer as it should: {Status} {Reason}")]
    private partial void LogAway(int status, string reason);
}
