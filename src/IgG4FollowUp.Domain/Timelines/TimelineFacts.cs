using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>Derived facts while a timeline is made: by the entry they are shown with, and those with a date of their own.</summary>
internal sealed class TimelineFacts
{
    private readonly Dictionary<Guid, List<DerivedFact>> _byEntry = [];

    public List<(ClinicalDate Date, DerivedFact Fact)> Due { get; } = [];

    public void Add(DerivedFact fact)
    {
        var entryId = fact.RestsOn[0];
        if (_byEntry.TryGetValue(entryId, out var facts)) facts.Add(fact);
        else _byEntry[entryId] = [fact];
    }

    public IReadOnlyList<DerivedFact> With(Guid entryId) => _byEntry.TryGetValue(entryId, out var facts) ? facts : [];

    /// <summary>Days from one date to another, where both days are known.</summary>
    public static int? Days(ClinicalDate? from, ClinicalDate? to) =>
        from is { Precision: DatePrecision.Day } start && to is { Precision: DatePrecision.Day } end
            ? end.Earliest.DayNumber - start.Earliest.DayNumber
            : null;
}

/// <summary>Former entries in clinical order, with what became of them.</summary>
internal sealed class FormerEntries
{
    private readonly Dictionary<Guid, int> _revisions = [];

    public FormerEntries(PatientChart chart)
    {
        if (chart.Superseded.IsEmpty) return;

        // Read backwards, the last version seen of an entry is what replaced the one at hand.
        var replacements = new Dictionary<Guid, ClinicalEntry>(chart.Entries.Length);
        foreach (var entry in chart.Entries) replacements[entry.EntryId] = entry;
        foreach (var former in chart.Superseded) _revisions[former.Entry.EntryId] = Revisions(former.Entry.EntryId) + 1;
        var revisions = new Dictionary<Guid, int>(_revisions);
        foreach (var (entry, retracted, because, reason) in chart.Superseded.Reverse())
        {
            var replacement = retracted ? null : replacements.GetValueOrDefault(entry.EntryId);
            Items.Add(new(entry, revisions[entry.EntryId]--, retracted, new(because, reason, replacement)));
            replacements[entry.EntryId] = entry;
        }

        Items.Sort(static (left, right) =>
        {
            var byOrder = ClinicalOrder.Compare(left.Entry, right.Entry);
            return byOrder != 0 ? byOrder : left.Revision.CompareTo(right.Revision);
        });
    }

    public List<Item> Items { get; } = [];

    public int Revisions(Guid entryId) => _revisions.GetValueOrDefault(entryId);

    internal sealed record Item(ClinicalEntry Entry, int Revision, bool Retracted, Supersession Superseded);
}
