using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A new or larger lesion at the last study: stated by the reader, or present after a study without one, or thicker where the reader states
/// no change. The first study of an untreated patient shows the disease, not its progression. It stands until the next study.
/// </summary>
internal static class LesionProgression
{
    public static AlertRule Rule { get; } = new(
        "new-or-larger-lesion", 1,
        "House default after published definitions of relapse by imaging: new or larger dural mass, or new enhancement.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        SpeaksOfAnEpisode = true,
        PredictsRecurrence = true,
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        if (input.Reading.DatedStudies is not [.., var study])
            return Candidate.NotApplicable(input, "study", $"No magnetic resonance study with a date is on record.");
        var former = input.Reading.Studies.LastBefore(study.ImagedOn.Span());
        var stated = study.IsActive();
        var silent = study.IsSilent();
        var appeared = silent && former is { LesionPresent: false };
        var growth = silent && former is { LesionPresent: true } ? study.Thickened(former) : null;
        var grown = growth >= input.Settings.LesionGrowthMm;
        var treated = input.Reading.Treatment is { } start && start.Latest < study.ImagedOn.Earliest;
        return new(study.EntryId.ToString("N"),
        [
            Condition.Of(
                input, "not-the-first-sight",
                $"The study has no earlier one to compare with and did not certainly follow the start of treatment.",
                former is not null || treated),
            Condition.Of(input, "new-or-larger", $"The study of {study.ImagedOn} shows {Text(study)}.", stated || appeared || grown),
        ])
        {
            Urgency = study.CordCompression == true ? Urgency.Urgent : Urgency.Soon,
            Told = _ => new(
                $"The study of {study.ImagedOn} shows {Text(study)}"
                + $"{(former is null ? "" : $"; that of {former.ImagedOn} showed {Text(former)}")}.")
            {
                RestsOn = former is null ? [Of(study)] : [Of(former), Of(study)],
                Thresholds = stated || appeared ? [] : [ThresholdTable.Of(nameof(ClinicSettings.LesionGrowthMm))],
                Counterfactuals = () => grown
                    ? [Without(study), OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.LesionGrowthMm)), growth!.Value + 0.1m)]
                    : [Without(study)],
            },
        };
    }

    private static WithoutEntry Without(LesionImaged study) => new(study.EntryId, $"the study of {study.ImagedOn} were not on record");

    private static Evidence Of(LesionImaged study) => new(EvidenceKind.Study, study.EntryId, study.ImagedOn, Text(study));

    private static string Text(LesionImaged study)
    {
        if (!study.LesionPresent) return "no lesion";
        var change = study.ChangeSincePrior switch
        {
            LesionChange.New => "a new lesion",
            LesionChange.Larger => "a larger lesion",
            LesionChange.Unchanged => "an unchanged lesion",
            LesionChange.Smaller => "a smaller lesion",
            _ => "a lesion",
        };
        var size = study.ThicknessMm is { } thickness ? $"{change} of {thickness} mm" : change;
        return study.EnhancementSincePrior switch
        {
            EnhancementChange.New => $"{size} that newly enhances",
            EnhancementChange.Increased => $"{size} that enhances more",
            _ => size,
        };
    }
}
