using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A remission: established by looking, never by silence.</summary>
/// <param name="EstablishedOn">Day of the first quiet examination that fulfils the definition.</param>
/// <param name="EntryId">That examination.</param>
/// <param name="EndedByEpisode">Number of the episode that ended it; null while it lasts.</param>
public sealed record Remission(DaySpan EstablishedOn, Guid EntryId, int? EndedByEpisode);

/// <summary>An examination, a study or a visit that says whether the disease is active.</summary>
/// <param name="Day">When.</param>
/// <param name="Quiet">Whether it saw nothing active.</param>
/// <param name="Mri">True for a study, false for an examination or a visit.</param>
/// <param name="Episode">Number of the recurrence that it saw begin; null for none.</param>
/// <param name="EntryId">The entry.</param>
internal readonly record struct Look(DaySpan Day, bool Quiet, bool Mri, int? Episode, Guid EntryId)
{
    /// <summary>True for a quiet study of a lesion that still enhances, or of which nobody says whether it does: no remission.</summary>
    public bool MayEnhance { get; init; }

    /// <summary>True for a worse deficit, or a suspicion at a visit, that nothing has confirmed or disproved.</summary>
    public bool Suspected { get; init; }

    /// <summary>True for a visit by telephone or video, at which nobody was examined.</summary>
    public bool Remote { get; init; }

    /// <summary>True where it saw a deficit that was worse.</summary>
    public bool Deficit { get; init; }

    /// <summary>True for a visit in person that ruled recurrence out.</summary>
    public bool RulesOut { get; init; }
}

/// <summary>In which respect something active was seen under treatment and has not been seen quiet since.</summary>
internal struct StillActive
{
    private bool _lesion, _deficit;

    /// <summary>Takes in a look after the start of treatment.</summary>
    /// <param name="look">The look.</param>
    public void Take(Look look)
    {
        if (!look.Quiet) (_lesion, _deficit) = (_lesion || look.Mri, _deficit || look.Deficit);
        else if (look.RulesOut) (_lesion, _deficit) = (false, false);
        else if (look.Mri) _lesion = false;
        else if (!look.Remote) _deficit = false;
    }

    /// <summary>Whether there is any.</summary>
    public readonly bool Any => _lesion || _deficit;
}

/// <summary>Finds remissions between the start of treatment and the episodes of one definition.</summary>
internal static class Remissions
{
    public static ImmutableArray<Remission> Find(RecurrenceReading view, IReadOnlyList<EpisodeOutline> episodes)
    {
        if (view.Treatment is not { } since) return [];
        var definition = view.Settings.Remission;
        if (definition.LookWithinDays is not null) return LookedAt(view, Looks(view, episodes), since, definition);
        var remissions = ImmutableArray.CreateBuilder<Remission>();
        foreach (var episode in episodes)
        {
            if (!episode.Interval.By.HasBounds()) continue;
            if (First(view, since, episode.Interval.By) is { } ended) remissions.Add(ended with { EndedByEpisode = episode.Ordinal });
            since = episode.Interval.By;
        }

        if (First(view, since, null) is { } lasting) remissions.Add(lasting);
        return remissions.ToImmutable();
    }

    public static EpisodePhase Phase(RecurrenceReading view, EpisodeOutline episode, ImmutableArray<Remission> remissions)
    {
        if (!episode.Interval.By.HasBounds()) return EpisodePhase.NotDeterminable;
        if (remissions.Any(remission => remission.EndedByEpisode == episode.Ordinal)) return EpisodePhase.Relapse;
        var eve = episode.Interval.By.Shift(-1);
        if (view.Settings.AsksForConfirmation) return IsTapered(view, eve) ? EpisodePhase.Recrudescence : EpisodePhase.NotDeterminable;
        return view.Exposure.TreatedOn(eve.Earliest) == Determination.Yes && view.Exposure.TreatedOn(eve.Latest) == Determination.Yes
            ? EpisodePhase.Recrudescence
            : EpisodePhase.NotDeterminable;
    }

    // Certainly on glucocorticoid, and the last change of the dose was a recent reduction.
    private static bool IsTapered(RecurrenceReading view, DaySpan eve)
    {
        var exposure = view.DiseaseExposure;
        if (exposure.TreatedOn(eve.Earliest) != Determination.Yes || exposure.TreatedOn(eve.Latest) != Determination.Yes) return false;
        var before = DoseRange.None;
        var last = (From: DateOnly.MinValue, Down: false);
        foreach (var step in exposure.Dose.Steps)
        {
            if (step.From > eve.Earliest) break;
            last = (step.From, step.Dose.AtMost is { } most && most < before.AtLeast);
            before = step.Dose;
        }

        return last.Down && eve.Latest.DayNumber - last.From.DayNumber <= view.Settings.TaperWithinDays;
    }

