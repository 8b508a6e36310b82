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
    public static KeptRows Kept(IConfiguration configuration) =>
        new($"{StorageNames.Schema}.mt_doc_keptreply", "kept_at", TimeSpan.FromDays(configuration.GetValue("Idempotency:KeepDays", 30)));
}

/// <summary>The table of idempotency keys; documents have taken its place.</summary>
public sealed class FormerIdempotencyKeys : IFormerTable
{
    private const int Batch = 1000;

    public string Name => StorageNames.Schema + ".idempotency_keys";

    public async Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation)
    {
        for (var last = ("", ""); ;)
        {
            var rows = new List<(string Clinic, KeptReply Reply)>();
            await using var read = new NpgsqlCommand(
                $"""
                select tenant_id, key, fingerprint, status, body, version, location, created_at from {Name}
                where (tenant_id, key) > ($1, $2) order by tenant_id, key limit {Batch}
                """, connection)
            { Parameters = { new() { Value = last.Item1 }, new() { Value = last.Item2 } } };
            await using (var reader = await read.ExecuteReaderAsync(cancellation))
            {
                while (await reader.ReadAsync(cancellation))
                {
                    last = (reader.GetString(0), reader.GetString(1));
                    rows.Add((last.Item1, new KeptReply
                    {
                        Id = last.Item2,
                        Fingerprint = reader.GetFieldValue<byte[]>(2),
                        Status = reader.GetInt32(3),
                        Body = Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(4)),
                        Version = reader.GetInt64(5),
                        Location = reader.GetString(6) is { Length: > 0 } location ? location : null,
                        KeptAt = reader.GetFieldValue<DateTimeOffset>(7),
                    }));
                }
            }

            if (rows.Count == 0) return;
            foreach (var clinic in rows.GroupBy(row => row.Clinic))
                await store.BulkInsertDocumentsAsync(clinic.Key, clinic.Select(row => row.Reply), Weasel.Core.BulkInsertMode.OverwriteExisting, cancellation: cancellation);
        }
    }
}
