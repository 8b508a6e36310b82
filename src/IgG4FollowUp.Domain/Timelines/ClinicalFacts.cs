using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>What follows from AIS grades, imaging and serum IgG4: each against earlier entries of its kind.</summary>
internal static class ClinicalFacts
{
    public static void Add(TimelineFacts facts, ChartReading reading)
    {
        LesionImaged? lastStudy = null, lastPattern = null;
        var (grades, serology) = (new Grades(facts), new SerologyFacts(facts, reading));
        foreach (var entry in reading.Chart.Entries)
        {
            switch (entry)
            {
                case AsiaGradeRecorded assessment:
                    grades.Read(assessment);
                    break;
                case LesionImaged study when study.IsMri():
                    if (lastStudy is not null) facts.Add(Compare(study, lastStudy, lastPattern));
                    lastStudy = study;
                    if (study.Pattern is not null) lastPattern = study;
                    break;
                case LabMeasured { Analyte: Analyte.SerumIgG4 } lab:
                    serology.Read(lab);
                    break;
            }
        }
    }

    private static LesionComparison Compare(LesionImaged study, LesionImaged previous, LesionImaged? patterned)
    {
        var presence = (previous.LesionPresent, study.LesionPresent) switch
        {
            (false, true) => LesionPresence.Appeared,
            (true, true) => LesionPresence.Persists,
            (true, false) => LesionPresence.Disappeared,
            _ => LesionPresence.StillAbsent,
        };
        var pattern = study.Pattern is { } now && patterned?.Pattern is { } before && before != now
            ? new PatternChange(patterned.EntryId, before, now)
            : null;
        bool? overlap = study.Levels is { } here && previous.Levels is { } there ? here.Overlaps(there) : null;
        return new(
            presence, study.ChangeSincePrior, pattern, study.ThicknessMm - previous.ThicknessMm, overlap,
            previous.Date.IsCertainlyBefore(study.Date))
        {
            CavityChangeMm = study.CavityLengthMm - previous.CavityLengthMm,
            // That the pattern is the same as before rests on the study that last stated one, too.
            RestsOn = study.Pattern is null || patterned is null || patterned.EntryId == previous.EntryId
                ? [study.EntryId, previous.EntryId]
                : [study.EntryId, previous.EntryId, patterned.EntryId],
        };
    }

    private sealed class Grades(TimelineFacts facts)
    {
        // The derived grade counts first; grades of two methods are not compared.
        private static readonly GradeMethod[] Methods = [GradeMethod.Derived, GradeMethod.Entered];

        private readonly Dictionary<GradeMethod, (AsiaGradeRecorded First, AsiaGradeRecorded Last)> _byMethod = [];

        public void Read(AsiaGradeRecorded assessment)
        {
            var told = false;
            foreach (var method in Methods)
            {
                if (AsiaGrades.By(method, assessment) is not { } grade) continue;
                if (!_byMethod.TryGetValue(method, out var earlier)) earlier = (assessment, assessment);
                else if (!told)
                {
                    facts.Add(Change(assessment, grade, earlier.Last, earlier.First, method));
                    told = true;
                }

                _byMethod[method] = (earlier.First, assessment);
            }
        }

        private static AsiaChange Change(
            AsiaGradeRecorded assessment, AsiaGrade grade, AsiaGradeRecorded previous, AsiaGradeRecorded baseline, GradeMethod method) =>
            new(grade, Compare(assessment, grade, previous, method), Compare(assessment, grade, baseline, method))
            {
                RestsOn = previous == baseline
                    ? [assessment.EntryId, previous.EntryId]
                    : [assessment.EntryId, previous.EntryId, baseline.EntryId],
            };

        private static GradeComparison Compare(
            AsiaGradeRecorded assessment, AsiaGrade grade, AsiaGradeRecorded earlier, GradeMethod method)
        {
            var before = AsiaGrades.By(method, earlier)!.Value;
            var change = grade > before ? GradeChange.Improved : grade < before ? GradeChange.Worsened : GradeChange.Unchanged;
            return new(earlier.EntryId, before, change, Math.Abs(grade - before), earlier.Date.IsCertainlyBefore(assessment.Date));
        }
    }
}
