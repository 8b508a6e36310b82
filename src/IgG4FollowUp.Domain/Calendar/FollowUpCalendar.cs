using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Calendar;

/// <summary>
/// The visits and studies planned for a patient, past and next, by the intervals of a clinic, and whatever else was planned. At most one
/// visit and one study are open at a time, and they are overdue on exactly the days on which the rules <c>visit-overdue</c> and
/// <c>mri-overdue</c> fire; for all else that is <c>plan-overdue</c>. A plan that was replaced or lifted before its window closed is none
/// any more. Whoever is no longer followed has nothing open, and whoever was taken from
/// a publication has no calendar at all.
/// </summary>
public static class FollowUpCalendar
{
    /// <summary>The calendar of a chart, by due day.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="settings">The clinic's intervals and days of grace; the house defaults when null.</param>
    public static ImmutableArray<PlannedContact> Of(PatientChart chart, ClinicSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return IsFollowed(chart) ? Of(FollowUpDates.Of(chart), settings ?? ClinicSettings.HouseDefault) : [];
    }

    /// <summary>The calendar that dates of follow-up give, by due day.</summary>
    /// <param name="dates">The dates of a patient whom a clinic follows or followed.</param>
    /// <param name="settings">The clinic's intervals and days of grace.</param>
    public static ImmutableArray<PlannedContact> Of(FollowUpDates dates, ClinicSettings settings)
    {
        ArgumentNullException.ThrowIfNull(dates);
        ArgumentNullException.ThrowIfNull(settings);
        List<PlannedContact> planned = [];
        Walk(PlannedKind.Visit, dates, settings, planned);
        Walk(PlannedKind.Mri, dates, settings, planned);
        planned.AddRange(Plans(dates, settings));
        return [.. planned.OrderBy(contact => contact.DueOn).ThenBy(contact => contact.What)];
    }

    /// <summary>
    /// What is open alone, visit before study before whatever else is planned; found without going through the past.
    /// </summary>
    /// <param name="dates">The dates of a patient whom a clinic follows or followed.</param>
    /// <param name="settings">The clinic's intervals and days of grace.</param>
    public static ImmutableArray<PlannedContact> OpenOf(FollowUpDates dates, ClinicSettings settings)
    {
        ArgumentNullException.ThrowIfNull(dates);
        ArgumentNullException.ThrowIfNull(settings);
        if (dates.EndedOn is not null) return [];
        var marks = dates.Marks.AsSpan();
        var visit = Next(PlannedKind.Visit, marks, dates, dates.Treatment, settings);
        var study = Next(PlannedKind.Mri, marks, dates, dates.Treatment, settings);
        return
        [
            .. new[] { visit, study }.OfType<PlannedContact>(),
            .. Plans(dates, settings).Where(contact => contact.Open).OrderBy(contact => contact.What).ThenBy(contact => contact.DueOn),
        ];
    }

    // Nobody waits for what was planned after the end.
    private static IEnumerable<PlannedContact> Plans(FollowUpDates dates, ClinicSettings settings) =>
        StandingPlans.Contacts(dates.Plans, settings).Where(contact => dates.EndedOn is null || !contact.Open);

    /// <summary>
    /// False for a patient taken from a publication, whom no clinic follows, and for one who does not agree to be followed.
    /// </summary>
    /// <param name="chart">The patient's chart.</param>
    public static bool IsFollowed(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return chart.Enrolment.Origin != DataOrigin.Published
            && ConsentStates.IsGiven(chart, ConsentPurpose.FollowUp) != false;
    }

    // Entry by entry, in clinical order: what each leaves due, and what became of what had been due until then.
    private static void Walk(PlannedKind what, FollowUpDates dates, ClinicSettings settings, List<PlannedContact> planned)
    {
        PlannedContact? open = null;
        DaySpan? treatment = null;
        for (var known = 0; known < dates.Marks.Length; known++)
        {
            var mark = dates.Marks[known];
            // What was due years before the treatment did not depend on it.
            if (treatment is null && dates.Treatment is { } start && start.Earliest < mark.On.Earliest) Treated(known, start);
            Step(known + 1, mark.On.Span(), mark.Kind == Keeping(what) || (mark.Done && IsPlan(mark.Lifts, open)) ? mark : null);
        }

        if (treatment is null && dates.Treatment is { } began) Treated(dates.Marks.Length, began);
        if (open is null) return;
        if (dates.EndedOn is { } ended) Settle(open, ended.Span(), keeping: null);
        else planned.Add(open);

        bool IsPlan(Guid? done, PlannedContact? contact) => contact?.StatedBy == done
            && dates.Marks.Any(mark => mark.Kind == FollowUpDateKind.Plan && mark.EntryId == done);

        void Treated(int known, DaySpan at)
        {
            treatment = at;
            Step(known, at, keeping: null);
        }

        void Step(int known, DaySpan at, FollowUpDate? keeping)
        {
            var next = Next(what, dates.Marks.AsSpan()[..known], dates, treatment, settings);
            if (open is not null && (next?.DueOn != open.DueOn || next.StatedBy != open.StatedBy)) Settle(open, at, keeping);
            // The walk may come back to a plan that a vague date had only possibly kept; it is open then, as the rules have it.
            if (next is not null)
                planned.RemoveAll(former => former.What == what && former.DueOn == next.DueOn && former.StatedBy == next.StatedBy);
            open = next;
        }

        void Settle(PlannedContact former, DaySpan at, FollowUpDate? keeping)
        {
            if (at.Earliest > former.To) planned.Add(former with { Missed = true });
            else if (keeping is not null && (keeping.Done || at.Latest >= former.From))
                planned.Add(former with { KeptBy = keeping.EntryId, KeptOn = keeping.On });
        }
    }

    private static PlannedContact? Next(
        PlannedKind what, ReadOnlySpan<FollowUpDate> known, FollowUpDates dates, DaySpan? treatment, ClinicSettings settings)
    {
        if (known is [] || HasEnded(known)) return null;
        var (next, grace) = what == PlannedKind.Visit
            ? (NextDue.Visit(known, dates, settings), settings.VisitGraceDays)
            : (NextDue.Study(known, treatment, settings), settings.MriGraceDays);
        return next is null ? null : new()
        {
            What = what,
            DueOn = next.On,
            From = DaySpans.Shift(next.On, -grace),
            To = DaySpans.Shift(next.On, grace),
            StatedBy = next.StatedBy,
            After = next.Last.EntryId,
        };
    }

    // Nothing that is recorded after an end lets a plan stand but a resumption.
    private static bool HasEnded(ReadOnlySpan<FollowUpDate> known)
    {
        for (var i = known.Length - 1; i >= 0; i--)
        {
            if (known[i].Kind is FollowUpDateKind.End or FollowUpDateKind.Resumption) return known[i].Kind == FollowUpDateKind.End;
        }

        return false;
    }

    private static FollowUpDateKind Keeping(PlannedKind what) =>
        what == PlannedKind.Visit ? FollowUpDateKind.Visit : FollowUpDateKind.Study;
}
