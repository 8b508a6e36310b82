using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// How a made-up patient is on a day: as the AIS grade allows, with pain and scores around it. The shares are made up; no distribution for
/// spinal pachymeningitis is known to have been published.
/// </summary>
internal sealed class SyntheticStatus(DeterministicRandom random)
{
    private readonly DeterministicRandom _scales = random.Branch(20);
    private int? _weight;

    /// <summary>Whether anybody asked on that day.</summary>
    public bool IsAsked => random.Percent(50);

    public StatusAssessed Assess(Guid entryId, DateOnly day, AsiaGrade grade)
    {
        var walking = grade switch
        {
            AsiaGrade.A or AsiaGrade.B => random.OneOf(Walking.Wheelchair, Walking.Wheelchair, Walking.Bed),
            AsiaGrade.C => random.OneOf(Walking.Wheelchair, Walking.WithAid),
            AsiaGrade.D => random.OneOf(Walking.WithAid, Walking.Independent, Walking.Independent),
            _ => Walking.Independent,
        };
        var pain = Math.Max(0, random.Between(-3, 7));
        var walks = walking is Walking.WithAid or Walking.Independent;
        _weight ??= _scales.Between(45, 95);
        return new()
        {
            EntryId = entryId,
            AssessedOn = ClinicalDate.On(day),
            PainScore = pain,
            PainSites = pain == 0 ? null : [random.OneOf(PainSite.Neck, PainSite.UpperBack, PainSite.LowerBack, PainSite.Leg)],
            Walking = walking,
            WalkingDistanceM = walks && random.Percent(60) ? random.Between(1, 40) * 50 : null,
            Bladder = grade switch
            {
                AsiaGrade.A or AsiaGrade.B => BladderFunction.Catheter,
                AsiaGrade.C => random.OneOf(BladderFunction.Retention, BladderFunction.Urgency),
                AsiaGrade.D => random.OneOf(BladderFunction.Normal, BladderFunction.Normal, BladderFunction.Urgency),
                _ => BladderFunction.Normal,
            },
            Mjoa = grade switch
            {
                AsiaGrade.A => random.Between(2, 5),
                AsiaGrade.B => random.Between(3, 6),
                AsiaGrade.C => random.Between(6, 10),
                AsiaGrade.D => random.Between(11, 16),
                _ => random.Between(16, 18),
            },
            WeightKg = _scales.Percent(40) ? _weight + _scales.Between(-4, 6) : null,
            NotAssessed = walks ? null : [new(StatusItem.WalkingDistance, MissingReason.NotPossible)],
        };
    }

    public Guid NewId(DateTimeOffset at) => random.NextUuid(at);
}
