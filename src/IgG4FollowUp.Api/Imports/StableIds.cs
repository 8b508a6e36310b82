using System.Security.Cryptography;
using System.Text;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Identities made from content, so that the same file imported again is recognised, entry by entry.</summary>
public static class StableIds
{
    /// <summary>The study number of a published patient: <c>PUB-</c> and 12 hexadecimal digits of the citation's hash.</summary>
    public static string StudyNumber(string citation) =>
        "PUB-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(citation)).AsSpan(0, 6));

    /// <summary>
    /// An entry's id (UUID version 8) from the study number and the entry's place in the row. It begins with the entry's number
    /// in the row: entries without a date are read in order of their ids, and should keep the order of the source.
    /// </summary>
    public static Guid Entry(string studyNumber, string place, int number)
    {
        Span<byte> id = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{studyNumber}\n{place}"), id);
        id = id[..16];
        id[0] = (byte)(number >> 8);
        id[1] = (byte)number;
        id[6] = (byte)((id[6] & 0x0f) | 0x80);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
