using System.Collections.Concurrent;
using System.Diagnostics;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>
/// Counts the database commands that belong to a request, by the trace that it carries: a command is a round trip, a batch is one command.
/// </summary>
internal sealed class OwnCommands : IDisposable
{
    private const string Name = "IgG4FollowUp.Benchmarks";

    private static readonly ActivitySource Source = new(Name);

    private readonly ConcurrentDictionary<ActivityTraceId, bool> _traces = new();
    private readonly ActivityListener _listener;
    private int _count;

    public OwnCommands()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Name or "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && _traces.ContainsKey(activity.TraceId)) Interlocked.Increment(ref _count);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public int Count => _count;

    /// <summary>The operation, with a trace of its own.</summary>
    public Func<int, Task> Traced(Func<int, Task> operation) => async number =>
    {
        using var activity = Source.StartActivity("operation")!;
        _traces[activity.TraceId] = true;
        await operation(number);
    };

    public void Dispose() => _listener.Dispose();
}
