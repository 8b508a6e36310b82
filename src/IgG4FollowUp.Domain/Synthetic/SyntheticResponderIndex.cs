using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>The Responder Index of a made-up patient, scored as the lesion is. The shares are made up.</summary>
internal sealed class SyntheticResponderIndex(DeterministicRandom random)
{
    /// <summary>House default: percent of visits in person at which it is scored.</summary>
    public const int ScoredPercent = 35;

    /// <summary>House default: percent of scorings of a patient with a lasting deficit in which the damage is marked.</summary>
    public const int DamagePercent = 50;

    /// <summary>House default: percent of scorings with a total written down beside the scores.</summary>
    public const int StatedPercent = 60;

    /// <summary>What is scored at a visit; nothing when nobody scores.</summary>
    /// <param name="at">Moment of recording.</param>
    /// <param name="day">The visit.</param>
    /// <param name="recurs">Whether the disease recurs.</param>
    /// <param name="clinically">Whether with a new deficit, which is urgent.</param>
    /// <param name="lesion">Whether a lesion is left.</param>
    /// <param name="treated">Whether a glucocorticoid is taken.</param>
    /// <param name="deficit">Whether a deficit is left.</param>
    public IEnumerable<ClinicalEntry> AtVisit(
        DateTimeOffset at, DateOnly day, bool recurs, bool clinically, bool lesion, bool treated, bool deficit)
    {
        if (!random.Percent(ScoredPercent)) yield break;
        var score = recurs ? treated ? 3 : 2 : lesion ? 1 : 0;
        var damage = deficit && random.Percent(DamagePercent);
        var index = new ResponderIndexScored
        {
            EntryId = random.NextUuid(at),
            ScoredOn = ClinicalDate.On(day),
            Instrument = ResponderIndexVersion.Validated2018,
            Sites = score == 0 && !damage ? []
                : [new(Site.SpinalMeninges, score, Urgent: clinically, Damage: damage, Symptomatic: score > 0 && deficit)],
            ConstitutionalScore = 0,
        };
        yield return random.Percent(StatedPercent) ? index with { StatedTotal = index.Total() } : index;
    }
}
