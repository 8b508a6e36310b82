using System.Text.Json;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Wording;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Api.Storage;

/// <summary>
/// Reads alerts in the order of the inbox, with the study number that stands beside the patient's chart. The clinic is a parameter of every
/// statement.
/// </summary>
public sealed class AlertRows(NpgsqlDataSource database)
{
    /// <summary>One alert.</summary>
    /// <param name="Alert">The alert.</param>
    /// <param name="StudyNumber">The clinic's number of its patient.</param>
    /// <param name="OnPage">False for one that is read only because its patient is on the page.</param>
    public sealed record Row(Alert Alert, string StudyNumber, bool OnPage);

    /// <summary>
    /// In the order of the inbox, the alerts of the page, and one more if there is one, so that the reader sees whether a page follows;
    /// among them what else the same question finds of their patients.
    /// </summary>
    public async Task<List<Row>> ReadAsync(InboxQuery asked, CancellationToken cancellation)
    {
        var condition = $"""
            a.tenant_id = $1 and $2 is not null and {InboxQuery.Statuses[asked.Status]} and ($3 is null or a.rule = $3)
              and ($4 is null or a.priority between $4 and $5) and ($6 is null or a.patient_id = $6)
              and ($7 is null or a.assigned_to = any($7))
            """;
        // Alerts that one reading of a chart raised are as old as each other.
        const string rule = "coalesce(array_position($12, a.rule), 0)";
        const string day = """
            coalesce((select max(f ->> 'on' collate "C") from jsonb_array_elements(a.data #> '{finding,restsOn}') f
              where f ->> 'on' <> 'not-reported'), '') collate "C"
            """;
        await using var command = database.CreateCommand($"""
            with page as materialized (
              select a.id, a.patient_id from {StorageNames.Alerts} a
              where {condition} and ($8 is null or ((a.priority, a.raised_at) >= ($8, $9)
                and (a.priority, a.raised_at, {rule}, {day}, a.id) > ($8, $9, $13, $14, $10)))
              order by a.priority, a.raised_at, {rule}, {day}, a.id limit $11)
            select a.data, c.study_number, a.id in (select id from page) from {StorageNames.Alerts} a
            join {StorageNames.Charts} c on c.tenant_id = a.tenant_id and c.id = a.patient_id
            where {condition} and a.patient_id = any(array(select patient_id from page))
            order by a.priority, a.raised_at, {rule}, {day}, a.id
            """);
        var first = asked.Urgency is { } level ? (Urgency.Urgent - level) * (Alert.HighestLevel + 1) : (int?)null;
        Add(NpgsqlDbType.Varchar, asked.Clinic);
        Add(NpgsqlDbType.Date, asked.Today);
        Add(NpgsqlDbType.Varchar, asked.Rule);
        Add(NpgsqlDbType.Integer, first);
        Add(NpgsqlDbType.Integer, first + Alert.HighestLevel);
        Add(NpgsqlDbType.Uuid, asked.Patient);
        Add(NpgsqlDbType.Array | NpgsqlDbType.Varchar,
            asked.AssignedTo is { } person ? await SpellingsAsync(asked.Clinic, person, cancellation) : null);
        Add(NpgsqlDbType.Integer, asked.After?.Priority);
        Add(NpgsqlDbType.TimestampTz, asked.After?.RaisedAt);
        Add(NpgsqlDbType.Uuid, asked.After?.AlertId);
        Add(NpgsqlDbType.Integer, asked.Most + 1);
        Add(NpgsqlDbType.Array | NpgsqlDbType.Varchar, InboxQuery.Rules.AsSpan().ToArray());
        Add(NpgsqlDbType.Integer, asked.After?.Rule);
        Add(NpgsqlDbType.Text, asked.After?.Day);
        var found = new List<Row>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            found.Add(
                new(JsonSerializer.Deserialize<Alert>(reader.GetFieldValue<byte[]>(0), EntryJson.Options)!, reader.GetString(1),
                    reader.GetBoolean(2)));
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
        row => JsonSerializer.Deserialize<Alert>(row.Get<string>("alert"), EntryJson.Options)!, cancellation);
}
