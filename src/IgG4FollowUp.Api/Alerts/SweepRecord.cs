using IgG4FollowUp.Api.Storage;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>The record of a sweep over one clinic, or over all of them.</summary>
public sealed record SweepRecord
{
    /// <summary>The instant for which it was due, which identifies it in its clinic.</summary>
    public required DateTimeOffset Slot { get; init; }

    public string Id => Slot.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How many patients there were.</summary>
    public required int Patients { get; init; }

    /// <summary>What came of it.</summary>
    public required Evaluation Evaluation { get; init; }

    /// <summary>Every event up to this sequence was taken into account.</summary>
    public required long ToSequence { get; init; }

    /// <summary>Name and version of the thresholds; empty for all clinics.</summary>
    public required string Settings { get; init; }

    public static void Configure(StoreOptions options)
    {
        options.Columns<SweepRecord>(nameof(Slot));
        options.Schema.For<SweepRecord>().StartIndexesByTenantId().Index(record => record.Slot);
    }
}

/// <summary>Records of sweeps as rows.</summary>
public sealed class FormerHeartbeats : IFormerTable
{
    public string Name => StorageNames.Schema + ".alert_heartbeats";

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) =>
        FormerRows.MoveAsync(connection, store, $"select * from {Name}", Document, cancellation);

    private static SweepRecord Document(NpgsqlDataReader row) => new()
    {
        Slot = row.Get<DateTimeOffset>("slot"),
        StartedAt = row.Get<DateTimeOffset>("started_at"),
        FinishedAt = row.Get<DateTimeOffset>("finished_at"),
        Patients = row.Get<int>("patients"),
        Evaluation = new(row.Get<int>("evaluated"), row.Get<int>("findings"), row.Get<int>("suppressed"), row.Get<int>("changes")),
        ToSequence = row.Get<long>("to_sequence"),
        Settings = row.Get<string>("settings"),
    };
}
