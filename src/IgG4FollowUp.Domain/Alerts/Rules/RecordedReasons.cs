using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Why something that is missing is missing, as somebody recorded it. What was refused or not possible is told by the rules that miss it;
/// that nobody did it, or that it is not known why, says no more than the rule itself. No reason keeps a study or an examination that is
/// due: only a check of <see cref="SafetyMonitoring"/> is asked for again when the next one is due.
/// </summary>
internal sealed class RecordedReasons
{
    private RecordedReasons(ChartReading reading)
    {
        Samples = [.. reading.Chart.Of<LabMissed>()];
        Studies = [.. reading.Chart.Of<ImagingMissed>().Where(missed => missed.Modality is null or ImagingModality.Mri)];
    }

    /// <summary>Laboratory results that are missing, in clinical order.</summary>
    public List<LabMissed> Samples { get; }

    private List<ImagingMissed> Studies { get; }

    public static RecordedReasons Of(RuleInput input) => input.Reading.Once(static reading => new RecordedReasons(reading));

    /// <summary>Whether a reason says more than that something is missing.</summary>
    public static bool Explains(MissingReason? reason) => reason is MissingReason.NotPossible or MissingReason.Refused;

    /// <summary>Why there is no MRI after a date; null when nobody said.</summary>
    /// <param name="after">The date; null for any time.</param>
    public RecordedReason? ForStudy(ClinicalDate? after)
    {
        var missed = Studies.FindLast(missed => Explains(missed.Reason) && Follows(missed, after));
        return missed is null ? null : new(
            missed, "MRI", missed.Obstacle is { } obstacle
                ? $"{RuleText.Spoken(missed.Reason)} ({RuleText.Spoken(obstacle)})" : RuleText.Spoken(missed.Reason));
    }

    /// <summary>Why there is no neurological examination after a date; null when nobody said.</summary>
    /// <param name="statuses">What was assessed, in clinical order.</param>
    /// <param name="after">The date.</param>
    public static RecordedReason? ForExamination(List<StatusAssessed> statuses, ClinicalDate after)
    {
        for (var i = statuses.Count - 1; i >= 0; i--)
        {
            if (Follows(statuses[i], after)
                && statuses[i].NotAssessed?.FirstOrDefault(missing => missing.Item == StatusItem.AsiaGrade) is { } missing
                && Explains(missing.Reason))
                return new(statuses[i], "a neurological examination", RuleText.Spoken(missing.Reason));
        }

        return null;
    }

    private static bool Follows(ClinicalEntry entry, ClinicalDate? date) =>
        entry.Date.IsReported && (date is not { } known || entry.Date.Latest > known.Earliest);
}

/// <summary>A reason that somebody recorded.</summary>
/// <param name="Entry">Where.</param>
/// <param name="What">What is missing.</param>
/// <param name="Why">Why, in words.</param>
internal sealed record RecordedReason(ClinicalEntry Entry, string What, string Why)
{
    /// <summary>The reason as a sentence.</summary>
    public string Sentence => $" {char.ToUpperInvariant(What[0])}{What[1..]} is recorded as {Why} on {Entry.Date}.";

    /// <summary>The reason as what a finding rests on.</summary>
    public Evidence RestsOn => new(EvidenceKind.RecordedReason, Entry.EntryId, Entry.Date, $"{What} {Why}");
}
