using FsCheck.Fluent;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Specs.Patients;
using IgG4FollowUp.Statistics;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Cohorts;

/// <summary>What a decision accepts, every statistic survives, and what comes after the end of follow-up counts for nobody.</summary>
public sealed class AcceptedHistoryProperties
{
    private static readonly TimeZero[] Origins = [.. Enum.GetValues<TimeZero>()];

    [Fact]
    public void every_statistic_can_be_made_of_whatever_was_accepted() => Generated.ForAll(AcceptedHistories.Charts.ArrayOf(6), charts =>
    {
        foreach (var definition in RecurrenceDefinition.All)
        {
            var timelines = charts.Select(chart => RecurrenceTimeline.Of(chart, definition)).ToList();
            foreach (var origin in Origins)
            {
                var times = timelines.Select(timeline => timeline.FreeInterval(origin).Exact).OfType<CompetingTime>().ToArray();
                CompetingTime[] atRisk = [.. times.Where(time => time.Time > 0)];
                KaplanMeier.Estimate([.. times.Select(time => new SurvivalTime(time.Time, time.Cause == 1))]).Subjects
                    .ShouldBe(times.Length);
                AalenJohansen.Estimate(atRisk, definition.Causes).Length.ShouldBe(definition.Causes);
                RecurrentRow[] rows = [.. timelines.SelectMany((timeline, subject) => Rows(subject, timeline, origin))];
                if (rows.Length == 0) continue;
                PersonTimeRate.Of(rows).Limits().Upper.ShouldBeGreaterThan(0);
                MeanCumulativeFunction.Estimate(rows).Sum(point => point.Events).ShouldBe(rows.Count(row => row.IsEvent));
            }
        }

        TransitionMatrix.Of(charts.Select(chart => GradeAt.Of(OutcomeTimeline.Of(chart).Grades, 182, 45, Today))).Subjects
            .ShouldBe(charts.Length);
    }, times: 40);

    [Fact]
    public void nothing_after_an_end_that_was_not_resumed_changes_a_time_an_event_or_a_grade() =>
        Generated.ForAll(AcceptedHistories.Charts, chart =>
    {
        if (chart.End is not { Reason: not FollowUpEndReason.Died, EndedOn: { IsReported: true } end }) return;
        var without = PatientChart.FoldAll(chart.Id,
            chart.Entries.Where(entry => entry is PatientEnrolled or FollowUpEnded or FollowUpResumed
            || !entry.Date.IsReported || !entry.Date.IsCertainlyAfter(end)))!;
        // What began a treatment after the end would be an origin or an exposure, which is no follow-up.
        if (chart.Entries.Except(without.Entries)
            .Any(entry => entry is PresentationRecorded or SurgeryPerformed or SteroidCourseStarted or SparingAgentStarted)) return;
        foreach (var definition in RecurrenceDefinition.Current)
        {
            var (with, cut) = (RecurrenceTimeline.Of(chart, definition), RecurrenceTimeline.Of(without, definition));
            foreach (var origin in Origins)
                (with.FreeInterval(origin).End, with.FreeInterval(origin).EndedBy)
                    .ShouldBe((cut.FreeInterval(origin).End, cut.FreeInterval(origin).EndedBy));
        }

        var (outcome, cutOutcome) = (OutcomeTimeline.Of(chart), OutcomeTimeline.Of(without));
        (outcome.Baseline, outcome.Best, outcome.Last, outcome.LastContact)
            .ShouldBe((cutOutcome.Baseline, cutOutcome.Best, cutOutcome.Last, cutOutcome.LastContact));
    }, times: 300);

