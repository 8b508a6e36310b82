using System.Text.Json;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Wording;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Api.Storage;

/// <summary>Reads alerts in the order of the inbox, with the study number that stands beside the patient's chart. The clinic is a parameter of every statement.</summary>
public sealed class AlertRows(NpgsqlDataSource database)
{
    /// <summary>One alert more than asked for, if there is one, so that the reader sees whether a page follows.</summary>
    public async Task<List<(Alert Alert, string StudyNumber)>> ReadAsync(InboxQuery asked, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select a.data, c.study_number from {StorageNames.Alerts} a
            join {StorageNames.Charts} c on c.tenant_id = a.tenant_id and c.id = a.patient_id
            where a.tenant_id = $1 and $2 is not null and {InboxQuery.Statuses[asked.Status]}
              and ($3 is null or a.rule = $3) and ($4 is null or a.priority between $4 and $5) and ($6 is null or a.patient_id = $6)
              and ($7 is null or a.assigned_to = any($7)) and ($8 is null or (a.priority, a.raised_at, a.id) > ($8, $9, $10))
            order by a.priority, a.raised_at, a.id limit $11
            """);
        var first = asked.Urgency is { } level ? (Urgency.Urgent - level) * (Alert.HighestLevel + 1) : (int?)null;
        Add(NpgsqlDbType.Varchar, asked.Clinic);
        Add(NpgsqlDbType.Date, asked.Today);
        Add(NpgsqlDbType.Varchar, asked.Rule);
        Add(NpgsqlDbType.Integer, first);
        Add(NpgsqlDbType.Integer, first + Alert.HighestLevel);
        Add(NpgsqlDbType.Uuid, asked.Patient);
        Add(NpgsqlDbType.Array | NpgsqlDbType.Varchar, asked.AssignedTo is { } person ? await SpellingsAsync(asked.Clinic, person, cancellation) : null);
        Add(NpgsqlDbType.Integer, asked.After?.Priority);
        Add(NpgsqlDbType.TimestampTz, asked.After?.RaisedAt);
        Add(NpgsqlDbType.Uuid, asked.After?.AlertId);
        Add(NpgsqlDbType.Integer, asked.Most + 1);
        var found = new List<(Alert Alert, string StudyNumber)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            found.Add((JsonSerializer.Deserialize<Alert>(reader.GetFieldValue<byte[]>(0), EntryText.Options)!, reader.GetString(1)));
        return found;

        void Add(NpgsqlDbType type, object? value) => command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });
    }

    // A name is kept as it was given; in which form somebody else's keyboard gives it makes nobody else of the person.
    private async Task<string[]> SpellingsAsync(string clinic, string person, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select distinct assigned_to from {StorageNames.Alerts} where tenant_id = $1 and assigned_to is not null");
        command.Parameters.Add(new() { Value = clinic });
        var spellings = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) spellings.Add(reader.GetString(0));
        return [.. spellings.Where(name => WrittenText.Alike.Equals(name, person))];
    }
}

/// <summary>Alerts as rows; the documents beside their streams have taken their place.</summary>
public sealed class FormerAlerts : IFormerTable
{
    public string Name => StorageNames.Schema + ".alerts";

    public Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation) => FormerRows.MoveAsync(
        connection, store, $"select tenant_id, data::text as alert from {Name}",
        row => JsonSerializer.Deserialize<Alert>(row.Get<string>("alert"), EntryText.Options)!, cancellation);
}
