using System.Collections.Immutable;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>
/// Alerts of one patient that speak of one episode of the disease, so that one event is one line for whoever looks: a fallen grade, the
/// lesion behind it and the treatment that has not changed since. Alerts of rules that do not speak of an episode stand alone.
/// </summary>
public static class AlertEpisodes
{
    /// <summary>
    /// Puts together what rests on a common entry, or on findings at most <see cref="WithinDays"/> days apart; the relation is passed on.
    /// </summary>
    /// <param name="alerts">Alerts of one patient.</param>
    /// <returns>The episodes in the order of their first alert, each with its alerts in the order given.</returns>
    public static ImmutableArray<ImmutableArray<Alert>> Of(IEnumerable<Alert> alerts)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        var episodes = new List<List<Alert>>();
        var place = new Dictionary<Guid, int>();
        foreach (var alert in alerts)
        {
            place[alert.Id] = place.Count;
            var own = episodes.FindAll(episode => episode.Exists(other => SpeakOfOne(alert, other)));
            if (own.Count == 0)
            {
                episodes.Add([alert]);
                continue;
            }

            own[0].Add(alert);
            // It joins episodes that had nothing in common before it.
            foreach (var other in own.Skip(1))
            {
                own[0].AddRange(other);
                episodes.Remove(other);
            }
        }

        return
        [
            .. episodes.Select(episode => episode.OrderBy(alert => place[alert.Id]).ToImmutableArray())
                .OrderBy(episode => place[episode[0].Id]),
        ];
    }

    /// <summary>As the primary definition of recurrence merges signs into one episode, days.</summary>
    public static int WithinDays => RecurrenceDefinition.Composite.Settings.MergeWithinDays;

    private static bool SpeakOfOne(Alert left, Alert right) =>
        IsOfAnEpisode(left) && IsOfAnEpisode(right) && (ShareAnEntry(left.Finding, right.Finding) || AreNear(left.Finding, right.Finding));

    private static bool IsOfAnEpisode(Alert alert) => AlertRules.Find(alert.Rule) is { SpeaksOfAnEpisode: true };

    private static bool ShareAnEntry(Finding left, Finding right) =>
        left.RestsOn.Any(fact => fact.EntryId is { } entry && right.RestsOn.Any(other => other.EntryId == entry));

    private static bool AreNear(Finding left, Finding right) =>
        Newest(left) is { } day && Newest(right) is { } other && Math.Abs(day.DayNumber - other.DayNumber) <= WithinDays;

    // Earlier facts are what the newest one is compared with.
    private static DateOnly? Newest(Finding finding) =>
        finding.RestsOn.Where(fact => fact.On.IsReported).Select(fact => (DateOnly?)fact.On.Latest).Max();
}
