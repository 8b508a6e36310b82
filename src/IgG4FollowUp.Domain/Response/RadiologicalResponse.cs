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
/// <param name="Reference">The study that shows what treatment began with; null when there is none.</param>
/// <param name="After">Later, and before the next recurrence; in order.</param>
/// <param name="OrderOpen">True when partial dates leave open where one of them belongs.</param>
internal sealed record Studies(LesionImaged? Reference, IReadOnlyList<LesionImaged> After, bool OrderOpen)
{
    public static Studies Around(
        ImmutableArray<LesionImaged> all, DaySpan since, DaySpan? next, ResponseSettings settings, bool open,
        ImmutableArray<Guid> signsOfEvent)
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

        var latest = until.Count == 0 ? default : until.Max(study => study.ImagedOn.Earliest);
        var last = until.FindAll(study => study.ImagedOn.Latest >= latest);
        open |= last.Count > 1 && last.Exists(study => !study.ImagedOn.Span().IsExact);
        var reference = last.Find(study => study.LesionPresent) ?? last.FirstOrDefault();
        // What was treated on suspicion is often first imaged a few days later: a sign of the event itself, or the first sight of a lesion.
        var limit = DaySpans.Shift(since.Earliest, settings.AdmissionDays);
        var found = after.FindLastIndex(study => signsOfEvent.Contains(study.EntryId) && study.ImagedOn.Latest <= limit);
        if (found < 0 && reference is not { LesionPresent: true })
            found = after.FindIndex(study => study.LesionPresent && study.ImagedOn.Latest <= limit);
        if (found >= 0)
        {
            reference = after[found];
            after.RemoveRange(0, found + 1);
        }

        return new(reference, after, open);
    }

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

    /// <summary>What a study after the start of treatment says; null when it says nothing of change.</summary>
    public RadiologicalResponse? Judge(LesionImaged now, ResponseSettings settings)
    {
        if (!now.LesionPresent) return Reference is { LesionPresent: true } ? RadiologicalResponse.Gone : RadiologicalResponse.Absent;
        if (Reference is { LesionPresent: false }) return RadiologicalResponse.Larger;
        var grown = now.Thickened(Reference);
        if (grown <= -settings.LesionMm) return RadiologicalResponse.Smaller;
        if (grown >= settings.LesionMm) return RadiologicalResponse.Larger;
        var (larger, smaller, silent) = (false, false, false);
        foreach (var study in After)
        {
            larger |= study.IsActive();
            smaller |= !study.LesionPresent || study.ChangeSincePrior is LesionChange.Smaller or LesionChange.Resolved;
            silent |= study.IsSilent();
            if (study.EntryId == now.EntryId) break;
        }

        if (silent || (larger && smaller)) return grown is null ? null : RadiologicalResponse.Unchanged;
        return larger ? RadiologicalResponse.Larger : smaller ? RadiologicalResponse.Smaller : RadiologicalResponse.Unchanged;
    }
}
