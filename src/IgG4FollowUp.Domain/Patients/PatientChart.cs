using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>An entry that no longer holds, kept because nothing is ever overwritten.</summary>
/// <param name="Entry">The entry as it was.</param>
/// <param name="Retracted">True when it was retracted, false when it was replaced by a correction.</param>
/// <param name="Because">The words given: why it was corrected, or the remark on a retraction.</param>
/// <param name="Reason">The reason for a retraction; null for a correction.</param>
public sealed record SupersededEntry(ClinicalEntry Entry, bool Retracted, [property: FreeText] string? Because,
    RetractionReason? Reason = null);

/// <summary>
/// What is known of a patient: the fold of the event stream into current entries, in clinical order, and former ones.
/// Everything else (timeline, exposure, recurrences, outcomes, alerts, tables) is a pure function of it. Because the entries
/// are a set ordered by clinical date, late and out-of-order entries need no special case anywhere.
/// </summary>
public sealed record PatientChart
{
    /// <summary>Identity of the patient and of the stream.</summary>
    public required Guid Id { get; init; }

    /// <summary>Number of events folded, which is the version of the stream.</summary>
    public long EventCount { get; init; }

    /// <summary>Current entries in clinical order: by date, then in life order of the kinds, then by entry id.</summary>
    public ImmutableArray<ClinicalEntry> Entries { get; init; } = [];

    /// <summary>Former entries in the order in which they were superseded.</summary>
    public ImmutableArray<SupersededEntry> Superseded { get; init; } = [];

    /// <summary>
    /// Entry ids of the consents in the order in which they were first recorded: of two of one day the one recorded later holds. Null
    /// before the first.
    /// </summary>
    public IReadOnlyList<Guid>? ConsentsRecorded { get; init; }

    /// <summary>The enrolment.</summary>
    [JsonIgnore]
    public PatientEnrolled Enrolment => Of<PatientEnrolled>().Single();

    /// <summary>The clinic's own number for the patient, as the enrolment now has it.</summary>
    [JsonIgnore]
    public string StudyNumber => Enrolment.StudyNumber;

    /// <summary>The presentation; null when not reported.</summary>
    [JsonIgnore]
    public PresentationRecorded? Presentation => Of<PresentationRecorded>().FirstOrDefault();

    /// <summary>The end of follow-up in force: a death, or the last end that no resumption follows; null while under follow-up.</summary>
    [JsonIgnore]
    public FollowUpEnded? End => Death ?? Entries.LastOrDefault(entry => entry is FollowUpEnded or FollowUpResumed) as FollowUpEnded;

    /// <summary>The death, if recorded; a death is never resumed from.</summary>
    [JsonIgnore]
    public FollowUpEnded? Death => Of<FollowUpEnded>().FirstOrDefault(end => end.Reason == FollowUpEndReason.Died);

    /// <summary>
    /// The latest reported clinical date in reading order, as a page shows it; null when none is reported. What is
    /// counted takes the bounds of the period of follow-up, since a vaguer date may mean a later day.
    /// </summary>
    [JsonIgnore]
    public ClinicalDate? LastContact
    {
        get
        {
            ClinicalDate? last = null;
            foreach (var entry in Entries)
            {
                if (entry.Date.IsReported && (last is null || entry.Date > last) && EntryKinds.Of(entry).IsContact) last = entry.Date;
            }

            return last;
        }
    }

    /// <summary>Current entries of one kind, in clinical order.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public IEnumerable<T> Of<T>()
        where T : ClinicalEntry => Entries.OfType<T>();

    /// <summary>A current entry by id; null when there is none.</summary>
    /// <param name="entryId">The entry id.</param>
    public ClinicalEntry? Find(Guid entryId)
    {
        foreach (var entry in Entries)
        {
            if (entry.EntryId == entryId) return entry;
        }

        return null;
    }

    /// <summary>True when an entry with this id is or ever was in the chart; such an id is never used again.</summary>
    /// <param name="entryId">The entry id.</param>
    public bool Knows(Guid entryId) => Find(entryId) is not null || Superseded.Any(former => former.Entry.EntryId == entryId);

    /// <summary>Folds one event into the chart.</summary>
    /// <param name="chart">The chart so far; null before the first event.</param>
    /// <param name="id">The patient's id.</param>
    /// <param name="patientEvent">A clinical entry, a correction or a retraction.</param>
    /// <exception cref="InvalidOperationException">The event is of an unknown kind, or corrects or retracts what is not there.</exception>
    public static PatientChart Fold(PatientChart? chart, Guid id, object patientEvent)
    {
        chart ??= new PatientChart { Id = id };
        return patientEvent switch
        {
            ClinicalEntry entry => chart with
            {
                EventCount = chart.EventCount + 1,
                Entries = Insert(chart.Entries, entry),
                ConsentsRecorded =
                    entry is ConsentRecorded ? [.. chart.ConsentsRecorded ?? [], entry.EntryId] : chart.ConsentsRecorded,
            },
            EntryCorrected(var entryId, var replacement, var reason) => chart.Replace(entryId, replacement, reason, null),
            EntryRetracted(var entryId, var reason, var explanation) => chart.Replace(entryId, null, explanation, reason),
            _ => throw UnknownEvent(patientEvent),
        };
    }

