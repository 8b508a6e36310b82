using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A worse deficit that the patient has not come back from: AIS grades that came about in the same way, motor scores of arms and legs
/// (muscle by muscle where a sum cannot be had), voluntary anal contraction, each by <see cref="LastingFall"/>. It stands until the patient
/// is back, the recurrence is recorded as under control, or a person closes it; what is left of a deficit then is what later examinations
/// are held against. Motor scores vary from one examiner to the next, so a fall that rests on one of them is looked into soon,
/// and today once it is confirmed; and what was found long ago is not for today.
/// </summary>
internal static class NeurologicalWorsening
{
    public static AlertRule Rule { get; } = new(
        "neurological-worsening", 3, "House default after published definitions of clinical relapse: new or worse deficit.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        SpeaksOfAnEpisode = true,
        PredictsRecurrence = true,
        Read = Read,
    };

    private static readonly ImmutableArray<Judged> Measures =
    [
        new(Measure.DerivedGrade, "ais", "grade", "AIS grade")
        {
            Threshold = ThresholdTable.Of(nameof(ClinicSettings.AisGradesDown)), How = " (both derived from the examination)",
        },
        new(Measure.EnteredGrade, "ais", "grade", "AIS grade")
        {
            Threshold = ThresholdTable.Of(nameof(ClinicSettings.AisGradesDown)),
            How = " (both entered)",
        },
        new(Measure.UpperMotor, "uems", "motor-score", "motor score of the arms")
        {
            Threshold = ThresholdTable.Of(nameof(ClinicSettings.MotorPointsDown)), Kind = EvidenceKind.MotorScores,
        },
        new(Measure.LowerMotor, "lems", "motor-score", "motor score of the legs")
        {
            Threshold = ThresholdTable.Of(nameof(ClinicSettings.MotorPointsDown)), Kind = EvidenceKind.MotorScores,
        },
        new(Measure.AnalContraction, "vac", "contraction", "voluntary anal contraction") { Kind = EvidenceKind.AnalContraction },
    ];

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var settled = SettledOn(input.Reading);
        // Both grades of one examination may have fallen; it is one finding.
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var measure in Measures)
        {
            var series = input.Reading.Examinations.FindAll(examined => examined.On.IsReported && measure.IsIn(examined));
            var candidate = Read(input, measure, SinceSettled(series, settled));
            if (candidate.Holds.IsEmpty || found.Add(candidate.EpisodeKey)) yield return candidate;
        }
    }

    // Nothing is settled while a recurrence that may have been there by then is not.
    internal static ClinicalDate? SettledOn(ChartReading reading) =>
        reading.Resolutions.FindLast(resolved => resolved.ResolvedOn.IsReported)?.ResolvedOn is { } day
        && !reading.Recurrences.Exists(recurrence =>
            !reading.ResolutionsOf.Contains(recurrence.EntryId) && !recurrence.DetectedOn.IsCertainlyAfter(day))
            ? day
            : null;

    // The last examination up to the day on which the last recurrence came under control, and those after it.
    private static List<Measured> SinceSettled(List<Measured> series, ClinicalDate? settled)
    {
        if (settled is not { } day) return series;
        var last = series.FindLastIndex(examined => !examined.On.IsCertainlyAfter(day));
        return last > 0 ? series[last..] : series;
    }

    private static Candidate Read(RuleInput input, Judged measure, List<Measured> series)
    {
        if (series.Count == 0)
            return Candidate.NotApplicable(input, $"{measure.Condition}-determined", $"No {measure.Words} with a date is on record.");
        var standing = LastingFall.Standing(series, measure.Fall, measure.Limit(input.Settings), out var compared);
        if (!compared)
        {
            return Candidate.NotApplicable(
                input, $"earlier-{measure.Condition}", $"Nothing that certainly came before {series[^1].On} compares in {measure.Words}.");
        }

        if (standing is not { } fall)
        {
            return new(
                measure.Key,
                [
                    Condition.Of(
                        input, $"{measure.Condition}-fell",
                        $"The {measure.Words} is not worse: {measure.Value(series[^1])} on {series[^1].On}.", holds: false),
                ]);
        }

        return new($"{measure.Key}:{fall.To.Entry.EntryId:N}", [Condition.Of(input, $"{measure.Condition}-fell", $"", holds: true)])
        {
            Urgency = Urgency.Soon,
            UrgentUntil = measure.RestsOnOneReading(fall)
                ? DateOnly.MinValue : DaySpans.Shift(fall.Last.On.Latest, input.Settings.WorseningUrgentDays + 1),
            Told = _ => new(Sentence(measure, fall))
            {
                RestsOn =
                [
                    .. new[] { fall.From, fall.To, fall.Last }.Distinct()
                        .Select(examined => new Evidence(measure.Kind, examined.Entry.EntryId, examined.On, measure.Value(examined))),
                ],
                Thresholds =
                    [.. measure.Threshold is { } threshold ? [threshold] : Array.Empty<Threshold>(),
                        ThresholdTable.Of(nameof(ClinicSettings.WorseningUrgentDays))],
                Counterfactuals = () => Counterfactuals(measure, series, fall),
            },
        };
    }

    private static string Sentence(Judged measure, LastingFall fall) =>
        $"The {measure.Words} fell from {measure.Value(fall.From)} on {fall.From.On} to {measure.Value(fall.To)} on "
        + $"{fall.To.On}{measure.How}"
        + (fall.Last == fall.To ? "" : $" and was {measure.Value(fall.Last)} on {fall.Last.On}")
        + (measure.RestsOnOneReading(fall) ? "; it rests on one reading." : ".");

    // Under a higher limit the patient may still be worse than at another examination.
    private static IEnumerable<Counterfactual> Counterfactuals(Judged measure, List<Measured> series, LastingFall fall)
    {
        if (measure.Threshold is { } threshold)
        {
            var limit = fall.By + 1;
            while (LastingFall.Standing(series, measure.Fall, limit, out _) is { } still) limit = Math.Max(limit, still.By) + 1;
            yield return OtherThreshold.Of(threshold, limit);
        }

        yield return new WithoutEntry(fall.To.Entry.EntryId, $"the examination of {fall.To.On} were not on record");
    }

    /// <summary>A measure of a deficit as the rule judges it.</summary>
    /// <param name="Measure">The measure.</param>
    /// <param name="Key">Begins the key of an episode.</param>
    /// <param name="Condition">Names the conditions.</param>
    /// <param name="Words">The measure in words.</param>
    private sealed record Judged(Measure Measure, string Key, string Condition, string Words)
    {
        /// <summary>Steps that count; null where there is only one.</summary>
        public Threshold? Threshold { get; init; }

        public EvidenceKind Kind { get; init; } = EvidenceKind.AsiaGrade;

        public string How { get; init; } = "";

        private bool IsMotor => Kind == EvidenceKind.MotorScores;

        public int Limit(ClinicSettings settings) => Threshold is null ? 1 : (int)Threshold.Get(settings);

        // Muscle by muscle an examination compares also where it has no sum.
        public bool IsIn(Measured examined) => IsMotor ? examined.Entry.Examination is not null : examined[Measure] is not null;

        public int? Fall(Measured before, Measured now) =>
            IsMotor ? Worsening.StrengthLost(before, now, Measure) : Worsening.Steps(before, now, Measure);

        public bool RestsOnOneReading(LastingFall fall) => IsMotor && !fall.Confirmed;

        public string Value(Measured examined) => Kind switch
        {
            EvidenceKind.AsiaGrade => ((AsiaGrade)examined[Measure]!.Value).ToString(),
            EvidenceKind.MotorScores => examined.MotorScores,
            _ => examined[Measure] == 1 ? "present" : "absent",
        };
    }
}
