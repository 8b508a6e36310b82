using JasperFx;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>
/// How far a patient's record has been looked at, and when it must be looked at again although nobody records anything. Its revision moves
/// with every verdict that is stored or that rests on a newer record: of two that are made at once the second is made again, so an older
/// verdict never follows a newer one.
/// </summary>
public sealed record PatientWatch : IRevisioned
{
    /// <summary>The patient.</summary>
    public required Guid Id { get; init; }

    /// <summary>Version of the record that was looked at.</summary>
    public long RecordVersion { get; init; }

    /// <summary>When time alone may change a verdict or escalate an alert; null when it never does.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    /// <summary>Revision of this document.</summary>
    public int Version { get; set; }

    public static void Configure(StoreOptions options) => options.Schema.For<PatientWatch>().Duplicate(watch => watch.LookAgainAt);
}

/// <summary>Which patients must be looked at.</summary>
public sealed class PatientWatches(NpgsqlDataSource database)
{
    private const string Table = StorageNames.Schema + ".mt_doc_patientwatch";

    /// <summary>Patients of all clinics whose instant has come, the earliest first.</summary>
    public async Task<List<(string Clinic, Guid PatientId)>> DueAsync(DateTimeOffset now, int most, CancellationToken cancellation)
    {
        await using var command =
            database.CreateCommand($"select tenant_id, id from {Table} where look_again_at <= $1 order by look_again_at limit $2");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        var due = new List<(string, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) due.Add((reader.GetString(0), reader.GetGuid(1)));
        return due;
    }

    /// <summary>Has every patient of the session's clinic looked at, from an instant on, once the session is saved.</summary>
    public static void LookAtAll(IDocumentSession session, DateTimeOffset from) => LookAt(session, from, null);

    /// <summary>Has one patient looked at, from an instant on.</summary>
    public static void LookAt(IDocumentSession session, Guid patientId, DateTimeOffset from) => LookAt(session, from, patientId);

    private static void LookAt(IDocumentSession session, DateTimeOffset from, Guid? only) => session.QueueSqlCommand(
        $"""
        insert into {Table} as watch (tenant_id, id, data, look_again_at, mt_version)
        select tenant_id, id, jsonb_build_object('id', id, 'lookAgainAt', cast(? as timestamptz)), ?, 1
        from {StorageNames.Charts} where tenant_id = ? and id = coalesce(cast(? as uuid), id)
        on conflict (tenant_id, id) do update
          set data = watch.data || excluded.data, look_again_at = excluded.look_again_at, mt_version = watch.mt_version + 1
        """,
        from, from, session.TenantId, only is { } id ? id.ToString() : DBNull.Value);
}

/// <summary>
/// The table of timers; an instant beside each patient has taken its place. Every patient is looked at once, which sets it.
/// </summary>
public sealed class FormerAlertTimers(TimeProvider time) : IFormerTable
{
    public string Name => StorageNames.Schema + ".alert_timers";

    public async Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation)
    {
        var clinics = new List<string>();
        await using (var command = new NpgsqlCommand($"select distinct tenant_id from {StorageNames.Charts}", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation)) clinics.Add(reader.GetString(0));
        }

        foreach (var clinic in clinics)
        {
            await using var session = store.LightweightSession(clinic);
            PatientWatches.LookAtAll(session, time.Instant());
            await session.SaveChangesAsync(cancellation);
        }
    }
}