    /// <summary>Folds a whole stream, in time that grows with its length: the entries are put in order once, at the end.</summary>
    /// <param name="id">The patient's id.</param>
    /// <param name="events">Its events in order.</param>
    /// <returns>The chart; null for no events.</returns>
    /// <exception cref="InvalidOperationException">An event is of an unknown kind, or corrects or retracts what is not there.</exception>
    public static PatientChart? FoldAll(Guid id, IEnumerable<object> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var fold = new WholeFold();
        foreach (var patientEvent in events) fold.Add(patientEvent);
        return fold.Chart(id);
    }

    private PatientChart Replace(Guid entryId, ClinicalEntry? replacement, string? because, RetractionReason? retractedFor)
    {
        var former = Find(entryId) ?? throw NotInTheChart();
        var remaining = Entries.Remove(former);
        return this with
        {
            EventCount = EventCount + 1,
            Entries = replacement is null ? remaining : Insert(remaining, replacement),
            Superseded = Superseded.Add(new SupersededEntry(former, retractedFor is not null, because, retractedFor)),
        };
    }

    private static ImmutableArray<ClinicalEntry> Insert(ImmutableArray<ClinicalEntry> entries, ClinicalEntry entry)
    {
        int low = 0, high = entries.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ClinicalOrder.Compare(entries[middle], entry) < 0) low = middle + 1;
            else high = middle;
        }

        return entries.Insert(low, entry);
    }

    private static InvalidOperationException UnknownEvent(object? patientEvent) =>
        new($"{patientEvent?.GetType().Name ?? "null"} is not an event of a patient.");

    private static InvalidOperationException NotInTheChart() => new("The stream corrects or retracts an entry that is not in the chart.");

    /// <summary>Gathers the events of a whole stream.</summary>
    private sealed class WholeFold
    {
        private readonly List<ClinicalEntry?> _entries = [];
        private readonly List<SupersededEntry> _superseded = [];
        private List<Guid>? _consents;

        // Where each entry stands; only streams that correct or retract something need to know.
        private Dictionary<Guid, int>? _places;
        private long _events;

        public void Add(object patientEvent)
        {
            switch (patientEvent)
            {
                case ClinicalEntry entry:
                    _places?.Add(entry.EntryId, _entries.Count);
                    _entries.Add(entry);
                    if (entry is ConsentRecorded) (_consents ??= []).Add(entry.EntryId);
                    break;
                case EntryCorrected(var entryId, var replacement, var reason):
                    Replace(entryId, replacement, reason, null);
                    break;
                case EntryRetracted(var entryId, var reason, var explanation):
                    Replace(entryId, null, explanation, reason);
                    break;
                default:
                    throw UnknownEvent(patientEvent);
            }

            _events++;
        }

        public PatientChart? Chart(Guid id)
        {
            if (_events == 0) return null;
            var entries = ImmutableArray.CreateBuilder<ClinicalEntry>(_entries.Count);
            foreach (var entry in _entries)
            {
                if (entry is not null) entries.Add(entry);
            }

            entries.Sort(ClinicalOrder.Compare);
            return new()
            {
                Id = id,
                EventCount = _events,
                Entries = entries.DrainToImmutable(),
                Superseded = [.. _superseded],
                ConsentsRecorded = _consents,
            };
        }

        private void Replace(Guid entryId, ClinicalEntry? replacement, string? because, RetractionReason? retractedFor)
        {
            _places ??= _entries.Index().ToDictionary(place => place.Item!.EntryId, place => place.Index);
            if (!_places.Remove(entryId, out var place)) throw NotInTheChart();
            _superseded.Add(new(_entries[place]!, retractedFor is not null, because, retractedFor));
            _entries[place] = replacement;
            if (replacement is not null) _places.Add(replacement.EntryId, place);
        }
    }
}

/// <summary>The one order in which entries are read: by clinical date, then in life order of their kinds, then by entry id.</summary>
public static class ClinicalOrder
{
    /// <summary>Compares two entries.</summary>
    /// <param name="left">One entry.</param>
    /// <param name="right">The other.</param>
    public static int Compare(ClinicalEntry left, ClinicalEntry right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var byDate = left.Date.CompareTo(right.Date);
        if (byDate != 0) return byDate;
        var byKind = EntryKinds.Of(left).Rank.CompareTo(EntryKinds.Of(right).Rank);
        return byKind != 0 ? byKind : left.EntryId.CompareTo(right.EntryId);
    }
}
