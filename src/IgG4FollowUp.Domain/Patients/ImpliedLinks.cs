namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Which entry another one belongs to where whoever recorded it left that out: the only one of that kind that it can belong to. What
/// certainly began later is none of them, nor what had ended by then. Where there are several, or none, nothing is guessed.
/// </summary>
public static class ImpliedLinks
{
    /// <summary>Stands for an id that was left out.</summary>
    public static Guid LeftOut => Guid.Empty;

    /// <summary>The entries with every id that was left out, in the order given.</summary>
    /// <param name="chart">The chart so far; null before the first entry.</param>
    /// <param name="entries">What is recorded together; one may belong to another of them.</param>
    /// <param name="refusals">Takes those of which it cannot be told.</param>
    internal static IReadOnlyList<ClinicalEntry> Of(PatientChart? chart, IReadOnlyList<ClinicalEntry> entries, List<Refusal> refusals)
    {
        var open = Enumerable.Range(0, entries.Count).Where(place => IsOpen(entries[place])).ToList();
        if (open.Count == 0) return entries;
        var joined = entries.ToArray();
        var known = (chart?.Entries ?? []).Concat(entries).ToList();
        var starts = known.ToLookup(entry => entry.GetType());
        var ends = new Dictionary<Guid, ClinicalEntry>();
        foreach (var entry in known) TakeEnd(entry);
        // What ends a course says so before what follows it asks which one is going on.
        foreach (var place in open.OrderBy(place => entries[place].Date).ThenBy(place => EntryKinds.Of(entries[place]).Rank))
        {
            var (entry, link) = (entries[place], EntryKinds.Of(entries[place]).PartOf!);
            var possible = starts[link.To].Where(start => CanBelong(entry, start, ends.GetValueOrDefault(start.EntryId))).Take(2).ToList();
            if (possible is [var only]) TakeEnd(joined[place] = link.Joined!(entry, only.EntryId));
            else refusals.Add(new(entry.EntryId, link.Member, "which-is-meant", possible.Count == 0
                ? $"No {link.What} is on record that this can belong to; record it first, or name by its id one that has ended."
                : $"This can belong to more than one {link.What}; name by its id the one that is meant."));
        }

        return joined;

        void TakeEnd(ClinicalEntry entry)
        {
            if (EntryKinds.Of(entry) is { AtMostOne: not null, PartOf: { } link } && link.IdOf(entry) is { } start && start != LeftOut)
                ends.TryAdd(start, entry);
        }
    }

    private static bool IsOpen(ClinicalEntry entry) =>
        EntryKinds.Of(entry).PartOf is { Joined: not null } link && link.IdOf(entry) == LeftOut;

    private static bool CanBelong(ClinicalEntry entry, ClinicalEntry start, ClinicalEntry? end) =>
        !(IsCertainlyBefore(entry, start)
            || (end is not null && (EntryKinds.Of(entry).AtMostOne is not null || IsCertainlyBefore(end, entry))));

    private static bool IsCertainlyBefore(ClinicalEntry one, ClinicalEntry other) =>
        one.Date.IsReported && other.Date.IsReported && one.Date.IsCertainlyBefore(other.Date);
}
