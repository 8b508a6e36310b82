using System.Numerics;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>Signs that belong to one episode, in order of date.</summary>
internal sealed class SignGroup(Sign first)
{
    public List<Sign> Signs { get; } = [first];

    /// <summary>The group's most recent sign, by which the distance to the next one is judged.</summary>
    public Sign Last => Signs[^1];

    /// <summary>When the last of them was disproved; null when one was not.</summary>
    public DaySpan? DisprovedOn
    {
        get
        {
            DaySpan? last = null;
            foreach (var sign in Signs)
            {
                if (sign.DisprovedOn is not { } day) return null;
                last = last is { } former ? DaySpans.Last(former, day) : day;
            }

            return last;
        }
    }
}

/// <summary>
/// Puts signs together into episodes, so that one recurrence that is seen on MRI, felt by the patient, recorded by the clinician and
/// treated is counted once.
/// </summary>
internal static class EpisodeMerger
{
    // What a visit rules out.
    private const RecurrenceSigns AtVisits = RecurrenceSigns.Clinical | RecurrenceSigns.OtherOrgan;

    public static List<SignGroup> Merge(RecurrenceReading view, IEnumerable<Sign> signs)
    {
        // The vaguer of two dates that begin together comes first, so that the sharper one sets the distance to what follows.
        // What a visit confirms follows the entry that it confirms, what was disproved what was not, and what is new what goes on.
        var ordered = signs.ToList();
        var goingFirst = view.Settings.FurtherLooksBelongToTheEpisode;
        ordered.Sort((left, right) =>
            left.By.Earliest != right.By.Earliest ? left.By.Earliest.CompareTo(right.By.Earliest)
            : left.By.Latest != right.By.Latest ? right.By.Latest.CompareTo(left.By.Latest)
            : Key(left).CompareTo(Key(right)));
        var groups = new List<SignGroup>();
        // The last group that an entry is a sign of.
        var groupOf = new Dictionary<Guid, int>(ordered.Count);
        foreach (var sign in ordered)
        {
            if (!sign.By.HasBounds()) continue;
            var going = sign.Continues is { } former && groupOf.TryGetValue(former, out var its) ? its : -1;
            var last = groups.Count - 1;
            if (last < 0 || (going != last && !IsNear(view, groups[last], sign) && !GoesOn(view, groups[last], sign)))
            {
                if (going >= 0 && view.Settings.FurtherLooksBelongToTheEpisode) last = going;
                else
                {
                    groups.Add(new SignGroup(sign));
                    groupOf[sign.EntryId] = groups.Count - 1;
                    continue;
                }
            }

            groups[last].Signs.Add(sign);
            if (!(groupOf.TryGetValue(sign.EntryId, out var later) && later > last)) groupOf[sign.EntryId] = last;
        }

        // An undated record is taken for the first episode that nobody has recorded yet: counting it apart could count it twice.
        var undated = ordered.FindAll(sign => !sign.By.HasBounds());
        if (view.Settings.UndatedGoByWhatTheySay) undated = InOrder(view.Reading, undated);
        var unrecorded = undated.Count == 0 ? [] : groups.FindAll(group => group.Signs.TrueForAll(sign => sign.Recorded is null));
        foreach (var sign in undated)
        {
            // What a visit confirms adds nothing to what is told already.
            var match = sign.ConfirmedAtVisit && view.Settings.DiagnosisGoesOnUntilQuiet ? groups.FirstOrDefault()
                : unrecorded.Find(group => group.Signs.Exists(other => (other.Kinds & sign.Kinds) != RecurrenceSigns.None));
            if (match is null)
            {
                groups.Add(new SignGroup(sign));
                continue;
            }

            match.Signs.Add(sign);
            unrecorded.Remove(match);
        }

        return groups;

        (bool AtVisit, bool Disproved, (bool, RecurrenceSigns) Rank, Guid EntryId) Key(Sign sign) =>
            (sign.ConfirmedAtVisit, sign.DisprovedOn is not null, Rank(sign), sign.EntryId);

        (bool IsNew, RecurrenceSigns Kinds) Rank(Sign sign) => goingFirst ? (sign.Continues is null, sign.Kinds) : default;
    }

    // First what was under control first, then what was last free first, then what fits fewer episodes.
    private static List<Sign> InOrder(ChartReading reading, List<Sign> undated) =>
    [
        .. undated.OrderBy(sign => sign.ConfirmedAtVisit)
            .ThenBy(sign => ControlledOn(reading, new(sign)) ?? DateOnly.MaxValue)
            .ThenBy(sign => sign.Recorded?.LastKnownFreeOn?.Latest ?? DateOnly.MaxValue)
            .ThenBy(sign => BitOperations.PopCount((uint)sign.Kinds)).ThenBy(sign => sign.Kinds)
            .ThenBy(sign => sign.Recorded?.Pattern).ThenBy(sign => sign.Recorded?.Levels?.ToString(), StringComparer.Ordinal)
            .ThenBy(sign => sign.Recorded?.StatedPrednisoneMgPerDay),
    ];

