using System.Collections.Immutable;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A remission: established by looking, never by silence.</summary>
/// <param name="EstablishedOn">Day of the first quiet examination that fulfils the definition.</param>
/// <param name="EntryId">That examination.</param>
/// <param name="EndedByEpisode">Number of the episode that ended it; null while it lasts.</param>
public sealed record Remission(DaySpan EstablishedOn, Guid EntryId, int? EndedByEpisode);

/// <summary>Finds remissions between the start of treatment and the episodes of one definition.</summary>
internal static class Remissions
{
    public static ImmutableArray<Remission> Find(ChartView view, IReadOnlyList<Episode> episodes)
    {
        if (view.Treatment is not { } since) return [];
        var examinations = QuietExaminations(view);
        var remissions = ImmutableArray.CreateBuilder<Remission>();
        foreach (var episode in episodes.Where(episode => episode.Interval.By.HasBounds()))
        {
            if (First(view, examinations, since, episode.Interval.By) is { } ended) remissions.Add(ended with { EndedByEpisode = episode.Ordinal });
            since = episode.Interval.By;
        }

        if (First(view, examinations, since, null) is { } lasting) remissions.Add(lasting);
        return remissions.ToImmutable();
    }

    public static EpisodePhase Phase(ChartView view, Episode episode, ImmutableArray<Remission> remissions)
    {
        if (!episode.Interval.By.HasBounds()) return EpisodePhase.NotDeterminable;
        if (remissions.Any(remission => remission.EndedByEpisode == episode.Ordinal)) return EpisodePhase.Relapse;
        var eve = episode.Interval.By.Shift(-1);
        return view.Exposure.TreatedOn(eve.Earliest) == Determination.Yes && view.Exposure.TreatedOn(eve.Latest) == Determination.Yes
            ? EpisodePhase.Recrudescence
            : EpisodePhase.NotDeterminable;
    }

    private static Remission? First(ChartView view, List<(DaySpan Day, Guid EntryId)> examinations, DaySpan since, DaySpan? before)
    {
        var definition = view.Settings.Remission;
        var from = DaySpans.Shift(since.Latest, definition.QuietDays);
        var limit = Fraction.Of(definition.MaximumMgPerDay);
        foreach (var (day, entryId) in examinations)
        {
            if (day.Earliest <= since.Latest || day.Earliest < from || (before is { } end && !day.IsCertainlyBefore(end))) continue;
            if (view.Exposure.Dose.Over(day).AtMost is { } dose && dose <= limit) return new(day, entryId, EndedByEpisode: null);
        }

        return null;
    }

    private static List<(DaySpan Day, Guid EntryId)> QuietExaminations(ChartView view)
    {
        var quiet = new List<(DaySpan Day, Guid EntryId)>();
        foreach (var visit in view.FreeVisits) quiet.Add((visit.VisitedOn.Span(), visit.EntryId));
        foreach (var study in view.Studies.Where(ChartView.IsQuiet)) quiet.Add((study.ImagedOn.Span(), study.EntryId));
        foreach (var (entry, _, _) in view.Examinations.Where(examined => examined.Compared && examined.WorseThan.IsEmpty)) quiet.Add((entry.AssessedOn.Span(), entry.EntryId));
        quiet.RemoveAll(examination => !examination.Day.HasBounds());
        quiet.Sort((left, right) => (left.Day.Earliest, left.Day.Latest, left.EntryId).CompareTo((right.Day.Earliest, right.Day.Latest, right.EntryId)));
        return quiet;
    }
}
