using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// The lowest level with normal sensation, or with normal strength, lies higher than it once did. It stands until it is back, until the
/// recurrence is recorded as under control, or until a person closes it. A level that was asked for at a visit and one that follows from a
/// whole examination are not held against each other; but either shows that it is back where it lies no higher than before the ascent, and
/// so does AIS E. One point in one muscle or dermatome moves a level that follows from an examination by many segments, so that all
/// dermatomes between the two levels on one side must be worse, or these or the muscles there have lost more than examiners differ by; for
/// today it is once a second one agrees or much was lost.
/// </summary>
internal static class LevelAscending
{
    public static AlertRule Rule { get; } = new(
        "level-ascending", 1,
        "House default: a sensory or motor level that ascends may mean that the cord is compressed further up and is looked at on the same "
            + "day. It asks for a review and implies no treatment.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        SpeaksOfAnEpisode = true,
        PredictsRecurrence = true,
        AskedByTelephone = TelephoneQuestions.Compression,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var levels = input.Reading.Once(Levels.Of);
        yield return Read(input, "asked-sensory", "The sensory level", levels.Asked, levels.ExaminedSensory);
        yield return Read(input, "sensory", "The sensory level by the whole examination", levels.Sensory, levels.AskedOrNormal);
        yield return Read(input, "motor", "The motor level by the whole examination", levels.Motor, levels.Normal);
    }

