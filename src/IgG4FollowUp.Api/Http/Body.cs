using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace IgG4FollowUp.Api.Http;

/// <summary>A request body that has the shape it must have, or the problem to answer with.</summary>
/// <param name="Json">The body; null when there is a problem.</param>
/// <param name="Fingerprint">SHA-256 of method, address and body: what an idempotency key belongs to.</param>
/// <param name="Problem">Why the body is refused; null when it is not.</param>
public sealed record Body(JsonObject? Json, byte[] Fingerprint, Problem? Problem)
{
    public const int Limit = 1024 * 1024;

    /// <summary>How deep a body may be nested.</summary>
    public const int Depth = 32;

    public static async Task<Body> ReadAsync(HttpRequest request, JsonShape shape, CancellationToken cancellation)
    {
        if (MediaTypes.IsCoded(request)) return Refuse(Problem.UnsupportedCoding());
        if (MediaTypes.Sent(request, "application/json") is null) return Refuse(Problem.UnsupportedMediaType("application/json, in UTF-8"));
        var (bytes, tooLarge) = await BytesAsync(request, Limit, cancellation);
        if (tooLarge) return Refuse(Problem.TooLarge(Limit));
        return StrictJson.Read(bytes, shape) switch
        {
            { Broken: { } broken } => Refuse(broken),
            { Errors: { Count: > 0 } errors } => Refuse(Problem.Invalid(errors)),
            var read => new Body(read.Json, FingerprintOf(request, bytes.Span), null),
        };
    }

    /// <summary>Reads a body whole, up to a limit.</summary>
    public static async Task<(ReadOnlyMemory<byte> Bytes, bool TooLarge)> BytesAsync(HttpRequest request, long limit,
        CancellationToken cancellation)
    {
        if (request.ContentLength > limit) return (default, true);
        // It grows as it fills: an announced length costs the sender nothing.
        var buffer = new ArrayBufferWriter<byte>((int)Math.Min(request.ContentLength ?? 4096, 64 * 1024) + 1);
        while (true)
        {
            var read = await ReadAsync(request, buffer.GetMemory(4096), cancellation);
            if (read == 0) return (buffer.WrittenMemory, false);
            buffer.Advance(read);
            if (buffer.WrittenCount > limit) return (default, true);
        }
    }

    // A chunk whose length is no number is told by another exception than the rest of what is no HTTP.
    private static async Task<int> ReadAsync(HttpRequest request, Memory<byte> into, CancellationToken cancellation)
    {
        try
        {
            return await request.Body.ReadAsync(into, cancellation);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The body cannot be read.", e);
        }
    }

    /// <summary>Hash of what a request asks for.</summary>
    public static byte[] FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    private static Body Refuse(Problem problem) => new(null, [], problem);
}
