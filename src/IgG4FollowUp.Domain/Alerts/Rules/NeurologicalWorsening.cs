using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A worse deficit at the last examination: the AIS against the previous determined grade that came about in the same way, UEMS and LEMS
/// against the previous examination. It stands until the next examination that can be compared.
/// </summary>
internal static class NeurologicalWorsening
{
    public static AlertRule Rule { get; } = new(
        "neurological-worsening", 1, "House default after published definitions of clinical relapse: new or worse deficit.", SourceMark.HouseDefault)
    {
        SpeaksOfTheLost = true,
        ForetellsRecurrence = true,
        Read = view => [.. Grades(view), Motor(view)],
    };

    private static IEnumerable<Candidate> Grades(AlertView view)
    {
        var methods = view.Chart.Of<AsiaGradeRecorded>().Where(entry => entry.AssessedOn.IsReported)
            .Select(entry => (Entry: entry, Derived: AsiaGrades.Derived(entry)?.Single))
            .Select(assessed => (
                assessed.Entry, Grade: assessed.Derived ?? assessed.Entry.Grade, Method: assessed.Derived is null ? GradeMethod.Entered : GradeMethod.Derived))
            .Where(assessed => assessed.Grade is not null)
            .GroupBy(assessed => assessed.Method)
            .OrderBy(method => method.Key).ToList();
        if (methods.Count == 0) yield return Candidate.Lacking("grade-determined", "No determined AIS grade with a date is on record.");
        foreach (var method in methods)
        {
            var series = method.ToList();
            var (entry, grade, _) = series[^1];
            var former = series.FindLast(earlier => earlier.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn));
            if (former.Entry is null)
            {
                yield return Candidate.Lacking("earlier-grade", $"No grade of the same method ({Word(method.Key)}) certainly came before that of {entry.AssessedOn}.");
                continue;
            }

            var fell = former.Grade!.Value - grade!.Value;
            yield return new($"ais:{entry.EntryId:N}",
            [
                Condition.Of("grade-fell", $"The AIS went from {former.Grade} ({former.Entry.AssessedOn}) to {grade} ({entry.AssessedOn}).", fell >= view.Settings.AisGradesDown),
            ])
            {
                Urgency = Urgency.Urgent,
                Sentence = $"The AIS grade fell from {former.Grade} on {former.Entry.AssessedOn} to {grade} on {entry.AssessedOn} (both {Word(method.Key)}).",
                RestsOn = [Of(former.Entry, former.Grade.Value), Of(entry, grade.Value)],
                Thresholds = [AlertThresholds.AisGradesDown],
                Otherwise = _ =>
                [
                    OtherThreshold.Of(AlertThresholds.AisGradesDown, fell + 1), new WithoutEntry(entry.EntryId, $"the grade of {entry.AssessedOn} were not on record"),
                ],
            };
        }
    }

    private static Candidate Motor(AlertView view)
    {
        // The edition does not change what is added, so examinations of two editions compare in their motor scores.
        var examined = view.Chart.Of<AsiaGradeRecorded>().Where(entry => entry.AssessedOn.IsReported && entry.Examination is not null)
            .Select(entry => (Entry: entry, Totals: IsncsciTotals.Of(entry.Examination!)))
            .Where(exam => exam.Totals.UpperExtremity is not null || exam.Totals.LowerExtremity is not null).ToList();
        if (examined.Count == 0) return Candidate.Lacking("motor-scores", "No examination with a motor score is on record.");
        var (entry, totals) = examined[^1];
        var former = examined.FindLast(earlier => earlier.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn)
            && ((earlier.Totals.UpperExtremity is not null && totals.UpperExtremity is not null)
                || (earlier.Totals.LowerExtremity is not null && totals.LowerExtremity is not null)));
        if (former.Entry is null) return Candidate.Lacking("earlier-motor-scores", $"No examination certainly before {entry.AssessedOn} has a motor score to compare with.");
        var upper = former.Totals.UpperExtremity - totals.UpperExtremity;
        var lower = former.Totals.LowerExtremity - totals.LowerExtremity;
        var fell = Math.Max(upper ?? int.MinValue, lower ?? int.MinValue);
        return new($"motor:{entry.EntryId:N}",
        [
            Condition.Of("motor-score-fell", $"From {Text(former.Totals)} ({former.Entry.AssessedOn}) to {Text(totals)} ({entry.AssessedOn}).", fell >= view.Settings.MotorPointsDown),
        ])
        {
            Urgency = Urgency.Urgent,
            Sentence = $"A motor score fell: {Text(former.Totals)} on {former.Entry.AssessedOn}, {Text(totals)} on {entry.AssessedOn}.",
            RestsOn = [Of(former.Entry, former.Totals), Of(entry, totals)],
            Thresholds = [AlertThresholds.MotorPointsDown],
            Otherwise = _ =>
            [
                OtherThreshold.Of(AlertThresholds.MotorPointsDown, fell + 1), new WithoutEntry(entry.EntryId, $"the examination of {entry.AssessedOn} were not on record"),
            ],
        };
    }

    private static Evidence Of(AsiaGradeRecorded entry, AsiaGrade grade) => new(EvidenceKind.AsiaGrade, entry.EntryId, entry.AssessedOn, grade.ToString());

    private static Evidence Of(AsiaGradeRecorded entry, IsncsciTotals totals) => new(EvidenceKind.MotorScores, entry.EntryId, entry.AssessedOn, Text(totals));

    private static string Text(IsncsciTotals totals) => $"UEMS {totals.UpperExtremity?.ToString() ?? "ND"}, LEMS {totals.LowerExtremity?.ToString() ?? "ND"}";

    private static string Word(GradeMethod method) => method == GradeMethod.Entered ? "entered" : "derived from the examination";
}
