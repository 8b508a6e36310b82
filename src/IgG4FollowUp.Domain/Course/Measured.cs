using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Course;

/// <summary>What can be compared from one neurological examination to the next.</summary>
internal enum Measure
{
    /// <summary>AIS as it follows from the examination.</summary>
    DerivedGrade,

    /// <summary>AIS as entered.</summary>
    EnteredGrade,

    /// <summary>UEMS, 0 to 50 points.</summary>
    UpperMotor,

    /// <summary>LEMS, 0 to 50 points.</summary>
    LowerMotor,

    /// <summary>Voluntary anal contraction: 1 present, 0 absent.</summary>
    AnalContraction,

    /// <summary>UEMS and LEMS together.</summary>
    TotalMotor,
}

/// <summary>
/// What a neurological examination measured, read once. Grades of two methods never compare. The edition does not change what is added, so examinations
/// of two editions compare in their motor scores.
/// </summary>
internal sealed class Measured
{
    private static readonly BodySide[] Sides = [BodySide.Right, BodySide.Left];

    private readonly int? _derived, _upper, _lower, _contracts;

    public Measured(AsiaGradeRecorded entry)
    {
        Entry = entry;
        if (entry.Examination is not { } examination) return;
        var totals = IsncsciTotals.Of(examination);
        (_upper, _lower) = (totals.UpperExtremity, totals.LowerExtremity);
        _derived = (int?)AsiaGrades.By(GradeMethod.Derived, entry);
        _contracts = examination.VoluntaryAnalContraction switch { AnorectalFinding.Yes => 1, AnorectalFinding.No => 0, _ => null };
    }

    public AsiaGradeRecorded Entry { get; }

    public ClinicalDate On => Entry.AssessedOn;

    /// <summary>True when nothing was determined that can be compared.</summary>
    public bool IsEmpty => (_derived ?? this[Measure.EnteredGrade] ?? _upper ?? _lower ?? _contracts) is null;

    /// <summary>UEMS and LEMS in words; ND where a muscle was not testable.</summary>
    public string MotorScores => $"UEMS {_upper?.ToString() ?? "ND"}, LEMS {_lower?.ToString() ?? "ND"}";

    /// <summary>A value; null where it was not determined.</summary>
    public int? this[Measure measure] => measure switch
    {
        Measure.DerivedGrade => _derived,
        Measure.EnteredGrade => (int?)Entry.Grade,
        Measure.UpperMotor => _upper,
        Measure.LowerMotor => _lower,
        Measure.AnalContraction => _contracts,
        _ => _upper + _lower,
    };

    /// <summary>Steps down from an earlier examination to a later one, negative for a rise; null where the two do not compare.</summary>
    public static int? Fell(Measured before, Measured now, Measure measure) => before[measure] - now[measure];

    /// <summary>
    /// Points of strength lost in the arms or in the legs, of the sum or, where it cannot be had, of the muscles that were testable both times; null when
    /// none was.
    /// </summary>
    public static int? StrengthLost(Measured before, Measured now, Measure measure)
    {
        if (Fell(before, now, measure) is { } points) return points;
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
}
