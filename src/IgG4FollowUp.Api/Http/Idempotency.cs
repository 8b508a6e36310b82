using System.Text;
using Marten;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Http;

/// <summary>What every write carries besides its content.</summary>
/// <param name="User">Who asks: the token's subject.</param>
/// <param name="IfMatch">Versions the client has read; null when it does not say.</param>
/// <param name="IdempotencyKey">The client's key; null when there is none.</param>
/// <param name="Fingerprint">Hash of the request that the key belongs to.</param>
public sealed record WriteRequest(string User, ReadVersions? IfMatch, string? IdempotencyKey, byte[] Fingerprint)
{
    /// <summary>Whether the client has read another version than the present one.</summary>
    public bool IsStale(long present) => IfMatch?.Have(present) == false;
}

/// <summary>The client's <c>Idempotency-Key</c>.</summary>
public static class Idempotency
{
    public const string Header = "Idempotency-Key";
    public const string Expected = "1 to 200 visible ASCII characters.";

    private const int MaximumLength = 200;

    public static ReadParameter Parameter { get; } = new(Header,
        "Repeating a request with the same key gives the first answer and does nothing again.")
    {
        InHeader = true,
        Pattern = "^[!-~]{1,200}$",
    };

    /// <summary>Reads the key of a request.</summary>
    /// <returns>False when there is one that is no key.</returns>
    public static bool TryKey(HttpRequest request, out string? key)
    {
        var header = request.Headers[Header];
        key = header.Count == 1 ? header[0] : null;
        return header.Count == 0 || (key is { Length: > 0 and <= MaximumLength } && key.All(c => c is >= '!' and <= '~'));
    }
}

/// <summary>
/// An answer kept under the client's key, in the transaction of the events it answers for. A request looks its key up first; of two that
/// arrive at once the later one waits on the document's key, appends nothing, and is given the first answer.
/// </summary>
public sealed record KeptReply
{
    /// <summary>The client's key, unique in the clinic.</summary>
    public required string Id { get; init; }

    public required byte[] Fingerprint { get; init; }

    public required int Status { get; init; }

    /// <summary>The JSON body.</summary>
    public required string Body { get; init; }

    public long? Version { get; init; }

    public string? Location { get; init; }

    /// <summary>From when on it grows old.</summary>
    public required DateTimeOffset KeptAt { get; init; }

    public static void Configure(StoreOptions options) => options.Schema.For<KeptReply>().Duplicate(kept => kept.KeptAt);

    /// <summary>Keeps an answer with whatever the handler's session stores.</summary>
    public static IMartenOp Of(WriteRequest request, Reply reply, DateTimeOffset now) => request.IdempotencyKey is not { } key
        ? MartenOps.Nothing()
        : MartenOps.Insert(new KeptReply
        {
            Id = key,
            Fingerprint = request.Fingerprint,
            Status = reply.Status,
            Body = Encoding.UTF8.GetString(reply.Body),
            Version = reply.Version,
            Location = reply.Location,
            KeptAt = now,
        });

    /// <summary>The answer kept for a request; a problem when the key belongs to another request; null when there is none.</summary>
    public static async Task<Reply?> FindAsync(IDocumentStore store, string clinic, WriteRequest request, CancellationToken cancellation)
    {
        if (request.IdempotencyKey is not { } key) return null;
        await using var session = store.QuerySession(clinic);
        return await session.LoadAsync<KeptReply>(key, cancellation) is not { } kept ? null
            : kept.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint)
            ? new Reply(kept.Status, Encoding.UTF8.GetBytes(kept.Body), kept.Version, kept.Location) { Repeated = true }
            : Reply.Of(Problem.KeyReused());
    }
}