    [Fact]
    public void who_is_still_followed_may_have_been_seen_on_the_last_day_that_any_entry_but_a_plan_allows() =>
        Generated.ForAll(AcceptedHistories.Charts, chart =>
    {
        var period = FollowUpPeriod.Of(chart);
        if (period.EndedBy != ObservationEnd.EndOfData) return;
        foreach (var entry in chart.Entries.Where(entry =>
            entry.Date.IsReported && entry is not (PlanMade or PlanSettled or ConsentRecorded or LabMissed or ImagingMissed)))
            (period.End!.Value.Latest >= entry.Date.Latest && period.End.Value.Earliest >= entry.Date.Earliest).ShouldBeTrue();
    });

    [Fact]
    public void a_last_assessment_is_never_after_the_last_contact_nor_before_a_recurrence_that_counts() =>
        Generated.ForAll(AcceptedHistories.Charts, chart =>
    {
        foreach (var timeline in RecurrenceTimeline.Of(chart, RecurrenceDefinition.All))
        {
            if (timeline.LastAssessed is { } assessed)
            {
                assessed.Latest.ShouldBeLessThanOrEqualTo(timeline.FollowUp.End!.Value.Latest);
                assessed.Earliest.ShouldBeLessThanOrEqualTo(assessed.Latest);
            }

            foreach (var by in timeline.Episodes.Where(episode => timeline.WithinFollowUp(episode) == Determination.Yes)
                .Select(episode => episode.Interval.By).Where(by => by.IsExact))
                timeline.LastAssessed!.Value.Earliest.ShouldBeGreaterThanOrEqualTo(by.Earliest);
            foreach (var free in Origins.Select(timeline.FreeInterval))
            {
                var censored = timeline.ToLastAssessment(free);
                censored.EndedBy.ShouldBe(free.EndedBy);
                if (censored.Days is not { } days) continue;
                days.AtLeast.ShouldBeLessThanOrEqualTo(free.Days!.Value.AtLeast);
                (days.AtMost ?? int.MaxValue).ShouldBeLessThanOrEqualTo(free.Days.Value.AtMost ?? int.MaxValue);
            }
        }
    }, times: 300);

    [Fact]
    public void a_time_is_exact_only_between_two_known_days_of_which_the_end_is_no_earlier_than_the_origin() =>
        Generated.ForAll(AcceptedHistories.Charts, chart =>
    {
        foreach (var timeline in RecurrenceTimeline.Of(chart, RecurrenceDefinition.Current))
        {
            foreach (var origin in Origins)
            {
                var free = timeline.FreeInterval(origin);
                foreach (var time in new[] { free, timeline.ToLastAssessment(free) }) ShouldLieBetweenItsDays(time);
                foreach (var (episode, days) in timeline.Episodes.Zip(timeline.DaysFrom(origin)))
                {
                    if (days is not { IsExact: true } exact) continue;
                    var (from, by) = (TimeZeros.Find(chart, origin)!.Value, episode.Interval.By);
                    if (by.Latest < from.Earliest) exact.AtLeast.ShouldBe(0);
                    else (from.IsExact, by.IsExact, exact.AtLeast).ShouldBe((true, true, by.Earliest.DayNumber - from.Earliest.DayNumber));
                }
            }
        }

        var outcome = OutcomeTimeline.Of(chart);
        if (outcome.FirstImprovement is { } improvement) ShouldLieBetweenItsDays(improvement);
        if (outcome.FollowUpDays is { IsExact: true } followed)
            followed.AtLeast.ShouldBe(outcome.LastContact!.Value.Earliest.DayNumber
                - TimeZeros.Find(chart, TimeZero.Presentation)!.Value.Earliest.DayNumber);

        static void ShouldLieBetweenItsDays(TimeToEvent time)
        {
            if (time.Origin is not { } from || time.Days is not { } days) return;
            var end = time.End!.Value;
            end.Latest.ShouldBeGreaterThanOrEqualTo(from.Earliest);
            if (time.Exact is null) return;
            (from.IsExact, end.IsExact).ShouldBe((true, true));
            days.AtLeast.ShouldBe(end.Earliest.DayNumber - from.Earliest.DayNumber);
        }
    }, times: 300);

