using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// A recurrence that a clinician recorded. It counts whatever else the chart holds. Where the record does not say when the patient was
/// last free, the last examination of the matching kind that found nothing does.
/// </summary>
internal static class RecordedSigns
{
    public static IEnumerable<Sign> Find(RecurrenceReading view)
    {
        foreach (var recorded in view.Reading.Recurrences)
        {
            var confirmed = view.Settings.DiagnosisGoesOnUntilQuiet ? ConfirmedSigns.GoingOn(view, recorded) : null;
            var kinds = Kinds(recorded, view.Settings);
            var by = recorded.DetectedOn.Span();
            var free = recorded.LastKnownFreeOn is { IsReported: true } stated ? stated.Span() : LastFree(view, kinds, by);
            yield return new Sign(kinds, by, free, recorded.EntryId)
            {
                Recorded = recorded,
                ConfirmedBy = Confirmations.Clinician,
                Continues = confirmed?.EntryId,
            };
        }
    }

    /// <summary>What a recurrence counts as of which nothing says how it showed itself.</summary>
    public static RecurrenceSigns Unspecified(RecurrenceSettings settings) =>
        settings.UnspecifiedCountsAsClinical ? RecurrenceSigns.Clinical : RecurrenceSigns.None;

    private static RecurrenceSigns Kinds(RecurrenceRecorded recorded, RecurrenceSettings settings)
    {
        var apart = settings.OtherOrgansAreApart;
        var elsewhere = apart && recorded.Sites?.Any(site => site != Site.SpinalMeninges) == true
            ? RecurrenceSigns.OtherOrgan
            : RecurrenceSigns.None;
        var spinal = recorded.Kinds.Count == 0 ? Unspecified(settings) : Told(recorded);
        // Of the serum nobody can say which organ it was raised by.
        return elsewhere | (apart && recorded.IsElsewhereAlone ? spinal & RecurrenceSigns.Serological : spinal);
    }

    private static RecurrenceSigns Told(RecurrenceRecorded recorded)
    {
        var kinds = RecurrenceSigns.None;
        foreach (var kind in recorded.Kinds)
        {
            kinds |= kind switch
            {
                RecurrenceKind.Clinical => RecurrenceSigns.Clinical,
                RecurrenceKind.Radiological => RecurrenceSigns.Radiological,
                RecurrenceKind.Serological => RecurrenceSigns.Serological,
                _ => throw new InvalidOperationException($"{kind} is not a kind of recurrence."),
            };
        }

        return kinds;
    }

    /// <summary>When the patient was last examined in the matching respects and free, where no record says so.</summary>
    public static DaySpan? LastFree(RecurrenceReading view, RecurrenceSigns kinds, DaySpan by) => Earliest(Examined(view, kinds, by));

    private static IEnumerable<DaySpan?> Examined(RecurrenceReading view, RecurrenceSigns kinds, DaySpan by)
    {
        if (kinds.HasFlag(RecurrenceSigns.Clinical)) yield return ClinicalSigns.LastFree(view, by);
        else if (kinds.HasFlag(RecurrenceSigns.OtherOrgan)) yield return view.FreeVisitBefore(by);
        if (kinds.HasFlag(RecurrenceSigns.Radiological)) yield return RadiologicalSigns.LastFree(view, by);
        if (kinds == RecurrenceSigns.Serological)
            yield return view.Settings.IgG4NeedsRaisedBaseline
                ? SerologicalSigns.LastNotRaised(view, by)
                : SerologicalSigns.LastFree(view, by);
    }

    /// <summary>The widest interval: the earliest of several days on which the patient was last known to be free in some respect.</summary>
    internal static DaySpan? Earliest(IEnumerable<DaySpan?> days)
    {
        DaySpan? earliest = null;
        foreach (var day in days)
        {
            if (day is { } known && (earliest is not { } former || known.Earliest < former.Earliest)) earliest = known;
        }

        return earliest;
    }
}
