using FsCheck.Fluent;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class ChartProperties
{
    [Fact]
    public void folding_does_not_depend_on_the_order_of_unrelated_entries() => Generated.ForAll(
        from entries in Generated.Entries
        from shuffled in Gen.Shuffle(entries)
        select (entries, shuffled),
        given => Said(Chart(given.shuffled)).ShouldBe(Said(Chart(given.entries))));

    [Fact]
    public void corrections_and_retractions_of_different_entries_may_come_in_any_order() => Generated.ForAll(
        from stream in Generated.Stream
        let entries = stream.Where(e => e is ClinicalEntry).ToArray()
        from edits in Gen.Shuffle(stream.Except(entries).ToArray())
        select (stream, (object[])[.. entries, .. edits]),
        given => Said(PatientChart.FoldAll(Patient, given.Item2)!).ShouldBe(Said(PatientChart.FoldAll(Patient, given.stream)!)));

    [Fact]
    public void to_correct_and_then_retract_is_as_if_it_had_never_been() => Generated.ForAll(
        from entries in Generated.Entries
        from one in Generated.Entry(Id(500), Id(1))
        from date in Generated.RecentDate
        select (entries, one),
        given =>
        {
            var chart = Chart([.. given.entries, given.one]);
            chart = PatientChart.Fold(chart, Patient, new EntryCorrected(Id(500), given.one with { Note = "other" }, "a slip"));
            chart = PatientChart.Fold(chart, Patient, new EntryRetracted(Id(500), RetractionReason.EnteredInError, null));
            Said(chart).ShouldBe(Said(Chart(given.entries)));
            chart.Superseded.Length.ShouldBe(2);
        });

    [Fact]
    public void the_chart_at_a_version_is_the_fold_of_so_many_events() => Generated.ForAll(Generated.Stream, stream =>
    {
        PatientChart? chart = null;
        for (var version = 0; version < stream.Length; version++)
        {
            chart = PatientChart.Fold(chart, Patient, stream[version]);
            var folded = PatientChart.FoldAll(Patient, stream.Take(version + 1))!;
            chart.EventCount.ShouldBe(version + 1);
            Json(folded).ShouldBe(Json(chart));
        }
    }, times: 50);

    [Fact]
    public void no_event_ever_loses_what_was_recorded_before() => Generated.ForAll(Generated.Stream, stream =>
    {
        var chart = PatientChart.FoldAll(Patient, stream)!;
        var kept = chart.Entries.Concat(chart.Superseded.Select(former => former.Entry)).Select(Text).ToHashSet();
        stream.OfType<ClinicalEntry>().Select(Text).Except(kept).ShouldBeEmpty();
    });

    [Fact]
    public void what_was_accepted_contradicts_nothing_and_what_was_refused_changes_nothing() =>
        Generated.ForAll(Generated.Entries, entries =>
    {
        var chart = Chart();
        foreach (var entry in entries)
        {
            var decision = PatientDecisions.Record(chart, [entry], Today);
            if (decision.Accepted) decision.Events.ShouldBe([entry.RecordedOn(Today)]);
            else (decision.Events.IsEmpty, decision.Chart).ShouldBe((true, chart));
            chart = decision.Chart!;
            ChartRules.Contradictions(chart, Today).ShouldBeEmpty();
        }
    });

    [Fact]
    public void a_timeline_can_be_made_of_any_chart() => Generated.ForAll(Generated.Stream, stream =>
    {
        var chart = PatientChart.FoldAll(Patient, stream)!;
        var timeline = Timeline.Of(chart);
        var items = timeline.Items.Where(item => item.Status != TimelineStatus.Derived).ToList();
        items.Count.ShouldBe(chart.Entries.Length + chart.Superseded.Length);
        timeline.Items.Select(item => item.Date).ShouldBeInOrder();
        items.Where(item => item.Status == TimelineStatus.Current).Select(item => item.Entry)
            .ShouldBe(chart.Entries.AsEnumerable<ClinicalEntry?>());
        var known = chart.Entries.Select(entry => entry.EntryId).ToHashSet();
        timeline.Items.Where(item => item.Fact is not null).SelectMany(item => item.Fact!.RestsOn).Except(known).ShouldBeEmpty();
        Json(timeline).ShouldNotBeEmpty();
    });

    private static string Text(ClinicalEntry entry) => System.Text.Json.JsonSerializer.Serialize(entry, EntryJson.Options);
}
