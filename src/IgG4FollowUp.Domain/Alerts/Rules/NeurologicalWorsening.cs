using System.Collections.Immutable;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A worse deficit that the patient has not come back from: AIS grades that came about in the same way, motor scores of arms and legs (muscle by muscle where a sum
/// cannot be had), voluntary anal contraction, each by <see cref="LastingFall"/>. It stands until the patient is back or a person closes it. Motor scores vary from
/// one examiner to the next, so a fall that rests on one of them is looked into soon, and today once it is confirmed; and what was found long ago is not for today.
/// </summary>
internal static class NeurologicalWorsening
{
    public static AlertRule Rule { get; } = new(
        "neurological-worsening", 2, "House default after published definitions of clinical relapse: new or worse deficit.", SourceMark.HouseDefault)
    {
        SpeaksOfTheLost = true,
        SpeaksOfAnEpisode = true,
        ForetellsRecurrence = true,
        Read = Read,
    };

    private static readonly ImmutableArray<Measure> Measures =
    [
        new("ais", "grade", "AIS grade", reading => reading.Derived?.ToString(), (before, now) => before.Derived - now.Derived)
        {
            Threshold = AlertThresholds.AisGradesDown, How = " (both derived from the examination)",
        },
        new("ais", "grade", "AIS grade", reading => reading.Entered?.ToString(), (before, now) => before.Entered - now.Entered)
        {
            Threshold = AlertThresholds.AisGradesDown, How = " (both entered)",
        },
        new("uems", "motor-score", "motor score of the arms", Motor, DeficitReading.ArmsFell)
        {
            Threshold = AlertThresholds.MotorPointsDown, Kind = EvidenceKind.MotorScores, NeedsConfirmation = true,
        },
        new("lems", "motor-score", "motor score of the legs", Motor, DeficitReading.LegsFell)
        {
            Threshold = AlertThresholds.MotorPointsDown, Kind = EvidenceKind.MotorScores, NeedsConfirmation = true,
        },
        new("vac", "contraction", "voluntary anal contraction", Contraction, (before, now) => before.Contracts - now.Contracts)
        {
            Kind = EvidenceKind.AnalContraction,
        },
    ];

    private static IEnumerable<Candidate> Read(AlertView view)
    {
        var readings = view.Chart.Of<AsiaGradeRecorded>().Where(entry => entry.AssessedOn.IsReported).Select(entry => new DeficitReading(entry)).ToList();
        // Both grades of one examination may have fallen; it is one finding.
        var found = new HashSet<string>(StringComparer.Ordinal);
        return Measures.SelectMany(measure => Read(view, measure, readings.FindAll(reading => measure.Value(reading) is not null)))
            .Where(candidate => candidate.Holds.IsEmpty || found.Add(candidate.EpisodeKey));
    }

    private static IEnumerable<Candidate> Read(AlertView view, Measure measure, List<DeficitReading> series)
    {
        var limit = measure.Limit(view.Settings);
        if (series.Count == 0) return [Candidate.Lacking($"{measure.Condition}-determined", $"No {measure.Words} with a date is on record.")];
        var standing = LastingFall.Standing(series, measure.Fall, limit, out var compared);
        if (!compared)
            return [Candidate.Lacking($"earlier-{measure.Condition}", $"Nothing that certainly came before {series[^1].On} compares in {measure.Words}.")];
        if (standing is not { } fall)
            return [new(measure.Key, [Condition.Of($"{measure.Condition}-fell", $"The {measure.Words} is not worse: {measure.Value(series[^1])} on {series[^1].On}.", holds: false)])];

        return
        [
            new($"{measure.Key}:{fall.To.Entry.EntryId:N}", [Condition.Of($"{measure.Condition}-fell", Sentence(measure, fall), holds: true)])
            {
                Urgency = Urgency.Soon,
                UrgentUntil = measure.NeedsConfirmation && !fall.Confirmed
                    ? DateOnly.MinValue : AlertView.Plus(fall.Last.On.Latest, view.Settings.WorseningUrgentDays + 1),
                Sentence = Sentence(measure, fall),
                RestsOn =
                [
                    .. new[] { fall.From, fall.To, fall.Last }.Distinct()
                        .Select(reading => new Evidence(measure.Kind, reading.Entry.EntryId, reading.On, measure.Value(reading)!)),
                ],
                Thresholds = [.. measure.Threshold is { } threshold ? [threshold] : Array.Empty<AlertThreshold>(), AlertThresholds.WorseningUrgent],
                Otherwise = _ => Otherwise(measure, series, fall),
            },
        ];
    }

    private static string Sentence(Measure measure, LastingFall fall) =>
        $"The {measure.Words} fell from {measure.Value(fall.From)} on {fall.From.On} to {measure.Value(fall.To)} on {fall.To.On}{measure.How}"
        + (fall.Last == fall.To ? "" : $" and was {measure.Value(fall.Last)} on {fall.Last.On}")
        + (measure.NeedsConfirmation && !fall.Confirmed ? "; it rests on one reading." : ".");

    // Under a higher limit the patient may still be worse than at another examination.
    private static IEnumerable<Counterfactual> Otherwise(Measure measure, List<DeficitReading> series, LastingFall fall)
    {
        if (measure.Threshold is { } threshold)
        {
            var limit = fall.By + 1;
            while (LastingFall.Standing(series, measure.Fall, limit, out _) is { } still) limit = Math.Max(limit, still.By) + 1;
            yield return OtherThreshold.Of(threshold, limit);
        }

        yield return new WithoutEntry(fall.To.Entry.EntryId, $"the examination of {fall.To.On} were not on record");
    }

    private static string? Motor(DeficitReading reading) => reading.Entry.Examination is null ? null : reading.MotorScores;

    private static string? Contraction(DeficitReading reading) => reading.Contracts switch { 1 => "present", 0 => "absent", _ => null };

    /// <summary>One measure of a deficit.</summary>
    /// <param name="Key">Begins the key of an episode.</param>
    /// <param name="Condition">Names the conditions.</param>
    /// <param name="Words">The measure in words.</param>
    /// <param name="Value">Its value at an examination; null when it was not measured there.</param>
    /// <param name="Fall">Steps from the first examination down to the second.</param>
    private sealed record Measure(
        string Key, string Condition, string Words, Func<DeficitReading, string?> Value, Func<DeficitReading, DeficitReading, int?> Fall)
    {
        /// <summary>Steps that count; null where there is only one.</summary>
        public AlertThreshold? Threshold { get; init; }

        public EvidenceKind Kind { get; init; } = EvidenceKind.AsiaGrade;

        public string How { get; init; } = "";

        public bool NeedsConfirmation { get; init; }

        public int Limit(AlertSettings settings) => Threshold is null ? 1 : (int)Threshold.Get(settings);
    }
}
