using System.Buffers.Text;
using System.Security.Cryptography;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using Marten;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>
/// An address at which calendar programs read a clinic's calendar. Revoked ones are kept, so that it stays known who could read.
/// </summary>
/// <param name="FeedId">Identity; it opens nothing.</param>
/// <param name="Name">What the clinic calls it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">By whom: the token's subject.</param>
/// <param name="RevokedAt">When it was closed; null while it can be read.</param>
/// <param name="RevokedBy">By whom.</param>
/// <param name="ExpiresAt">When its address stops working; null for one opened before addresses had an end.</param>
public sealed record CalendarFeed(
    Guid FeedId, string Name, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? RevokedAt, string? RevokedBy,
    DateTimeOffset? ExpiresAt = null);

/// <summary>What an open feed is found by, for whoever knows its secret and no clinic.</summary>
/// <param name="Id">SHA-256 of the secret.</param>
/// <param name="FeedId">The feed.</param>
/// <param name="Clinic">Whose it is.</param>
/// <param name="ExpiresAt">When it stops opening the feed; null when never.</param>
public sealed record FeedKey(string Id, Guid FeedId, string Clinic, DateTimeOffset? ExpiresAt = null)
{
    public static string IdOf(byte[] secret) => Convert.ToHexStringLower(SHA256.HashData(secret));
}

/// <summary>
/// The feeds of the clinics. A feed is opened by a secret of 256 random bits, of which only the SHA-256 is stored, and only while it is
/// open; it is found by that hash, so that no comparison takes longer the more of a guess is right.
/// </summary>
public sealed class CalendarFeeds(IDocumentStore store, TimeSpan lifetime)
{
    /// <summary>Setting: days for which the address of a feed works, 1 to 3,660; 366 unless set.</summary>
    public const string LifetimeSetting = "Calendar:FeedDays";

    /// <summary>Feeds that a clinic may have open at a time.</summary>
    public const int MostOpen = 20;

    private const int SecretBytes = 32;

    /// <summary>For how long the address of a feed works.</summary>
    /// <exception cref="SettingMissingException">The setting is out of range.</exception>
    public static TimeSpan Lifetime(IConfiguration configuration) =>
        new NumberSetting(LifetimeSetting, 366, 1, 3660).DaysIn(configuration);

    /// <summary>Opens a feed.</summary>
    /// <returns>The feed and its secret, which is never to be had again; null when the clinic has as many as it may.</returns>
    public async Task<(CalendarFeed Feed, string Secret)?> CreateAsync(
        string clinic, string name, string user, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(clinic);
        var open = await session.Query<CalendarFeed>()
            .CountAsync(feed => feed.RevokedAt == null && (feed.ExpiresAt == null || feed.ExpiresAt > now), cancellation);
        if (open >= MostOpen) return null;
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var feed = new CalendarFeed(Guid.CreateVersion7(now), name, now, user, null, null, now + lifetime);
        session.Insert(feed);
        session.Insert(new FeedKey(FeedKey.IdOf(secret), feed.FeedId, clinic, feed.ExpiresAt));
        await session.SaveChangesAsync(cancellation);
        return (feed, Base64Url.EncodeToString(secret));
    }

    /// <summary>The clinic's feeds, the newest first.</summary>
    public async Task<IReadOnlyList<CalendarFeed>> ListAsync(string clinic, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(clinic);
        return await session.Query<CalendarFeed>().OrderByDescending(feed => feed.FeedId).Take(200).ToListAsync(cancellation);
    }

    /// <summary>A feed of the clinic; null when it has no such feed.</summary>
    public async Task<CalendarFeed?> FindAsync(string clinic, Guid feedId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(clinic);
        return await session.LoadAsync<CalendarFeed>(feedId, cancellation);
    }

    /// <summary>Closes a feed for ever; closing it again changes nothing.</summary>
    /// <returns>False when the clinic has no such feed.</returns>
    public async Task<bool> RevokeAsync(string clinic, Guid feedId, string user, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(clinic);
        if (await session.LoadAsync<CalendarFeed>(feedId, cancellation) is not { } feed) return false;
        if (feed.RevokedAt is not null) return true;
        session.Store(feed with { RevokedAt = now, RevokedBy = user });
        session.DeleteWhere<FeedKey>(key => key.FeedId == feedId);
        await session.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>The clinic whose open feed a secret opens; null when there is none.</summary>
    public async Task<string?> ClinicAsync(string secret, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!ParameterText.TryBytes(secret, out var bytes) || bytes.Length != SecretBytes) return null;
        await using var session = store.AcrossClinics();
        var key = await session.LoadAsync<FeedKey>(FeedKey.IdOf(bytes), cancellation);
        return key?.ExpiresAt <= now ? null : key?.Clinic;
    }
}
