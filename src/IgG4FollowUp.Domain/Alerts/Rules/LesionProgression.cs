using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A new or larger lesion at the last study: stated by the reader, or present after a study without one, or thicker than the thinnest since
/// treatment began or the disease was last settled, where the reader does not call it smaller. What was told once is not told again: later
/// growth is measured against it. The first study of an untreated patient shows the disease, not its progression, and so does the first
/// one that shows a lesion within days after treatment was begun on suspicion. It stands until the next study of that lesion.
/// </summary>
internal static class LesionProgression
{
    public static AlertRule Rule { get; } = new(
        "new-or-larger-lesion", 2,
        "House default after published definitions of relapse by imaging: new or larger dural mass, or new enhancement.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        SpeaksOfAnEpisode = true,
        PredictsRecurrence = true,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var studies = input.Reading.DatedStudies;
        var others = input.Reading.OtherStudies.FindAll(study => study.ImagedOn.IsReported);
        if (studies is [] && others is [])
            return [Candidate.NotApplicable(input, "study", $"No study with a date is on record.")];
        var last = new List<LesionImaged>();
        for (var i = studies.Length - 1; i >= 0; i--)
        {
            if (!IsFollowed(studies[i], last)) last.Add(studies[i]);
        }

        // What another modality shows is no sign of the course, but a reason to look.
        for (var i = others.Count - 1; i >= 0; i--)
        {
            if (!IsFollowed(others[i], last)) last.Add(others[i]);
        }

        return last.Select(study => study.IsMri() ? Read(input, study) : ReadOther(input, study));
    }

    private static Candidate ReadOther(RuleInput input, LesionImaged study) => new(study, "",
    [
        Condition.Of(
            input, "under-treatment", $"The study of {study.ImagedOn} did not certainly follow the start of treatment.",
            input.Reading.Treatment is { } start && start.Latest < study.ImagedOn.Earliest),
        Condition.Of(input, "new-or-larger", $"The study of {study.ImagedOn} shows {Text(study)}.", study.IsActive()),
    ])
    {
        Urgency = study.CordCompression == true ? Urgency.Urgent : Urgency.Soon,
        Told = _ => new(
            $"The study of {study.ImagedOn}, which is no MRI, shows {Text(study)}; no MRI of it since is on record.")
        {
            RestsOn = [Of(study)],
            Counterfactuals = () => [Without(study)],
        },
    };

    private static bool IsFollowed(LesionImaged study, List<LesionImaged> by)
    {
        foreach (var later in by)
        {
            if (study.ImagedOn.IsCertainlyBefore(later.ImagedOn) && later.SpeaksOf(study)) return true;
        }

        return false;
    }

    private static Candidate Read(RuleInput input, LesionImaged study)
    {
        var former = input.Reading.StudiesGraverLast.FindLast(other =>
            other.ImagedOn.IsReported && other.ImagedOn.IsCertainlyBefore(study.ImagedOn) && other.SpeaksOf(study));
        var stated = study.IsActive() || study.EnhancesAnew(former);
        var appeared = study.IsSilent() && former is { LesionPresent: false };
        var grown = stated || appeared ? null : Grown(input.Reading, study, input.Settings.LesionGrowthMm);
        var earlier = grown?.From ?? former;
        var treated = input.Reading.Treatment is { } start && start.Latest < study.ImagedOn.Earliest;
        return new(study, "",
        [
            Condition.Of(
                input, "not-the-first-sight",
                $"The study has no earlier one to compare with and did not certainly follow the start of treatment.",
                former is not null || treated),
            Condition.Of(
                input, "not-what-treatment-began-with", $"The study shows for the first time the lesion that treatment was begun for.",
                !LesionGrowth.IsFirstSight(input.Reading, study, DiseaseTreatments.DefaultAdmissionDays)),
            Condition.Of(
                input, "new-or-larger", $"The study of {study.ImagedOn} shows {Text(study)}.", stated || appeared || grown is not null),
        ])
        {
            Urgency = study.CordCompression == true ? Urgency.Urgent : Urgency.Soon,
            Told = _ => new(
                $"The study of {study.ImagedOn} shows {Text(study)}"
                + (study.EnhancesAnew(former) ? " that enhances as it did not before" : "")
                + (earlier is null ? "." : grown is null || earlier == former ? $"; that of {earlier.ImagedOn} showed {Text(earlier)}."
                    : $"; the thinnest before it, on {earlier.ImagedOn}, was {Text(earlier)}."))
            {
                RestsOn = earlier is null ? [Of(study)] : [Of(earlier), Of(study)],
                Thresholds = grown is null ? [] : [ThresholdTable.Of(nameof(ClinicSettings.LesionGrowthMm))],
                Counterfactuals = () => grown is { } growth
                    ? [Without(study), OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.LesionGrowthMm)), Silent(growth.By))]
                    : [Without(study)],
            },
        };

        // Under a higher limit less was told before, and the lesion is measured against an earlier study.
        decimal Silent(decimal by)
        {
            var limit = by + 0.1m;
            while (Grown(input.Reading, study, limit) is { } still) limit = still.By + 0.1m;
            return limit;
        }
    }

    private static (LesionImaged From, decimal By)? Grown(ChartReading reading, LesionImaged study, decimal limit)
    {
        if (study is not { LesionPresent: true, ChangeSincePrior: null or LesionChange.Unchanged, ThicknessMm: not null }) return null;
        var nadir = LesionGrowth.Nadir(reading, study, NeurologicalWorsening.SettledOn(reading), limit);
        return nadir is not null && study.Thickened(nadir) is { } by && by >= limit ? (nadir, by) : null;
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
