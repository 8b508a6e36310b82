using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Domain.Course;

/// <summary>
/// The one comparison of two neurological examinations, by one measure at a time. How many steps make a deficit worse is for whoever asks
/// to say: examiners differ by more points of a motor score than by letters.
/// </summary>
internal static class Worsening
{
    /// <summary>
    /// Grades of the AIS by which it must fall or rise to have changed, unless a clinic chooses otherwise (SCIRE; DeVivo 2007).
    /// </summary>
    public const int DefaultGrades = 1;

    /// <summary>
    /// Points of UEMS that are more than examiners differ by: a distribution-based significant change of about 2.7 points (Scivoletto 2013,
    /// Eur J Phys Rehabil Med 49:373; quoted from memory), rounded up.
    /// </summary>
    public const int DefaultUpperMotorPoints = 3;

    /// <summary>The same of LEMS, about 3.7 points.</summary>
    public const int DefaultLowerMotorPoints = 4;

    /// <summary>The same of UEMS and LEMS together, about 4.5 points.</summary>
    public const int DefaultTotalMotorPoints = 5;

    /// <summary>
    /// Grades that one key muscle must have lost at a single examination. There are twenty of them, and two grades in one of them are lost
    /// by measurement alone every few visits. House default.
    /// </summary>
    public const int DefaultMuscleGrades = 3;

    /// <summary>
    /// The same where a second examination must agree: more than the one grade that examiners commonly differ by. House default.
    /// </summary>
    public const int DefaultConfirmedMuscleGrades = 2;

    /// <summary>
    /// Points of light touch and pin prick together that are more than one dermatome read otherwise: two dermatomes altered on both sides
    /// in both qualities. House default.
    /// </summary>
    public const int DefaultSensoryPoints = 8;

    private static readonly (Measure Score, int Points)[] Scores =
    [
        (Measure.UpperMotor, DefaultUpperMotorPoints), (Measure.LowerMotor, DefaultLowerMotorPoints),
        (Measure.TotalMotor, DefaultTotalMotorPoints),
    ];

    /// <summary>
    /// Steps down from an earlier examination to a later one by the value itself, negative for a rise; null where the two do not compare.
    /// </summary>
    public static int? Steps(Measured before, Measured now, Measure measure) => before[measure] - now[measure];

    /// <summary>
    /// The same; of a motor score that cannot be had both times, of the muscles that were testable both times, and null when none was. An
    /// entered AIS E says that all strength is there, and a derived one that any letter is. A derived grade has not fallen where a few
    /// points decide, see <see cref="IsWithinError"/>.
    /// </summary>
    public static int? Fall(Measured before, Measured now, Measure measure)
    {
        // A letter shows that somebody is back, and not what a derived grade falls from.
        var from = measure == Measure.DerivedGrade ? before[measure] : before.Implied(measure);
        if (from - now.Implied(measure) is { } steps)
            return steps == 1 && measure == Measure.DerivedGrade && IsWithinError(before, now) ? 0 : steps;
        if (!before.TellsMuscles || !now.TellsMuscles) return null;
        int? lost = null;
        foreach (var muscle in Measures.MusclesOf(measure))
        {
            if (before.Implied(muscle) - now.Implied(muscle) is { } grades) lost = (lost ?? 0) + grades;
        }

        return lost;
    }

    /// <summary>
    /// Whether derived grades differ by no more than examiners do: one point in one muscle or dermatome parts E from D, and one in the
    /// weakest muscles D from C. So neither has changed unless more of the examination has, see <see cref="IsBeyondError"/>.
    /// </summary>
    /// <param name="one">An examination with a derived grade.</param>
    /// <param name="other">Another one, one grade better or worse.</param>
    public static bool IsWithinError(Measured one, Measured other)
    {
        var (better, worse) = one[Measure.DerivedGrade] < other[Measure.DerivedGrade] ? (other, one) : (one, other);
        return better[Measure.DerivedGrade] >= (int)AsiaGrade.D && !IsBeyondError(better, worse);
    }

    /// <summary>
    /// Whether an examination lost more than examiners differ by: so many points of a motor score or of sensation, two grades of one
    /// muscle, voluntary anal contraction or deep anal pressure.
    /// </summary>
    /// <param name="before">The earlier examination.</param>
    /// <param name="now">The later one.</param>
    /// <param name="times">How many times as much, for what is certain at one reading.</param>
    public static bool IsBeyondError(Measured before, Measured now, int times = 1)
    {
        if (Fall(before, now, Measure.AnalContraction) > 0 || now.LostDeepAnalPressure(before)) return true;
        foreach (var (score, points) in Scores)
        {
            if (Fall(before, now, score) >= times * points) return true;
        }

        foreach (var muscle in Measures.Muscles)
        {
            if (before.Implied(muscle) - now.Implied(muscle) >= times * DefaultConfirmedMuscleGrades) return true;
        }

        return now.SensoryPointsLost(before) >= times * DefaultSensoryPoints;
    }

    /// <summary>Whether an examination tells something of a measure: of a motor score, one testable muscle.</summary>
    public static bool Tells(Measured examined, Measure measure)
    {
        if (examined.Implied(measure) is not null) return true;
        if (!examined.TellsMuscles) return false;
        foreach (var muscle in Measures.MusclesOf(measure))
        {
            if (examined.Implied(muscle) is not null) return true;
        }

        return false;
    }

    /// <summary>
    /// The key muscles that lost so many grades from some examination to a later one, whatever the order of those that dates leave open:
    /// the others need no closer look.
    /// </summary>
    public static List<Measure> MusclesThatFell(ChartReading reading, int grades)
    {
        var fell = new List<Measure>();
        for (var i = 0; i < reading.MuscleFalls.Length; i++)
        {
            if (reading.MuscleFalls[i] >= grades) fell.Add(Measures.Muscles[i]);
        }

        return fell;
    }

    /// <summary>
    /// The most grades that each key muscle lost from some examination to a later one, null where two cannot be compared; empty without an
    /// examination.
    /// </summary>
    public static int?[] MuscleFalls(List<Measured> examinations)
    {
        if (!examinations.Exists(examined => examined.Entry.Examination is not null)) return [];
        var (best, falls) = (new int?[Measures.Muscles.Length], new int?[Measures.Muscles.Length]);
        foreach (var examined in examinations)
        {
            for (var i = 0; i < falls.Length; i++)
            {
                if (examined.Implied(Measures.Muscles[i]) is not { } now) continue;
                if (best[i] - now is { } fall && !(falls[i] >= fall)) falls[i] = fall;
                if (!(best[i] > now)) best[i] = now;
            }
        }

        return falls;
    }
}
