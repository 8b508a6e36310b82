using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IgG4FollowUp.Api.Proof;

/// <summary>
/// An event as it lies in the log, in writing: every field that is stored of it, and, of the first event of a stream, what is stored of the
/// stream, each as a netstring (<c>length:text,</c>; <c>-,</c> for null).
/// </summary>
public static class EventContent
{
    /// <summary>Names of the fields, in order; instants are microseconds since 1970, binary data are hexadecimal.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "sequence", "id", "clinic", "stream", "version", "type", "class", "recorded-at", "correlation", "causation", "user", "data",
        "binary-data", "stream-type", "stream-created",
    ];

    /// <summary>Puts the fields together.</summary>
    public static string Write(IEnumerable<string?> fields)
    {
        var content = new StringBuilder();
        foreach (var field in fields)
        {
            if (field is null) content.Append("-,");
            else content.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(field)}:{field},");
        }

        return content.ToString();
    }

    /// <summary>Takes the fields apart; null when the text is no content.</summary>
    public static IReadOnlyDictionary<string, string?>? Read(string content)
    {
        var rest = Encoding.UTF8.GetBytes(content).AsSpan();
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in Fields)
        {
            if (rest.StartsWith("-,"u8))
            {
                fields[name] = null;
                rest = rest[2..];
                continue;
            }

            var colon = rest.IndexOf((byte)':');
            if (colon is < 1 or > 9 || !int.TryParse(rest[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || rest.Length - colon - 2 < length || rest[colon + 1 + length] != ',') return null;
            fields[name] = Encoding.UTF8.GetString(rest.Slice(colon + 1, length));
            rest = rest[(colon + length + 2)..];
        }

        return rest.IsEmpty ? fields : null;
    }
}

/// <summary>
/// A leaf of the log's tree. It commits to an event without telling anything of it: without the salt nobody can try out what the event may
/// have been.
/// </summary>
/// <param name="Sequence">Place of the event in the log.</param>
/// <param name="Salt">Random, <see cref="SaltLength"/> bytes.</param>
/// <param name="Commitment">HMAC-SHA-256 of the event's content under the salt.</param>
public sealed record SealedEvent(long Sequence, byte[] Salt, byte[] Commitment)
{
    /// <summary>Length of a salt, bytes.</summary>
    public const int SaltLength = 32;

    /// <summary>Hash of the leaf.</summary>
    public byte[] Leaf => MerkleTree.Leaf(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"igg4followup event\n{Sequence}\n{Convert.ToBase64String(Commitment)}\n")));

    /// <summary>Seals an event under a new salt.</summary>
    public static SealedEvent Of(long sequence, string content) => Of(sequence, RandomNumberGenerator.GetBytes(SaltLength), content);

    /// <summary>Seals an event under a salt.</summary>
    public static SealedEvent Of(long sequence, byte[] salt, string content) => new(sequence, salt, Commit(salt, content));

    /// <summary>Whether an event's content is what was sealed.</summary>
    public bool Holds(string content) => CryptographicOperations.FixedTimeEquals(Commitment, Commit(Salt, content));

    private static byte[] Commit(byte[] salt, string content) => HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(content));
}
