using System.Collections.Immutable;
using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>Why a command was refused; a value, not an exception.</summary>
/// <param name="EntryId">The entry at fault, where one is.</param>
/// <param name="Member">Its member in camel case, where one is.</param>
/// <param name="Code">Stable code in kebab case.</param>
/// <param name="Detail">What is wrong and what would be right; contains no clinical value.</param>
public sealed record Refusal(Guid? EntryId, string? Member, string Code, string Detail);

/// <summary>Something unusual that was accepted all the same.</summary>
/// <param name="EntryId">The entry it concerns.</param>
/// <param name="Member">Its member in camel case.</param>
/// <param name="Code">Stable code in kebab case.</param>
/// <param name="Detail">What is unusual; contains no clinical value.</param>
public sealed record Warning(Guid EntryId, string Member, string Code, string Detail);

/// <summary>The outcome of a decision: either events to append, or refusals.</summary>
/// <param name="Events">Events to append, in order; empty when refused.</param>
/// <param name="Warnings">What is unusual about them.</param>
/// <param name="Refusals">Why nothing is appended; empty when accepted.</param>
/// <param name="Chart">The chart after the events, or the unchanged one when refused.</param>
public sealed record Decision(
    ImmutableArray<object> Events, ImmutableArray<Warning> Warnings, ImmutableArray<Refusal> Refusals, PatientChart? Chart)
{
    /// <summary>True when the events may be appended.</summary>
    public bool Accepted => Refusals.IsEmpty;

    internal static Decision Refuse(PatientChart? chart, params IEnumerable<Refusal> refusals) => new([], [], [.. refusals], chart);
}

/// <summary>Decides what a command does to a patient: chart and command in, events or refusals out. Pure.</summary>
public static class PatientDecisions
{
    /// <summary>Code of the refusal of what happened while the patient agreed to no follow-up.</summary>
    public const string NoFollowUpConsent = "no-follow-up-consent";

    /// <summary>Enrols a patient, with whatever else is already known.</summary>
    /// <param name="id">The new patient's id.</param>
    /// <param name="enrolment">The enrolment.</param>
    /// <param name="entries">Further entries, in order.</param>
    /// <param name="today">Today in the clinic.</param>
    public static Decision Enrol(Guid id, PatientEnrolled enrolment, IReadOnlyList<ClinicalEntry> entries, DateOnly today) =>
        Append(null, id, [enrolment, .. entries], today);

    /// <summary>Records entries, all or none.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="entries">The entries, in order; later ones may refer to earlier ones.</param>
    /// <param name="today">Today in the clinic.</param>
    public static Decision Record(PatientChart chart, IReadOnlyList<ClinicalEntry> entries, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return Append(chart, chart.Id, entries, today);
    }

    /// <summary>Replaces an entry by what it should have been.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="entryId">The entry that was wrong.</param>
    /// <param name="replacement">What holds instead; its kind must be the same, its entry id is set to <paramref name="entryId"/>.</param>
    /// <param name="reason">Why.</param>
    /// <param name="today">Today in the clinic.</param>
    public static Decision Correct(PatientChart chart, Guid entryId, ClinicalEntry replacement, string reason, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(replacement);
        if (chart.Find(entryId) is not { } former) return Decision.Refuse(chart, Missing(chart, entryId));
        if (former.GetType() != replacement.GetType())
        {
            return Decision.Refuse(chart, new Refusal(
                entryId, "kind", "kind-changed", "A correction keeps the kind of the entry; retract it and record another instead."));
        }

        var corrected = former.CorrectedOn(Complete(replacement with { EntryId = entryId }), today);
        if (EntryJson.Same(former, corrected))
            return Decision.Refuse(chart, new Refusal(entryId, null, "nothing-changed", "The replacement says the same as the entry."));
        return Judge(chart, chart, [new EntryCorrected(entryId, corrected, reason)], [corrected], today);
    }