    // Quiet in every respect: a look that is quiet begins an interval or carries it on, and whatever is active ends it.
    internal static ImmutableArray<Remission> LookedAt(
        RecurrenceReading view, IReadOnlyList<Look> looks, DaySpan treatment, RemissionDefinition definition)
    {
        var limit = Fraction.Of(definition.MaximumMgPerDay);
        var remissions = ImmutableArray.CreateBuilder<Remission>();
        var active = treatment;
        Remission? standing = null;
        DaySpan? begin = null, examined = null, imaged = null;
        var still = default(StillActive);
        foreach (var look in looks)
        {
            if (look.MayEnhance) continue;
            if (!look.Quiet)
            {
                if (look.Episode is { } ordinal && standing is { } ended && ended.EstablishedOn.IsCertainlyBefore(look.Day))
                    remissions.Add(ended with { EndedByEpisode = ordinal });
                if (look.Episode is not null) standing = null;
                if (AsksAgain(view, look, treatment)) still.Take(look);
                (active, begin, examined, imaged) = (DaySpans.Last(active, look.Day), null, null, null);
                continue;
            }

            if (look.Day.Earliest <= active.Latest) continue;
            if (look.Mri) imaged = look.Day;
            else if (!look.Remote) examined = look.Day;
            still.Take(look);
            if (still.Any) continue;
            begin ??= look.Day;
            if (standing is not null || look.Day.Earliest.DayNumber - begin.Value.Latest.DayNumber < definition.QuietDays) continue;
            if (!Recent(examined) || !Recent(imaged)) continue;
            var from = definition.DoseDays is { } days ? DaySpans.Shift(look.Day.Earliest, -days) : begin.Value.Earliest;
            if (AgentsMayHaveChanged(view, look.Day, definition)) continue;
            if (view.DiseaseExposure.Dose.Over(new(from, look.Day.Latest)).AtMost is { } dose && dose <= limit)
                standing = new(look.Day, look.EntryId, EndedByEpisode: null);

            bool Recent(DaySpan? seen) =>
                seen is { } day && look.Day.Latest.DayNumber - day.Earliest.DayNumber <= definition.LookWithinDays;
        }

        if (standing is not null) remissions.Add(standing);
        return remissions.ToImmutable();
    }

    /// <summary>Whether what a look saw active has to be seen quiet itself before anything is quiet again.</summary>
    internal static bool AsksAgain(RecurrenceReading view, Look look, DaySpan treatment) =>
        view.Settings.QuietWhereItWasActive && look.Day.Earliest > treatment.Latest;

    private static bool AgentsMayHaveChanged(RecurrenceReading view, DaySpan day, RemissionDefinition definition)
    {
        if (definition.AgentsStableDays is not { } days || view.Reading.AgentStarts.Count == 0) return false;
        var since = DaySpans.Shift(day.Earliest, -days);
        var own = view.Reading.AgentStarts.FindAll(start => start.Indication != Indication.Other).ConvertAll(start => start.EntryId);
        return view.Reading.TreatmentEntries.Exists(entry => entry.Date.Latest > since && entry.Date.Earliest <= day.Latest && entry switch
        {
            SparingAgentStarted start => own.Contains(start.EntryId),
            AgentDoseChanged change => own.Contains(change.TreatmentId),
            SparingAgentStopped stop => own.Contains(stop.TreatmentId),
            _ => false,
        });
    }

