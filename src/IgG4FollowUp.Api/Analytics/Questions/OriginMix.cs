using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// How many patients of an answer are a clinic's own, taken from publications, or made up: <c>clinic_patients</c>,
/// <c>published_patients</c>, <c>synthetic_patients</c>. An answer pools the first two unless its conditions say otherwise, so it says what
/// it pools.
/// </summary>
public static class OriginMix
{
    /// <summary>Origins of people who live or lived.</summary>
    public static readonly string[] Real = [StoredName.Of(DataOrigin.Clinic), StoredName.Of(DataOrigin.Published)];

    /// <summary>Origins of records that hide nothing: what a journal printed of each patient, and what nobody lived.</summary>
    public static readonly string[] Open = [StoredName.Of(DataOrigin.Published), StoredName.Of(DataOrigin.Synthetic)];

    /// <summary>Says where the patients of an answer come from.</summary>
    /// <param name="about">What the answer says about itself.</param>
    /// <param name="origins">The origin of each patient.</param>
    public static void Describe(this AnswerMetadata about, IEnumerable<string> origins)
    {
        foreach (var (name, count) in Count(origins.CountBy(origin => origin, StringComparer.Ordinal)))
            about.Add($"{name}_patients", count);
    }

    /// <summary>The same for the patients who have a row in a table that a filter lets through.</summary>
    public static async Task<List<KeyValuePair<string, object?>>> ReadAsync(
        CohortSnapshot snapshot, string table, CohortFilter filter, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        command.CommandText = $"""
            select p.origin, count(*)::integer from patients p
            where exists (select from {table} t where t.clinic = p.clinic and t.patient_id = p.patient_id
                and {filter.Sql("t", command.Parameters)})
            group by p.origin
            """;
        var counts = new List<KeyValuePair<string, int>>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) counts.Add(new(reader.GetString(0), reader.GetInt32(1)));
        return [.. Count(counts)];
    }

    private static IEnumerable<KeyValuePair<string, object?>> Count(IEnumerable<KeyValuePair<string, int>> counts)
    {
        var known = counts.ToDictionary(StringComparer.Ordinal);
        return StoredName.All<DataOrigin>()
            .Select(origin => new KeyValuePair<string, object?>(origin, known.GetValueOrDefault(origin)));
    }
}
