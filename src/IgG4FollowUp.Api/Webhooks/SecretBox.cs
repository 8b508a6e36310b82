using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>
/// Keeps signing secrets unreadable in the database and its backups (AES-256-GCM). The key is <c>Webhooks:SecretKey</c>, 32 bytes in
/// base64, the same on every node. In Development without one it is a file in the data folder.
/// </summary>
/// <remarks>
/// Not the framework's data protection: its key ring is a folder of one machine here, and a ring in the database would lie beside
/// what it locks. A setting is shared by nodes as the database's password is.
/// </remarks>
public sealed class SecretBox(byte[]? key)
{
    public const string Setting = "Webhooks:SecretKey";

    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>False when there is no key, and so no webhook.</summary>
    public bool CanSeal => key is not null;

    /// <summary>Reads the key.</summary>
    /// <exception cref="SignIn.SettingMissingException">The setting is there and is no key.</exception>
    public static SecretBox Open(IConfiguration configuration, IHostEnvironment environment, string dataFolder)
    {
        if (configuration[Setting] is { Length: > 0 } setting)
        {
            var key = new byte[KeyLength];
            return Convert.TryFromBase64String(setting, key, out var length) && length == KeyLength
                ? new SecretBox(key)
                : throw new SignIn.SettingMissingException($"{Setting} must be 32 bytes in base64; 'openssl rand -base64 32' makes one.");
        }

        return new SecretBox(environment.IsDevelopment() ? KeyIn(dataFolder) : null);
    }

    /// <summary>Seals a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="owner">To whom it belongs: it opens for nobody else.</param>
    public string Seal(string secret, string owner)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceLength + TagLength + plain.Length];
        var (nonce, tag, cipher) = Parts(box);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(Key(), TagLength);
        aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span, Encoding.UTF8.GetBytes(owner));
        return Base64Url.EncodeToString(box);
    }

    /// <summary>Opens a sealed secret.</summary>
    /// <returns>The secret; null when it was sealed with another key or for another owner.</returns>
    public string? TryOpen(string @sealed, string owner)
    {
        if (!CanSeal) return null;
        var box = Base64Url.DecodeFromChars(@sealed);
        var (nonce, tag, cipher) = Parts(box);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(Key(), TagLength);
        try
        {
            aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain, Encoding.UTF8.GetBytes(owner));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(Memory<byte> box) =>
        (box[..NonceLength], box.Slice(NonceLength, TagLength), box[(NonceLength + TagLength)..]);

    private byte[] Key() => key ?? throw new InvalidOperationException($"{Setting} is not set.");

    private static byte[] KeyIn(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        var path = Path.Combine(dataFolder, "webhook-secret-key");
        if (!File.Exists(path))
        {
            // Written aside and moved into place: a reader never sees half a key.
            var draft = $"{path}.{Guid.NewGuid():N}";
            using (var file = new FileStream(draft, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
                file.Write(RandomNumberGenerator.GetBytes(KeyLength));
            if (!File.Exists(path)) File.Move(draft, path);
            else File.Delete(draft);
        }

        return File.ReadAllBytes(path);
    }
}
