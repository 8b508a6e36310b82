using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Wording;
using Marten;
using Marten.Linq.MatchesSql;
using Marten.Schema;
using Marten.Schema.Indexing.Unique;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>How charts are stored: a study number belongs to one patient of a clinic.</summary>
public static class ChartDocuments
{
    public const string StudyNumberIndex = "uq_patientchart_study_number";

    public static void Configure(StoreOptions options) => options.Schema.For<PatientChart>()
        .UniqueIndex(UniqueIndexType.DuplicatedField, StudyNumberIndex, TenancyScope.PerTenant, chart => chart.StudyNumber);

    /// <summary>Whether a clinic has given a study number to a patient, other than one.</summary>
    public static Task<bool> IsTakenAsync(IQuerySession session, string studyNumber, Guid? except, CancellationToken cancellation) =>
        except is { } patient
        ? session.Query<PatientChart>().AnyAsync(chart => chart.StudyNumber == studyNumber && chart.Id != patient, cancellation)
        : session.Query<PatientChart>().AnyAsync(chart => chart.StudyNumber == studyNumber, cancellation);

    /// <summary>SQL of <see cref="StudyNumbers.Look"/>.</summary>
    public static string Look(string column) =>
        $"regexp_replace(rtrim(translate(upper({column}), '{StudyNumbers.Alike}', '{StudyNumbers.Taken}'), '{StudyNumbers.Separator}'), "
            + $"'{StudyNumbers.Separator}+', '{StudyNumbers.Separator}', 'g')";

    /// <summary>Whether a clinic has given another patient a study number that people take for this one.</summary>
    public static Task<bool> IsAlikeAsync(IQuerySession session, string studyNumber, Guid? except, CancellationToken cancellation)
    {
        var patient = except ?? Guid.Empty;
        return session.Query<PatientChart>().Where(chart => chart.StudyNumber != studyNumber && chart.Id != patient
                && chart.MatchesSql($"{Look("d.study_number")} = ?", StudyNumbers.Look(studyNumber)))
            .AnyAsync(cancellation);
    }
}

/// <summary>The table of study numbers; the column beside the chart has taken its place.</summary>
public sealed class FormerStudyNumbers : IFormerTable
{
    public string Name => StorageNames.Schema + ".study_numbers";

    public async Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation)
    {
        await using var move = new NpgsqlCommand(
            $"update {StorageNames.Charts} d set study_number = n.study_number from {Name} n where n.tenant_id = d.tenant_id and "
                + "n.patient_id = d.id", connection);
        await move.ExecuteNonQueryAsync(cancellation);
    }
}
