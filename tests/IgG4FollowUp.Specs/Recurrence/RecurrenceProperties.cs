using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Specs.Patients;
using IgG4FollowUp.Specs.Synthetic;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Recurrence;

public sealed class RecurrenceProperties
{
    /// <summary>Charts of every sort: random entries with clashing partial dates, and plausible made-up patients.</summary>
    private static readonly Gen<PatientChart> AnyChart = Gen.OneOf(
        Generated.Stream.Select(stream => PatientChart.FoldAll(Given.Patient, stream)!),
        Gen.Choose(0, Charts.Synthetic.Count - 1).Select(i => Charts.Synthetic[i]));

    [Fact]
    public void the_order_in_which_entries_were_recorded_does_not_matter() => Generated.ForAll(
        from chart in AnyChart
        from shuffled in Gen.Shuffle(chart.Entries.ToArray())
        select (chart, shuffled),
        given => Text(PatientChart.FoldAll(given.chart.Id, given.shuffled)!).ShouldBe(Text(given.chart)));

    [Fact]
    public void a_correction_that_is_corrected_back_never_happened() => Generated.ForAll(
        from chart in AnyChart
        from i in Gen.Choose(0, chart.Entries.Length - 1)
        from j in Gen.Choose(0, chart.Entries.Length - 1)
        select (chart, right: chart.Entries[i], other: chart.Entries[j]),
        given =>
        {
            var wrong = given.right.GetType() == given.other.GetType()
                ? given.other with { EntryId = given.right.EntryId }
                : given.right with { Note = "wrong" };
            var chart = PatientChart.Fold(given.chart, given.chart.Id, new EntryCorrected(wrong.EntryId, wrong, "a slip"));
            chart = PatientChart.Fold(chart, chart.Id, new EntryCorrected(wrong.EntryId, given.right, "it was right"));
            Text(chart).ShouldBe(Text(given.chart));
        });

    [Fact]
    public void the_lower_bound_lies_before_the_upper_one() => Generated.ForAll(AnyChart, chart =>
    {
        foreach (var episode in RecurrenceTimeline.Of(chart, RecurrenceDefinition.All).SelectMany(timeline => timeline.Episodes))
        {
            if (episode.Interval is not { After: { } after, By: var by }) continue;
            after.Earliest.ShouldBeLessThan(by.Latest);
            if (after.IsExact && by.IsExact) after.Latest.ShouldBeLessThan(by.Earliest);
        }
    }, times: 100);

    [Fact]
    public void composite_rests_on_exactly_what_clinical_and_radiological_rest_on() => Generated.ForAll(AnyChart, chart =>
    {
        Guid[] Entries(RecurrenceDefinition definition) =>
            [.. RecurrenceTimeline.Of(chart, definition).Episodes.SelectMany(episode => episode.Entries).Order()];
        var composite = Entries(RecurrenceDefinition.Composite);
        composite.ShouldBe(Entries(RecurrenceDefinition.Clinical).Union(Entries(RecurrenceDefinition.Radiological)).Order());
        composite.ShouldBeUnique();
    }, times: 100);

    [Fact]
    public void the_composite_time_is_the_earlier_of_the_clinical_and_the_radiological_one() => Generated.ForAll(AnyChart, chart =>
    {
        int? First(RecurrenceDefinition definition) => RecurrenceTimeline.Of(chart, definition).FreeInterval(TimeZero.TreatmentStart) is
        { EndedBy: ObservationEnd.Event, Origin: not null, End.IsExact: true, Exact: { } exact } ? (int)exact.Time : null;
        if (!chart.Enrolment.Origin.Equals(DataOrigin.Synthetic)) return;
        (First(RecurrenceDefinition.Composite) ?? int.MaxValue)
            .ShouldBe(
                Math.Min(First(RecurrenceDefinition.Clinical) ?? int.MaxValue, First(RecurrenceDefinition.Radiological) ?? int.MaxValue));
    }, times: 100);

    [Fact]
    public void serology_alone_never_counts() => Generated.ForAll(AnyChart, chart =>
    {
        foreach (var episode in RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite).Episodes)
            (episode.Signs & ~(RecurrenceSigns.Serological | RecurrenceSigns.TreatmentEscalation)).ShouldNotBe(RecurrenceSigns.None);
    }, times: 100);

    [Fact]
    public void episodes_are_numbered_from_one_in_order_and_no_entry_is_counted_twice() => Generated.ForAll(AnyChart, chart =>
    {
        foreach (var timeline in RecurrenceTimeline.Of(chart, RecurrenceDefinition.All))
        {
            timeline.Episodes.Select(episode => episode.Ordinal).ShouldBe(Enumerable.Range(1, timeline.Episodes.Length));
            timeline.Episodes.SelectMany(episode => episode.Entries).ShouldBeUnique();
            foreach (var record in chart.Of<RecurrenceRecorded>().Where(_ => timeline.Definition == RecurrenceDefinition.Composite))
                timeline.Episodes.Count(episode => episode.Entries.Contains(record.EntryId))
                    .ShouldBe(record.Kinds is [RecurrenceKind.Serological] ? 0 : 1);
            foreach (var zero in Enum.GetValues<TimeZero>()) timeline.FreeInterval(zero).Days?.AtLeast.ShouldBeGreaterThanOrEqualTo(0);
        }
    });

    [Fact]
    public void made_up_patients_relapse_about_as_often_as_published_cohorts()
    {
        var curve = KaplanMeier.Estimate([.. Charts.Synthetic
            .Select(chart => RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite).FreeInterval(TimeZero.TreatmentStart).Exact)
            .OfType<CompetingTime>().Select(time => new SurvivalTime(time.Time, time.Cause == 1))]);
        double Relapsed(int days) => 1 - curve.Points.Last(point => point.Time <= days).Survival;
        // Cumulative relapse of two cohorts of IgG4-related disease: 10.7 and 12.9 % at one year, 27.9 and 36.1 % at three.
        Relapsed(365).ShouldBeInRange(0.07, 0.17);
        Relapsed(1096).ShouldBeInRange(0.25, 0.40);
    }

    private static string Text(PatientChart chart) =>
        string.Join('\n', RecurrenceTimeline.Of(chart, RecurrenceDefinition.All).Select(timeline =>
        JsonSerializer.Serialize(
            new { timeline.Episodes, timeline.Remissions, timeline.Unplaced, Free = timeline.FreeInterval(TimeZero.TreatmentStart) },
            EntryJson.Options)));
}