    /// <summary>Takes back an entry that should never have been made.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="entryId">The entry.</param>
    /// <param name="reason">Why.</param>
    /// <param name="explanation">Remark.</param>
    /// <param name="today">Today in the clinic.</param>
    public static Decision Retract(PatientChart chart, Guid entryId, RetractionReason reason, string? explanation, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(chart);
        if (chart.Find(entryId) is not { } former) return Decision.Refuse(chart, Missing(chart, entryId));
        if (former is PatientEnrolled)
            return Decision.Refuse(chart, new Refusal(entryId, null, "enrolment-kept", "An enrolment is corrected, not retracted."));

        // A visit that listed the entry keeps its other findings: it is corrected along, so that no dangling id remains.
        var events = ImmutableArray.CreateBuilder<object>();
        foreach (var visit in chart.Of<VisitLogged>().Where(visit => visit.Recorded.Contains(entryId)))
        {
            var without = visit with { Recorded = [.. visit.Recorded.Where(id => id != entryId)] };
            events.Add(new EntryCorrected(visit.EntryId, without, "An entry that this visit recorded was retracted."));
        }

        events.Add(new EntryRetracted(entryId, reason, explanation));
        return Judge(chart, chart, events.ToImmutable(), [], today);
    }

    private static Decision Append(PatientChart? chart, Guid id, IReadOnlyList<ClinicalEntry> entries, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(entries);
        entries = [.. entries.Select(entry => Complete(entry).RecordedOn(today))];
        var used = new HashSet<Guid>();
        var refusals = entries
            .Where(entry => !used.Add(entry.EntryId) || chart?.Knows(entry.EntryId) == true)
            .Select(entry =>
                new Refusal(entry.EntryId, "entryId", "entry-exists", "An entry with this id exists or existed; give a new id."))
            .Concat(entries.Skip(chart is null ? 1 : 0).OfType<PatientEnrolled>()
                .Select(entry =>
                    new Refusal(entry.EntryId, null, "already-enrolled",
                        "The patient is already enrolled; correct the enrolment instead.")))
            .ToList();
        entries = ImpliedLinks.Of(chart, entries, refusals);
        return refusals.Count > 0
            ? Decision.Refuse(chart, refusals)
            : Judge(chart, chart ?? new PatientChart { Id = id }, [.. entries], entries, today);
    }

    // The edition is stored with every examination, so that a later edition never reclassifies an old one unasked.
    private static ClinicalEntry Complete(ClinicalEntry entry) =>
        entry is AsiaGradeRecorded { Examination: not null, Edition: null } grade
            ? grade with { Edition = IsncsciEdition.Isncsci2019 }
            : entry;

    private static Decision Judge(
        PatientChart? before, PatientChart start, ImmutableArray<object> events, IReadOnlyList<ClinicalEntry> added, DateOnly today)
    {
        var after = events.Aggregate(start, (chart, patientEvent) => PatientChart.Fold(chart, start.Id, patientEvent));
        // Only what this command brings about is refused: a rule that was added later must not lock old charts.
        var known = before is null ? [] : ChartRules.Contradictions(before, today).Select(c => (c.EntryId, c.Member, c.Code)).ToHashSet();
        var refusals = ChartRules.Contradictions(after, today)
            .Where(c => !known.Contains((c.EntryId, c.Member, c.Code)))
            .Select(c => new Refusal(c.EntryId, c.Member, c.Code, c.Detail))
            .Concat(WithoutConsent(before, after, added))
            .ToList();
        return refusals.Count > 0
            ? Decision.Refuse(before, refusals)
            : new Decision(events, [.. Plausibility.Warnings(after, added)], [], after);
    }

    // What was recorded while the patient agreed stays, and can be corrected.
    private static IEnumerable<Refusal> WithoutConsent(PatientChart? before, PatientChart after, IReadOnlyList<ClinicalEntry> added) =>
        added.Where(entry => ConsentStates.ForbidFollowUp(after, entry)
                && !(before?.Find(entry.EntryId) is { } former && ConsentStates.ForbidFollowUp(after, former)))
            .Select(entry => new Refusal(
                entry.EntryId, ChartRules.MainDate(entry), NoFollowUpConsent,
                "The patient did not agree to follow-up on that day; record the consent that was given again first."));

    private static Refusal Missing(PatientChart chart, Guid entryId) => chart.Knows(entryId)
        ? new(entryId, null, "entry-retracted", "The entry was retracted.")
        : new(entryId, null, "entry-unknown", "This patient's record holds no entry with that id.");
}
