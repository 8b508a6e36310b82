using FsCheck.Fluent;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Specs.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>What says nothing of the disease or its treatment changes nothing of its course.</summary>
public sealed class IrrelevantEntryProperties
{
    private static readonly ClinicalEntry[] OfKindsThatBearOnIt =
    [
        Imaged(950, "2020-06-01") with { Modality = ImagingModality.Ct, ChangeSincePrior = LesionChange.Larger },
        Started(950, "2020-06-01", 80m, Glucocorticoid.Triamcinolone, SteroidRoute.Epidural),
        Started(950, "2020-06-01", 60m) with { Indication = Indication.Other },
        new SparingAgentStarted
        {
            EntryId = Id(950),
            StartedOn = Date("2020-06-01"),
            Agent = SparingAgent.Methotrexate,
            Indication = Indication.Other,
        },
        Operated(950, "2020-06-01") with { Procedures = [Procedure.Biopsy] },
        IgG4(950, "2020-06-01", "900 mg/dL", assay: null),
        Visited(950, "2020-06-01", due: "2020-12-01") with { Mode = VisitMode.Remote },
        new BiopsyReported { EntryId = Id(950), ReportedOn = Date("2020-06-01") },
        Graded(950, "2020-06-01", grade: null),
    ];

    [Fact]
    public void an_entry_of_a_kind_that_says_nothing_of_the_disease_changes_nothing_of_its_course()
    {
        var kinds = new HashSet<string>();
        Generated.ForAll(
            from number in Gen.Choose(0, 1_000_000)
            from entry in Generated.Entry(Id(950), Id(950)).Where(entry => !EntryKinds.Of(entry).BearsOnCourse)
            select (Chart: RandomCourses.Of(number), Entry: entry),
            given =>
            {
                kinds.Add(EntryKinds.Of(given.Entry).Tag);
                Said(PatientChart.Fold(given.Chart, given.Chart.Id, given.Entry)).ShouldBe(Said(given.Chart), Json(given.Entry));
            }, times: 300);
        kinds.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void nor_does_one_of_another_disease_or_one_that_measures_nothing() =>
        Generated.ForAll(Gen.Choose(0, 1_000_000).Select(RandomCourses.Of), chart =>
    {
        foreach (var entry in OfKindsThatBearOnIt)
            Said(PatientChart.Fold(chart, chart.Id, entry)).ShouldBe(Said(chart), Json(entry));
    });

    private static string Said(PatientChart chart)
    {
        var reading = new Domain.Course.ChartReading(chart);
        var quiet = QuietCourse.Of(reading);
        return string.Join('\n',
        [
            .. CourseEvents.Of(reading).Select(told => Json(
                new { told.Kind, told.IsSuspected, told.Episode.Interval.By, told.Episode.Entries, told.Episode.ConfirmedBy })),
            .. RecurrenceTimeline.Of(chart, RecurrenceDefinition.Current).SelectMany(timeline => timeline.Episodes).Select(episode =>
                Json(new { episode.Ordinal, episode.Signs, episode.Entries, episode.Interval.By, episode.Phase })),
            .. quiet.Intervals.Select(Json), .. quiet.Remissions.Select(Json),
        ]);
    }
}
