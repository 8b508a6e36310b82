using System.Text;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>For how long answers to repeated requests are kept.</summary>
public static class KeptReplies
{
    /// <summary><c>Idempotency:KeepDays</c>, 30 unless set (house default). No client asks for an older one.</summary>
    public static KeptDocuments Kept(IConfiguration configuration) => new(
        new NumberSetting("Idempotency:KeepDays", 30, 1, 3660).DaysIn(configuration),
        (session, oldest) => session.DeleteWhere<KeptReply>(reply => reply.AnyTenant() && reply.KeptAt < oldest));
}

/// <summary>Answers to repeated requests as rows; documents have taken their place.</summary>
public sealed class FormerIdempotencyKeys : IFormerTable
{
    public string Name => StorageNames.Schema + ".idempotency_keys";

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) =>
        FormerRows.MoveAsync(connection, store, $"select * from {Name}", Document, cancellation);

    private static KeptReply Document(NpgsqlDataReader row) => new()
    {
        Id = row.Get<string>("key"),
        Fingerprint = row.Get<byte[]>("fingerprint"),
        Status = row.Get<int>("status"),
        Body = Encoding.UTF8.GetString(row.Get<byte[]>("body")),
        Version = row.Get<long>("version"),
        Location = row.Get<string>("location") is { Length: > 0 } location ? location : null,
        KeptAt = row.Get<DateTimeOffset>("created_at"),
    };
}
