using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>A stretch of treatment in days from the origin.</summary>
/// <param name="Kind">Kind of treatment, or decompression.</param>
/// <param name="Agent">The steroid-sparing agent; null for other kinds.</param>
/// <param name="StartsAtLeast">First day on which it can have begun; null when there is no bound.</param>
/// <param name="StartsAtMost">Last day on which it can have begun; null when there is no bound.</param>
/// <param name="StopsAtLeast">First day on which it can have ended; null while it goes on.</param>
/// <param name="StopsAtMost">Last day on which it can have ended; null while it goes on.</param>
/// <param name="DoseAtLeast">Lower bound of the daily dose, mg of prednisone; null for other kinds.</param>
/// <param name="DoseAtMost">Upper bound; null for other kinds, and when there is none.</param>
public sealed record Stretch(
    string Kind, string? Agent, int? StartsAtLeast, int? StartsAtMost, int? StopsAtLeast, int? StopsAtMost, decimal? DoseAtLeast,
    decimal? DoseAtMost);

/// <summary>When something was begun, in days from the origin; both null when it never was.</summary>
/// <param name="AtLeast">First day on which it can have been; negative infinity without a bound.</param>
/// <param name="AtMost">Last day; positive infinity without a bound.</param>
public readonly record struct Beginning(double? AtLeast, double? AtMost)
{
    /// <summary>Whether it was begun by a day; null where partial dates leave it open.</summary>
    /// <param name="day">Days from the origin.</param>
    public bool? By(double day) => AtMost <= day ? true : AtLeast is null || AtLeast > day ? false : null;
}

/// <summary>Treatments that people come under on the way.</summary>
public static class Exposures
{
    /// <summary>Exposure by which the daily dose is a covariate, not a group.</summary>
    public const string Dose = "prednisone-dose";

    private const string Decompression = "decompression";

    private static readonly string[] Kinds = [.. StoredName.All<ExposureKind>()];

    private static readonly string[] Agents = [.. StoredName.All<SparingAgent>()];

    /// <summary>Exposures that begin: operations, treatments and single agents.</summary>
    public static IReadOnlyList<string> Begun { get; } = [.. Kinds, Decompression, .. Agents];

    /// <summary>What is read of persons and of their treatment.</summary>
    public static QuestionReads Reads { get; } = new(
        ["decompression_on_earliest", "decompression_on_latest"],
        TherapyTables.Exposure.Only(
            ["kind", "ordinal", "agent", "starts_earliest", "starts_latest", "stops_earliest", "stops_latest",
                "prednisone_per_day_at_least", "prednisone_per_day_at_most"]));

    /// <summary>The treatment of those whom a question is about, by patient.</summary>
    public static async Task<ILookup<PersonKey, Stretch>> ReadAsync(
        CohortSnapshot snapshot, TimesRequest request, CancellationToken cancellation)
    {
        await using var command = snapshot.Command();
        request.Bind(command.Parameters);
        command.CommandText = $"""
            select s.clinic, s.patient_id, x.kind, x.agent, x.starts_earliest - f.origin_latest as starts_least,
              x.starts_latest - f.origin_earliest as starts_most, x.stops_earliest - f.origin_latest as stops_least,
              x.stops_latest - f.origin_earliest as stops_most, x.dose_least, x.dose_most
            from {snapshot.Persons} s join recurrence_free_intervals f using (clinic, patient_id)
              join (select clinic, patient_id, kind, agent, starts_earliest, starts_latest, stops_earliest, stops_latest,
                      prednisone_per_day_at_least as dose_least, prednisone_per_day_at_most as dose_most
                    from treatment_exposure
                    union all
                    select d.clinic, d.patient_id, '{Decompression}', null, d.decompression_on_earliest, d.decompression_on_latest,
                      null, null, null, null
                    from {snapshot.Persons} d
                    where d.decompression_on_latest is not null) x using (clinic, patient_id)
            where f.definition = $1 and f.definition_version = $2 and f.time_zero = $3 and {request.FilterSql(command.Parameters)}
            """;
        var rows = await command.ReadAsync(
            row => (Patient: PersonKey.Of(row), Stretch: new Stretch(
                row.Cell<string>("kind"), row.Text("agent"), row.Maybe<int>("starts_least"), row.Maybe<int>("starts_most"),
                row.Maybe<int>("stops_least"), row.Maybe<int>("stops_most"), row.Maybe<decimal>("dose_least"),
                row.Maybe<decimal>("dose_most"))),
            cancellation);
        return rows.ToLookup(row => row.Patient, row => row.Stretch);
    }

    /// <summary>When an exposure was begun first.</summary>
    /// <param name="exposure">One of <see cref="Begun"/>.</param>
    /// <param name="treatment">The patient's treatment.</param>
    public static Beginning FirstOf(string exposure, IEnumerable<Stretch> treatment)
    {
        double? least = null, most = null;
        foreach (var stretch in treatment.Where(stretch => IsOf(exposure, stretch)))
        {
            var from = stretch.StartsAtLeast ?? double.NegativeInfinity;
            least = least is { } other ? Math.Min(other, from) : from;
            // A dose that may have been none begins nothing for certain.
            var until = stretch.DoseAtLeast == 0 ? double.PositiveInfinity : stretch.StartsAtMost ?? double.PositiveInfinity;
            most = most is { } former ? Math.Min(former, until) : until;
        }

        return new(least, most);
    }

    /// <summary>Whether a stretch is of an exposure.</summary>
    /// <param name="exposure">One of <see cref="Begun"/>, or <see cref="Dose"/>.</param>
    /// <param name="stretch">The stretch.</param>
    public static bool IsOf(string exposure, Stretch stretch) =>
        exposure == Dose ? stretch.Kind == StoredName.Of(ExposureKind.Glucocorticoid)
        : Array.IndexOf(Agents, exposure) >= 0 ? stretch.Agent == exposure
        : stretch.Kind == exposure;
}
