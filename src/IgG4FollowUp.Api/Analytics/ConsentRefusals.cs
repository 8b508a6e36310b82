using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>Who refuses reuse of the data at present.</summary>
public static class ConsentRefusals
{
    public static async Task<HashSet<(string Clinic, Guid PatientId)>> ReadAsync(NpgsqlConnection connection,
        CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select clinic, patient_id from {AnalystTables.Refusals.FullName}", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var refusals = new HashSet<(string, Guid)>();
        while (await reader.ReadAsync(cancellation)) refusals.Add((reader.GetString(0), reader.GetGuid(1)));
        return refusals;
    }
}
