using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Replay;

/// <summary>
/// Days on which rules could fire for a patient, by what had been recorded when each day ended: a death that is recorded late was watched
/// until it was recorded, as alerts were raised until then.
/// </summary>
/// <param name="UnderFollowUp">Days for rules that are silent for a patient who is lost.</param>
/// <param name="LostIncluded">Days for rules that go on for one.</param>
internal readonly record struct WatchedDays(int UnderFollowUp, int LostIncluded)
{
    /// <summary>Days of one patient.</summary>
    /// <param name="patientId">The patient.</param>
    /// <param name="history">The patient's stream in order; an event with an earlier time than the one before it became known with that
    /// one.</param>
    /// <param name="days">Days in the clinic.</param>
    /// <param name="from">First day that counts; the first day of the record when null.</param>
    /// <param name="until">Last day that counts.</param>
    public static WatchedDays Of(Guid patientId, IReadOnlyList<RecordedEvent> history, LocalDays days, DateOnly? from, DateOnly until)
    {
        PatientChart? chart = null;
        var watched = default(WatchedDays);
        var known = 0;
        while (known < history.Count)
        {
            var day = days.DayOf(history[known].RecordedAt);
            for (; known < history.Count && days.DayOf(history[known].RecordedAt) <= day; known++)
                chart = PatientChart.Fold(chart, patientId, history[known].Event);
            var first = day < from ? from.Value : day;
            var end = known < history.Count ? days.DayOf(history[known].RecordedAt) : until.AddDays(1);
            if (end > until) end = until.AddDays(1);
            if (chart is not null && first < end) watched = watched.Plus(new(chart), end.DayNumber - first.DayNumber);
        }

        return watched;
    }

    private WatchedDays Plus(ChartReading reading, int days) => new(
        UnderFollowUp + (AlertRules.IsWatched(reading, whenLost: false) ? days : 0),
        LostIncluded + (AlertRules.IsWatched(reading, whenLost: true) ? days : 0));
}