    [Fact]
    public void what_may_have_come_before_the_origin_has_no_certain_time_from_it()
    {
        TimeToEvent Free(TimeZero zero, params object[] entries) =>
            RecurrenceTimeline.Of(PatientChart.FoldAll(Patient, [Enrolled("2024-01-01"), Presented(1, "2024-01-01"), .. entries])!,
                RecurrenceDefinition.Composite).FreeInterval(zero);

        var vague = Free(TimeZero.TreatmentStart, Started(2, "2024-02-29", 40), Recurred(3, "2024-02"));
        (vague.EndedBy, vague.Days, vague.Exact).ShouldBe((ObservationEnd.Event, null, null));
        var sameDay = Free(TimeZero.TreatmentStart, Started(2, "2024-02-29", 40), Recurred(3, "2024-02-29"));
        sameDay.Exact.ShouldBe(new CompetingTime(0, 1));

        // Who was lost before an origin was never seen after it.
        var after = Free(TimeZero.TreatmentStart, Visited(2, "2024-03-01"), Ended(3, "2024-04-01", FollowUpEndReason.Lost),
            Started(4, "2024-06-01", 40));
        (after.Days, after.Exact).ShouldBe((null, null));
    }

    [Fact]
    public void a_recurrence_of_somebody_who_was_lost_before_counts_no_more_than_a_visit_does()
    {
        object[] lost = [Presented(1, "2018-01-01"), Ended(2, "2020-01-01", FollowUpEndReason.Lost)];
        TimeToEvent Free(params object[] later) =>
            RecurrenceTimeline.Of(PatientChart.FoldAll(Patient, [Enrolled("2018-01-01"), .. lost, .. later])!,
                RecurrenceDefinition.Composite).FreeInterval(TimeZero.Presentation);
        foreach (var free in new[] { Free(), Free(Visited(3, "2022-01-01")), Free(Recurred(3, "2021-03-01")) })
            (free.EndedBy, free.Days).ShouldBe((ObservationEnd.Lost, new DayCount(730, 730)));

        var resumed = Free(Resumed(4, "2021-02-20"), Recurred(3, "2021-03-01"));
        (resumed.EndedBy, resumed.Days).ShouldBe((ObservationEnd.Event, new DayCount(1155, 1155)));
        var open = Free(Recurred(3, "2020"));
        (open.EndedBy, open.IsExact, open.Days!.Value.AtLeast).ShouldBe((ObservationEnd.Event, false, 730));
    }

    [Fact]
    public void the_last_contact_lies_between_the_bounds_that_every_entry_allows()
    {
        var chart = PatientChart.FoldAll(Patient,
            [Enrolled("2018-01-01"), Presented(1, "2018-01-06"), Visited(2, "2020-05-05"), Imaged(3, "2020")])!;
        FollowUpPeriod.Of(chart).End.ShouldBe(new DaySpan(Day("2020-05-05"), Day("2020-12-31")));
        OutcomeTimeline.Of(chart).FollowUpDays.ShouldBe(new DayCount(850, 1090));
    }

    private static IEnumerable<RecurrentRow> Rows(int subject, RecurrenceTimeline timeline, TimeZero origin)
    {
        var free = timeline.FreeInterval(origin);
        var days = timeline.Episodes.Zip(timeline.DaysFrom(origin)).Where(pair => timeline.WithinFollowUp(pair.First) != Determination.No)
            .ToList();
        if (free.Origin is not { IsExact: true } from
            || days.Exists(day => day.Second is not { IsExact: true } || timeline.WithinFollowUp(day.First) != Determination.Yes))
            return [];
        return timeline.FollowUp.End is { IsExact: true } end && end.Earliest > from.Earliest
            ? CountingProcess.Rows(
                subject, 0, end.Earliest.DayNumber - from.Earliest.DayNumber,
                [.. days.Select(day => (double)day.Second!.Value.AtLeast).Where(day => day > 0).Distinct().Order()])
            : [];
    }
}
