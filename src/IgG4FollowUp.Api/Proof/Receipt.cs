using System.Globalization;

namespace IgG4FollowUp.Api.Proof;

/// <summary>
/// What shows to anybody who has the log's key, without asking the service, that an event was on record unchanged when a checkpoint was
/// signed. It holds the event itself: as clinical as the record.
/// </summary>
/// <param name="Version">Version of the patient's record that the event made.</param>
/// <param name="Index">Place of the leaf, from 0.</param>
/// <param name="Salt">The leaf's salt, base64.</param>
/// <param name="Content">The event in writing: each field that is stored of it as a netstring.</param>
/// <param name="Path">Hashes from the leaf to the root (RFC 6962, 2.1.1), base64.</param>
/// <param name="Checkpoint">The signed checkpoint that the path leads to.</param>
public sealed record Receipt(long Version, long Index, string Salt, string Content, IReadOnlyList<string> Path, string Checkpoint)
{
    /// <summary>What is wrong with it; null when the key vouches for the event.</summary>
    public string? Fault(NoteVerifier key)
    {
        if (SignedNote.Parse(Checkpoint) is not { } note || Proof.Checkpoint.Parse(note.Text) is not { } checkpoint)
            return "The checkpoint is none.";
        if (checkpoint.Log != key.Name || !note.IsSignedBy(key)) return $"The checkpoint is not signed by the key of {key.Name}.";
        if (EventContent.Read(Content) is not { } fields
            || !long.TryParse(fields["sequence"], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || fields["version"] != Version.ToString(CultureInfo.InvariantCulture)) return "The content is not that of an event.";
        if (!NoteVerifier.TryBytes(Salt, out var salt) || salt.Length != SealedEvent.SaltLength) return "The salt is none.";
        var path = new List<byte[]>();
        foreach (var step in Path)
        {
            if (!NoteVerifier.TryBytes(step, out var hash) || hash.Length != MerkleTree.HashLength) return "The path is none.";
            path.Add(hash);
        }

        return MerkleTree.IsIncluded(SealedEvent.Of(sequence, salt, Content).Leaf, Index, checkpoint.Size, path, checkpoint.Root)
            ? null
            : "The event is not the one that the checkpoint vouches for.";
    }
}
