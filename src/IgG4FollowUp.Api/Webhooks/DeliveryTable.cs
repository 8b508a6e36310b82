using IgG4FollowUp.Api.Hosting;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>States of a delivery.</summary>
public static class DeliveryStates
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Failed = "failed";

    public static readonly IReadOnlyList<string> All = [Pending, Delivered, Failed];
}

/// <summary>One message on its way to one webhook.</summary>
/// <param name="DeliveryId">Identity, made from change and webhook: the same change makes no second delivery.</param>
/// <param name="MessageId">The <c>webhook-id</c> that every attempt carries.</param>
/// <param name="EventType">What the message tells.</param>
/// <param name="AlertId">The alert; null for a test message.</param>
/// <param name="Body">What is sent.</param>
/// <param name="CreatedAt">When it was queued.</param>
/// <param name="State">pending, delivered or failed.</param>
/// <param name="Attempts">Attempts made.</param>
/// <param name="NextAttemptAt">When the next attempt is due; null when there is none.</param>
/// <param name="LastStatus">HTTP status of the last attempt; null when there was no answer.</param>
/// <param name="LastOutcome">How the last attempt ended.</param>
/// <param name="CompletedAt">When it was delivered or given up.</param>
public sealed record Delivery(
    Guid DeliveryId, string MessageId, string EventType, Guid? AlertId, string Body, DateTimeOffset CreatedAt, string State, int Attempts,
    DateTimeOffset? NextAttemptAt, int? LastStatus, string? LastOutcome, DateTimeOffset? CompletedAt);

/// <summary>One attempt at a delivery.</summary>
/// <param name="Number">From 1, over all rounds.</param>
/// <param name="At">When it was begun.</param>
/// <param name="DurationMs">Milliseconds until the answer or the failure.</param>
/// <param name="Status">HTTP status; null when there was no answer.</param>
/// <param name="Outcome">delivered, gone, status, timeout, name-unknown, unreachable, tls-failed, target-refused or secret-unreadable.</param>
public sealed record Attempt(int Number, DateTimeOffset At, int DurationMs, int? Status, string Outcome);

/// <summary>What an attempt needs to know.</summary>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Url">Where to.</param>
/// <param name="Enabled">Whether the webhook is enabled.</param>
/// <param name="Secrets">Its secrets.</param>
/// <param name="Body">What to send.</param>
/// <param name="RoundFrom">Attempts made before the current round of retries.</param>
public sealed record ClaimedDelivery(Guid WebhookId, string Url, bool Enabled, IReadOnlyList<SigningSecret> Secrets, string Body, int RoundFrom);

/// <summary>Reads deliveries of one clinic, and queues what becomes of them in a session.</summary>
public sealed class DeliveryTable(NpgsqlDataSource database)
{
    private const string Columns =
        "id, event_type, alert_id, body, created_at, state, attempts, next_attempt_at, last_status, last_outcome, completed_at";

    public Task<List<Delivery>> ListAsync(string clinic, Guid webhookId, string? state, Guid after, int most, CancellationToken cancellation) => ReadAsync(
        $"""
        select {Columns} from {OwnTables.Schema}.webhook_deliveries
        where tenant_id = $1 and webhook_id = $2 and ($3 = '' or state = $3)
          and ($4 = '{Guid.Empty}' or sequence < (select sequence from {OwnTables.Schema}.webhook_deliveries where tenant_id = $1 and id = $4))
        order by sequence desc limit $5
        """,
        cancellation, clinic, webhookId, state ?? "", after, most);

    public async Task<Delivery?> FindAsync(string clinic, Guid webhookId, Guid id, CancellationToken cancellation) => (await ReadAsync(
        $"select {Columns} from {OwnTables.Schema}.webhook_deliveries where tenant_id = $1 and webhook_id = $2 and id = $3",
        cancellation, clinic, webhookId, id)).SingleOrDefault();

