using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A dose for this disease certainly at or above the limit for so many days, and no examination or study since that shows a response, as
/// the answers on response judge it. Whether nobody looked or nothing is better, the record says no more than that.
/// </summary>
internal static class NoResponse
{
    public static AlertRule Rule { get; } = new(
        "no-response", 1,
        "House default after the 2019 ACR/EULAR criteria (Wallace 2020), which exclude the disease when at least 40 mg of prednisone a day "
            + "for 4 weeks brings no objective response. What counts as a response, and when it is asked, are house choices.",
        SourceMark.Published)
    {
        SpeaksOfAnEpisode = true,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var (reading, settings) = (input.Reading, input.Settings);
        var runs = DoseRuns.AtLeast(reading.DiseaseExposure.Dose, Fraction.Of(settings.NoResponseMgPerDay))
            .Where(run => run.Until == DateOnly.MaxValue || run.Until.DayNumber - run.From.DayNumber >= settings.NoResponseDays).ToList();
        if (runs.Count == 0)
        {
            return
            [
                Candidate.NotApplicable(
                    input, "dose-reached",
                    $"{settings.NoResponseMgPerDay} mg of prednisone a day for {settings.NoResponseDays} days "
                        + $"are not certainly on record."),
            ];
        }

        // The last one and, until that has been long enough, the one before it; what came earlier was followed by another.
        var responses = new Lazy<ResponseReader>(() => TreatmentResponses.ReaderOf(reading));
        return [.. runs.TakeLast(2).Select(run => Read(input, run, responses))];
    }

    private static Candidate Read(RuleInput input, DayWindow run, Lazy<ResponseReader> responses)
    {
        var (reading, settings) = (input.Reading, input.Settings);
        var days = settings.NoResponseDays;
        var asked = new DayWindow(DaySpans.Shift(run.From, days), DaySpans.Shift(run.From, days + settings.ActiveUnsettledDays));
        var responded = !input.IsOver(asked) && Responded(reading, responses.Value, run);
        return new(RuleText.Iso(run.From),
        [
            Condition.Of(input, "none-on-record", $"A response since {RuleText.Iso(run.From)} is on record.", !responded),
            Condition.Of(
                input, "long-enough",
                $"{settings.NoResponseMgPerDay} mg a day or more since {RuleText.Iso(run.From)}, asked after {days} days and for "
                    + $"{settings.ActiveUnsettledDays} days.",
                asked),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new(
                $"The dose was {settings.NoResponseMgPerDay} mg of prednisone a day or more for {days} days from "
                + $"{RuleText.Iso(run.From)} on, and no response is on record: {Looked(reading, run)}.")
            {
                RestsOn =
                [
                    new(
                        EvidenceKind.DailyDose, EntryId: null, RuleText.Date(run.From),
                        RuleText.Mg(reading.DiseaseExposure.Dose.On(run.From).AtLeast)),
                    .. LastStudy(reading, run) is { } study
                        ? new[] { new Evidence(EvidenceKind.Study, study.EntryId, study.ImagedOn, Shown(study)) } : [],
                    .. LastExamination(reading, run) is { } examined
                        ? new[] { new Evidence(EvidenceKind.AsiaGrade, examined.EntryId, examined.AssessedOn, Grade(examined)) } : [],
                ],
                Thresholds =
                    ThresholdTable.Of(nameof(ClinicSettings.NoResponseMgPerDay), nameof(ClinicSettings.NoResponseDays),
                        nameof(ClinicSettings.ActiveUnsettledDays)),
                Counterfactuals = () =>
                [
                    OtherThreshold.Of(
                        ThresholdTable.Of(nameof(ClinicSettings.NoResponseMgPerDay)),
                        reading.DiseaseExposure.Dose.Steps.Max(step => step.Dose.AtLeast).Round(2) + 0.01m),
                    OtherThreshold.Of(
                        ThresholdTable.Of(nameof(ClinicSettings.NoResponseDays)), today.DayNumber - run.From.DayNumber + 1),
                ],
            },
        };
    }

    // Nothing lost and no lesion is nothing that could respond; so is a response that came before the dose.
    private static bool Responded(ChartReading reading, ResponseReader responses, DayWindow run)
    {
        // A recurrence is often treated before it is recorded, and its response counts from then.
        var within = Math.Max(ResponseSettings.HouseDefault.AdmissionDays, ResponseSettings.HouseDefault.TreatBeforeDays);
        var response = responses.LastBegunBy(DaySpans.Shift(run.From, within));
        if (response?.RespondedOn is { } on) return on.Latest >= run.From;
        if (response?.At.Any(at => at.Category is ResponseCategory.Partial or ResponseCategory.Complete) == true) return true;
        return (response is null or { EndedBy: ResponseEnd.Progression } || response.At.Any(at => at.Reasons.Any(LeavesOrderOpen)))
            && IsBetter(reading, run);
    }

    private static bool LeavesOrderOpen(ResponseReason reason) => reason is ResponseReason.EventNotDated
        or ResponseReason.TreatmentDateOpen or ResponseReason.ExaminationDateOpen or ResponseReason.StudyDateOpen;

    // What is certainly seen under the dose to be better than before is a response, whichever day the treatment began on.
    private static bool IsBetter(ChartReading reading, DayWindow run)
    {
        if (reading.SpinalStudies.Exists(study =>
            IsSince(study, run) && study.ChangeSincePrior is LesionChange.Smaller or LesionChange.Resolved)) return true;
        for (var i = 1; i < reading.Examinations.Count; i++)
        {
            var now = reading.Examinations[i];
            if (!IsSince(now.Entry, run)) continue;
            var former = reading.Examinations.FindLast(other => other.On.IsReported && other.On.IsCertainlyBefore(now.On));
            if (former is not null && (Rise(Measure.DerivedGrade) ?? Rise(Measure.EnteredGrade)) > 0) return true;
            int? Rise(Measure measure) => -Worsening.Steps(former, now, measure);
        }

        return false;
    }

    private static bool IsSince(ClinicalEntry entry, DayWindow run) => entry.Date.IsReported && entry.Date.Earliest > run.From;

    private static string Looked(ChartReading reading, DayWindow run) => (LastExamination(reading, run), LastStudy(reading, run)) switch
    {
        (null, null) => "neither an examination nor a study since is on record",
        (null, { } study) => $"the last study is of {study.ImagedOn}, and no examination since is on record",
        ({ } examined, null) => $"the last examination is of {examined.AssessedOn}, and no study since is on record",
        ({ } examined, { } study) => $"the last examination is of {examined.AssessedOn}, the last study of {study.ImagedOn}",
    };

    private static AsiaGradeRecorded? LastExamination(ChartReading reading, DayWindow run) =>
        reading.Grades.FindLast(entry => IsSince(entry, run));

    private static LesionImaged? LastStudy(ChartReading reading, DayWindow run) =>
        reading.SpinalStudies.FindLast(study => IsSince(study, run));

    private static string Shown(LesionImaged study) => study.LesionPresent ? "lesion present" : "no lesion";

    private static string Grade(AsiaGradeRecorded entry) => AsiaGrades.Determined(entry)?.ToString() ?? "not determined";
}
