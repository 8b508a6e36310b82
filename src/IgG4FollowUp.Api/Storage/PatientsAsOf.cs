using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>What the clinic's records hold already, asked for many rows at once.</summary>
public sealed class PatientsAsOf(NpgsqlDataSource database, IDocumentStore store)
{
    /// <summary>The charts enrolled under these study numbers.</summary>
    public async Task<Dictionary<string, PatientChart>> WithAsync(string clinic, IEnumerable<string> studyNumbers,
        CancellationToken cancellation)
    {
        await using var session = store.QuerySession(clinic);
        var charts = await session.Query<PatientChart>().Where(chart => chart.StudyNumber.IsOneOf(studyNumbers.ToArray()))
            .ToListAsync(cancellation);
        return charts.ToDictionary(chart => chart.StudyNumber, StringComparer.Ordinal);
    }

    /// <summary>The clinic's patients whose study numbers look like one of these.</summary>
    /// <param name="clinic">The clinic.</param>
    /// <param name="looks">The forms in which numbers that look alike are equal.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<IReadOnlyList<(string StudyNumber, Guid PatientId)>> LookingLikeAsync(string clinic, string[] looks,
        CancellationToken cancellation)
    {
        if (looks.Length == 0) return [];
        await using var command = database.CreateCommand($"""
            select d.study_number, d.id from {StorageNames.Charts} d
            where d.tenant_id = $1 and {ChartDocuments.Look("d.study_number")} = any($2) order by d.study_number
            """);
        command.Parameters.Add(new() { Value = clinic });
        command.Parameters.Add(new() { Value = looks });
        var found = new List<(string, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) found.Add((reader.GetString(0), reader.GetGuid(1)));
        return found;
    }

    /// <summary>
    /// What tells whether a row is one of the clinic's patients; the clinic's own ones only when the file holds published ones.
    /// </summary>
    public async Task<IReadOnlyList<OverlapKey>> OverlapKeysAsync(string clinic, bool own, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($$"""
            select d.id, e ->> 'citation', e ->> 'alsoPublishedAs', e ->> 'origin' = 'published', e ->> 'sex', p ->> 'ageYears',
              l ->> 'levels', e ->> 'studyNumber'
            from {{StorageNames.Charts}} d
            cross join lateral (select
              jsonb_path_query_first(d.data, '$.entries[*] ? (@.kind == "enrolment")') as e,
              jsonb_path_query_first(d.data, '$.entries[*] ? (@.kind == "presentation")') as p,
              jsonb_path_query_first(d.data, '$.entries[*] ? (@.kind == "lesion" && exists(@.levels))') as l) entry
            where d.tenant_id = $1 and ($2 or e ->> 'origin' = 'published')
            """);
        command.Parameters.Add(new() { Value = clinic });
        command.Parameters.Add(new() { Value = own });
        var keys = new List<OverlapKey>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            keys.Add(new OverlapKey(null, reader.GetGuid(0))
            {
                StudyNumber = Text(reader, 7),
                Citation = Text(reader, 1),
                AlsoPublishedAs = Text(reader, 2),
                Published = !reader.IsDBNull(3) && reader.GetBoolean(3),
                Sex = Enum.TryParse<Sex>(Text(reader, 4), ignoreCase: true, out var sex) ? sex : null,
                Age = int.TryParse(Text(reader, 5), out var age) ? age : null,
                Levels = SpinalLevels.TryParse(Text(reader, 6), out var levels) ? levels : null,
            });
        }

        return keys;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
