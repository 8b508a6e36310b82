using System.Text.Json;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Webhooks as rows.</summary>
public sealed class FormerWebhooks : IFormerTable
{
    public string Name => $"{StorageNames.Schema}.webhooks";

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) =>
        FormerRows.MoveAsync(connection, store, $"select *, secrets::text as secrets_text from {Name}", Document, cancellation);

    private static Webhook Document(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"), row.Get<string>("url"), row.Get<string[]>("event_types"), row.Get<string?>("description"),
        row.Get<bool>("enabled"), row.Get<string?>("disabled_reason"), Secrets(row.Get<string>("secrets_text")), row.Get<long>("version"),
        row.Get<string>("changed_by"), row.Get<DateTimeOffset>("created_at"), row.Get<DateTimeOffset?>("last_delivered_at"),
        row.Get<DateTimeOffset?>("failing_since"));

    private static List<SigningSecret> Secrets(string json) => JsonSerializer.Deserialize<List<SigningSecret>>(json, EntryJson.Options)!;
}

/// <summary>Deliveries as rows, their attempts as rows of another table.</summary>
public sealed class FormerDeliveries : IFormerTable
{
    public string Name => $"{StorageNames.Schema}.webhook_deliveries";

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) => FormerRows.MoveAsync(
        connection, store,
        $"""
        select d.*, h.history
        from {Name} d, lateral (
          select json_agg(json_build_object(
            'number', number, 'at', at, 'durationMs', duration_ms, 'status', status, 'outcome', outcome) order by number)::text as history
          from {FormerAttempts.Table} a where a.delivery_id = d.id) h
        """,
        Document, cancellation);

    private static WebhookDelivery Document(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"), row.Get<Guid>("webhook_id"), row.Get<string>("event_type"), row.Get<Guid?>("alert_id"),
        row.Get<string>("body"), row.Get<DateTimeOffset>("created_at"), row.Get<string>("state"), History(row.Get<string?>("history")),
        row.Get<int>("round_from"), row.Get<Guid?>("claimed_by"), row.Get<DateTimeOffset?>("next_attempt_at"),
        row.Get<string?>("last_outcome"), row.Get<DateTimeOffset?>("completed_at"));

    private static List<Attempt> History(string? json)
    {
        var attempts = JsonSerializer.Deserialize<List<Attempt>>(json ?? "[]", EntryJson.Options)!;
        return [.. attempts.Select(attempt => attempt with { At = attempt.At.ToUniversalTime() })];
    }
}

/// <summary>Attempts as rows: they are moved with their deliveries.</summary>
public sealed class FormerAttempts : IFormerTable
{
    public const string Table = $"{StorageNames.Schema}.webhook_attempts";

    public string Name => Table;

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) => Task.CompletedTask;
}
