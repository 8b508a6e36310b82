using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>A secret as it is stored.</summary>
/// <param name="Sealed">The secret, sealed.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops signing; null for the current one.</param>
public sealed record SigningSecret(string Sealed, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>Where a clinic wants to be told about changes of its alerts. Of its secrets the newest comes first.</summary>
public sealed record Webhook(
    Guid Id, string Url, IReadOnlyList<string> EventTypes, string? Description, bool Enabled, string? DisabledReason,
    IReadOnlyList<SigningSecret> Secrets, long Version, string ChangedBy, DateTimeOffset CreatedAt, DateTimeOffset? LastDeliveredAt,
    DateTimeOffset? FailingSince)
{
    /// <summary>What its secrets are sealed for.</summary>
    public static string Owner(string clinic, Guid id) => $"{clinic}/{id}";

    /// <summary>Secrets that sign at a moment.</summary>
    public static IEnumerable<SigningSecret> Signing(IReadOnlyList<SigningSecret> secrets, DateTimeOffset now) =>
        secrets.Where(secret => secret.ExpiresAt is null || secret.ExpiresAt > now);
}

/// <summary>Reads webhooks of one clinic, and queues changes of them in a session.</summary>
public sealed class WebhookTable(NpgsqlDataSource database)
{
    /// <summary>Not-null constraint that a change of a version nobody has read runs into.</summary>
    public const string VersionColumn = "version";

    private const string Columns =
        "id, url, event_types, description, enabled, disabled_reason, secrets::text, version, changed_by, created_at, last_delivered_at, failing_since";

    public Task<List<Webhook>> ListAsync(string clinic, CancellationToken cancellation) => ReadAsync(
        $"select {Columns} from {OwnTables.Schema}.webhooks where tenant_id = $1 order by created_at, id", cancellation, clinic);

    public async Task<Webhook?> FindAsync(string clinic, Guid id, CancellationToken cancellation) => (await ReadAsync(
        $"select {Columns} from {OwnTables.Schema}.webhooks where tenant_id = $1 and id = $2", cancellation, clinic, id)).SingleOrDefault();

    public static void QueueInsert(IDocumentSession session, Webhook webhook) => session.QueueSqlCommand(
        $"""
        insert into {OwnTables.Schema}.webhooks (id, tenant_id, url, event_types, description, enabled, secrets, version, changed_by, created_at)
        values (?, ?, ?, string_to_array(?, ' '), nullif(?, ''), ?, ?::jsonb, ?, ?, ?)
        """,
        webhook.Id, session.TenantId, webhook.Url, string.Join(' ', webhook.EventTypes), webhook.Description ?? "", webhook.Enabled,
        Text(webhook.Secrets), webhook.Version, webhook.ChangedBy, webhook.CreatedAt);

    /// <summary>Replaces what its version says was read. Another version cannot be null, which makes the transaction fail.</summary>
    public static void QueueUpdate(IDocumentSession session, Webhook webhook) => session.QueueSqlCommand(
        $"""
        update {OwnTables.Schema}.webhooks set url = ?, event_types = string_to_array(?, ' '), description = nullif(?, ''), enabled = ?,
          disabled_reason = nullif(?, ''), secrets = ?::jsonb, changed_by = ?, failing_since = case when ? then null else failing_since end,
          version = case when version = ? then version + 1 end
        where tenant_id = ? and id = ?
        """,
        webhook.Url, string.Join(' ', webhook.EventTypes), webhook.Description ?? "", webhook.Enabled, webhook.DisabledReason ?? "",
        Text(webhook.Secrets), webhook.ChangedBy, webhook.FailingSince is null, webhook.Version, session.TenantId, webhook.Id);

    public static void QueueDelete(IDocumentSession session, Guid id) =>
        session.QueueSqlCommand($"delete from {OwnTables.Schema}.webhooks where tenant_id = ? and id = ?", session.TenantId, id);

    public static IReadOnlyList<SigningSecret> Secrets(string json) =>
        JsonSerializer.Deserialize<List<SigningSecret>>(json, JsonSerializerOptions.Web)!;

    private static string Text(IReadOnlyList<SigningSecret> secrets) => JsonSerializer.Serialize(secrets, JsonSerializerOptions.Web);

    private async Task<List<Webhook>> ReadAsync(string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var webhooks = new List<Webhook>();
        while (await reader.ReadAsync(cancellation))
        {
            webhooks.Add(new Webhook(
                reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<string[]>(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetBoolean(4), reader.IsDBNull(5) ? null : reader.GetString(5), Secrets(reader.GetString(6)), reader.GetInt64(7),
                reader.GetString(8), reader.GetFieldValue<DateTimeOffset>(9), reader.GetFieldValue<DateTimeOffset?>(10),
                reader.GetFieldValue<DateTimeOffset?>(11)));
        }

        return webhooks;
    }
}
