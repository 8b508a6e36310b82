namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// One way in which the walk down one side can end at a motor level, as the conditions that it puts on the cells. The motor
/// level of a side is the level of the one stop whose conditions hold, so the stops whose conditions can hold are exactly
/// the possible levels. Valid for absent voluntary anal contraction, where the level never passes S3: that is the only
/// case in which the motor level decides about the grade or about a zone of partial preservation.
/// </summary>
internal readonly record struct MotorStop(byte Level, uint Normal, uint Abnormal, byte FullMuscles, sbyte Muscle, byte Low, byte High)
{
    public static readonly MotorStop[] All = Build();

    /// <summary>Imposes the conditions on a side. False when they cannot hold.</summary>
    public bool Narrow(ref SideView side) =>
        side.RequireNormal(Normal)
        && side.RequireFull(FullMuscles)
        && (Muscle < 0 || side.RequireGrade(Muscle, Low, High))
        && (Abnormal == 0 || side.RequireAbnormal(Abnormal));

    // Where no key muscle is, the motor level follows sensation: T2 also needs normal sensation from C5 on, S2 from L2 on.
    private static MotorStop[] Build()
    {
        var stops = new List<MotorStop>();
        var normal = 0u;
        byte full = 0;
        for (var i = (int)CordLevel.C2; i <= (int)CordLevel.S3; i++)
        {
            var level = (CordLevel)i;
            var muscle = (sbyte)level.KeyMuscleIndex();
            if (muscle >= 0)
            {
                stops.Add(new((byte)(i - 1), normal, 0, full, muscle, 0, 2));
                stops.Add(new((byte)i, normal, 0, full, muscle, 3, 4));
                full++;
                continue;
            }

            var first = level switch { CordLevel.T2 => CordLevel.C5, CordLevel.S2 => CordLevel.L2, _ => level };
            foreach (var segment in SideView.Each(SideView.Segments(first, level)))
                stops.Add(new((byte)(i - 1), normal, segment, full, -1, 0, 0));
            normal |= SideView.Segments(first, level);
        }

        stops.Add(new((byte)CordLevel.S3, normal, 0, full, -1, 0, 0));
        return [.. stops];
    }
}

/// <summary>
/// One way in which the walk down both sides can end at a neurological level of injury above "intact": segments and key
/// muscles that must be normal on both sides, and the one cell of one side that ends the walk.
/// </summary>
internal readonly record struct InjuryStop(
    byte Level, uint Normal, byte FullMuscles, BodySide Side, uint Abnormal, sbyte Muscle, byte Low, byte High)
{
    public static readonly InjuryStop[] All = Build();

    /// <summary>How many key muscles of both sides are below the level.</summary>
    public int MusclesBelow => 2 * (CordLevels.KeyMuscleCount - SideView.FirstMuscleFrom(Level + 1));

    /// <summary>Imposes the conditions on both sides. False when they cannot hold.</summary>
    public bool Narrow(ref SideView right, ref SideView left)
    {
        if (!right.RequireNormal(Normal) || !left.RequireNormal(Normal))
            return false;
        if (!right.RequireFull(FullMuscles) || !left.RequireFull(FullMuscles))
            return false;
        ref var stopping = ref Side == BodySide.Right ? ref right : ref left;
        ref var other = ref Side == BodySide.Right ? ref left : ref right;
        if (Abnormal != 0)
            return stopping.RequireAbnormal(Abnormal);
        // With 3 or 4 on one side the level is this segment only when the other side has at least 3 here too.
        return stopping.RequireGrade(Muscle, Low, High) && (Low < 3 || other.RequireGrade(Muscle, 3, 5));
    }

    private static InjuryStop[] Build()
    {
        var stops = new List<InjuryStop>();
        var normal = 0u;
        byte full = 0;
        for (var i = (int)CordLevel.C2; i <= (int)CordLevel.S4_5; i++)
        {
            var muscle = (sbyte)((CordLevel)i).KeyMuscleIndex();
            var here = 1u << i;
            foreach (var side in (ReadOnlySpan<BodySide>)[BodySide.Right, BodySide.Left])
            {
                stops.Add(new((byte)(i - 1), normal, full, side, here, -1, 0, 0));
                if (muscle < 0)
                    continue;
                stops.Add(new((byte)(i - 1), normal, full, side, 0, muscle, 0, 2));
                stops.Add(new((byte)i, normal | here, full, side, 0, muscle, 3, 4));
            }

            normal |= here;
            full += muscle >= 0 ? (byte)1 : (byte)0;
        }

        return [.. stops];
    }
}
