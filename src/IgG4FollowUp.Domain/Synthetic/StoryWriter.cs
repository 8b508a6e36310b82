using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// Writes down a patient's story in the order of recording. Nothing is recorded before enrolment, after the day of the data, or after
/// consent was withdrawn; what refers to something else is always written after it.
/// </summary>
internal sealed class StoryWriter(DeterministicRandom random, DateOnly enrolledOn, DateOnly asOf)
{
    private const int OpeningHour = 8;
    private readonly List<RecordedEvent> _events = new(128);
    private int _written;
    private int _beside;

    public Guid NewId(DateOnly recordedOn) => random.NextUuid(At(recordedOn));

    public void Record(ClinicalEntry entry, DateOnly recordedOn) => Add(recordedOn, entry.RecordedOn(Day(recordedOn)));

    /// <summary>Writes between the last and the next, whose moments and ids stay what they would have been.</summary>
    public void RecordBeside(ClinicalEntry entry, DateOnly recordedOn) =>
        _events.Add(new(At(recordedOn).AddMilliseconds(-500), entry.RecordedOn(Day(recordedOn))));

    /// <summary>The same for what is told of safety: after the other such entries of that place, in order.</summary>
    public void RecordSafety(ClinicalEntry entry, DateOnly recordedOn) =>
        _events.Add(new(At(recordedOn).AddMilliseconds(-400 + _beside++), entry.RecordedOn(Day(recordedOn))));

    public void Correct(ClinicalEntry replacement, string reason, DateOnly recordedOn)
    {
        var former = _events.Select(recorded => recorded.Event).OfType<ClinicalEntry>()
            .Single(entry => entry.EntryId == replacement.EntryId);
        Add(recordedOn, new EntryCorrected(replacement.EntryId, former.CorrectedOn(replacement, Day(recordedOn)), reason));
    }

    public void Retract(Guid entryId, RetractionReason reason, string? explanation, DateOnly recordedOn) =>
        Add(recordedOn, new EntryRetracted(entryId, reason, explanation));

    /// <summary>Takes back what was foreseen for later than a day: it never happened.</summary>
    public void Close(DateOnly day) => _events.RemoveAll(recorded => DateOnly.FromDateTime(recorded.RecordedAt.UtcDateTime) > day);

    public SyntheticPatient Finish(Guid id)
    {
        // The sort must be stable by order of writing; times within a patient are distinct, so any sort is.
        _events.Sort(static (left, right) => left.RecordedAt.CompareTo(right.RecordedAt));
        var kept = ImmutableArray.CreateBuilder<RecordedEvent>(_events.Count);
        foreach (var recorded in _events)
        {
            if (DateOnly.FromDateTime(recorded.RecordedAt.UtcDateTime) <= asOf) kept.Add(recorded);
        }

        return new(id, kept.ToImmutable());
    }

    public DateTimeOffset At(DateOnly day) =>
        new DateTimeOffset(Day(day), new TimeOnly(OpeningHour, 0), TimeSpan.Zero).AddSeconds(_written);

    private DateOnly Day(DateOnly day) => day < enrolledOn ? enrolledOn : day;

    private void Add(DateOnly recordedOn, object patientEvent)
    {
        _events.Add(new(At(recordedOn), patientEvent));
        _written++;
        _beside = 0;
    }

    public static ClinicalDate Month(DateOnly day) => ClinicalDate.Parse($"{day.Year:0000}-{day.Month:00}");

    public static ClinicalDate Year(DateOnly day) => ClinicalDate.Parse($"{day.Year:0000}");
}
