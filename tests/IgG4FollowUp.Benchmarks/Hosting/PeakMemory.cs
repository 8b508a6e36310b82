using System.Diagnostics;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>
/// The largest working set of this process while something runs, sampled, after giving back to the system what was free before.
/// </summary>
internal static class PeakMemory
{
    private const double Mebibyte = 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs the work.</summary>
    /// <returns>Working set before and at the peak, MiB.</returns>
    public static async Task<(double Before, double Peak)> OfAsync(Func<Task> work)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = WorkingSet();
        var peak = before;
        using var stop = new CancellationTokenSource();
        var sampling = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(Interval);
            try
            {
                while (await timer.WaitForNextTickAsync(stop.Token)) peak = Math.Max(peak, WorkingSet());
            }
            catch (OperationCanceledException)
            {
                peak = Math.Max(peak, WorkingSet());
            }
        });
        try
        {
            await work();
        }
        finally
        {
            await stop.CancelAsync();
            await sampling;
        }

        return (before, peak);
    }

    private static double WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / Mebibyte;
    }
}
