using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>Something in a chart that cannot be true.</summary>
/// <param name="EntryId">The entry at fault.</param>
/// <param name="Member">Its member in camel case, as in JSON.</param>
/// <param name="Code">Stable code of the rule, in kebab case.</param>
/// <param name="Detail">What is wrong and what would be right; contains no clinical value.</param>
public sealed record Contradiction(Guid EntryId, string Member, string Code, string Detail);

/// <summary>
/// What must hold in every chart. The rules look at the whole chart, so that a late entry, a correction or a retraction is
/// judged exactly like a new entry. Partial dates are wrong only when no day they can mean would be right.
/// </summary>
public static class ChartRules
{
    /// <summary>Everything in the chart that cannot be true.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="today">Today in the clinic; nothing can have happened after it.</param>
    public static IEnumerable<Contradiction> Contradictions(PatientChart chart, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var known = new Known(chart);
        return chart.Entries
            .SelectMany(entry =>
                Dates(known, entry, today).Concat(Links(known, entry)).Concat(Own(entry)).Concat(InOrder(entry))
                    .Concat(EntryKinds.Of(entry).Contradictions(entry)))
            .Concat(OnlyOnce(chart));
    }

    // What every entry is held against, looked up once per chart.
    private sealed class Known
    {
        public Known(PatientChart chart)
        {
            BirthYear = chart.Enrolment.BirthYear;
            Death = chart.Death;
            foreach (var entry in chart.Entries)
            {
                ById[entry.EntryId] = entry;
                if (entry is FollowUpEnded { Reason: FollowUpEndReason.Withdrew } or FollowUpResumed) Withdrawals.Add(entry);
                if (entry is SteroidCourseStopped stop) Stops.Add(stop);
                if (entry is SparingAgentStopped end) AgentStops[end.TreatmentId] = end;
            }
        }

        public int? BirthYear { get; }

        public FollowUpEnded? Death { get; }

        public Dictionary<Guid, ClinicalEntry> ById { get; } = [];

        public List<ClinicalEntry> Withdrawals { get; } = [];

        public List<SteroidCourseStopped> Stops { get; } = [];

        public Dictionary<Guid, SparingAgentStopped> AgentStops { get; } = [];
    }

    private static IEnumerable<Contradiction> Dates(Known known, ClinicalEntry entry, DateOnly today)
    {
        foreach (var (member, date) in DatesOf(entry))
        {
            if (date.IsReported && date.Earliest > today)
                yield return new(entry.EntryId, member, "date-in-future",
                    "The date lies in the future; give the day on which it happened.");
            if (entry.KnownBy is { } by && date.IsReported && date.Earliest > by)
                yield return new(entry.EntryId, "knownBy", "known-before-date",
                    "The date lies after the day by which this is said to have been known; correct one of the two.");
            if (known.BirthYear is { } born && date.IsReported && date.Latest.Year < born)
                yield return new(entry.EntryId, member, "date-before-birth", "The date lies before the patient's year of birth.");
        }

        if (entry is PatientEnrolled { BirthYear: { } year } && year > today.Year)
            yield return new(entry.EntryId, "birthYear", "date-in-future", "The year of birth lies in the future.");
        if (entry is not (FollowUpEnded or PatientEnrolled) && known.Death is { } death && entry.Date.IsReported
            && entry.Date.IsCertainlyAfter(death.EndedOn))
            yield return new(entry.EntryId, MainDate(entry), "date-after-death",
                "The date lies after the recorded death; correct one of the two.");
        if (entry is not (FollowUpEnded or FollowUpResumed or ConsentRecorded) && WithdrawnBefore(known, entry.Date))
        {
            yield return new(
                entry.EntryId, MainDate(entry), "date-after-withdrawal",
                "The patient had withdrawn by then; record that follow-up was resumed first.");
        }
    }

    private static bool WithdrawnBefore(Known known, ClinicalDate date)
    {
        if (!date.IsReported) return false;
        var withdrawn = false;
        foreach (var entry in known.Withdrawals)
        {
            if (entry is FollowUpEnded && entry.Date.IsCertainlyBefore(date)) withdrawn = true;
            else if (entry is FollowUpResumed && !entry.Date.IsCertainlyAfter(date)) withdrawn = false;
        }

        return withdrawn;
    }

