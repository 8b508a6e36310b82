using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>No determined AIS grade, or no MRI, from before treatment, some time after enrolment. One without a date is on record all the same.</summary>
internal static class BaselineMissing
{
    public static AlertRule Rule { get; } = new(
        "baseline-missing", 2, "House default: without a grade and a study from before treatment nothing later can be compared.", SourceMark.HouseDefault)
    {
        Read = view =>
        [
            Read(
                view, "ais", "determined AIS grade", view.Chart.Of<AsiaGradeRecorded>().Any(entry => AsiaGrades.Determined(entry) is not null && IsBaseline(view, entry)),
                today => new AsiaGradeRecorded { EntryId = view.NewId("grade"), AssessedOn = BeforeTreatment(view, today), Grade = AsiaGrade.E }),
            Read(
                view, "mri", "magnetic resonance study", view.Chart.Of<LesionImaged>().Any(entry => IsBaseline(view, entry)),
                today => new LesionImaged { EntryId = view.NewId("study"), ImagedOn = BeforeTreatment(view, today), LesionPresent = true }),
        ],
    };

    private static Candidate Read(AlertView view, string key, string what, bool present, Func<DateOnly, ClinicalEntry> entry)
    {
        var (enrolment, days) = (view.Chart.Enrolment, view.Settings.BaselineWithinDays);
        var enrolled = enrolment.EnrolledOn;
        if (view.Treatment is not null) what += " from before treatment";
        return new(key,
        [
            Condition.Of("none-on-record", $"A {what} is on record.", !present),
            Condition.Of("enrolment-dated", "The date of enrolment is not reported.", enrolled.IsReported),
            new("limit-passed", $"{days} days after the enrolment on {enrolled} have not passed.", DayWindow.Since(AlertView.Plus(enrolled.Latest, days + 1))),
        ])
        {
            Urgency = Urgency.Routine,
            Sentence = $"No {what} is on record, and {days} days have passed since the enrolment on {enrolled}.",
            RestsOn = [new(EvidenceKind.Enrolment, enrolment.EntryId, enrolled, enrolled.ToString())],
            Thresholds = [AlertThresholds.BaselineWithin],
            Otherwise = today =>
            [
                new WithEntry(entry(today), $"a {what} were on record"),
                OtherThreshold.Of(AlertThresholds.BaselineWithin, today.DayNumber - enrolled.Latest.DayNumber),
            ],
        };
    }

    // What may have been found on the day on which treatment began is taken for what was found before it.
    private static bool IsBaseline(AlertView view, ClinicalEntry entry) =>
        view.Treatment is not { } start || !entry.Date.IsReported || entry.Date.Earliest <= start.Latest;

    private static ClinicalDate BeforeTreatment(AlertView view, DateOnly today) =>
        AlertView.Date(view.Treatment is { } start && start.Earliest < today ? start.Earliest : today);
}
