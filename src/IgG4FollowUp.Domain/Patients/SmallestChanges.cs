using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>A score of which changes are judged.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Score>))]
public enum Score
{
    /// <summary>Pain, 0 to 10.</summary>
    Pain,

    /// <summary>Metres walked without a rest.</summary>
    WalkingDistance,

    /// <summary>mJOA, 18 points.</summary>
    Mjoa,

    /// <summary>mJOA, 11 points.</summary>
    MjoaThoracic,

    /// <summary>Nurick grade.</summary>
    Nurick,

    /// <summary>Modified Rankin scale.</summary>
    ModifiedRankin,

    /// <summary>SCIM III.</summary>
    Scim,

    /// <summary>EQ-5D-5L index.</summary>
    [JsonStringEnumMemberName("eq5d-index")]
    Eq5dIndex,

    /// <summary>Total of the IgG4-RD Responder Index.</summary>
    ResponderIndex,
}

/// <summary>How the source of a smallest change was read.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SourceReading>))]
public enum SourceReading
{
    /// <summary>The figure was read in the abstract.</summary>
    Abstract,

    /// <summary>No published figure could be confirmed.</summary>
    NoneConfirmed,
}

/// <summary>The member holds a score of which <see cref="SmallestChanges"/> tells the smallest change that counts.</summary>
/// <param name="score">The score.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ScoreAttribute(Score score) : Attribute
{
    /// <summary>The score.</summary>
    public Score Score => score;
}

/// <summary>The smallest change of a score that counts for patients.</summary>
/// <param name="Score">The score.</param>
/// <param name="Points">By how much it changes at least; null where no published figure could be confirmed.</param>
/// <param name="HigherIsBetter">Whether a higher value is the better one.</param>
/// <param name="Source">Where the figure comes from, or what is known in its place.</param>
/// <param name="Reading">How the source was read.</param>
public sealed record SmallestChange(Score Score, decimal? Points, bool HigherIsBetter, string Source, SourceReading Reading)
{
    /// <summary>All of it in one sentence.</summary>
    [JsonIgnore]
    public string Words => Points is { } points
        ? string.Create(CultureInfo.InvariantCulture, $"Smallest change that counts: {points} ({Source}).")
        : $"No published smallest change could be confirmed ({Source}).";
}

/// <summary>
/// The smallest change of each score that counts, the one place that timeline, tables, description and pages read. None was found in
/// spinal pachymeningitis; each is taken over from another disease, which its source names.
/// </summary>
public static class SmallestChanges
{
    /// <summary>One for each score.</summary>
    public static ImmutableArray<SmallestChange> All { get; } =
    [
        new(Score.Pain, 2m, HigherIsBetter: false,
            "specific back pain, n = 1,232, abstract of doi:10.1055/a-1304-3677; 1 from a pain of 1 to 4, 3 to 4 from one of 8 to 10",
            SourceReading.Abstract),
        new(Score.WalkingDistance, null, HigherIsBetter: true,
            "metres walked without a rest; what is published of the six-minute walk test is of another measurement",
            SourceReading.NoneConfirmed),
        new(Score.Mjoa, 2m, HigherIsBetter: true,
            "cervical myelopathy, abstract of Tetreault 2015, Spine 40:1653; from memory 1 in mild, 2 in moderate, 3 in severe myelopathy",
            SourceReading.Abstract),
        new(Score.MjoaThoracic, null, HigherIsBetter: true, "that of the score of 18 points is not taken over",
            SourceReading.NoneConfirmed),
        new(Score.Nurick, null, HigherIsBetter: false, "grades, of which each is another state of walking", SourceReading.NoneConfirmed),
        new(Score.ModifiedRankin, 1m, HigherIsBetter: false,
            "one grade, taken to be meaningful in stroke, abstract of Tilson 2010, Phys Ther 90:196; none is known for the cord",
            SourceReading.Abstract),
        new(Score.Scim, 4m, HigherIsBetter: true,
            "cord injury, by distribution, abstract of Scivoletto 2013, Disabil Rehabil 35:1808; 10 are substantial, and what patients "
                + "called small was 12 or more, abstract of Corallo 2017, Eur J Phys Rehabil Med 53:508",
            SourceReading.Abstract),
        new(Score.Eq5dIndex, 0.11m, HigherIsBetter: true,
            "surgery for cervical myelopathy, five years, abstract of the Quality Outcomes Database study group, which does not state "
                + "version and value set; one level of one dimension is 0.064 on average by the set for England, as computed from it",
            SourceReading.Abstract),
        new(Score.ResponderIndex, null, HigherIsBetter: false,
            "a fall of 2 was the response of a trial, abstract of Carruthers 2015, Ann Rheum Dis 74:1171", SourceReading.NoneConfirmed),
    ];

    /// <summary>The smallest change of a score.</summary>
    /// <param name="score">The score.</param>
    public static SmallestChange Of(Score score) => All[(int)score];
}
