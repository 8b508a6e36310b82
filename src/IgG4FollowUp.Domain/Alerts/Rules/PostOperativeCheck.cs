using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// No neurological examination, or no MRI, since the last operation that was more than a biopsy. One that may have come after it is taken
/// for one that did. One that was refused or not possible is missing all the same, and the reason is told.
/// </summary>
internal static class PostOperativeCheck
{
    public static AlertRule Rule { get; } = new(
        "post-operative-check-missing", 1,
        "House default: no schedule after operations for spinal pachymeningitis is known to have been published; first imaging 4 to 8 "
            + "weeks after treatment began is from pancreatobiliary disease, second-hand.",
        SourceMark.Secondary)
    {
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var reading = input.Reading;
        if (reading.Surgeries.FindLast(surgery => surgery.PerformedOn.IsReported && surgery.IsTreatment()) is not { } surgery)
            return [Candidate.NotApplicable(input, "operated", $"No operation with a date is on record.")];
        var on = surgery.PerformedOn;
        return
        [
            Read(
                input, surgery, "examination", "neurological examination", nameof(ClinicSettings.ExaminationAfterSurgeryDays),
                reading.Grades.Exists(entry => MayFollow(entry, on)), RecordedReasons.ForExamination(reading.Statuses, on),
                today => new AsiaGradeRecorded
                {
                    EntryId = input.NewId("grade"), AssessedOn = RuleText.Date(today), Grade = AsiaGrade.E,
                }),
            Read(
                input, surgery, "mri", "MRI", nameof(ClinicSettings.MriAfterSurgeryDays),
                reading.SpinalStudies.Exists(entry => MayFollow(entry, on) && LesionGrowth.LooksAtTheLesion(reading, entry)),
                RecordedReasons.Of(input).ForStudy(on),
                today => new LesionImaged { EntryId = input.NewId("study"), ImagedOn = RuleText.Date(today), LesionPresent = false }),
        ];
    }

    private static bool MayFollow(ClinicalEntry entry, ClinicalDate operation) => entry.Date.Latest > operation.Earliest;

    private static string Procedures(SurgeryPerformed surgery) => surgery.Procedures.Count == 0
        ? "procedure not reported"
        : string.Join(", ", surgery.Procedures.Select(procedure => StoredName.Of(procedure)));

    private static Candidate Read(
        RuleInput input, SurgeryPerformed surgery, string key, string what, string setting, bool present,
        RecordedReason? reason, Func<DateOnly, ClinicalEntry> entry)
    {
        var (on, limit) = (surgery.PerformedOn, ThresholdTable.Of(setting));
        var days = (int)limit.Get(input.Settings);
        return new(surgery, $"{key}:",
        [
            Condition.Of(input, "none-on-record", $"A {what} after the operation of {on} is on record.", !present),
            Condition.Of(
                input, "limit-passed", $"{RuleText.Days(days)} after the operation of {on} have not passed.",
                DayWindow.Since(DaySpans.Shift(on.Latest, days + 1))),
        ])
        {
            Urgency = key == "mri" ? Urgency.Routine : Urgency.Soon,
            Told = today => new(
                $"The operation was on {on}, and {RuleText.Days(days)} later no {what} after it is on record.{reason?.Sentence}")
            {
                RestsOn =
                [
                    new(EvidenceKind.Operation, surgery.EntryId, on, Procedures(surgery)),
                    .. reason is null ? Array.Empty<Evidence>() : [reason.RestsOn],
                ],
                Thresholds = [limit],
                Counterfactuals = () =>
                [
                    new WithEntry(entry(today), $"a {what} of {RuleText.Iso(today)} were on record"),
                    OtherThreshold.Of(limit, today.DayNumber - on.Latest.DayNumber),
                ],
            },
        };
    }
}
