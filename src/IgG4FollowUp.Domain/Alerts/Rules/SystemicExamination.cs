using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Whether other organs are involved is not on record some time after enrolment. An empty list at presentation says that they were looked
/// for and not found, a list left out nothing; later any organ but the meninges that was looked at says so.
/// </summary>
internal static class SystemicExamination
{
    public static AlertRule Rule { get; } = new(
        "systemic-examination-missing", 1,
        "House default after Yang 2023: a systemic examination is recommended. The days are a house choice.", SourceMark.Published)
    {
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var (enrolment, days) = (input.Reading.Enrolment, input.Settings.BaselineWithinDays);
        var enrolled = enrolment.EnrolledOn;
        return new("organs",
        [
            Condition.Of(
                input, "none-on-record", $"Whether other organs are involved is on record.",
                !input.Reading.Chart.Entries.Any(SpeaksOfOrgans)),
            Condition.Of(input, "enrolment-dated", $"The date of enrolment is not reported.", enrolled.IsReported),
            Condition.Of(
                input, "limit-passed", $"{RuleText.Days(days)} after the enrolment on {enrolled} have not passed.",
                DayWindow.Since(DaySpans.Shift(enrolled.Latest, days + 1))),
        ])
        {
            Urgency = Urgency.Routine,
            Told = today => new(
                $"Whether other organs are involved is not on record, and {RuleText.Days(days)} have passed since the enrolment on "
                + $"{enrolled}.")
            {
                RestsOn = [new(EvidenceKind.Enrolment, enrolment.EntryId, enrolled, enrolled.ToString())],
                Thresholds = [ThresholdTable.Of(nameof(ClinicSettings.BaselineWithinDays))],
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new PresentationRecorded { EntryId = input.NewId("organs"), PresentedOn = RuleText.Date(today), OtherOrgans = [] },
                        "a presentation that speaks of other organs were on record"),
                    OtherThreshold.Of(
                        ThresholdTable.Of(nameof(ClinicSettings.BaselineWithinDays)), today.DayNumber - enrolled.Latest.DayNumber),
                ],
            },
        };
    }

    private static bool SpeaksOfOrgans(ClinicalEntry entry) => entry switch
    {
        PresentationRecorded presentation => presentation.OtherOrgans is not null,
        OrganAssessed organ => organ.Result is not null && organ.Site is not (Site.SpinalMeninges or Site.CranialMeninges),
        _ => false,
    };
}
