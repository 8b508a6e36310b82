using System.Globalization;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Wording;

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

    public static OverlapKey Of(ImportedCase row) => new(row.Row, null)
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

    // Enough to find a patient among those that share a key and are told apart otherwise; more would make a file of one author quadratic.
    private const int MaximumCompared = 200;

    private readonly Dictionary<(string Key, bool Published), Bucket> _byKey = [];
    private readonly Dictionary<string, Bucket> _byAuthor = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Bucket> _byNamed = new(StringComparer.Ordinal);

    /// <summary>How many pairs of records were compared so far.</summary>
    public long Compared { get; private set; }

    public void Add(OverlapKey key)
    {
        var read = new Read(key);
        foreach (var text in read.Keys) Into(_byKey, (text, key.Published), read);
        if (read.Author is { } author) Into(_byAuthor, author, read);
        if (read.Named is { } named) Into(_byNamed, named, read);
    }

    /// <summary>The first record that is very probably the same patient, and why; null when there is none.</summary>
    public (OverlapKey Other, string Code, string Detail)? Find(OverlapKey key)
    {
        var read = new Read(key);
        if (Others(_byAuthor, read.Named, key).Concat(Others(_byNamed, read.Author, key)).FirstOrDefault() is { } linked)
            return (linked.Of, SamePatient, "A source names both publications as the same patient; they are linked and kept apart.");

        // Two records of a clinic's own are told apart by their study numbers; the overlap key is for publications.
        foreach (var published in key.Published ? [true, false] : (ReadOnlySpan<bool>)[true])
        {
            foreach (var text in read.Keys)
            {
                foreach (var other in Others(_byKey, (text, published), key))
                {
                    if (Contradict(read, other)) continue;
                    if (read.Citation is not null && read.Citation == other.Citation)
                        return (other.Of, "possible-duplicate", "The same citation, written otherwise.");
                    if (read.Publications.Overlaps(other.Publications))
                        return (other.Of, "possible-duplicate",
                            "The same publication, and nothing says that another of its patients is meant.");
                    if (key.Age is not null && key.Age == other.Of.Age && key.Sex is not null && key.Sex == other.Of.Sex
                        && ((read.Author is { } author && author == other.Author)
                            || (key.Levels is { } levels && other.Of.Levels is { } otherLevels && levels.Overlaps(otherLevels))))
                        return (other.Of, "possible-duplicate",
                            "Age and sex are the same, and so are first author and year or overlapping levels.");
                }
            }
        }

        return null;
    }

    private static bool Contradict(Read one, Read other) =>
        (one.Of.Age is { } age && other.Of.Age is { } otherAge && age != otherAge)
        || (one.Of.Sex is { } sex && other.Of.Sex is { } otherSex && sex != otherSex)
        || (one.Patient is { } patient && other.Patient is { } otherPatient && patient != otherPatient);

    private static void Into<TKey>(Dictionary<TKey, Bucket> buckets, TKey key, Read read)
        where TKey : notnull
    {
        if (!buckets.TryGetValue(key, out var bucket)) buckets[key] = bucket = new();
        if (bucket.Records.Count <= MaximumCompared && bucket.StudyNumbers.Add(read.Of.StudyNumber ?? "")) bucket.Records.Add(read);
    }

    private IEnumerable<Read> Others<TKey>(Dictionary<TKey, Bucket> buckets, TKey? key, OverlapKey than)
        where TKey : notnull
    {
        if (key is null || !buckets.TryGetValue(key, out var bucket)) yield break;
        foreach (var other in bucket.Records)
        {
            Compared++;
            if (other.Of.StudyNumber != than.StudyNumber) yield return other;
        }
    }

    // Records that share a key, one for each study number, in the order in which they came.
    private sealed class Bucket
    {
        public List<Read> Records { get; } = [];

        public HashSet<string> StudyNumbers { get; } = new(StringComparer.Ordinal);
    }

    // What the words of a record say, read once.
    private sealed class Read
    {
        public Read(OverlapKey key)
        {
            (Of, Author, Named, Patient) = (key, AuthorAndYear(key.Citation), AuthorAndYear(key.AlsoPublishedAs),
                Designation(key.Citation));
            Publications = [.. PublicationsOf(key.Citation)];
            Citation = key.Citation is { } citation ? "citation " + WrittenText.Key(citation) : null;
            var about = key is { Age: { } age, Sex: { } sex, Levels: not null }
                ? string.Create(CultureInfo.InvariantCulture, $"{age} {sex}")
                : null;
            Keys = [.. Publications, .. new[] { Citation, Author, about }.OfType<string>()];
        }

        public OverlapKey Of { get; }

        public string? Author { get; }

        public string? Named { get; }

        public string? Patient { get; }

        /// <summary>The citation in the one form of texts that are only written otherwise.</summary>
        public string? Citation { get; }

        public HashSet<string> Publications { get; }

        public IReadOnlyList<string> Keys { get; }
    }

    private static IEnumerable<string> PublicationsOf(string? citation) => citation is null
        ? []
        : Publication().Matches(citation)
            .Select(match =>
                match.Groups["pmid"] is { Success: true } pmid ? $"pmid {pmid.Value}" : match.Value.TrimEnd('.', ')').ToLowerInvariant());

    private static string? AuthorAndYear(string? citation) =>
        citation is not null && Author().Match(citation) is { Success: true } author
            && Year().Match(citation, author.Length) is { Success: true } year
            ? $"{author.Groups["name"].Value.ToLowerInvariant()} {year.Value}"
            : null;

    private static string? Designation(string? citation) =>
        citation is null ? null : Patient().Match(citation) is { Success: true } patient ? patient.Value.ToLowerInvariant() : null;

    [GeneratedRegex(@"\b10\.[0-9]{4,9}/[^\s;,]+|\bPMID:? ?(?<pmid>[0-9]+)|\bPMC[0-9]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Publication();

    [GeneratedRegex(@"^(?<name>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]*)?)(?: \([^)]*\))?(?: et al\b|\. |, )", RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Author();

    [GeneratedRegex(@"\b(?:19|20)[0-9]{2}(?=\D|\z)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Year();

    [GeneratedRegex(@"\((?!case reports?\b|case series\b)[^)]*\b(?:case|patient)\b[^)]*\)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Patient();
}
