using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Proof;

/// <summary>Something in the database that is not as it was sealed.</summary>
/// <param name="Code">Stable code in kebab case.</param>
/// <param name="Detail">What it is and where, without clinical data.</param>
public sealed record Finding(string Code, string Detail);

/// <summary>What a verification came to.</summary>
/// <param name="Sealed">Events that have a leaf.</param>
/// <param name="Unsealed">Events after them, which nothing vouches for yet.</param>
/// <param name="Checkpoints">Checkpoints that were compared, those from outside the database included.</param>
/// <param name="Findings">What is not as it was sealed; empty when everything is.</param>
public sealed record Verification(long Sealed, long Unsealed, int Checkpoints, IReadOnlyList<Finding> Findings);

/// <summary>Compares the log with its leaves, its tree and every checkpoint.</summary>
public static class VerifyLog
{
    /// <summary>Reads the whole log once, in the order of its events; memory does not grow with it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="keys">Whose signatures count.</param>
    /// <param name="outside">Checkpoints that were kept outside the database, by where they were found.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<Verification> RunAsync(
        SealedLog log, IReadOnlyList<NoteVerifier> keys, IReadOnlyList<(string Place, string Note)> outside,
        CancellationToken cancellation)
    {
        await using var reading = await log.OpenAsync(cancellation);
        var findings = new List<Finding>();
        var claims = new List<(string Place, Checkpoint Checkpoint)>();
        var kept = await reading.CheckpointsAsync(cancellation);
        foreach (var (size, note) in kept) Claim($"checkpoint {size} of the database", note, size);
        foreach (var (place, note) in outside) Claim(place, note, size: null);
        var bySize = claims.ToLookup(claim => claim.Checkpoint.Size);
        var nodes = await reading.NodesAsync(cancellation);
        var tree = new GrowingTree();
        await foreach (var (index, leaf, sequence, content) in reading.EventsAsync(cancellation))
        {
            if (leaf is null)
            {
                findings.Add(new("event-inserted", $"Event {sequence} came into the log after its place had been sealed."));
                continue;
            }

            if (content is null) findings.Add(new("event-removed", $"Event {sequence} was sealed and is no longer in the log."));
            else if (!leaf.Holds(content)) findings.Add(new("event-changed", $"Event {sequence} is not what was sealed."));
            if (index != tree.Size)
                findings.Add(new("leaf-misplaced", $"Leaf {index} of event {sequence} is where leaf {tree.Size} belongs."));
            foreach (var (subtree, hash) in tree.Add(leaf.Leaf).Where(added => SealedLog.IsStored(added.Subtree)))
            {
                if (!nodes.Remove(subtree, out var stored) || !stored.AsSpan().SequenceEqual(hash))
                {
                    findings.Add(new(
                        "node-changed",
                        $"Node {subtree.Index} at height {subtree.Height} is not the hash of leaves {subtree.Start} to "
                            + $"{subtree.Start + (1L << subtree.Height) - 1}."));
                }
            }

            foreach (var (place, checkpoint) in bySize[tree.Size])
            {
                if (!checkpoint.Root.AsSpan().SequenceEqual(tree.Root))
                    findings.Add(new("tree-changed", $"The first {tree.Size} events are not those of {place}."));
            }
        }

        findings.AddRange(nodes.Keys.Select(subtree =>
            new Finding("node-changed", $"Node {subtree.Index} at height {subtree.Height} belongs to no leaves.")));
        findings.AddRange(claims.Where(claim => claim.Checkpoint.Size > tree.Size).Select(claim => new Finding(
            "log-cut", $"The log was sealed up to {claim.Checkpoint.Size} events by {claim.Place}, and has leaves for {tree.Size}.")));
        if (tree.Size > 0 && kept.Count == 0) findings.Add(new("checkpoints-removed", "No checkpoint is left in the database."));
        findings.AddRange((await reading.OddStreamsAsync(cancellation)).Select(stream =>
            new Finding("stream-changed", $"What is stored of stream {stream} is not what follows from its events.")));
        return new(tree.Size, await reading.UnsealedAsync(cancellation), claims.Count, findings);

        void Claim(string place, string text, long? size)
        {
            if (SignedNote.Parse(text) is not { } note || Checkpoint.Parse(note.Text) is not { } checkpoint
                || checkpoint.Size < 1 || size is not null && checkpoint.Size != size)
                findings.Add(new("checkpoint-changed", $"{Capital(place)} is no checkpoint of that size."));
            else if (!keys.Any(key => key.Name == checkpoint.Log && note.IsSignedBy(key)))
                findings.Add(new("signature-invalid", $"{Capital(place)} is not signed by a key that counts."));
            else claims.Add((place, checkpoint));
        }
    }

    private static string Capital(string place) => char.ToUpperInvariant(place[0]) + place[1..];
}