    private static bool IsNear(RecurrenceReading view, SignGroup group, Sign sign)
    {
        // What was disproved is no part of what came soon after it.
        if (sign.DisprovedOn is null != group.Last.DisprovedOn is null) return false;
        var gap = sign.By.Earliest.DayNumber - group.Last.By.Latest.DayNumber;
        return gap <= view.Settings.MergeWithinDays && !DeclaredFreeBetween(view, group, sign);
    }

    // A deficit or a lesion that nobody had looked at since the disease came back came back with it, where nothing was quiet in between.
    private static bool GoesOn(RecurrenceReading view, SignGroup group, Sign sign)
    {
        if (!view.Settings.RecurrenceGoesOnUntilQuiet || sign.Of is not (SignOf.Recurrence or SignOf.Progression)
            || sign.Recorded is not null || sign.ConfirmedAtVisit || sign.DisprovedOn is not null || group.Last.DisprovedOn is not null
            || !group.Signs.Exists(other => IsOfTheSpine(other) && other.ConfirmedBy != Confirmations.None)) return false;
        var since = group.Signs[0].By;
        // What was called a recurrence before treatment is what that was for.
        if (view.Treatment is not { } start || start.Latest >= since.Earliest) return false;
        var looked = sign.Kinds switch
        {
            // What measures nothing is no look.
            RecurrenceSigns.Clinical => view.Reading.Examinations.Exists(one => (!one.IsEmpty || one.TellsMuscles)
                && since.IsCertainlyBefore(one.On.Span()) && one.On.Span().IsCertainlyBefore(sign.By)),
            RecurrenceSigns.Radiological => view.Studies.AnyBetween(since, sign.By),
            _ => true,
        };
        return !looked && !DeclaredFreeBetween(view, group, sign) && !view.FreeVisits.AnyBetween(since, sign.By)
            && !view.QuietStudies.AnyBetween(since, sign.By)
            && !view.Course.QuietExaminations.AnyBetween(since, sign.By, static quiet => quiet.Day);

        static bool IsOfTheSpine(Sign other) => (other.Kinds & RecurrenceDefinition.ClinicalOrRadiological) != RecurrenceSigns.None;
    }

    private static bool DeclaredFreeBetween(RecurrenceReading view, SignGroup group, Sign sign)
    {
        var (last, next) = (group.Last.By, sign.By);
        if (sign.Recorded?.LastKnownFreeOn is { IsReported: true } stated && IsBetween(last, stated.Span(), next)) return true;
        if ((sign.Kinds & AtVisits) != RecurrenceSigns.None && view.FreeVisits.AnyBetween(last, next)) return true;
        if (view.Reading.Resolutions.Count == 0) return false;
        foreach (var other in group.Signs)
        {
            foreach (var resolved in view.Reading.ResolutionsOf[other.EntryId])
            {
                if (resolved.ResolvedOn.IsReported && IsBetween(last, resolved.ResolvedOn.Span(), next)) return true;
            }
        }

        return false;
    }

    private static bool IsBetween(DaySpan last, DaySpan free, DaySpan next) => last.IsCertainlyBefore(free) && free.IsCertainlyBefore(next);

    /// <summary>
    /// When the last recorded recurrence of a group that is known to have come under control did, under former settings the first; null
    /// when none is known to have.
    /// </summary>
    public static DaySpan? ResolvedOn(RecurrenceReading view, SignGroup group)
    {
        var ordered = Resolutions(view.Reading, group).Order(Comparer<RecurrenceResolved>.Create(ClinicalOrder.Compare));
        return (view.Settings.LastResolutionCounts ? ordered.LastOrDefault() : ordered.FirstOrDefault())?.ResolvedOn.Span();
    }

    /// <summary>
    /// Last day on which the first recorded recurrence of a group can have come under control; null when none is known to have.
    /// </summary>
    public static DateOnly? ControlledOn(ChartReading reading, SignGroup group)
    {
        DateOnly? first = null;
        foreach (var resolved in Resolutions(reading, group))
        {
            if (!(resolved.ResolvedOn.Latest >= first)) first = resolved.ResolvedOn.Latest;
        }

        return first;
    }

    /// <summary>Whether a recorded recurrence of a group is known to have come under control.</summary>
    public static bool IsResolved(ChartReading reading, SignGroup group) => reading.Resolutions.Count > 0
        && group.Signs.Exists(sign => reading.ResolutionsOf[sign.EntryId].Any(resolved => resolved.ResolvedOn.IsReported));

    private static IEnumerable<RecurrenceResolved> Resolutions(ChartReading reading, SignGroup group) => reading.Resolutions.Count == 0 ? []
        : group.Signs.SelectMany(sign => reading.ResolutionsOf[sign.EntryId]).Where(resolved => resolved.ResolvedOn.IsReported);
}
