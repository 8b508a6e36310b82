using System.Runtime.CompilerServices;
using System.Threading.Channels;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// Folds histories on every core while they are read and while what came of others is written. What waits in between is little, so that
/// memory stays the same whatever the number of streams, and little of it outlives the first collection of garbage.
/// </summary>
internal static class PatientFolding
{
    private const int PatientsPerBatch = 16;

    /// <summary>What comes of some patients at a time, in no order.</summary>
    /// <param name="histories">The histories.</param>
    /// <param name="fold">What comes of some patients; called for several batches at a time.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async IAsyncEnumerable<T> FoldedAsync<T>(
        this IAsyncEnumerable<PatientStream> histories, Func<PatientStream[], T> fold,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var folders = Math.Max(1, Environment.ProcessorCount);
        var read = Channel.CreateBounded<PatientStream[]>(folders * 2);
        var folded = Channel.CreateBounded<T>(folders * 2);
        var reading = CompleteAsync(read.Writer, Task.Run(
            async () =>
            {
                await foreach (var batch in histories.Chunk(PatientsPerBatch).WithCancellation(stop.Token))
                    await read.Writer.WriteAsync(batch, stop.Token);
            },
            stop.Token));
        var folding = CompleteAsync(folded.Writer, Task.WhenAll(Enumerable.Range(0, folders).Select(_ => Task.Run(
            async () =>
            {
                await foreach (var batch in read.Reader.ReadAllAsync(stop.Token)) await folded.Writer.WriteAsync(fold(batch), stop.Token);
            },
            stop.Token))));
        try
        {
            await foreach (var one in folded.Reader.ReadAllAsync(cancellation)) yield return one;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(reading, folding);
        }
    }

    // A failure travels down the channel to whoever reads it.
    private static async Task CompleteAsync<T>(ChannelWriter<T> writer, Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        writer.Complete(work.Exception?.InnerException ?? (work.IsCanceled ? new OperationCanceledException() : null));
    }
}
