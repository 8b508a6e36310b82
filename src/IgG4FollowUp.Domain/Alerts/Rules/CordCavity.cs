using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A cavity in the cord that is new or larger on a study after an operation at which dura was resected: as the reader states it, or seen
/// where there was none, or longer than the shortest since the last study before the operation. It stands until a later study shows it
/// smaller or gone; one of another region of the spine says nothing of it. A cavity of which nothing earlier is known is not told: it may
/// be old.
/// </summary>
internal static class CordCavity
{
    public static AlertRule Rule { get; } = new(
        "cord-cavity-after-dural-resection", 1,
        "House default: a published patient with a large cavity of the cord, in whom it enlarged after thickened dura was removed; no rule "
            + "of follow-up is known to have been published.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var reading = input.Reading;
        if (reading.Surgeries.Find(surgery => surgery is { DuraResected: true, PerformedOn.IsReported: true }) is not { } operation)
            return Candidate.NotApplicable(input, "dura-resected", $"No operation with a date at which dura was resected is on record.");
        // Each study is compared with those before it once.
        var read = reading.Studies.ConvertAll(study => (Study: study, IsEnlarged: IsEnlarged(input, operation, study)));
        if (StandingSign<LesionImaged>.Of(read, one => one.Study, one => one.IsEnlarged, CordCavities.LooksWhere) is not { } sign)
            return Candidate.NotApplicable(
                input, "cavity-enlarged",
                $"No study certainly after the operation of {operation.PerformedOn} shows a cavity of the cord that is new or larger.");
        var (first, limit) = (sign.First, ThresholdTable.Of(nameof(ClinicSettings.CavityGrowthMm)));
        return new(first, "",
        [
            Condition.Of(input, "not-gone", $"A study after {sign.Last.ImagedOn} shows it smaller or gone.", !sign.Gone),
        ])
        {
            Urgency = Urgency.Soon,
            Told = _ => new(
                $"The study of {first.ImagedOn} shows {Text(first)}{Before(reading, first)}; dura was resected on {operation.PerformedOn}.")
            {
                RestsOn =
                [
                    new(EvidenceKind.Operation, operation.EntryId, operation.PerformedOn, "dura resected"),
                    .. new[] { first, sign.Last }.Distinct().Select(study =>
                        new Evidence(EvidenceKind.Study, study.EntryId, study.ImagedOn, Text(study))),
                ],
                Thresholds = [limit],
                Counterfactuals = () =>
                [
                    new WithoutEntry(first.EntryId, $"the study of {first.ImagedOn} were not on record"),
                    .. reading.Surgeries.Count(surgery => surgery.DuraResected == true) == 1
                        ? [new WithoutEntry(operation.EntryId, $"the operation of {operation.PerformedOn} were not on record")]
                        : Array.Empty<Counterfactual>(),
                ],
            },
        };
    }

    // Null where the study says nothing that begins or ends it.
    private static bool? IsEnlarged(RuleInput input, SurgeryPerformed operation, LesionImaged study)
    {
        if (!study.ImagedOn.IsCertainlyAfter(operation.PerformedOn)) return null;
        if (study.ShowsCavity() == false) return false;
        if (study.CavitySincePrior is { } stated)
            return stated switch
            {
                LesionChange.New or LesionChange.Larger => true,
                LesionChange.Unchanged => null,
                _ => false,
            };
        if (study.ShowsCavity() is null) return null;
        if (Earlier(input, study).FirstOrDefault(other => other.ShowsCavity() is not null)?.ShowsCavity() == false) return true;
        if (study.CavityLengthMm is not { } length) return null;
        decimal? shortest = null, last = null;
        foreach (var other in Earlier(input, study))
        {
            last ??= other.CavityLengthMm;
            if (!(other.CavityLengthMm >= shortest)) shortest = other.CavityLengthMm ?? shortest;
            if (other.ImagedOn.IsCertainlyBefore(operation.PerformedOn)) break;
        }

        return length - shortest >= input.Settings.CavityGrowthMm ? true
            : last - length >= input.Settings.CavityGrowthMm ? false
            : null;
    }

    // What certainly came before, the last one first.
    private static IEnumerable<LesionImaged> Earlier(RuleInput input, LesionImaged study)
    {
        var studies = input.Reading.Studies;
        for (var i = studies.CountBefore(study.ImagedOn.Earliest) - 1; i >= 0; i--)
        {
            var other = studies[i];
            if (other.ImagedOn.IsReported && other.ImagedOn.IsCertainlyBefore(study.ImagedOn) && other.LooksWhere(study))
                yield return other;
        }
    }

    private static string Before(ChartReading reading, LesionImaged study) =>
        reading.Studies.FindLast(other => other.ImagedOn.IsReported && other.ImagedOn.IsCertainlyBefore(study.ImagedOn)
            && other.ShowsCavity() is not null && other.LooksWhere(study)) is { } former
            ? $", that of {former.ImagedOn} showed {Text(former)}"
            : "";

    private static string Text(LesionImaged study)
    {
        if (study.ShowsCavity() == false) return "no cavity of the cord";
        var change = study.CavitySincePrior switch
        {
            LesionChange.New => "a new cavity of the cord",
            LesionChange.Larger => "a larger cavity of the cord",
            LesionChange.Smaller => "a smaller cavity of the cord",
            _ => "a cavity of the cord",
        };
        return study.CavityLengthMm is { } length ? FormattableString.Invariant($"{change} of {length} mm") : change;
    }
}
