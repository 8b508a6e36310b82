using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace IgG4FollowUp.Api.Http;

/// <summary>A request body that has the shape it must have, or the problem to answer with.</summary>
/// <param name="Json">The body; null when there is a problem.</param>
/// <param name="Fingerprint">SHA-256 of method, address and body: what an idempotency key belongs to.</param>
/// <param name="Problem">Why the body is refused; null when it is not.</param>
public sealed record Body(JsonObject? Json, byte[] Fingerprint, Problem? Problem)
{
    public const int Limit = 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public static async Task<Body> ReadAsync(HttpRequest request, JsonShape shape, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType()) return Refuse(Problem.UnsupportedMediaType("application/json"));
        var (bytes, tooLarge) = await BytesAsync(request, Limit, cancellation);
        if (tooLarge) return Refuse(Problem.TooLarge(Limit));
        if (!Utf8.IsValid(bytes.Span)) return Refuse(Problem.BrokenJson("The body is not valid UTF-8."));
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var errors = new List<ProblemItem>();
            shape.Check(document.RootElement, "#", errors);
            return errors.Count > 0
                ? Refuse(Problem.Invalid(errors))
                : new Body(JsonObject.Create(document.RootElement.Clone()), FingerprintOf(request, bytes.Span), null);
        }
        catch (JsonException e)
        {
            return Refuse(Problem.BrokenJson($"Line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: not JSON, nested deeper than 32, or a member given twice."));
        }
    }

    /// <summary>Reads a body whole, up to a limit.</summary>
    public static async Task<(ReadOnlyMemory<byte> Bytes, bool TooLarge)> BytesAsync(HttpRequest request, long limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit) return (default, true);
        // It grows as it fills: an announced length costs the sender nothing.
        var buffer = new ArrayBufferWriter<byte>((int)Math.Min(request.ContentLength ?? 4096, 64 * 1024) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(4096), cancellation);
            if (read == 0) return (buffer.WrittenMemory, false);
            buffer.Advance(read);
            if (buffer.WrittenCount > limit) return (default, true);
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