    private static Candidate Read(RuleInput input, string key, string words, List<Level> levels, List<Level> elsewhere)
    {
        var limit = input.Settings.LevelsUp;
        if (levels.Count < 2)
            return Candidate.NotApplicable(input, $"{key}-twice", $"Fewer than two dated levels of the kind are on record: {key}.");
        if (Ascended(levels, elsewhere, limit) is not { } sign)
        {
            return Candidate.NotApplicable(
                input, $"{key}-ascended", $"No level lies {limit} or more above one that came before it: {key}.");
        }

        var settled = NeurologicalWorsening.SettledOn(input.Reading);
        var ruledOut = NeurologicalWorsening.RuledOutAfter(input.Reading, sign.Last.On);
        return new(sign.First.EntryId, sign.First.On, $"{key}:",
        [
            Condition.Of(input, $"{key}-not-back", $"It is back since {sign.Last.On}: {key}.", !sign.Back),
            Condition.Of(
                input, "not-settled", $"The recurrence came under control on {settled}.",
                settled is not { } day || sign.First.On.IsCertainlyAfter(day)),
        ])
        {
            Urgency = Urgency.Soon,
            UrgentUntil = sign.IsCertain && ruledOut is null
                ? DaySpans.Shift(sign.Last.On.Latest, input.Settings.WorseningUrgentDays + 1)
                : DateOnly.MinValue,
            Told = _ => new(
                $"{words} ascended: {sign.Before.At.Notation()} on {sign.Before.On}, {sign.First.At.Notation()} on {sign.First.On}"
                + (sign.Last == sign.First ? "." : $", and {sign.Last.At.Notation()} on {sign.Last.On}.")
                + NeurologicalWorsening.RuledOut(ruledOut))
            {
                RestsOn =
                [
                    .. new[] { sign.Before, sign.First, sign.Last }.Distinct()
                        .Select(level => new Evidence(EvidenceKind.Level, level.EntryId, level.On, level.At.Notation())),
                    .. NeurologicalWorsening.RestsOn(ruledOut),
                ],
                Thresholds = ThresholdTable.Of(nameof(ClinicSettings.LevelsUp), nameof(ClinicSettings.WorseningUrgentDays)),
                Counterfactuals = () =>
                [
                    new WithoutEntry(sign.First.EntryId, $"the entry of {sign.First.On} were not on record"),
                    OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.LevelsUp)), sign.Most + 1),
                ],
            },
        };
    }

    // The last level that lies so far above the lowest one before it, and since when. What another kind of look found ends it too where it
    // lies no higher than the level did before.
    private static Ascent? Ascended(List<Level> levels, List<Level> elsewhere, int limit)
    {
        Ascent? found = null;
        Level? lowest = null;
        // By their last day those that came certainly before a level come first, and more of them with each level.
        var (byLastDay, former) = (levels.OrderBy(level => level.On.Latest).ToList(), 0);
        foreach (var level in levels)
        {
            for (; former < byLastDay.Count && byLastDay[former].On.IsCertainlyBefore(level.On); former++)
            {
                if (lowest is null || byLastDay[former].At > lowest.At) lowest = byLastDay[former];
            }

            if (lowest is null) continue;
            if (found is { Back: false } ascended && IsBack(ascended, elsewhere, level.On)) found = ascended with { Back = true };
            var by = (int)lowest.At - (int)level.At;
            if (by >= limit && level.IsWorse(lowest, limit) is { } certain)
            {
                found = found is not { Back: false } standing ? new(lowest, level, level, by, Back: false) { MuchWasLost = certain }
                    // As much again is a finding of its own: whoever closed the former one has not seen it.
                    : (int)standing.First.At - (int)level.At >= limit && level.IsWorse(standing.First, limit) is not null
                        ? standing with { First = level, Last = level, Most = Math.Max(standing.Most, by), MuchWasLost = true }
                        : standing with { Last = level, Most = Math.Max(standing.Most, by) };
            }
            else if (found is { Back: false } && level.On.IsCertainlyAfter(found.Last.On)) found = found with { Back = true };
        }

        return found is { Back: false } last && IsBack(last, elsewhere) ? last with { Back = true } : found;
    }

    private static bool IsBack(Ascent ascended, List<Level> elsewhere, ClinicalDate? before = null)
    {
        var after = DaySpans.Shift(ascended.Last.On.Latest, 1);
        for (var i = elsewhere.CountBefore(after, static level => level.On.Span()); i < elsewhere.Count; i++)
        {
            if (before is { } by && elsewhere[i].On.Earliest >= by.Earliest) return false;
            if (elsewhere[i].At >= ascended.Before.At && (before is not { } then || elsewhere[i].On.IsCertainlyBefore(then))) return true;
        }

        return false;
    }

    private sealed record Ascent(Level Before, Level First, Level Last, int Most, bool Back)
    {
        public bool MuchWasLost { get; init; }

        public bool IsCertain => MuchWasLost || Last != First;
    }

    /// <summary>A level on a day, and the examination that it follows from; null where it was asked for.</summary>
    private sealed record Level(Guid EntryId, ClinicalDate On, CordLevel At, Measured? By = null)
    {
        /// <summary>Whether much was lost since a lower level; null where no more was than examiners differ by.</summary>
        public bool? IsWorse(Level than, int limit)
        {
            if (By is null || than.By is null) return true;
            // What was lost elsewhere says nothing of a level, and dermatomes that were read otherwise here and there move it, too.
            var (points, inARow) = By.SensationLost(than.By, At, than.At);
            if (inARow >= limit && inARow >= Math.Min((int)than.At, (int)CordLevel.S4_5) - (int)At) return true;
            var (most, sum) = (0, 0);
            foreach (var muscle in Measures.Muscles)
            {
                if (Measures.MuscleOf(muscle).Level <= At || Measures.MuscleOf(muscle).Level > than.At) continue;
                var lost = than.By.Implied(muscle) - By.Implied(muscle) ?? 0;
                (most, sum) = (Math.Max(most, lost), sum + lost);
            }

            return IsLost(times: 2) ? true : IsLost(times: 1) ? false : null;

            bool IsLost(int times) => points >= times * Worsening.DefaultSensoryPoints
                || most >= times * Worsening.DefaultConfirmedMuscleGrades || sum >= times * Worsening.DefaultTotalMotorPoints;
        }
    }

    /// <summary>Dated levels of a chart, in clinical order, of the worse side; AIS E says that all of it is normal.</summary>
    private sealed record Levels(List<Level> Asked, List<Level> Sensory, List<Level> Motor, List<Level> Normal)
    {
        public List<Level> ExaminedSensory => field ??= InOrder(Sensory, Normal);

        public List<Level> AskedOrNormal => field ??= InOrder(Asked, Normal);

        public static Levels Of(ChartReading reading)
        {
            var levels = new Levels([], [], [], []);
            foreach (var status in reading.Statuses)
            {
                if (status is { SensoryLevel: { } asked, AssessedOn.IsReported: true }
                    && Enum.TryParse<CordLevel>(asked.Replace('-', '_'), out var level))
                    levels.Asked.Add(new(status.EntryId, status.AssessedOn, level));
            }

            foreach (var examined in reading.Examinations)
            {
                if (!examined.On.IsReported) continue;
                if (examined.SensoryLevel is { } sensory) levels.Sensory.Add(new(examined.Entry.EntryId, examined.On, sensory, examined));
                if (examined.MotorLevel is { } motor) levels.Motor.Add(new(examined.Entry.EntryId, examined.On, motor, examined));
                if (examined.Grade == AsiaGrade.E) levels.Normal.Add(new(examined.Entry.EntryId, examined.On, CordLevel.INT, examined));
            }

            return levels;
        }

        private static List<Level> InOrder(List<Level> some, List<Level> others) =>
            [.. some.Concat(others).OrderBy(level => level.On.Earliest)];
    }
}
