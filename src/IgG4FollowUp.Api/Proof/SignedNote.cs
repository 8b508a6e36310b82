using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace IgG4FollowUp.Api.Proof;

/// <summary>
/// A key that verifies notes, written as C2SP's signed-note has it: <c>name+hash+base64</c>, where the hash of four bytes tells keys of one
/// name apart and the first byte of the rest, 1, stands for Ed25519.
/// </summary>
public sealed class NoteVerifier
{
    private const byte Ed25519 = 1;

    private readonly Ed25519PublicKeyParameters _key;

    internal NoteVerifier(string name, Ed25519PublicKeyParameters key)
    {
        (Name, _key) = (name, key);
        var encoded = key.GetEncoded();
        Id = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519, .. encoded])[..4];
        Text = $"{name}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([Ed25519, .. encoded])}";
    }

    /// <summary>Whose key it is.</summary>
    public string Name { get; }

    /// <summary>The key in writing.</summary>
    public string Text { get; }

    /// <summary>Four bytes that tell keys of one name apart.</summary>
    internal byte[] Id { get; }

    /// <summary>Reads a key; null when the text is none.</summary>
    public static NoteVerifier? Parse(string text)
    {
        // Base64 may contain a plus sign.
        if (text.Split('+', 3) is not [var name, var id, var rest] || !IsName(name) || !TryBytes(rest, out var bytes)
            || bytes is not [Ed25519, ..] || bytes.Length != 1 + Ed25519PublicKeyParameters.KeySize) return null;
        var verifier = new NoteVerifier(name, new(bytes, 1));
        return Convert.ToHexStringLower(verifier.Id) == id ? verifier : null;
    }

    /// <summary>A name is text without blanks and without a plus sign.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 100 && name.All(c => c is > ' ' and <= '~' and not '+');

    // In the one way in which they are written.
    internal static bool TryBytes(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        var read = Convert.TryFromBase64String(text, bytes, out var length);
        Array.Resize(ref bytes, length);
        return read && Convert.ToBase64String(bytes) == text;
    }

    internal bool Verifies(byte[] text, byte[] signature)
    {
        if (signature.Length != Ed25519PrivateKeyParameters.SignatureSize) return false;
        var signer = new Ed25519Signer();
        signer.Init(forSigning: false, _key);
        signer.BlockUpdate(text, 0, text.Length);
        return signer.VerifySignature(signature);
    }
}

/// <summary>A key that signs notes; whoever has it can vouch for a log.</summary>
public sealed class NoteSigner
{
    private const string Prefix = "PRIVATE+KEY+";

    private readonly Ed25519PrivateKeyParameters _key;

    private NoteSigner(string name, Ed25519PrivateKeyParameters key)
    {
        _key = key;
        Verifier = new(name, key.GeneratePublicKey());
    }

    /// <summary>What verifies its signatures.</summary>
    public NoteVerifier Verifier { get; }

    /// <summary>The key in writing, a secret: <c>PRIVATE+KEY+name+hash+base64</c>.</summary>
    public string Text => $"{Prefix}{Verifier.Name}+{Convert.ToHexStringLower(Verifier.Id)}+"
        + Convert.ToBase64String([1, .. _key.GetEncoded()]);

    /// <summary>A new key.</summary>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public static NoteSigner Create(string name) => NoteVerifier.IsName(name)
        ? new(name, new(RandomNumberGenerator.GetBytes(Ed25519PrivateKeyParameters.KeySize)))
        : throw new ArgumentException("A name is text without blanks and plus signs.", nameof(name));

    /// <summary>Reads a key; null when the text is none.</summary>
    public static NoteSigner? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].Split('+', 3) is not [var name, var id, var rest]
            || !NoteVerifier.IsName(name) || !NoteVerifier.TryBytes(rest, out var bytes) || bytes is not [1, ..]
            || bytes.Length != 1 + Ed25519PrivateKeyParameters.KeySize) return null;
        var signer = new NoteSigner(name, new(bytes, 1));
        return Convert.ToHexStringLower(signer.Verifier.Id) == id ? signer : null;
    }

    /// <summary>Signs a text, which ends with a line feed.</summary>
    public SignedNote Sign(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, _key);
        signer.BlockUpdate(bytes, 0, bytes.Length);
        return new(text, $"\n\u2014 {Verifier.Name} {Convert.ToBase64String([.. Verifier.Id, .. signer.GenerateSignature()])}\n");
    }
}

/// <summary>A text with the lines of those who signed it, after an empty line: C2SP's signed-note.</summary>
/// <param name="Text">What was signed, with the line feed at its end.</param>
/// <param name="Signatures">The empty line and the lines of the signatures.</param>
public sealed record SignedNote(string Text, string Signatures)
{
    /// <summary>Text and signatures, as they are sent and kept.</summary>
    public override string ToString() => Text + Signatures;

    /// <summary>Reads a note, whoever signed it; null when the text is none.</summary>
    public static SignedNote? Parse(string note)
    {
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        return end > 0 && note[^1] == '\n' ? new(note[..(end + 1)], note[(end + 1)..]) : null;
    }

    /// <summary>Whether one of its signatures is a key's.</summary>
    public bool IsSignedBy(NoteVerifier key)
    {
        var text = Encoding.UTF8.GetBytes(Text);
        return Signatures.Split('\n').Any(line =>
            line.Split(' ') is ["\u2014", var name, var signature] && name == key.Name && NoteVerifier.TryBytes(signature, out var bytes)
                && bytes.AsSpan().StartsWith(key.Id) && key.Verifies(text, bytes[4..]));
    }
}

/// <summary>What a log vouches for at some size: C2SP's tlog-checkpoint.</summary>
/// <param name="Log">Name of the log.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Hash of the tree.</param>
public sealed record Checkpoint(string Log, long Size, byte[] Root)
{
    /// <summary>The checkpoint in three lines.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Log}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <summary>Reads a checkpoint; null when the text is none.</summary>
    public static Checkpoint? Parse(string text) =>
        text.Split('\n') is [var log, var size, var root, ..] && log.Length > 0
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var leaves)
            && NoteVerifier.TryBytes(root, out var hash) && hash.Length == MerkleTree.HashLength
            ? new(log, leaves, hash)
            : null;
}