    /// <summary>Whatever was seen of the disease, by first possible day.</summary>
    internal static List<Look> Looks(RecurrenceReading view, IReadOnlyList<EpisodeOutline> episodes)
    {
        var looks = new List<Look>();
        foreach (var episode in episodes)
        {
            looks.Add(new(
                episode.Interval.By, false, episode.Signs.HasFlag(RecurrenceSigns.Radiological), episode.Ordinal,
                episode.Group.Signs[0].EntryId)
            {
                Deficit = episode.Signs.HasFlag(RecurrenceSigns.Clinical),
            });
        }

        foreach (var sign in view.Course.Clinical.Concat(view.Course.Radiological))
        {
            // What was disproved was never active disease.
            if (sign.DisprovedOn is not null) continue;
            looks.Add(new(sign.By, false, sign.Kinds.HasFlag(RecurrenceSigns.Radiological), null, sign.EntryId)
            {
                Deficit = sign.Kinds.HasFlag(RecurrenceSigns.Clinical),
                Suspected = sign.ConfirmedBy == Confirmations.None,
            });
        }

        foreach (var visit in view.FreeVisits)
        {
            if (view.Settings.QuietNeedsMoreThanEarlyDays && view.Place(visit) == Placement.Early) continue;
            var remote = visit.Mode == VisitMode.Remote;
            looks.Add(new(visit.VisitedOn.Span(), true, false, null, visit.EntryId) { Remote = remote, RulesOut = !remote });
        }

        List<Suspicion> suspicions = view.Settings.SuspectedVisitEndsQuiet ? [.. Suspicions.Of(view)] : [];
        foreach (var suspicion in suspicions)
        {
            if (suspicion.RuledOut && !suspicion.Came) continue;
            var visit = suspicion.Visit;
            looks.Add(new(visit.VisitedOn.Span(), false, false, null, visit.EntryId) { Suspected = !suspicion.Came });
        }

        foreach (var (day, entryId) in view.Course.QuietExaminations) looks.Add(new(day, true, false, null, entryId));
        foreach (var study in view.Studies)
        {
            if (view.IsActive(study)) looks.Add(new(study.ImagedOn.Span(), false, true, null, study.EntryId));
            else if (view.IsQuiet(study) && !(view.IsUnderTreatment(study) && CourseOfDisease.ShowsQuiet(view, study) == false))
                looks.Add(new(study.ImagedOn.Span(), true, true, null, study.EntryId) { MayEnhance = !study.EnhancesNowhere() });
        }

        if (view.Settings.LostFunctionEndsQuiet && LossOfFunction.Of(view) is { Count: > 0 } losses)
        {
            looks.RemoveAll(look => look.Quiet && LossOfFunction.MayHold(losses, look.Day));
            foreach (var loss in losses)
                looks.Add(new(loss.Seen.AssessedOn.Span(), false, false, null, loss.Seen.EntryId) { Suspected = true });
        }

        looks.RemoveAll(look => !look.Day.HasBounds());
        // Nothing is quiet while a suspicion is open.
        if (suspicions.Find(suspicion => suspicion.IsOpen) is { } open)
            looks.RemoveAll(look => look.Quiet && open.Visit.VisitedOn.Span().IsCertainlyBefore(look.Day));
        looks.Sort((left, right) =>
            (left.Day.Earliest, left.Quiet, left.Suspected, left.Day.Latest, left.EntryId)
                .CompareTo((right.Day.Earliest, right.Quiet, right.Suspected, right.Day.Latest, right.EntryId)));
        return looks;
    }

    private static Remission? First(RecurrenceReading view, DaySpan since, DaySpan? before)
    {
        var definition = view.Settings.Remission;
        var from = DaySpans.Shift(since.Latest, definition.QuietDays);
        var limit = Fraction.Of(definition.MaximumMgPerDay);
        var days = view.QuietDays;
        for (var i = days.CountBefore(from, static quiet => quiet.Day); i < days.Count && !(days[i].Day.Earliest >= before?.Earliest); i++)
        {
            var (day, entryId) = days[i];
            if (day.Earliest <= since.Latest || (before is { } end && !day.IsCertainlyBefore(end))) continue;
            if (view.Exposure.Dose.Over(day).AtMost is { } dose && dose <= limit) return new(day, entryId, EndedByEpisode: null);
        }

        return null;
    }

    /// <summary>Days on which the patient was seen to be quiet in one respect or another, by first possible day.</summary>
    public static List<(DaySpan Day, Guid EntryId)> QuietDays(RecurrenceReading view)
    {
        var quiet = new List<(DaySpan Day, Guid EntryId)>();
        foreach (var visit in view.FreeVisits) quiet.Add((visit.VisitedOn.Span(), visit.EntryId));
        foreach (var study in view.QuietStudies) quiet.Add((study.ImagedOn.Span(), study.EntryId));
        foreach (var (entry, compared, worseThan) in view.Examinations)
        {
            if (compared && worseThan.IsEmpty) quiet.Add((entry.AssessedOn.Span(), entry.EntryId));
        }

        quiet.RemoveAll(static one => !one.Day.HasBounds());
        quiet.Sort(static (left, right) => left.Day.Earliest != right.Day.Earliest
            ? left.Day.Earliest.CompareTo(right.Day.Earliest)
            : (left.Day.Latest, left.EntryId).CompareTo((right.Day.Latest, right.EntryId)));
        return quiet;
    }
}
