using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Response;

/// <summary>What a study says of the lesion that treatment began with.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RadiologicalResponse>))]
public enum RadiologicalResponse
{
    /// <summary>Larger than when treatment began, or a lesion where there was none.</summary>
    Larger,

    /// <summary>Neither larger nor smaller.</summary>
    Unchanged,

    /// <summary>Smaller, and still there.</summary>
    Smaller,

    /// <summary>No lesion is left.</summary>
    Gone,

    /// <summary>No lesion is seen, and none is on record from when treatment began.</summary>
    Absent,
}

/// <summary>The studies around an event.</summary>
/// <param name="References">The studies that show what treatment began with, of each lesion the last.</param>
/// <param name="After">Later, and before the next recurrence; in order.</param>
/// <param name="OrderOpen">True when partial dates leave open where one of them belongs.</param>
/// <param name="BroughtUnseen">True when the event brought a lesion of which no study is on record.</param>
internal sealed record Studies(
    IReadOnlyList<LesionImaged> References, IReadOnlyList<LesionImaged> After, bool OrderOpen, bool BroughtUnseen)
{
    public static Studies Around(
        ImmutableArray<LesionImaged> all, DaySpan since, DaySpan? next, ResponseSettings settings, bool open,
        ImmutableArray<Guid> signsOfEvent, bool broughtLesion)
    {
        List<LesionImaged> until = [], after = [];
        foreach (var study in all.Where(study => study.ImagedOn.IsReported))
        {
            var on = study.ImagedOn.Span();
            if (next is { } recurred && on.Earliest >= recurred.Latest) continue;
            if (next is { } overlapping && on.Latest >= overlapping.Earliest) open = true;
            else if (on.Latest <= since.Earliest) until.Add(study);
            else if (on.Earliest > since.Latest) after.Add(study);
            else open = true;
        }

        var references = until.FindAll(study =>
            !until.Exists(later => study.ImagedOn.IsCertainlyBefore(later.ImagedOn) && later.SpeaksOf(study)));
        open |= references.Exists(one => !one.ImagedOn.Span().IsExact && references.Exists(other => other != one && other.SpeaksOf(one)));
        // What was treated on suspicion is often first imaged a few days later: a sign of the event itself, or the first sight of a lesion.
        // A recurrence that was treated at once is imaged as late as one whose study comes first may have been treated before it.
        var limit = DaySpans.Shift(since.Earliest, settings.AdmissionDays);
        var ofEvent = DaySpans.Shift(since.Earliest, Math.Max(settings.AdmissionDays, settings.TreatBeforeDays));
        var found = after.FindLast(study => signsOfEvent.Contains(study.EntryId) && study.ImagedOn.Latest <= ofEvent);
        if (found is null && !references.Exists(study => study.LesionPresent))
            found = after.Find(study => study.LesionPresent && study.ImagedOn.Latest <= limit) ?? FirstOfEvent();
        if (found is not null)
        {
            var seen = after.FindAll(study => study.ImagedOn == found.ImagedOn);
            references = [.. references.Where(study => study.LesionPresent && !seen.Exists(now => now.SpeaksOf(study))), .. seen];
            after.RemoveAll(study => !found.ImagedOn.IsCertainlyBefore(study.ImagedOn));
        }

        // A lesion that a clinician told of, and of which no study is on record, was there all the same.
        if (!broughtLesion || references.Exists(study => study.LesionPresent)) return new(references, after, open, BroughtUnseen: false);
        return new([], after, open, BroughtUnseen: true);

        // Nobody knows how large a lesion was that was first imaged long after treatment began: what comes later is held against it.
        LesionImaged? FirstOfEvent() =>
            after is [{ LesionPresent: true } first, ..] && signsOfEvent.Contains(first.EntryId) ? first : null;
    }

    /// <summary>Later studies that tell something of a lesion that treatment began with; all where it began with none.</summary>
    public IReadOnlyList<LesionImaged> Telling { get; } = References.Any(study => study.LesionPresent)
        ? [.. After.Where(study => study.LesionPresent || References.Any(study.SpeaksOf))]
        : After;

    /// <summary>
    /// True when partial dates leave open which of the later studies came first: what was said from study to study is then in no order.
    /// </summary>
    public bool ChainOpen { get; } = IsOpen(After);

    private static bool IsOpen(IReadOnlyList<LesionImaged> studies)
    {
        for (var i = 1; i < studies.Count; i++)
        {
            var (former, study) = (studies[i - 1].ImagedOn, studies[i].ImagedOn);
            if (!former.IsCertainlyBefore(study) && !(former.Span().IsExact && study.Span().IsExact)) return true;
        }

        return false;
    }

    /// <summary>
    /// What a study after the start of treatment says, with what was seen beside it on that day: of several lesions the least response, and
    /// none is gone while one was not looked at. Null when it says nothing of change.
    /// </summary>
    public RadiologicalResponse? Judge(LesionImaged now, ResponseSettings settings)
    {
        var sitting = Telling.Where(study => study.ImagedOn == now.ImagedOn).ToList();
        var told = sitting.ConvertAll(study => JudgeOne(study, settings));
        if (told.Contains(RadiologicalResponse.Larger)) return RadiologicalResponse.Larger;
        if (told.Count == 0 || told.Contains(null) || Disagree(sitting, told)) return null;
        var least = told.Min();
        return least is RadiologicalResponse.Gone or RadiologicalResponse.Absent
            && References.Any(lesion => lesion.LesionPresent && !sitting.Exists(study => study.SpeaksOf(lesion)))
                ? null
                : least;
    }

    /// <summary>Whether two studies of the day of one say different things of one lesion, none of them that it is larger.</summary>
    public bool Disagree(LesionImaged now, ResponseSettings settings)
    {
        var sitting = Telling.Where(study => study.ImagedOn == now.ImagedOn).ToList();
        var told = sitting.ConvertAll(study => JudgeOne(study, settings));
        return !told.Contains(RadiologicalResponse.Larger) && Disagree(sitting, told);
    }

    private static bool Disagree(List<LesionImaged> sitting, List<RadiologicalResponse?> told)
    {
        for (var i = 1; i < sitting.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (told[i] is { } one && told[j] is { } other && one != other
                    && sitting[i].SpeaksOf(sitting[j]) && sitting[j].SpeaksOf(sitting[i])) return true;
            }
        }

        return false;
    }

    private RadiologicalResponse? JudgeOne(LesionImaged now, ResponseSettings settings)
    {
        if (!now.LesionPresent)
        {
            return BroughtUnseen || References.Any(lesion => lesion.LesionPresent && now.SpeaksOf(lesion))
                ? RadiologicalResponse.Gone
                : RadiologicalResponse.Absent;
        }

        var reference = Reference(now);
        if (reference is { LesionPresent: false }) return RadiologicalResponse.Larger;
        var grown = now.Thickened(reference);
        if (grown <= -settings.LesionMm) return RadiologicalResponse.Smaller;
        if (grown >= settings.LesionMm) return RadiologicalResponse.Larger;
        var (larger, smaller, silent) = Changes(now, reference, settings, byThickness: grown is null);
        if (silent || (larger && smaller)) return grown is null ? null : RadiologicalResponse.Unchanged;
        return larger ? RadiologicalResponse.Larger : smaller ? RadiologicalResponse.Smaller : RadiologicalResponse.Unchanged;
    }

    /// <summary>
    /// Whether the lesion grew and shrank since treatment began, and no thickness tells whether it is larger or smaller than then.
    /// </summary>
    public bool WentBothWays(LesionImaged now, ResponseSettings settings) => Telling.Any(study =>
        study.ImagedOn == now.ImagedOn && study.LesionPresent
        && Changes(study, Reference(study), settings, byThickness: true) is { Larger: true, Smaller: true, Silent: false });

    private LesionImaged? Reference(LesionImaged now)
    {
        var own = References.Where(study => study.SpeaksOf(now)).ToList();
        return own.Find(study => study.LesionPresent) is { } lesion
            // Of one day the thickest.
            ? own.Where(study => study.LesionPresent && study.ImagedOn == lesion.ImagedOn).MaxBy(study => study.ThicknessMm ?? 0)
            : own.FirstOrDefault();
    }

    // What was said from study to study, or measured where the reader says nothing and nothing is measured against the start.
    private (bool Larger, bool Smaller, bool Silent) Changes(
        LesionImaged now, LesionImaged? reference, ResponseSettings settings, bool byThickness)
    {
        var (larger, smaller, silent, former) = (false, false, false, reference);
        foreach (var study in After)
        {
            if (study.EntryId != now.EntryId && (study.ImagedOn == now.ImagedOn || !study.SpeaksOf(now))) continue;
            larger |= study.IsActive();
            smaller |= !study.LesionPresent || study.ChangeSincePrior is LesionChange.Smaller or LesionChange.Resolved;
            var thicker = byThickness && study.IsSilent() ? study.Thickened(former) : null;
            larger |= thicker >= settings.LesionMm;
            smaller |= thicker <= -settings.LesionMm;
            silent |= study.IsSilent() && thicker is null;
            former = study;
            if (study.EntryId == now.EntryId) break;
        }

        return (larger, smaller, silent);
    }
}