    private static IEnumerable<Contradiction> Links(Known known, ClinicalEntry entry)
    {
        if (EntryKinds.Of(entry).PartOf is { } link && link.IdOf(entry) is { } named)
        {
            if (!known.ById.TryGetValue(named, out var start) || start.GetType() != link.To)
                yield return new(entry.EntryId, link.Member, "entry-unknown", $"This patient's record holds no {link.What} with that id.");
            else if (entry.Date.IsReported && start.Date.IsReported && entry.Date.IsCertainlyBefore(start.Date))
                yield return new(entry.EntryId, MainDate(entry), "date-before-start",
                    $"The date lies before the start of the {link.What}.");
        }

        foreach (var contradiction in Plans(known, entry)) yield return contradiction;
        if (entry is AgentDoseChanged or AgentAdministered && EntryKinds.Of(entry).PartOf!.IdOf(entry) is { } treatment
            && known.AgentStops.TryGetValue(treatment, out var last) && entry.Date.IsReported && last.LastDoseOn.IsReported
            && entry.Date.IsCertainlyAfter(last.LastDoseOn))
            yield return new(entry.EntryId, MainDate(entry), "treatment-stopped",
                "The treatment had been stopped by then; start a new one instead.");
        if (entry is SteroidDoseChanged change)
        {
            foreach (var contradiction in StoppedBefore(known.Stops, change)) yield return contradiction;
        }

        if (entry is VisitLogged visit && visit.Recorded.Any(id => !known.ById.ContainsKey(id)))
            yield return new(entry.EntryId, "recorded", "entry-unknown",
                "The visit names an entry that this patient's record does not hold.");
    }

    private static IEnumerable<Contradiction> Plans(Known known, ClinicalEntry entry)
    {
        if (entry is PlanMade { Replaces: { } former } plan && known.ById.GetValueOrDefault(former) is PlanMade replaced)
        {
            if (replaced.What != plan.What || replaced.Agent != plan.Agent)
                yield return new(entry.EntryId, "replaces", "plan-for-another",
                    "A plan takes the place of one for the same; give the other up instead.");
            var (next, steps) = (replaced, 0);
            while (next is not null && next.EntryId != entry.EntryId && steps++ < known.ById.Count)
                next = next.Replaces is { } before ? known.ById.GetValueOrDefault(before) as PlanMade : null;
            if (next?.EntryId == entry.EntryId)
                yield return new(entry.EntryId, "replaces", "plan-in-circle", "Of two plans only one can take the place of the other.");
        }

        if (entry is PlanSettled { Outcome: PlanOutcome.Done } settled
            && known.ById.GetValueOrDefault(settled.PlanId) is PlanMade { What: PlannedKind.Taper })
            yield return new(entry.EntryId, "outcome", "taper-done",
                "A taper is kept by the doses taken; record those, or give the rest of it up.");
    }

    private static IEnumerable<Contradiction> StoppedBefore(List<SteroidCourseStopped> stops, SteroidDoseChanged change)
    {
        foreach (var stop in stops)
        {
            if (stop.CourseId == change.CourseId && change.ChangedOn.IsReported && stop.LastDoseOn.IsReported
                && change.ChangedOn.IsCertainlyAfter(stop.LastDoseOn))
                yield return new(change.EntryId, "changedOn", "course-stopped",
                    "The course had been stopped by then; start a new course instead.");
        }
    }

