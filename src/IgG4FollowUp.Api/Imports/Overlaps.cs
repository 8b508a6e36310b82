using System.Globalization;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>What tells whether two records are very probably one patient.</summary>
/// <param name="Row">Row of the file; null for a patient of the clinic.</param>
/// <param name="PatientId">The clinic's patient; null for a row.</param>
public sealed record OverlapKey(int? Row, Guid? PatientId)
{
    /// <summary>One study number is one record: that is exact, and none of the overlap's business.</summary>
    public string? StudyNumber { get; init; }

    public string? Citation { get; init; }

    public string? AlsoPublishedAs { get; init; }

    public bool Published { get; init; }

    public int? Age { get; init; }

    public Sex? Sex { get; init; }

    public SpinalLevels? Levels { get; init; }

    public static OverlapKey Of(Candidate row) => new(row.Row, null)
    {
        StudyNumber = row.Enrolment!.StudyNumber,
        Citation = row.Enrolment.Citation,
        AlsoPublishedAs = row.Enrolment.AlsoPublishedAs,
        Published = row.Enrolment.Origin == DataOrigin.Published,
        Age = row.Entries.OfType<PresentationRecorded>().FirstOrDefault()?.AgeYears,
        Sex = row.Enrolment.Sex,
        Levels = row.Entries.OfType<LesionImaged>().Select(lesion => lesion.Levels).FirstOrDefault(levels => levels is not null),
    };
}

/// <summary>
/// Finds very probable duplicates among the rows of a file and the patients of the clinic. Two publications may tell of one
/// patient, and one publication of several: a citation that names its patient ("case 2") is never taken for another's.
/// </summary>
public sealed partial class Overlaps
{
    /// <summary>Code of a duplicate that a source itself names.</summary>
    public const string SamePatient = "same-patient-named";

    private readonly Dictionary<string, List<OverlapKey>> _byKey = [];

    public void Add(OverlapKey key)
    {
        foreach (var text in Keys(key))
        {
            if (_byKey.TryGetValue(text, out var keys)) keys.Add(key);
            else _byKey[text] = [key];
        }
    }

    /// <summary>The first record that is very probably the same patient, and why; null when there is none.</summary>
    public (OverlapKey Other, string Code, string Detail)? Find(OverlapKey key)
    {
        var others = Keys(key).SelectMany(text => _byKey.GetValueOrDefault(text) ?? [])
            .Where(other => other.StudyNumber != key.StudyNumber).Distinct().ToList();
        foreach (var other in others)
        {
            if (Names(key, other) || Names(other, key))
                return (other, SamePatient, "A source names both publications as the same patient; they are linked and kept apart.");
        }

        foreach (var other in others)
        {
            if (Contradict(key, other)) continue;
            if (Publications(key).Intersect(Publications(other), StringComparer.Ordinal).Any())
                return (other, "possible-duplicate", "The same publication, and nothing says that another of its patients is meant.");
            if (key.Age is not null && key.Age == other.Age && key.Sex is not null && key.Sex == other.Sex
                && (AuthorAndYear(key.Citation) is { } author && author == AuthorAndYear(other.Citation)
                    || (key.Levels is { } levels && other.Levels is { } otherLevels && levels.Overlaps(otherLevels))))
                return (other, "possible-duplicate", "Age and sex are the same, and so are first author and year or overlapping levels.");
        }

        return null;
    }

    private static bool Names(OverlapKey one, OverlapKey other) =>
        AuthorAndYear(one.AlsoPublishedAs) is { } named && named == AuthorAndYear(other.Citation);

    private static bool Contradict(OverlapKey one, OverlapKey other) =>
        (one.Age is { } age && other.Age is { } otherAge && age != otherAge)
        || (one.Sex is { } sex && other.Sex is { } otherSex && sex != otherSex)
        || (Designation(one.Citation) is { } patient && Designation(other.Citation) is { } otherPatient && patient != otherPatient)
        // Two records of a clinic's own are told apart by their study numbers; the overlap key is for publications.
        || !(one.Published || other.Published);

    private static IEnumerable<string> Keys(OverlapKey key)
    {
        foreach (var publication in Publications(key)) yield return publication;
        if (AuthorAndYear(key.Citation) is { } author) yield return author;
        if (AuthorAndYear(key.AlsoPublishedAs) is { } named) yield return named;
        if (key is { Age: { } age, Sex: { } sex, Levels: not null }) yield return string.Create(CultureInfo.InvariantCulture, $"{age} {sex}");
    }

    private static IEnumerable<string> Publications(OverlapKey key) => key.Citation is null
        ? []
        : Publication().Matches(key.Citation).Select(match => match.Groups["pmid"] is { Success: true } pmid ? $"pmid {pmid.Value}" : match.Value.TrimEnd('.', ')').ToLowerInvariant());

    private static string? AuthorAndYear(string? citation) =>
        citation is not null && Author().Match(citation) is { Success: true } author && Year().Match(citation, author.Length) is { Success: true } year
            ? $"{author.Groups["name"].Value.ToLowerInvariant()} {year.Value}"
            : null;

    private static string? Designation(string? citation) =>
        citation is null ? null : Patient().Match(citation) is { Success: true } patient ? patient.Value.ToLowerInvariant() : null;

    [GeneratedRegex(@"\b10\.[0-9]{4,9}/[^\s;,]+|\bPMID:? ?(?<pmid>[0-9]+)|\bPMC[0-9]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Publication();

    [GeneratedRegex(@"^(?<name>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]*)?)(?: \([^)]*\))?(?: et al\b|\. |, )", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Author();

    [GeneratedRegex(@"\b(?:19|20)[0-9]{2}(?=\D|\z)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Year();

    [GeneratedRegex(@"\((?!case reports?\b|case series\b)[^)]*\b(?:case|patient)\b[^)]*\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Patient();
}
