using System.Security.Cryptography;
using System.Text;

namespace IgG4FollowUp.Domain;

/// <summary>Identities made from a name: the same name always gives the same identity.</summary>
public static class NameBasedId
{
    /// <summary>A UUID of version 8 (RFC 9562) from the SHA-256 of a name.</summary>
    /// <param name="name">The name.</param>
    public static Guid Of(string name)
    {
        Span<byte> bytes = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), bytes);
        bytes = bytes[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