    private static IEnumerable<Contradiction> Own(ClinicalEntry entry)
    {
        switch (entry)
        {
            case AsiaGradeRecorded { Grade: null, Examination: null }:
                yield return new(entry.EntryId, "grade", "grade-or-examination", "Give a grade, an examination, or both.");
                break;
            case AsiaGradeRecorded { Examination: null, Edition: not null }:
                yield return new(entry.EntryId, "edition", "edition-without-examination",
                    "An edition belongs to an examination; leave it out.");
                break;
            case VisitLogged { NextVisitDueOn: { } due } visit when visit.VisitedOn.IsReported && due <= visit.VisitedOn.Earliest:
                yield return new(entry.EntryId, "nextVisitDueOn", "date-before-start", "The next visit must be due after this visit.");
                break;
            case VisitLogged { NextVisitDueOn: { Year: < 1900 or > 2200 } }:
                yield return new(entry.EntryId, "nextVisitDueOn", "date-out-of-range", "The year must be from 1900 to 2200.");
                break;
            case VisitLogged { NextMriPlannedOn: { Year: < 1900 or > 2200 } }:
                yield return new(entry.EntryId, "nextMriPlannedOn", "date-out-of-range", "The year must be from 1900 to 2200.");
                break;
            case RecurrenceRecorded { LastKnownFreeOn: { IsReported: true } free } recurrence
                when recurrence.DetectedOn.IsReported && free.IsCertainlyAfter(recurrence.DetectedOn):
                yield return new(entry.EntryId, "lastKnownFreeOn", "date-after-detection",
                    "The patient cannot have been free of it after it was detected.");
                break;
            case RecurrenceRecorded { IsElsewhereAlone: true } elsewhere when elsewhere.Levels is not null || elsewhere.Pattern is not null:
                yield return new(entry.EntryId, elsewhere.Levels is null ? "pattern" : "levels", "not-of-the-spine",
                    "What came back in other organs alone lies at no level and has no pattern; add the spinal meninges, or leave it out.");
                break;
            case PresentationRecorded { OnsetOn: { IsReported: true } onset } presentation
                when presentation.PresentedOn.IsReported && onset.IsCertainlyAfter(presentation.PresentedOn):
                yield return new(entry.EntryId, "onsetOn", "date-after-presentation", "The first symptom cannot follow the presentation.");
                break;
            case LabMeasured lab:
                if (!Analytes.Takes(lab.Analyte, lab.Result.Unit))
                    yield return new(entry.EntryId, "result", "unit-of-other-dimension",
                        $"This analyte is not measured in that unit; give it in one of: {Analytes.UnitsOf(lab.Analyte)}."
                            + (Analytes.Instead(lab.Analyte, lab.Result.Unit) is { } meant
                                ? $" What is measured in it is {StoredName.Of(meant)}." : ""));
                else if (lab.UpperLimitOfNormal is { } limit && !IsOfItsKind(lab, limit))
                    yield return new(entry.EntryId, "upperLimitOfNormal", "unit-of-other-dimension", OfTheResultsKind(lab));
                if (lab.LowerLimitOfNormal is { } least && !IsOfItsKind(lab, least))
                    yield return new(entry.EntryId, "lowerLimitOfNormal", "unit-of-other-dimension", OfTheResultsKind(lab));
                else if (lab is { LowerLimitOfNormal: { } lower, UpperLimitOfNormal: { } upper } && upper.Dimension == lower.Dimension
                    && lower.InBaseUnits >= upper.InBaseUnits)
                    yield return new(entry.EntryId, "lowerLimitOfNormal", "lower-not-below", "The lower limit lies below the upper one.");
                if (lab.Result is { Comparator: Comparator.Below, Quantity.Value: 0 })
                    yield return new(entry.EntryId, "result", "below-zero", "No value lies below zero; give the limit of detection.");
                if (!SaysTheSame(lab.ResultAsGiven, lab.Result))
                    yield return new(entry.EntryId, "resultAsGiven", "given-differs",
                        "The text as given is not the result; leave it out, and the service keeps it.");
                if (!SaysTheSame(lab.UpperLimitAsGiven, lab.UpperLimitOfNormal))
                    yield return new(entry.EntryId, "upperLimitAsGiven", "given-differs",
                        "The text as given is not the limit; leave it out, and the service keeps it.");
                break;
            case BiopsyReported biopsy:
                if (biopsy.SampledOn is { IsReported: true } sampled && biopsy.ReportedOn.IsReported
                    && sampled.IsCertainlyAfter(biopsy.ReportedOn))
                    yield return new(entry.EntryId, "sampledOn", "date-after-report", "The tissue cannot be taken after the report.");
                if (biopsy is { StoriformAssessable: false, StoriformFibrosis: not null })
                    yield return new(entry.EntryId, "storiformFibrosis", "not-assessable-but-assessed",
                        "What cannot be judged is neither there nor not; leave out one of the two.");
                if (biopsy is { Fibrosis: false, StoriformFibrosis: true })
                    yield return new(entry.EntryId, "fibrosis", "storiform-without-fibrosis",
                        "Storiform fibrosis is fibrosis; correct one of the two.");
                break;
            case SurgeryPerformed { Decompression: false, DecompressedLevels: not null }:
                yield return new(
                    entry.EntryId, "decompressedLevels", "nothing-decompressed",
                    "An operation that relieved nothing has no decompressed levels; correct one of the two.");
                break;
            case SurgeryPerformed { DuraResected: false, DuralGraft: not (null or Patients.DuralGraft.None) }:
                yield return new(
                    entry.EntryId, "duralGraft", "graft-without-resection",
                    "What was not resected needs no graft; correct one of the two.");
                break;
            case SurgeryPerformed { Decompression: true } surgery when !surgery.IsTreatment():
                yield return new(
                    entry.EntryId, "decompression", "biopsy-decompresses-nothing",
                    "An operation that only took tissue relieved nothing; add the procedure that did.");
                break;
            case LesionImaged { LesionPresent: false } lesion
                when lesion.Compartment is not null || lesion.Pattern is not null || lesion.Shape is not null
                    || lesion.ThicknessMm is not null || lesion.LengthMm is not null
                    || lesion.ChangeSincePrior is Imaging.LesionChange.New or Imaging.LesionChange.Larger
                    || lesion.EnhancementSincePrior is Imaging.EnhancementChange.New or Imaging.EnhancementChange.Increased:
                yield return new(entry.EntryId, "lesionPresent", "absent-lesion-described",
                    "A study without a lesion cannot describe one.");
                break;
            case LesionImaged
            {
                EnhancementSincePrior: Imaging.EnhancementChange.Resolved,
                Enhancement: not (null or Imaging.Enhancement.None)
            }:
            case LesionImaged
            {
                EnhancementSincePrior: Imaging.EnhancementChange.New or Imaging.EnhancementChange.Increased,
                Enhancement: Imaging.Enhancement.None
            }:
                yield return new(
                    entry.EntryId, "enhancementSincePrior", "enhancement-contradicts",
                    "What enhances has not ceased to, and what does not enhance has not come to; correct one of the two.");
                break;
            case LesionImaged { ContrastGiven: false, Enhancement: not null }:
                yield return new(
                    entry.EntryId, "contrastGiven", "enhancement-without-contrast",
                    "Without contrast nothing is known of enhancement; correct one of the two.");
                break;
            case LesionImaged { LesionPresent: true, ChangeSincePrior: Imaging.LesionChange.Resolved }:
                yield return new(
                    entry.EntryId, "changeSincePrior", "present-lesion-resolved",
                    "A lesion that is gone cannot be present; say that it is smaller, or that the study shows none.");
                break;
        }
    }

