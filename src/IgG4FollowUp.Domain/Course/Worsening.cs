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

    private static readonly BodySide[] Sides = [BodySide.Right, BodySide.Left];

    /// <summary>Steps down from an earlier examination to a later one, negative for a rise; null where the two do not compare.</summary>
    public static int? Steps(Measured before, Measured now, Measure measure) => before[measure] - now[measure];

    /// <summary>
    /// The same in the arms or in the legs, of the sum or, where it cannot be had, of the muscles that were testable both times; null when
    /// none was.
    /// </summary>
    public static int? StrengthLost(Measured before, Measured now, Measure measure)
    {
        if (Steps(before, now, measure) is { } points) return points;
        if (before.Entry.Examination is not { } earlier || now.Entry.Examination is not { } later) return null;
        int? lost = null;
        foreach (var level in measure == Measure.UpperMotor ? CordLevels.KeyMuscles[..5] : CordLevels.KeyMuscles[5..])
        {
            foreach (var side in Sides)
            {
                if (earlier.Muscle(side, level).Value - later.Muscle(side, level).Value is { } muscle) lost = (lost ?? 0) + muscle;
            }
        }

        return lost;
    }

    /// <summary>Whether a value has fallen from another by so many steps.</summary>
    public static bool IsBy(int steps, int before, int now) => before - now >= steps;
}