    public async Task<List<Attempt>> AttemptsAsync(Guid deliveryId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select number, at, duration_ms, status, outcome from {OwnTables.Schema}.webhook_attempts where delivery_id = $1 order by number");
        command.Parameters.Add(new() { Value = deliveryId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var attempts = new List<Attempt>();
        while (await reader.ReadAsync(cancellation))
        {
            attempts.Add(new Attempt(
                reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2), reader.GetFieldValue<int?>(3), reader.GetString(4)));
        }

        return attempts;
    }

    /// <summary>
    /// Takes an attempt for one envelope, at once: of two messages for the same attempt only one is sent, and a message that
    /// comes again after a crash finds its own claim.
    /// </summary>
    /// <returns>Null when the attempt was made already, or is another's, or is wanted no longer.</returns>
    public async Task<ClaimedDelivery?> ClaimAsync(string clinic, DeliverWebhook attempt, Guid envelopeId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            update {OwnTables.Schema}.webhook_deliveries d set claimed_by = $4
            from {OwnTables.Schema}.webhooks w
            where d.tenant_id = $1 and d.id = $2 and d.attempts = $3 - 1 and d.state = '{DeliveryStates.Pending}'
              and (d.claimed_by is null or d.claimed_by = $4) and w.id = d.webhook_id
            returning w.id, w.url, w.enabled, w.secrets::text, d.body, d.round_from
            """);
        command.Parameters.Add(new() { Value = clinic });
        command.Parameters.Add(new() { Value = attempt.DeliveryId });
        command.Parameters.Add(new() { Value = attempt.Attempt });
        command.Parameters.Add(new() { Value = envelopeId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new ClaimedDelivery(
                reader.GetGuid(0), reader.GetString(1), reader.GetBoolean(2), WebhookTable.Secrets(reader.GetString(3)), reader.GetString(4), reader.GetInt32(5))
            : null;
    }

    /// <summary>Queues a delivery, unless it is there already or its webhook is gone.</summary>
    public static void QueueInsert(
        IDocumentSession session, Guid id, Guid webhookId, string eventType, Guid? alertId, string body, DateTimeOffset now) => session.QueueSqlCommand(
        $"""
        insert into {OwnTables.Schema}.webhook_deliveries (id, tenant_id, webhook_id, event_type, alert_id, body, created_at, next_attempt_at)
        select ?, tenant_id, id, ?, nullif(?, '{Guid.Empty}'::uuid), ?, ?, ? from {OwnTables.Schema}.webhooks where tenant_id = ? and id = ?
        on conflict (id) do nothing
        """,
        id, eventType, alertId ?? Guid.Empty, body, now, now, session.TenantId, webhookId);

    /// <summary>Queues an attempt for the log, unless the log is gone with its webhook.</summary>
    public static void QueueAttempt(IDocumentSession session, DeliverWebhook attempt, DateTimeOffset at, SendResult result) => session.QueueSqlCommand(
        $"""
        insert into {OwnTables.Schema}.webhook_attempts (delivery_id, number, at, duration_ms, status, outcome)
        select id, ?, ?::timestamptz, ?, nullif(?, 0), ? from {OwnTables.Schema}.webhook_deliveries where id = ? on conflict do nothing
        """,
        attempt.Attempt, at, (int)result.Duration.TotalMilliseconds, result.Status ?? 0, result.Outcome, attempt.DeliveryId);

    /// <summary>Queues the state after an attempt.</summary>
    /// <param name="session">Session of the clinic.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="state">The state.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="next">When the next attempt is due; null when there is none.</param>
    public static void QueueState(
        IDocumentSession session, DeliverWebhook attempt, string state, SendResult result, DateTimeOffset now, DateTimeOffset? next) => session.QueueSqlCommand(
        $"""
        update {OwnTables.Schema}.webhook_deliveries set state = ?, attempts = ?, claimed_by = null, last_status = nullif(?, 0), last_outcome = ?,
          next_attempt_at = case when ? then ?::timestamptz end, completed_at = case when ? then ?::timestamptz end
        where tenant_id = ? and id = ? and attempts = ? - 1
        """,
        state, attempt.Attempt, result.Status ?? 0, result.Outcome, next is not null, next ?? now, state != DeliveryStates.Pending, now,
        session.TenantId, attempt.DeliveryId, attempt.Attempt);

    /// <summary>Gives a delivery up without an attempt.</summary>
    public static void QueueGivenUp(IDocumentSession session, DeliverWebhook attempt, string outcome, DateTimeOffset now) => session.QueueSqlCommand(
        $"""
        update {OwnTables.Schema}.webhook_deliveries
        set state = '{DeliveryStates.Failed}', claimed_by = null, last_outcome = ?, next_attempt_at = null, completed_at = ?
        where tenant_id = ? and id = ? and attempts = ? - 1
        """,
        outcome, now, session.TenantId, attempt.DeliveryId, attempt.Attempt);

    /// <summary>Begins a new round of attempts. A number of attempts that nobody has read cannot be null, which makes the transaction fail.</summary>
    public static void QueueNewRound(IDocumentSession session, Delivery delivery, DateTimeOffset now) => session.QueueSqlCommand(
        $"""
        update {OwnTables.Schema}.webhook_deliveries
        set state = '{DeliveryStates.Pending}', round_from = attempts, claimed_by = null, next_attempt_at = ?, completed_at = null,
          attempts = case when attempts = ? then attempts end
        where tenant_id = ? and id = ?
        """,
        now, delivery.Attempts, session.TenantId, delivery.DeliveryId);

    /// <summary>Notes on the webhook that its receiver answered, or did not, or wants no more; unless it has another receiver by now.</summary>
    public static void QueueHealth(IDocumentSession session, ClaimedDelivery claimed, SendResult result, DateTimeOffset now)
    {
        var change = result.Outcome switch
        {
            Outcomes.Delivered => "last_delivered_at = ?, failing_since = null",
            Outcomes.Gone => "failing_since = coalesce(failing_since, ?), enabled = false, disabled_reason = coalesce(disabled_reason, 'gone'), "
                + "version = case when enabled then version + 1 else version end",
            _ => "failing_since = coalesce(failing_since, ?)",
        };
        session.QueueSqlCommand(
            $"update {OwnTables.Schema}.webhooks set {change} where tenant_id = ? and id = ? and url = ?", now, session.TenantId, claimed.WebhookId, claimed.Url);
    }

    private async Task<List<Delivery>> ReadAsync(string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var deliveries = new List<Delivery>();
        while (await reader.ReadAsync(cancellation))
        {
            deliveries.Add(new Delivery(
                reader.GetGuid(0), WebhookSignature.MessageId(reader.GetGuid(0)), reader.GetString(1), reader.GetFieldValue<Guid?>(2), reader.GetString(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetString(5), reader.GetInt32(6), reader.GetFieldValue<DateTimeOffset?>(7),
                reader.GetFieldValue<int?>(8), reader.IsDBNull(9) ? null : reader.GetString(9), reader.GetFieldValue<DateTimeOffset?>(10)));
        }

        return deliveries;
    }
}
