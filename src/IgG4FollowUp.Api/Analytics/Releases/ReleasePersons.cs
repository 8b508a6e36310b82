using System.Collections.Immutable;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Disclosure;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Releases;

/// <summary>The persons of whom a release may tell, from the tables for analysts, in coarse codes.</summary>
public static class ReleasePersons
{
    private const string OrganPrefix = "organ_";

    private static readonly string[] Organs =
        [.. StoredName.All<Organ>().Select(organ => OrganPrefix + organ.Replace('-', '_'))];

    // Columns of the tables by the column of the release that is made of them, where both have not the same name.
    private static readonly Dictionary<string, string[]> Sources = new(StringComparer.Ordinal)
    {
        ["age_band"] = ["age_years"],
        ["homogeneous_enhancement"] = ["lesion_enhancement"],
        ["other_organs"] = Organs,
    };

    /// <summary>What is read.</summary>
    public static QuestionReads Reads { get; } =
        new(
            [.. RegistryColumns.All.SelectMany(column => SourcesOf(column.Name))],
            TimesRequest.IntervalsWith("exact_days_assessed", "cause"));

    /// <summary>Every patient of a clinic's own who does not refuse reuse of the data.</summary>
    /// <param name="snapshot">The tables at present.</param>
    /// <param name="pseudonym">What a person is called in the release.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<List<ReleasedPerson>> ReadAsync(
        CohortSnapshot snapshot, Func<string, string> pseudonym, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        command.Parameters.Add(new() { Value = RecurrenceDefinition.Composite.Name });
        command.Parameters.Add(new() { Value = RecurrenceDefinition.Composite.Version });
        command.Parameters.Add(new() { Value = TimesRequest.OriginName(TimeZero.Presentation) });
        command.Parameters.Add(new() { Value = StoredName.Of(DataOrigin.Clinic) });
        command.CommandText = $"""
            select s.*, f.exact_days_assessed, f.cause
            from {snapshot.Persons} s left join recurrence_free_intervals f
              on f.clinic = s.clinic and f.patient_id = s.patient_id
                and f.definition = $1 and f.definition_version = $2 and f.time_zero = $3
            where s.origin = $4
            order by s.clinic, s.patient_id
            """;
        return await command.ReadAsync(row => Person(row, pseudonym), cancellation);
    }

    private static ReleasedPerson Person(NpgsqlDataReader row, Func<string, string> pseudonym)
    {
        var codes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var column in RegistryColumns.All)
        {
            if (Code(row, column.Name) is { } code) codes.Add(column.Name, code);
        }

        var days = row.Maybe<int>("exact_days_assessed");
        return new(
            pseudonym($"{row.Cell<string>("clinic")}/{row.Cell<Guid>("patient_id")}"), codes.ToImmutable(),
            days is null ? null : Until(days.Value), row.Maybe<int>("cause") == 1);
    }

    private static int Until(int days) =>
        LifeTable.Candidates.Count(months => SetTime.DaysOf(months) < days);

    private static string? Code(NpgsqlDataReader row, string column) => column switch
    {
        "age_band" => RegistryColumns.BandOf(row.Maybe<int>("age_years")),
        "homogeneous_enhancement" => YesIf(row.Text("lesion_enhancement") == StoredName.Of(Enhancement.Homogeneous)),
        "other_organs" => YesIf(Organs.Any(organ => row.Maybe<bool>(organ) == true)),
        _ when RegistryColumns.All.First(one => one.Name == column).Codes is [{ Code: RegistryColumns.Yes }] =>
            YesIf(row.Maybe<bool>(column) == true),
        _ => row.Text(column),
    };

    private static string? YesIf(bool holds) => holds ? RegistryColumns.Yes : null;

    private static string[] SourcesOf(string column) => Sources.GetValueOrDefault(column) ?? [column];
}
