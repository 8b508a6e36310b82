using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>What a neurological examination measured, read once.</summary>
internal sealed class DeficitReading
{
    private static readonly CordLevel[] Arms = CordLevels.KeyMuscles[..5].ToArray();
    private static readonly CordLevel[] Legs = CordLevels.KeyMuscles[5..].ToArray();

    private readonly IsncsciTotals _totals;

    public DeficitReading(AsiaGradeRecorded entry)
    {
        Entry = entry;
        Derived = AsiaGrades.By(GradeMethod.Derived, entry);
        Entered = AsiaGrades.By(GradeMethod.Entered, entry);
        if (entry.Examination is not { } examination) return;
        _totals = IsncsciTotals.Of(examination);
        Contracts = examination.VoluntaryAnalContraction switch { AnorectalFinding.Yes => 1, AnorectalFinding.No => 0, _ => null };
    }

    public AsiaGradeRecorded Entry { get; }

    public ClinicalDate On => Entry.AssessedOn;

    public AsiaGrade? Derived { get; }

    public AsiaGrade? Entered { get; }

    /// <summary>Voluntary anal contraction: 1 present, 0 absent, null when not examined.</summary>
    public int? Contracts { get; }

    public string MotorScores => $"UEMS {_totals.UpperExtremity?.ToString() ?? "ND"}, LEMS {_totals.LowerExtremity?.ToString() ?? "ND"}";

    /// <summary>Points by which the arms lost strength, of a sum or of the muscles that were testable both times; null when none was.</summary>
    public static int? ArmsFell(DeficitReading before, DeficitReading now) =>
        before._totals.UpperExtremity - now._totals.UpperExtremity ?? MusclesFell(before, now, Arms);

    /// <summary>The same of the legs.</summary>
    public static int? LegsFell(DeficitReading before, DeficitReading now) =>
        before._totals.LowerExtremity - now._totals.LowerExtremity ?? MusclesFell(before, now, Legs);

    // The edition does not change what a muscle's grade is, so examinations of two editions compare.
    private static int? MusclesFell(DeficitReading before, DeficitReading now, CordLevel[] levels)
    {
        if (before.Entry.Examination is not { } earlier || now.Entry.Examination is not { } later) return null;
        int? fell = null;
        foreach (var level in levels)
        {
            foreach (var side in Sides)
            {
                if (earlier.Muscle(side, level).Value - later.Muscle(side, level).Value is { } points) fell = (fell ?? 0) + points;
            }
        }

        return fell;
    }

    private static readonly BodySide[] Sides = [BodySide.Right, BodySide.Left];
}
