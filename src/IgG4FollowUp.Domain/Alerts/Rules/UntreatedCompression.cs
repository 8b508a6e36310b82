using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Compression of the cord on the last study, or AIS C or worse at the last examination of a patient who was never treated, and no
/// treatment of this disease begun or in use. A study that goes on showing what was treated asks nothing; what is worse under or after
/// treatment is told by the rules on worsening and recurrence.
/// </summary>
internal static class UntreatedCompression
{
    public static AlertRule Rule { get; } = new(
        "untreated-compression", 1,
        "House default: in Yang 2023 all own patients worsened by compression of the cord, and early decompression and glucocorticoid "
            + "helped; no limit in time is known to have been published. It asks for a review and implies no treatment.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        SpeaksOfAnEpisode = true,
        AskedByTelephone = TelephoneQuestions.Compression,
        Read = input => [OnStudy(input), AtExamination(input)],
    };

    private static Candidate OnStudy(RuleInput input)
    {
        var reading = input.Reading;
        if (StandingSign<LesionImaged>.Of(
            reading.Studies, study => study, study => study.ShowsCompression(), LesionGrowth.SpeaksOf) is not { } sign)
            return Candidate.NotApplicable(input, "compression-seen", $"No study with a date shows compression of the cord.");
        // What was begun lately is still at work.
        var since = DaySpans.Shift(sign.First.ImagedOn.Earliest, -input.Settings.ActiveAfterTreatmentDays);
        bool Treated() => reading.Treatments.Begun.Any(treatment => treatment.BegunOn.Latest >= since)
            || reading.Treatments.OnAny(sign.First.ImagedOn.Span()) != Determination.No;
        return Read(
            input, sign, "compression", "compression of the cord", Treated, "The study", "shows compression of the cord",
            study => new(EvidenceKind.Study, study.EntryId, study.ImagedOn, "compression of the cord"),
            [ThresholdTable.Of(nameof(ClinicSettings.ActiveAfterTreatmentDays))]);
    }

    private static Candidate AtExamination(RuleInput input)
    {
        if (StandingSign<AsiaGradeRecorded>.Of(
            input.Reading.Examinations, one => one.Entry, one => one.Grade is { } grade ? grade <= AsiaGrade.C : null) is not { } sign)
            return Candidate.NotApplicable(input, "severe-deficit", $"No examination with a date shows AIS C or worse.");
        return Read(
            input, sign, "ais", "AIS C or worse", () => !input.Reading.Treatments.Begun.IsEmpty,
            "The examination",
            $"shows AIS {AsiaGrades.Determined(sign.First)}",
            entry => new(EvidenceKind.AsiaGrade, entry.EntryId, entry.AssessedOn, AsiaGrades.Determined(entry)!.Value.ToString()), []);
    }

    private static Candidate Read<T>(
        RuleInput input, StandingSign<T> sign, string key, string what, Func<bool> isTreated, string by, string shows,
        Func<T, Evidence> evidence, ImmutableArray<Threshold> further)
        where T : ClinicalEntry
    {
        var (days, first) = (input.Settings.TreatCompressionWithinDays, sign.First.Date);
        // What is gone asks nothing, and need not be looked into unless somebody asks why.
        var treated = (input.Explains || !sign.Gone) && isTreated();
        return new(sign.First, $"{key}:",
        [
            Condition.Of(input, $"{key}-not-gone", $"It is gone since {sign.Last.Date}: {what}.", !sign.Gone),
            Condition.Of(input, "not-treated", $"Treatment of this disease is on record: {what}.", !treated),
            Condition.Of(
                input, "limit-passed", $"{RuleText.Days(days)} after {first} have not passed.",
                DayWindow.Since(DaySpans.Shift(first.Latest, days + 1))),
        ])
        {
            Urgency = Urgency.Soon,
            UrgentUntil = DaySpans.Shift(sign.Last.Date.Latest, input.Settings.WorseningUrgentDays + 1),
            Told = today => new(
                $"{by} of {first} {shows}, and {RuleText.Days(days)} later no operation and no drug for this disease is on record.")
            {
                RestsOn = [.. new[] { sign.First, sign.Last }.Distinct().Select(evidence)],
                Thresholds =
                [
                    ThresholdTable.Of(nameof(ClinicSettings.TreatCompressionWithinDays)),
                    ThresholdTable.Of(nameof(ClinicSettings.WorseningUrgentDays)), .. further,
                ],
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new SteroidCourseStarted { EntryId = input.NewId("course"), StartedOn = RuleText.Date(today) },
                        $"a glucocorticoid begun on {RuleText.Iso(today)} were on record"),
                    OtherThreshold.Of(
                        ThresholdTable.Of(nameof(ClinicSettings.TreatCompressionWithinDays)), today.DayNumber - first.Latest.DayNumber),
                ],
            },
        };
    }
}
