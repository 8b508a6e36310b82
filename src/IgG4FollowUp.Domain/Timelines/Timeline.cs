using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>What an item of a timeline is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TimelineStatus>))]
public enum TimelineStatus
{
    /// <summary>An entry that holds.</summary>
    Current,

    /// <summary>A former entry that a correction replaced.</summary>
    Corrected,

    /// <summary>A former entry that was retracted.</summary>
    Retracted,

    /// <summary>A fact that follows from entries.</summary>
    Derived,
}

/// <summary>How an entry came to hold no longer.</summary>
/// <param name="Because">The words given for it.</param>
/// <param name="RetractedFor">The reason for a retraction; null for a correction.</param>
/// <param name="ReplacedBy">What replaced it; null for a retraction.</param>
public sealed record Supersession([property: FreeText] string? Because, RetractionReason? RetractedFor, ClinicalEntry? ReplacedBy);

/// <summary>One line of a timeline: an entry that holds, one that no longer holds, or a derived fact.</summary>
public sealed record TimelineItem
{
    /// <summary>When.</summary>
    public required ClinicalDate Date { get; init; }

    /// <summary>What it is.</summary>
    public required TimelineStatus Status { get; init; }

    /// <summary>The entry, as it is or was; null for a derived fact.</summary>
    public ClinicalEntry? Entry { get; init; }

    /// <summary>1 for an entry as first recorded, one more for every correction of it; null for a derived fact.</summary>
    public int? Revision { get; init; }

    /// <summary>Why and how it was superseded; null for what holds.</summary>
    public Supersession? Superseded { get; init; }

    /// <summary>The derived fact; null for an entry.</summary>
    public DerivedFact? Fact { get; init; }

    /// <summary>Days since presentation, negative before it; null unless both days are known.</summary>
    public int? DaysSincePresentation { get; init; }

    /// <summary>Days since the latest operation on record up to here; null unless both days are known.</summary>
    public int? DaysSinceSurgery { get; init; }
}

/// <summary>Choices a timeline depends on; house defaults, all configurable.</summary>
public sealed record TimelineSettings
{
    /// <summary>The house defaults.</summary>
    public static TimelineSettings HouseDefault { get; } = new();

    /// <summary>The clinic's own intervals and days of grace: the calendar and the alert rules go by the same.</summary>
    public ClinicSettings FollowUp { get; init; } = ClinicSettings.HouseDefault;

    /// <summary>Limits for glucocorticoid exposure.</summary>
    public ExposureSettings Exposure { get; init; } = ExposureSettings.HouseDefault;

    /// <summary>Table of prednisone equivalents.</summary>
    public PrednisoneEquivalents Factors { get; init; } = PrednisoneEquivalents.HouseDefault;

    /// <summary>How response to treatment is judged.</summary>
    public ResponseSettings Response { get; init; } = ResponseSettings.HouseDefault;
}

/// <summary>
/// A patient's entries and what follows from them, in clinical order. Former entries stay visible, marked as such, but no fact
/// rests on them. There is no clock inside: the same chart always gives the same timeline.
/// </summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Version">Version of the stream it was made from.</param>
/// <param name="Items">The items: by date; an entry is followed by the facts shown with it.</param>
public sealed record Timeline(Guid PatientId, long Version, ImmutableArray<TimelineItem> Items)
{
    /// <summary>The timeline of a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="settings">Choices; the house defaults when null.</param>
    public static Timeline Of(PatientChart chart, TimelineSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        settings ??= TimelineSettings.HouseDefault;
        var facts = new TimelineFacts();
        var reading = new ChartReading(chart);
        ClinicalFacts.Add(facts, reading);
        ScoreFacts.Add(facts, chart);
        SteroidFacts.Add(facts, reading, settings);
        var calendar = FollowUpCalendar.Of(reading.Dates, settings.FollowUp);
        FollowUpFacts.Add(facts, reading, settings, calendar);
        PlanFacts.Add(facts, reading, settings, calendar);
        facts.Due.Sort(static (left, right) => left.Date.CompareTo(right.Date));
        CourseFacts.Add(facts, reading);
        ResponseFacts.Add(facts, reading, settings);
        var former = new FormerEntries(chart);
        return new(chart.Id, chart.EventCount, new Writer(chart, facts, former).Write());
    }

    private sealed class Writer(PatientChart chart, TimelineFacts facts, FormerEntries former)
    {
        private readonly ImmutableArray<TimelineItem>.Builder _items = ImmutableArray.CreateBuilder<TimelineItem>(2 * chart.Entries.Length);
        private readonly ClinicalDate? _presentation = chart.Presentation?.PresentedOn;
        private ClinicalDate? _surgery;
        private int _nextFormer;
        private int _nextDue;

        public ImmutableArray<TimelineItem> Write()
        {
            foreach (var entry in chart.Entries)
            {
                while (_nextDue < facts.Due.Count && facts.Due[_nextDue].Date < entry.Date) WriteDue();
                while (_nextFormer < former.Items.Count && ClinicalOrder.Compare(former.Items[_nextFormer].Entry, entry) <= 0)
                    WriteFormer();
                if (entry is SurgeryPerformed) _surgery = entry.Date;
                Write(new()
                {
                    Date = entry.Date,
                    Status = TimelineStatus.Current,
                    Entry = entry,
                    Revision = former.Revisions(entry.EntryId) + 1,
                });
                foreach (var fact in facts.With(entry.EntryId))
                    Write(new() { Date = entry.Date, Status = TimelineStatus.Derived, Fact = fact });
            }

            while (_nextDue < facts.Due.Count || _nextFormer < former.Items.Count)
            {
                var formerNext = _nextFormer < former.Items.Count
                    && (_nextDue >= facts.Due.Count || former.Items[_nextFormer].Entry.Date <= facts.Due[_nextDue].Date);
                if (formerNext) WriteFormer();
                else WriteDue();
            }

            return _items.ToImmutable();
        }

        private void WriteDue()
        {
            var (date, fact) = facts.Due[_nextDue++];
            while (_nextFormer < former.Items.Count && former.Items[_nextFormer].Entry.Date <= date) WriteFormer();
            Write(new() { Date = date, Status = TimelineStatus.Derived, Fact = fact });
        }

        private void WriteFormer()
        {
            var (entry, revision, retracted, superseded) = former.Items[_nextFormer++];
            Write(new()
            {
                Date = entry.Date,
                Status = retracted ? TimelineStatus.Retracted : TimelineStatus.Corrected,
                Entry = entry,
                Revision = revision,
                Superseded = superseded,
            });
        }

        private void Write(TimelineItem item) => _items.Add(item with
        {
            DaysSincePresentation = TimelineFacts.Days(_presentation, item.Date),
            DaysSinceSurgery = TimelineFacts.Days(_surgery, item.Date),
        });
    }
}
