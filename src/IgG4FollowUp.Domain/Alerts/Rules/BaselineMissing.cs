using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>No determined AIS grade, or no MRI, some time after enrolment. One without a date is on record all the same.</summary>
internal static class BaselineMissing
{
    public static AlertRule Rule { get; } = new(
        "baseline-missing", 1, "House default: without a first grade and a first study nothing later can be compared.", SourceMark.HouseDefault)
    {
        Read = view =>
        [
            Read(
                view, "ais", "determined AIS grade", view.Chart.Of<AsiaGradeRecorded>().Any(entry => AsiaGrades.Determined(entry) is not null),
                today => new AsiaGradeRecorded { EntryId = view.NewId("grade"), AssessedOn = AlertView.Date(today), Grade = AsiaGrade.E }),
            Read(
                view, "mri", "magnetic resonance study", view.Chart.Of<LesionImaged>().Any(),
                today => new LesionImaged { EntryId = view.NewId("study"), ImagedOn = AlertView.Date(today), LesionPresent = true }),
        ],
    };

    private static Candidate Read(AlertView view, string key, string what, bool present, Func<DateOnly, ClinicalEntry> entry)
    {
        var (enrolment, days) = (view.Chart.Enrolment, view.Settings.BaselineWithinDays);
        var enrolled = enrolment.EnrolledOn;
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
}
