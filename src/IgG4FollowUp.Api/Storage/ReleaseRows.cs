using System.Text.Json;
using IgG4FollowUp.Domain.Disclosure;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace IgG4FollowUp.Api.Storage;

/// <summary>A release as it is kept.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Key">The key under which its members have their pseudonyms: of another release they are others.</param>
/// <param name="Counts">What it tells.</param>
/// <param name="Members">Pseudonyms of the persons in it, each with a digest of what was counted of them.</param>
public sealed record ReleaseRow(
    int Number, DateTimeOffset MadeAt, byte[] Key, ReleasedCounts Counts, IReadOnlyDictionary<string, string> Members);

/// <summary>The table of releases. Nothing in it is a value of a person.</summary>
public static class ReleaseRows
{
    private const string Name = StorageNames.Schema + ".releases";

    public static void Configure(StoreOptions options)
    {
        var table = new Table(Name);
        table.AddColumn("number", "integer").AsPrimaryKey();
        table.AddColumn("made_at", "timestamptz").NotNull();
        table.AddColumn("key", "bytea").NotNull();
        foreach (var name in new[] { "counts", "members" }) table.AddColumn(name, "jsonb").NotNull();
        options.Storage.ExtendedSchemaObjects.Add(table);
    }

    /// <summary>The last release; null when there is none.</summary>
    public static async Task<ReleaseRow?> LastAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select number, made_at, key, counts, members from {Name} order by number desc limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(
                reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<byte[]>(2),
                JsonSerializer.Deserialize<ReleasedCounts>(reader.GetString(3))!,
                JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(4))!)
            : null;
    }

    /// <summary>Waits until nobody else makes a release, up to the end of the transaction.</summary>
    public static async Task AloneAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(4717)", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task AddAsync(NpgsqlConnection connection, ReleaseRow row, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"insert into {Name} (number, made_at, key, counts, members) values ($1, $2, $3, $4, $5)", connection);
        command.Parameters.Add(new() { Value = row.Number });
        command.Parameters.Add(new() { Value = row.MadeAt.ToUniversalTime() });
        command.Parameters.Add(new() { Value = row.Key });
        foreach (var json in new[] { JsonSerializer.Serialize(row.Counts), JsonSerializer.Serialize(row.Members) })
            command.Parameters.Add(new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