    // A deficit comes with the first symptom or after it, and what worsens was there before.
    private static IEnumerable<Contradiction> InOrder(ClinicalEntry entry)
    {
        if (entry is not PresentationRecorded { OnsetOn: var onset, NeurologicalOnsetOn: var deficit, DeteriorationOn: var worse })
            yield break;
        if (Precedes(deficit, onset))
            yield return new(entry.EntryId, "neurologicalOnsetOn", "date-before-onset", "The deficit cannot precede the first symptom.");
        if (Precedes(worse, deficit) || Precedes(worse, onset))
            yield return new(entry.EntryId, "deteriorationOn", "date-before-onset", "What worsens cannot do so before it began.");

        static bool Precedes(ClinicalDate? date, ClinicalDate? other) =>
            date is { IsReported: true } day && other is { IsReported: true } former && day.IsCertainlyBefore(former);
    }

    private static bool IsOfItsKind(LabMeasured lab, Quantity limit) =>
        limit.Dimension == lab.Result.Dimension && Analytes.Takes(lab.Analyte, limit.Unit);

    private static string OfTheResultsKind(LabMeasured lab) =>
        $"The limit must be in a unit of the result's kind: {Analytes.UnitsOf(lab.Analyte, lab.Result.Dimension)}.";

    // A spreadsheet's comma may stand for the point. A bare number had its unit from elsewhere, such as the head of its column.
    private static bool SaysTheSame(string? given, LabResult? result) =>
        given is null || (result is { } said && LabResult.TryRead(given.Replace(',', '.'), out var read)
            && (read == said
                || (read.Dimension == Dimension.Ratio && read.Quantity.Value == said.Quantity.Value
                    && read.Comparator == said.Comparator)));

    private static IEnumerable<Contradiction> OnlyOnce(PatientChart chart)
    {
        var seen = new HashSet<(Type, Guid)>();
        foreach (var entry in chart.Entries)
        {
            if (EntryKinds.Of(entry) is { AtMostOne: { } limit, Type: var type } && limit.KeyOf(entry) is { } key && !seen.Add((type, key)))
                yield return new(entry.EntryId, limit.Member, limit.Code, limit.Detail);
        }
    }

    private static IEnumerable<(string Member, ClinicalDate Date)> DatesOf(ClinicalEntry entry)
    {
        yield return (MainDate(entry), entry.Date);
        foreach (var (member, date) in EntryKinds.Of(entry).OtherDates(entry))
        {
            if (date is { } given) yield return (member, given);
        }
    }

    /// <summary>The JSON name of the member that holds an entry's clinical date.</summary>
    /// <param name="entry">The entry.</param>
    internal static string MainDate(ClinicalEntry entry) => EntryKinds.Of(entry).DateMember;
}
