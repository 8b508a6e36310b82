using IgG4FollowUp.Api.Hosting;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Http;

/// <summary>
/// Answers kept under the client's <c>Idempotency-Key</c>, in the transaction of the events they answer for. The happy path
/// never looks a key up: a second use fails on the table's key, which rolls everything back, and only then is the first answer read.
/// </summary>
public sealed class Idempotency(NpgsqlDataSource database)
{
    public const string Header = "Idempotency-Key";
    public const string UniqueKey = "pk_idempotency_keys";

    /// <summary>SQLSTATE raised by the table's trigger while another transaction holds the key.</summary>
    public const string InFlight = "IG409";

    private const int MaximumLength = 200;

    /// <summary>How long answers are kept: <c>Idempotency:KeepDays</c>, 30 unless set (house default). No client asks for an older one.</summary>
    public static KeptRows Kept(IConfiguration configuration) =>
        new($"{OwnTables.Schema}.idempotency_keys", "created_at", TimeSpan.FromDays(configuration.GetValue("Idempotency:KeepDays", 30)));

    /// <summary>Reads the key of a request.</summary>
    /// <returns>False when there is one that is no key.</returns>
    public static bool TryKey(HttpRequest request, out string? key)
    {
        var header = request.Headers[Header];
        key = header.Count == 1 ? header[0] : null;
        return header.Count == 0 || (key is { Length: > 0 and <= MaximumLength } && key.All(c => c is >= '!' and <= '~'));
    }

    /// <summary>Keeps an answer in the session's own transaction.</summary>
    public static void Keep(IDocumentSession session, WriteRequest request, Reply reply)
    {
        if (request.IdempotencyKey is null) return;
        session.QueueSqlCommand(
            $"insert into {OwnTables.Schema}.idempotency_keys (tenant_id, key, fingerprint, status, body, version, location) values (?, ?, ?, ?, ?, ?, ?)",
            session.TenantId, request.IdempotencyKey, request.Fingerprint, reply.Status, reply.Body, reply.Version ?? 0L, reply.Location ?? "");
    }

    /// <summary>The answer kept for this request; a problem when the key belongs to another request; null when there is none.</summary>
    public async Task<Reply?> FindAsync(string tenant, WriteRequest request, CancellationToken cancellation)
    {
        if (request.IdempotencyKey is null) return null;
        await using var command = database.CreateCommand(
            $"select fingerprint, status, body, version, location from {OwnTables.Schema}.idempotency_keys where tenant_id = $1 and key = $2");
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = request.IdempotencyKey });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(request.Fingerprint)) return Reply.Of(Problem.KeyReused());
        var location = reader.GetString(4);
        return new Reply(reader.GetInt32(1), reader.GetFieldValue<byte[]>(2), reader.GetInt64(3), location.Length == 0 ? null : location);
    }
}

/// <summary>What every write carries besides its content.</summary>
/// <param name="User">Who asks: the token's subject.</param>
/// <param name="IfMatch">Version the client has read; null when it does not say.</param>
/// <param name="IdempotencyKey">The client's key; null when there is none.</param>
/// <param name="Fingerprint">Hash of the request that the key belongs to.</param>
public sealed record WriteRequest(string User, long? IfMatch, string? IdempotencyKey, byte[] Fingerprint);
