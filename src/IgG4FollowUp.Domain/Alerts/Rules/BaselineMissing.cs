using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// No determined AIS grade, or no MRI, from before treatment, some time after enrolment. One without a date is on record all the same.
/// </summary>
internal static class BaselineMissing
{
    public static AlertRule Rule { get; } = new(
        "baseline-missing", 2, "House default: without a grade and a study from before treatment nothing later can be compared.",
        SourceMark.HouseDefault)
    {
        Read = input =>
        [
            Read(
                input, "ais", "determined AIS grade",
                input.Reading.Grades.Exists(entry => IsBaseline(input, entry) && AsiaGrades.Determined(entry) is not null),
                today => new AsiaGradeRecorded
                {
                    EntryId = input.NewId("grade"), AssessedOn = BeforeTreatment(input, today), Grade = AsiaGrade.E,
                }),
            Read(
                input, "mri", "magnetic resonance study", input.Reading.SpinalStudies.Exists(entry => IsBaseline(input, entry)),
                today => new LesionImaged
                {
                    EntryId = input.NewId("study"), ImagedOn = BeforeTreatment(input, today), LesionPresent = true,
                }),
        ],
    };

    private static Candidate Read(RuleInput input, string key, string what, bool present, Func<DateOnly, ClinicalEntry> entry)
    {
        var (enrolment, days) = (input.Reading.Enrolment, input.Settings.BaselineWithinDays);
        var enrolled = enrolment.EnrolledOn;
        var missing = input.Reading.Treatment is null ? what : $"{what} from before treatment";
        return new(key,
        [
            Condition.Of(input, "none-on-record", $"A {missing} is on record.", !present),
            Condition.Of(input, "enrolment-dated", $"The date of enrolment is not reported.", enrolled.IsReported),
            Condition.Of(
                input, "limit-passed", $"{days} days after the enrolment on {enrolled} have not passed.",
                DayWindow.Since(DaySpans.Shift(enrolled.Latest, days + 1))),
        ])
        {
            Urgency = Urgency.Routine,
            Told = today => new($"No {missing} is on record, and {days} days have passed since the enrolment on {enrolled}.")
            {
                RestsOn = [new(EvidenceKind.Enrolment, enrolment.EntryId, enrolled, enrolled.ToString())],
                Thresholds = [ThresholdTable.Of(nameof(ClinicSettings.BaselineWithinDays))],
                Counterfactuals = () =>
                [
                    new WithEntry(entry(today), $"a {missing} were on record"),
                    OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.BaselineWithinDays)),
                        today.DayNumber - enrolled.Latest.DayNumber),
                ],
            },
        };
    }

    // What may have been found on the day on which treatment began is taken for what was found before it.
    private static bool IsBaseline(RuleInput input, ClinicalEntry entry) =>
        input.Reading.Treatment is not { } start || !entry.Date.IsReported || entry.Date.Earliest <= start.Latest;

    private static ClinicalDate BeforeTreatment(RuleInput input, DateOnly today) =>
        RuleText.Date(input.Reading.Treatment is { } start && start.Earliest < today ? start.Earliest : today);
}
