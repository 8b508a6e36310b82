using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// The IgG4-RD Responder Index was scored, in one version of the instrument; versions are never compared. Sites that are not listed were
/// not affected.
/// </summary>
public sealed record ResponderIndexScored : ClinicalEntry
{
    /// <summary>When it was scored.</summary>
    public required ClinicalDate ScoredOn { get => Bounded(field); init; }

    /// <summary>Version of the instrument.</summary>
    public required ResponderIndexVersion Instrument { get; init; }

    /// <summary>Score by site, each site once; empty when none is active or damaged.</summary>
    [MaxLength(40)]
    public required IReadOnlyList<SiteScore> Sites { get; init; }

    /// <summary>Constitutional symptoms, scored like a site and never damaged: 0 to 3 in version 2018, 0 to 4 before.</summary>
    [Range(0, 4)]
    public int? ConstitutionalScore { get; init; }

    /// <summary>Serum IgG4, scored like a site in the prototype of 2012 only: 0 to 4.</summary>
    [Range(0, 4)]
    public int? SerumIgG4Score { get; init; }

    /// <summary>The total as it was written down, 0 to 400; the one that follows from the scores is derived and counts.</summary>
    [Range(0, 400), Score(Score.ResponderIndex)]
    public int? StatedTotal { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => ScoredOn;

    /// <summary>Sum of the scores; that of an urgent site counts twice, and damage counts nothing.</summary>
    public int Total() =>
        Sites.Sum(site => site.Score * (site.Urgent == true ? 2 : 1)) + (ConstitutionalScore ?? 0) + (SerumIgG4Score ?? 0);

    /// <summary>Greatest score of a site in a version.</summary>
    /// <param name="version">The version.</param>
    public static int Greatest(ResponderIndexVersion version) => version == ResponderIndexVersion.Prototype2012 ? 4 : 3;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not ResponderIndexScored index) yield break;
        var greatest = Greatest(index.Instrument);
        if (index.Sites.Any(site => site.Score > greatest))
            yield return Wrong("sites", "score-of-another-version", $"A site scores 0 to {greatest} in this version.");
        if (index.ConstitutionalScore > greatest)
            yield return Wrong("constitutionalScore", "score-of-another-version", $"It scores 0 to {greatest} in this version.");
        if (index.SerumIgG4Score is not null && index.Instrument != ResponderIndexVersion.Prototype2012)
            yield return Wrong("serumIgG4Score", "score-of-another-version",
                "This version does not score serum IgG4; record it as a laboratory result.");
        if (index.Sites.DistinctBy(site => site.Site).Count() != index.Sites.Count)
            yield return Wrong("sites", "site-twice", "A site is scored once; leave out one of the two.");
        if (index.Sites.Any(site => site is { Urgent: true, Score: 0 }))
            yield return Wrong("sites", "urgent-without-activity", "What is not active is not urgent; score it or leave urgent out.");

        Contradiction Wrong(string member, string code, string detail) => new(entry.EntryId, member, code, detail);
    }
}

/// <summary>Score of one site in the Responder Index.</summary>
/// <param name="Site">The site.</param>
/// <param name="Score">
/// Version 2018: 0 unaffected or resolved, 1 improved, 2 new or recurrent off treatment or unchanged, 3 worse or new despite treatment.
/// Prototype of 2012: 0 normal or resolved, 1 improved, 2 unchanged, 3 new or recurrent off treatment, 4 worse or new despite treatment.
/// </param>
/// <param name="Urgent">Whether it needs treatment at once, to prevent serious dysfunction; doubles the score.</param>
/// <param name="Damage">Whether the site is permanently damaged, whatever its activity; never counted.</param>
/// <param name="Symptomatic">Whether it gives symptoms.</param>
public sealed record SiteScore(
    Site Site, [property: Range(0, 4)] int Score, bool? Urgent = null, bool? Damage = null, bool? Symptomatic = null);

/// <summary>Version of the IgG4-RD Responder Index.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ResponderIndexVersion>))]
public enum ResponderIndexVersion
{
    /// <summary>The prototype (Carruthers, Int J Rheumatol 2012:259408).</summary>
    [JsonStringEnumMemberName("prototype-2012")]
    Prototype2012,

    /// <summary>The validated version (Wallace, Arthritis Care Res 2018).</summary>
    [JsonStringEnumMemberName("validated-2018")]
    Validated2018,
}
