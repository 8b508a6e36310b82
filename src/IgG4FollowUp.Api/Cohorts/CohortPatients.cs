using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using Npgsql;

namespace IgG4FollowUp.Api.Cohorts;

/// <summary>A patient as analysts see it: no study number, no citation, no free text.</summary>
/// <param name="PatientId">Identity without meaning outside the service.</param>
/// <param name="Clinic">The clinic's slug.</param>
/// <param name="Version">Version of the record.</param>
/// <param name="Chart">Current and former entries.</param>
public sealed record CohortPatient(Guid PatientId, string Clinic, long Version, PatientChart Chart);

/// <summary>De-identified records of all clinics. The only reads that cross clinics, and therefore in a file of their own.</summary>
public static class CohortPatients
{
    /// <summary>JSON without what is marked as identifying or as free text in the domain.</summary>
    public static JsonSerializerOptions DeIdentified { get; } = new(EntryText.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Withhold } },
    };

    public static void Map(IEndpointRouteBuilder cohort)
    {
        cohort.MapGet("/patients", async (HttpContext http, NpgsqlDataSource database, string? cursor, string? limit, string? clinic) =>
            {
                if (!Cursor.TryParse(cursor, limit, out var after, out var size, out var problem)) return (IResult)problem;
                if (clinic is not null && !Policies.IsClinic(clinic)) return Problem.InvalidParameter(nameof(clinic), "a clinic's slug.");
                var found = await ReadAsync(database, "($1::text is null or tenant_id = $1) and id > $2 order by id limit $3", http.RequestAborted,
                    (object?)clinic ?? DBNull.Value, after, size + 1);
                var items = found.Take(size).ToList();
                return TypedResults.Json(new Page<CohortPatient>(items, found.Count > size ? Cursor.Text(items[^1].PatientId) : null), DeIdentified);
            })
            .DescribeRead<Page<CohortPatient>>("listCohortPatients", "List de-identified patients of all clinics, page by page");

        cohort.MapGet("/patients/{patientId:guid}/timeline", async (Guid patientId, HttpContext http, NpgsqlDataSource database) =>
            {
                var found = await ReadAsync(database, "id = $1 limit 1", http.RequestAborted, patientId);
                return found is [var patient] ? (IResult)TypedResults.Json(Timeline.Of(patient.Chart), DeIdentified) : Problem.NotFound();
            })
            .DescribeRead<Timeline>("getCohortTimeline", "Read a de-identified timeline");
    }

    private static async Task<List<CohortPatient>> ReadAsync(
        NpgsqlDataSource database, string where, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = database.CreateCommand(
            $"select tenant_id, data from {OwnTables.Schema}.mt_doc_patientchart where {where}");
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter is DBNull ? new() { Value = parameter, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } : new() { Value = parameter });
        var found = new List<CohortPatient>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var chart = JsonSerializer.Deserialize<PatientChart>(reader.GetFieldValue<byte[]>(1), EntryText.Options)!;
            found.Add(new CohortPatient(chart.Id, reader.GetString(0), chart.EventCount, chart));
        }

        return found;
    }

    private static void Withhold(JsonTypeInfo info)
    {
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            var provider = info.Properties[i].AttributeProvider;
            if (provider?.IsDefined(typeof(FreeTextAttribute), inherit: true) == true || provider?.IsDefined(typeof(IdentifyingAttribute), inherit: true) == true)
                info.Properties.RemoveAt(i);
        }
    }
}
