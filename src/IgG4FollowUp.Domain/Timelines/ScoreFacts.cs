using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>What a change of a score comes to.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ScoreVerdict>))]
public enum ScoreVerdict
{
    /// <summary>Better by the smallest change that counts or more.</summary>
    Better,

    /// <summary>Worse by the smallest change that counts or more.</summary>
    Worse,

    /// <summary>Changed by less than counts.</summary>
    BelowSmallest,

    /// <summary>The same value.</summary>
    Unchanged,

    /// <summary>Changed; no smallest change that counts could be confirmed.</summary>
    NotJudged,
}

/// <summary>A score against an earlier one.</summary>
/// <param name="EntryId">The earlier entry.</param>
/// <param name="Value">Its value.</param>
/// <param name="Change">The value now less that one.</param>
/// <param name="Verdict">What the change comes to.</param>
/// <param name="OrderCertain">False when partial or equal dates leave open which came first.</param>
public sealed record ScoreComparison(Guid EntryId, decimal Value, decimal Change, ScoreVerdict Verdict, bool OrderCertain);

/// <summary>How one score changed.</summary>
/// <param name="Score">The score.</param>
/// <param name="By">Value set of an index or version of an instrument; null where there is one only.</param>
/// <param name="Value">The value now.</param>
/// <param name="Previous">Against the previous one.</param>
/// <param name="Baseline">Against the first on record.</param>
/// <param name="SmallestChange">The smallest change that counts, with its source.</param>
public sealed record ScoreChange(
    Score Score, string? By, decimal Value, ScoreComparison Previous, ScoreComparison Baseline, SmallestChange SmallestChange);

/// <summary>The scores of one day that had been assessed before, each against the previous and the first one.</summary>
/// <param name="Scores">The scores, in the order in which the service names them.</param>
public sealed record ScoresCompared(ImmutableArray<ScoreChange> Scores) : DerivedFact;

/// <summary>What follows from scores: each against earlier ones of its kind, value set and version.</summary>
internal static class ScoreFacts
{
    public static void Add(TimelineFacts facts, PatientChart chart)
    {
        var known = new Dictionary<(Score, string?), (Scored First, Scored Last)>();
        foreach (var entry in chart.Entries)
        {
            var changes = ImmutableArray.CreateBuilder<ScoreChange>();
            foreach (var (score, by, value) in Of(entry))
            {
                var now = new Scored(entry, value);
                if (!known.TryGetValue((score, by), out var earlier)) earlier = (now, now);
                else
                {
                    changes.Add(new(
                        score, by, value, Compared(score, now, earlier.Last), Compared(score, now, earlier.First),
                        SmallestChanges.Of(score)));
                }

                known[(score, by)] = (earlier.First, now);
            }

            if (changes.Count == 0) continue;
            facts.Add(new ScoresCompared(changes.ToImmutable())
            {
                RestsOn =
                [
                    entry.EntryId,
                    .. changes.SelectMany(change => new[] { change.Previous.EntryId, change.Baseline.EntryId }).Distinct(),
                ],
            });
        }
    }

    private static ScoreComparison Compared(Score score, Scored now, Scored before)
    {
        var (change, smallest) = (now.Value - before.Value, SmallestChanges.Of(score));
        var verdict = change == 0 ? ScoreVerdict.Unchanged
            : smallest.Points is not { } points ? ScoreVerdict.NotJudged
            : Math.Abs(change) < points ? ScoreVerdict.BelowSmallest
            : change > 0 == smallest.HigherIsBetter ? ScoreVerdict.Better
            : ScoreVerdict.Worse;
        return new(before.Entry.EntryId, before.Value, change, verdict, before.Entry.Date.IsCertainlyBefore(now.Entry.Date));
    }

    private static IEnumerable<(Score Score, string? By, decimal Value)> Of(ClinicalEntry entry)
    {
        if (entry is ResponderIndexScored index) yield return (Score.ResponderIndex, StoredName.Of(index.Instrument), index.Total());
        if (entry is not StatusAssessed status) yield break;
        if (status.PainScore is { } pain) yield return (Score.Pain, null, pain);
        if (status.WalkingDistanceM is { } metres) yield return (Score.WalkingDistance, null, metres);
        if (status.Mjoa is { } mjoa) yield return (Score.Mjoa, null, mjoa);
        if (status.MjoaThoracic is { } thoracic) yield return (Score.MjoaThoracic, null, thoracic);
        if (status.Nurick is { } nurick) yield return (Score.Nurick, null, nurick);
        if (status.ModifiedRankin is { } rankin) yield return (Score.ModifiedRankin, null, rankin);
        if (status.ScimTotal is { } scim) yield return (Score.Scim, null, scim);
        // The index that was stated counts; of a profile alone the one by the set for England is derived.
        if (status.Eq5dIndex is { } stated) yield return (Score.Eq5dIndex, status.Eq5dValueSet, stated);
        if (status.Eq5dProfile is { } profile && !(status.Eq5dIndex is not null && status.Eq5dValueSet == FunctionScores.England2018))
            yield return (Score.Eq5dIndex, FunctionScores.England2018, FunctionScores.IndexOfEngland(profile));
    }

    private sealed record Scored(ClinicalEntry Entry, decimal Value);
}
