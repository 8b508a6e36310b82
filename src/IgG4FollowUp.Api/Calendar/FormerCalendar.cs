using System.Text.Json;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>The calendar as rows. Its projection goes on where it stood.</summary>
public sealed class FormerCalendar : IFormerTable
{
    public string Name => $"{StorageNames.Schema}.clinic_calendar";

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) => FormerRows.MoveAsync(
        connection, store, $"select tenant_id, patient::text as patient from {Name}",
        row => JsonSerializer.Deserialize<CalendarPatient>(row.Get<string>("patient"), EntryJson.Options)!, cancellation);
}

/// <summary>Feeds as rows, each with the hash of its secret.</summary>
public sealed class FormerFeeds : IFormerTable
{
    public string Name => $"{StorageNames.Schema}.calendar_feeds";

    public async Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation)
    {
        await FormerRows.MoveAsync(connection, store, $"select * from {Name}", Feed, cancellation);
        await FormerRows.MoveAsync(connection, store, $"select * from {Name} where revoked_at is null", Key, cancellation);
    }

    private static CalendarFeed Feed(NpgsqlDataReader row) => new(
        row.Get<Guid>("feed_id"), row.Get<string>("name"), row.Get<DateTimeOffset>("created_at"), row.Get<string>("created_by"),
        row.Get<DateTimeOffset?>("revoked_at"), row.Get<string?>("revoked_by"));

    private static FeedKey Key(NpgsqlDataReader row) =>
        new(Convert.ToHexStringLower(row.Get<byte[]>("secret_hash")), row.Get<Guid>("feed_id"), row.Get<string>("tenant_id"));
}
