using System.Buffers.Text;
using System.Security.Cryptography;
using IgG4FollowUp.Api.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>An address at which calendar programs read a clinic's calendar. Revoked ones are kept, so that it stays known who could read.</summary>
/// <param name="FeedId">Identity; it opens nothing.</param>
/// <param name="Name">What the clinic calls it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">By whom: the token's subject.</param>
/// <param name="RevokedAt">When it was closed; null while it can be read.</param>
/// <param name="RevokedBy">By whom.</param>
public sealed record CalendarFeed(Guid FeedId, string Name, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? RevokedAt, string? RevokedBy);

/// <summary>
/// The feeds of the clinics. A feed is opened by a secret of 256 random bits, of which only the SHA-256 is stored; it is found by that hash, so that no comparison
/// takes longer the more of a guess is right.
/// </summary>
public sealed class CalendarFeeds(NpgsqlDataSource database)
{
    /// <summary>Feeds that a clinic may have open at a time.</summary>
    public const int MostOpen = 20;

    public const string Ddl = $"""
        create table if not exists {Table} (
          feed_id uuid not null constraint pk_calendar_feeds primary key,
          tenant_id varchar not null,
          name varchar not null,
          secret_hash bytea not null constraint uq_calendar_feeds_secret unique,
          created_at timestamptz not null,
          created_by varchar not null,
          revoked_at timestamptz,
          revoked_by varchar);
        create index if not exists idx_calendar_feeds_tenant on {Table} (tenant_id, feed_id);
        """;

    private const string Table = OwnTables.Schema + ".calendar_feeds";
    private const int SecretBytes = 32;

    /// <summary>Opens a feed.</summary>
    /// <returns>The feed and its secret, which is never to be had again; null when the clinic has as many as it may.</returns>
    public async Task<(CalendarFeed Feed, string Secret)?> CreateAsync(string clinic, string name, string user, DateTimeOffset now, CancellationToken cancellation)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var feed = new CalendarFeed(Guid.CreateVersion7(now), name, now, user, null, null);
        await using var command = database.CreateCommand($"""
            insert into {Table} (feed_id, tenant_id, name, secret_hash, created_at, created_by)
            select $1, $2, $3, $4, $5, $6 where (select count(*) from {Table} where tenant_id = $2 and revoked_at is null) < {MostOpen}
            """);
        Add(command, feed.FeedId, NpgsqlDbType.Uuid);
        Add(command, clinic, NpgsqlDbType.Varchar);
        Add(command, name, NpgsqlDbType.Varchar);
        Add(command, SHA256.HashData(secret), NpgsqlDbType.Bytea);
        Add(command, now, NpgsqlDbType.TimestampTz);
        Add(command, user, NpgsqlDbType.Varchar);
        return await command.ExecuteNonQueryAsync(cancellation) == 1 ? (feed, Base64Url.EncodeToString(secret)) : null;
    }

    /// <summary>The clinic's feeds, the newest first.</summary>
    public async Task<IReadOnlyList<CalendarFeed>> ListAsync(string clinic, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select feed_id, name, created_at, created_by, revoked_at, revoked_by from {Table} where tenant_id = $1 order by feed_id desc limit 200");
        Add(command, clinic, NpgsqlDbType.Varchar);
        List<CalendarFeed> feeds = [];
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            feeds.Add(new(
                reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4), reader.IsDBNull(5) ? null : reader.GetString(5)));
        }

        return feeds;
    }

    /// <summary>Closes a feed for ever; closing it again changes nothing.</summary>
    /// <returns>False when the clinic has no such feed.</returns>
    public async Task<bool> RevokeAsync(string clinic, Guid feedId, string user, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            update {Table} set revoked_at = coalesce(revoked_at, $3), revoked_by = coalesce(revoked_by, $4) where tenant_id = $1 and feed_id = $2
            """);
        Add(command, clinic, NpgsqlDbType.Varchar);
        Add(command, feedId, NpgsqlDbType.Uuid);
        Add(command, now, NpgsqlDbType.TimestampTz);
        Add(command, user, NpgsqlDbType.Varchar);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>The clinic whose open feed a secret opens; null when there is none.</summary>
    public async Task<string?> ClinicAsync(string secret, CancellationToken cancellation)
    {
        var bytes = new byte[SecretBytes];
        if (secret.Length != Base64Url.GetEncodedLength(SecretBytes) || !Base64Url.IsValid(secret)
            || !Base64Url.TryDecodeFromChars(secret, bytes, out var written) || written != SecretBytes)
            return null;
        await using var command = database.CreateCommand($"select tenant_id from {Table} where secret_hash = $1 and revoked_at is null");
        Add(command, SHA256.HashData(bytes), NpgsqlDbType.Bytea);
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    private static void Add(NpgsqlCommand command, object value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value, NpgsqlDbType = type });
}
