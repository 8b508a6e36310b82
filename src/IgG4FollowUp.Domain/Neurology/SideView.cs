using System.Numerics;
using System.Runtime.CompilerServices;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// What the cord lesion may have left on one side: per segment whether sensation can be normal and can be abnormal (bit n is
/// segment n), per key muscle the lowest and highest grade. Cells vary independently, so a condition on them can be
/// imposed by narrowing the view, and asking again gives exactly what remains possible under the condition.
/// </summary>
internal struct SideView
{
    public uint CanBeNormal;
    public uint CanBeAbnormal;
    public Grades Low;
    public Grades High;
    public byte NonKeyMuscle;

    public static SideView Of(IsncsciExamination examination, BodySide side)
    {
        SideView view = default;
        var touch = examination.SensoryCells(side, SensoryModality.LightTouch);
        var prick = examination.SensoryCells(side, SensoryModality.PinPrick);
        for (var i = 0; i < touch.Length; i++)
        {
            var bit = 1u << (i + (int)CordLevel.C2);
            int a = SensoryScore.FromCode(touch[i]).Possible, b = SensoryScore.FromCode(prick[i]).Possible;
            view.CanBeNormal |= (a & b & 0b100) != 0 ? bit : 0;
            view.CanBeAbnormal |= ((a | b) & 0b011) != 0 ? bit : 0;
        }

        var muscles = examination.MotorCells(side);
        for (var i = 0; i < muscles.Length; i++)
        {
            var grade = MuscleGrade.FromCode(muscles[i]);
            view.Low[i] = grade.Low;
            view.High[i] = grade.High;
        }

        view.NonKeyMuscle = (byte)(examination.LowestNonKeyMuscle(side) ?? CordLevel.NA);
        return view;
    }

    /// <summary>Imposes that sensation is normal in all these segments. False when that cannot be.</summary>
    public bool RequireNormal(uint segments)
    {
        CanBeAbnormal &= ~segments;
        return (segments & ~CanBeNormal) == 0;
    }

    /// <summary>Imposes that sensation is abnormal in this segment. False when that cannot be.</summary>
    public bool RequireAbnormal(uint segment)
    {
        CanBeNormal &= ~segment;
        return (segment & ~CanBeAbnormal) == 0;
    }

    /// <summary>Imposes that a key muscle has a grade from low to high. False when that cannot be.</summary>
    public bool RequireGrade(int muscle, byte low, byte high)
    {
        Low[muscle] = Math.Max(Low[muscle], low);
        High[muscle] = Math.Min(High[muscle], high);
        return Low[muscle] <= High[muscle];
    }

    /// <summary>Imposes grade 5 for the first key muscles. False when that cannot be.</summary>
    public bool RequireFull(int muscles)
    {
        for (var i = 0; i < muscles; i++)
        {
            if (!RequireGrade(i, 5, 5))
                return false;
        }

        return true;
    }

    /// <summary>Whether some motor function at or below the segment is possible.</summary>
    public readonly bool CanMoveFrom(int segment)
    {
        if (NonKeyMuscle != 0 && NonKeyMuscle >= segment)
            return true;
        for (var i = FirstMuscleFrom(segment); i < CordLevels.KeyMuscleCount; i++)
        {
            if (High[i] > 0)
                return true;
        }

        return false;
    }

    /// <summary>Whether the absence of all motor function at or below the segment is possible.</summary>
    public readonly bool CanBeParalysedFrom(int segment)
    {
        if (NonKeyMuscle != 0 && NonKeyMuscle >= segment)
            return false;
        for (var i = FirstMuscleFrom(segment); i < CordLevels.KeyMuscleCount; i++)
        {
            if (Low[i] > 0)
                return false;
        }

        return true;
    }

    /// <summary>The fewest and most key muscles below a segment that may have a grade of 3 or more.</summary>
    public readonly (int Fewest, int Most) AntigravityBelow(int segment)
    {
        int fewest = 0, most = 0;
        for (var i = FirstMuscleFrom(segment + 1); i < CordLevels.KeyMuscleCount; i++)
        {
            fewest += Low[i] >= 3 ? 1 : 0;
            most += High[i] >= 3 ? 1 : 0;
        }

        return (fewest, most);
    }

    /// <summary>The index of the most rostral key muscle at or below a segment; ten when there is none.</summary>
    public static int FirstMuscleFrom(int segment) => segment switch
    {
        <= (int)CordLevel.C5 => 0,
        <= (int)CordLevel.T1 => segment - (int)CordLevel.C5,
        <= (int)CordLevel.L2 => 5,
        <= (int)CordLevel.S1 => segment - (int)CordLevel.L2 + 5,
        _ => CordLevels.KeyMuscleCount,
    };

    public static uint Segments(CordLevel from, CordLevel to) => (uint)((1ul << ((int)to + 1)) - (1ul << (int)from));

    public static IEnumerable<uint> Each(uint segments)
    {
        for (; segments != 0; segments &= segments - 1)
            yield return 1u << BitOperations.TrailingZeroCount(segments);
    }

    [InlineArray(CordLevels.KeyMuscleCount)]
    public struct Grades
    {
        private byte _first;
    }
}
