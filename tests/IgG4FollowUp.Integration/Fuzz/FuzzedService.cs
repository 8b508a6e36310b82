using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;

namespace IgG4FollowUp.Integration.Fuzz;

/// <summary>The service as it is shipped, with all kept that it tells the log.</summary>
public sealed class FuzzedService(PostgresServer postgres) : IAsyncLifetime
{
    private readonly KeptLog _log = new();
    private ServiceNode? _node;

    internal ServiceNode Node => _node!;

    /// <summary>Lines of the log that tell something of what was sent.</summary>
    internal IEnumerable<LogLine> Telling =>
        _log.Lines.Where(line => line.Text.Contains(SentinelBodies.Sentinel, StringComparison.OrdinalIgnoreCase));

    // Every change of an alert is a message to each webhook of its clinic, and requests are made by the thousand.
    public async ValueTask InitializeAsync() => _node = await ServiceNode.StartAsync(
        await postgres.CreateDatabaseAsync(), _log,
        settings: new Dictionary<string, string>
        {
            ["Logging:LogLevel:Default"] = "Information",
            ["Webhooks:MaximumPerClinic"] = "3",
            // A share comes from nobody who has signed in, all of it from one address.
            ["Limits:RefusedPerMinute"] = "1000000",
            ["Limits:AnonymousPerMinute"] = "1000000",
        });

    /// <inheritdoc cref="PreparedClinic.InAsync"/>
    internal Task<PreparedClinic> PrepareAsync(string name) => PreparedClinic.InAsync(Node, name);

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }
}
