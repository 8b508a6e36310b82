using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>Where a sign stands in relation to the start of treatment.</summary>
internal enum Placement
{
    /// <summary>Not after it: the course of the untreated disease.</summary>
    Before,

    /// <summary>Certainly after it.</summary>
    After,

    /// <summary>Partial dates leave it open.</summary>
    Open,
}

/// <summary>One sign of recurrence, found in one entry.</summary>
/// <param name="Kinds">What it is a sign of.</param>
/// <param name="By">When it was first seen.</param>
/// <param name="LastFree">When its absence was last seen; null when that is not recorded.</param>
/// <param name="EntryId">The entry.</param>
internal sealed record Sign(RecurrenceSigns Kinds, DaySpan By, DaySpan? LastFree, Guid EntryId)
{
    /// <summary>The sign that this one only carries on; null when it is a new one.</summary>
    public Guid? Continues { get; init; }

    /// <summary>The recurrence as a clinician recorded it, if this is one.</summary>
    public RecurrenceRecorded? Recorded { get; init; }

    /// <summary>True when a clinician confirmed it at a visit without saying how it showed itself.</summary>
    public bool ConfirmedAtVisit { get; init; }

    /// <summary>The study, if it was seen on one.</summary>
    public LesionImaged? Study { get; init; }
}

/// <summary>
/// A chart as the rules of recurrence read it. Two entries are compared only when one certainly came first: partial dates that
/// overlap prove no change in either direction.
/// </summary>
internal sealed class ChartView
{
    public ChartView(PatientChart chart, RecurrenceSettings settings)
    {
        (Chart, Settings) = (chart, settings);
        Treatment = TimeZeros.Find(chart, TimeZero.TreatmentStart);
        Exposure = SteroidExposure.Of(chart);
        Period = FollowUpPeriod.Of(chart);
        Examinations = [.. Deficits.Read(chart, settings)];
        foreach (var entry in chart.Entries)
        {
            switch (entry)
            {
                case LesionImaged study:
                    Studies.Add(study);
                    break;
                case VisitLogged { RecurrenceAssessment: RecurrenceAssessment.None } visit:
                    FreeVisits.Add(visit);
                    break;
                case VisitLogged { RecurrenceAssessment: RecurrenceAssessment.Confirmed } visit when settings.ConfirmedVisitCounts:
                    ConfirmedVisits.Add(visit);
                    break;
            }
        }
    }

    public PatientChart Chart { get; }

    public RecurrenceSettings Settings { get; }

    public SteroidExposure Exposure { get; }

    public FollowUpPeriod Period { get; }

    /// <summary>Start of treatment; null when none is recorded with a date.</summary>
    public DaySpan? Treatment { get; }

    /// <summary>Neurological examinations in clinical order.</summary>
    public IReadOnlyList<Examined> Examinations { get; }

    public List<LesionImaged> Studies { get; } = [];

    public List<VisitLogged> FreeVisits { get; } = [];

    /// <summary>Visits at which a recurrence was confirmed; empty under settings by which that does not count.</summary>
    public List<VisitLogged> ConfirmedVisits { get; } = [];

    /// <summary>Entries that would be signs if they certainly came after the start of treatment.</summary>
    public SortedSet<Guid> Unplaced { get; } = [];

    public static bool IsQuiet(LesionImaged study) =>
        !study.LesionPresent || study.ChangeSincePrior is LesionChange.Unchanged or LesionChange.Smaller or LesionChange.Resolved;

    public static bool ShowsLesionNewOrLarger(LesionImaged study) =>
        study.LesionPresent && study.ChangeSincePrior is LesionChange.New or LesionChange.Larger;

    /// <summary>Keeps a sign only when it certainly came after the start of treatment.</summary>
    public bool Counts(ClinicalEntry entry)
    {
        var placement = Treatment is not { } start || entry.Date.Latest <= start.Earliest ? Placement.Before
            : start.Latest < entry.Date.Earliest ? Placement.After
            : Placement.Open;
        if (placement == Placement.Open) Unplaced.Add(entry.EntryId);
        return placement == Placement.After;
    }

    /// <summary>Last visit certainly before some days at which recurrence was ruled out.</summary>
    public DaySpan? FreeVisitBefore(DaySpan by) => LastBefore(FreeVisits, by)?.Date.Span();

    /// <summary>Last entry that certainly came before some days.</summary>
    public static T? LastBefore<T>(IReadOnlyList<T> entries, DaySpan by)
        where T : ClinicalEntry
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i].Date.Latest < by.Earliest) return entries[i];
        }

        return null;
    }
}
