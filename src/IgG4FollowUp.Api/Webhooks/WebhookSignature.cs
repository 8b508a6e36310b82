using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Symmetric signatures of Standard Webhooks 1.0.0.</summary>
public static class WebhookSignature
{
    public const string SecretPrefix = "whsec_";

    /// <summary>A new secret of 32 random bytes (the standard allows 24 to 64).</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The <c>webhook-id</c> of a delivery: the same for every attempt at it.</summary>
    public static string MessageId(Guid deliveryId) => $"msg_{deliveryId:N}";

    /// <summary>The value of <c>webhook-signature</c>: one signature for each secret, separated by spaces.</summary>
    /// <param name="secrets">Secrets as they were shown, the newest first.</param>
    /// <param name="messageId">Value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">Value of <c>webhook-timestamp</c>: seconds since 1970.</param>
    /// <param name="body">The body, byte for byte.</param>
    public static string Header(IEnumerable<string> secrets, string messageId, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{messageId}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Key(secret), signed))));
    }

    private static byte[] Key(string secret) => Convert.FromBase64String(secret[SecretPrefix.Length..]);
}
