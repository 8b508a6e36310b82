using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Proof;

/// <summary>
/// Makes a leaf for every event, signs what the tree has come to, and writes it down outside the database: whoever changes the log
/// afterwards has to change what they cannot reach.
/// </summary>
public sealed partial class SealLog(
    SealedLog log, NoteSigner key, ProofSettings settings, TimeProvider time, ILogger<SealLog> logger)
    : SingleNodeWork("log-seal", logger)
{
    private const int Page = 2_000;

    /// <summary>Seals what is settled and not sealed yet.</summary>
    /// <returns>The checkpoint; null while there is no event.</returns>
    public async Task<Checkpoint?> RunAsync(CancellationToken cancellation)
    {
        var all = 0;
        for (; ; )
        {
            var (tree, added) = await log.SealAsync(Page, cancellation);
            all += added;
            if (added == Page) continue;
            if (tree.Size == 0) return null;
            var checkpoint = new Checkpoint(key.Verifier.Name, tree.Size, tree.Root);
            if ((await log.LastCheckpointAsync(cancellation))?.Size == tree.Size) return checkpoint;
            var note = key.Sign(checkpoint.Text);
            // What cannot be written down outside is not kept either, and so is tried again.
            await WriteDownAsync(note, cancellation);
            await log.KeepAsync(tree.Size, note, cancellation);
            LogSealed(all, tree.Size);
            return checkpoint;
        }
    }

    protected override async Task<TimeSpan> WorkAsync(CancellationToken cancellation)
    {
        await RunAsync(cancellation);
        return settings.Every;
    }

    // The last of each day is kept, and the last of all has a name of its own.
    private async Task WriteDownAsync(SignedNote note, CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.Folder);
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        foreach (var name in new[] { $"{day:yyyy-MM-dd}.txt", "latest.txt" })
        {
            var path = Path.Combine(settings.Folder, name);
            // Written aside and moved into place, so that no copy of it is half of one.
            await File.WriteAllTextAsync(path + ".new", note.ToString(), cancellation);
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Sealed {Events} events; the tree has {Size} leaves")]
    private partial void LogSealed(int events, long size);
}
