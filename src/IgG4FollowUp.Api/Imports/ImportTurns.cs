using System.Collections.Concurrent;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// One import at a time in a clinic, on each node: a file costs a core while it is decided, and two of one clinic would only wait for each
/// other's study numbers. Other nodes need not know: what they record at the same moment is recognised.
/// </summary>
public sealed class ImportTurns
{
    private readonly ConcurrentDictionary<string, byte> _running = new(StringComparer.Ordinal);

    /// <summary>A turn, to be given back by disposing it; null while another import of the clinic is running.</summary>
    public IDisposable? TryTake(string clinic) => _running.TryAdd(clinic, 0) ? new Turn(_running, clinic) : null;

    private sealed class Turn(ConcurrentDictionary<string, byte> running, string clinic) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) running.TryRemove(clinic, out _);
        }
    }
}
