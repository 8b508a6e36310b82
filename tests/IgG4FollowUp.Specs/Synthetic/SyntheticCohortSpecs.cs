using System.Text.Json;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;

namespace IgG4FollowUp.Specs.Synthetic;

public sealed class SyntheticCohortSpecs
{
    private static readonly DateOnly AsOf = new(2025, 12, 31);

    [Fact]
    public void the_same_seed_gives_the_same_cohort_to_the_last_id()
    {
        var first = Text(SyntheticCohort.Generate(20, 7, AsOf));
        Text(SyntheticCohort.Generate(20, 7, AsOf)).ShouldBe(first);
        Text(SyntheticCohort.Generate(20, 8, AsOf)).ShouldNotBe(first);
    }

    [Fact]
    public void a_seed_means_the_same_cohort_in_every_version()
    {
        var patient = SyntheticCohort.Generate(1, 1, AsOf).Single();
        patient.Id.ShouldBe(Guid.Parse("0167c055-25e8-7dfc-b871-f73be8c751ae"));
    }

    [Fact]
    public void of_the_published_45_fewer_lesions_are_lobulated_than_striated()
    {
        // The review of the 45 cases says "less often", without counts. The shape is that of the first MRI study.
        var shapes = SyntheticCohort.Published45()
            .Select(patient => patient.Events.Select(recorded => recorded.Event).OfType<LesionImaged>().First().Shape!.Value)
            .CountBy(shape => shape).ToDictionary(counted => counted.Key, counted => counted.Value);

        shapes.Values.Sum().ShouldBe(45);
        shapes[LesionShape.LobulatedOval].ShouldBeLessThan(shapes[LesionShape.Striated]);
        shapes[LesionShape.LobulatedOval].ShouldBeLessThan(shapes[LesionShape.Fusiform]);
        shapes[LesionShape.LobulatedOval].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void the_random_numbers_are_those_of_the_published_algorithm()
    {
        // First outputs for the state 1, 2, 3, 4 (reference implementation of Blackman and Vigna).
        var random = new DeterministicRandom([1, 2, 3, 4]);
        new[] { random.NextBits(), random.NextBits(), random.NextBits(), random.NextBits() }.ShouldBe(
            [11520UL, 0UL, 1509978240UL, 1215971899390074240UL]);
    }

    [Fact]
    public void a_patient_stays_the_same_when_more_patients_are_made() =>
        Text(SyntheticCohort.Generate(50, 7, AsOf).Take(5)).ShouldBe(Text(SyntheticCohort.Generate(5, 7, AsOf)));

    [Fact]
    public void every_event_would_have_been_accepted_on_the_day_it_was_recorded()
    {
        foreach (var patient in SyntheticCohort.Generate(40, 11, AsOf).Concat(SyntheticCohort.Published45()))
        {
            PatientChart? chart = null;
            foreach (var (recordedAt, patientEvent) in patient.Events)
            {
                var today = DateOnly.FromDateTime(recordedAt.UtcDateTime);
                var decision = patientEvent switch
                {
                    PatientEnrolled enrolment => PatientDecisions.Enrol(patient.Id, enrolment, [], today),
                    ClinicalEntry entry => PatientDecisions.Record(chart!, [entry], today),
                    EntryCorrected(var id, var replacement, var reason) => PatientDecisions.Correct(chart!, id, replacement, reason, today),
                    EntryRetracted(var id, var reason, var why) => PatientDecisions.Retract(chart!, id, reason, why, today),
                    _ => throw new InvalidOperationException(),
                };
                decision.Refusals.ShouldBeEmpty(
                    $"{patient.Id} {JsonSerializer.Serialize(patientEvent, patientEvent.GetType(), EntryJson.Options)}");
                decision.Events.ShouldBe([patientEvent]);
                chart = decision.Chart;
            }

            chart!.Enrolment.Origin.ShouldBe(DataOrigin.Synthetic);
        }
    }

    [Fact]
    public void no_history_contradicts_itself_in_the_end() =>
        Charts.Synthetic.SelectMany(chart => ChartRules.Contradictions(chart, AsOf)).ShouldBeEmpty();

    [Fact]
    public void nothing_happens_to_a_patient_after_death_or_withdrawal()
    {
        foreach (var chart in Charts.Synthetic.Where(chart =>
            chart.End is { Reason: FollowUpEndReason.Died or FollowUpEndReason.Withdrew }))
            chart.Entries.ShouldAllBe(entry => entry.Date.Earliest <= chart.End!.EndedOn.Latest);
    }

    [Fact]
    public void recorded_times_ascend_and_ids_are_version_7_and_unique()
    {
        var ids = new HashSet<Guid>();
        var number = 0;
        foreach (var patient in SyntheticCohort.Generate(200, 3, AsOf))
        {
            ids.Add(patient.Id).ShouldBeTrue();
            patient.Id.Version.ShouldBe(7);
            patient.Events[0].Event.ShouldBeOfType<PatientEnrolled>().StudyNumber.ShouldBe($"SYN-{++number:00000}");
            patient.Events.Select(e => e.RecordedAt).ShouldBeInOrder();
            patient.Events.Select(e => e.RecordedAt).Distinct().Count().ShouldBe(patient.Events.Length);
            foreach (var entry in patient.Events.Select(e => e.Event).OfType<ClinicalEntry>())
            {
                ids.Add(entry.EntryId).ShouldBeTrue();
                entry.EntryId.Version.ShouldBe(7);
            }
        }
    }

    [Fact]
    public void the_cohort_holds_everything_that_makes_real_records_hard()
    {
        var events = SyntheticCohort.Generate(400, 5, AsOf).SelectMany(p => p.Events).ToList();
        var entries = events.Select(e => e.Event).OfType<ClinicalEntry>().ToList();
        foreach (var kind in typeof(ClinicalEntry).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(ClinicalEntry)) && t != typeof(SparingAgentStopped)))
            entries.ShouldContain(entry => entry.GetType() == kind, kind.Name);
        events.ShouldContain(e => e.Event is EntryCorrected);
        events.ShouldContain(e => e.Event is EntryRetracted);
        entries.ShouldContain(entry => entry.Date.Precision == DatePrecision.Month);
        entries.OfType<FollowUpEnded>().Select(end => end.Reason).Distinct().Count().ShouldBe(4);
        events.ShouldContain(e =>
            e.Event is LesionImaged
                && ((LesionImaged)e.Event).ImagedOn.Latest.AddDays(7) <= DateOnly.FromDateTime(e.RecordedAt.UtcDateTime));
    }

    [Fact]
    public void the_forty_five_have_the_published_marginals()
    {
        var charts = SyntheticCohort.Published45().Select(Charts.Of).ToList();
        charts.Count.ShouldBe(45);
        var lesions = charts.Select(chart => chart.Of<LesionImaged>().First()).ToList();
        int In(SpinalRegions region) => lesions.Count(lesion => lesion.Levels!.Regions.HasFlag(region));
        In(SpinalRegions.Thoracic).ShouldBe(28);
        In(SpinalRegions.Cervical).ShouldBe(26);
        In(SpinalRegions.Lumbar).ShouldBe(9);
        In(SpinalRegions.Sacral).ShouldBe(1);
        lesions.Count(lesion => lesion.Compartment == Compartment.Dura).ShouldBe(18);
        lesions.Count(lesion => lesion.Compartment == Compartment.Epidural).ShouldBe(17);
        lesions.Count(lesion => lesion.Compartment == Compartment.IntraduralExtramedullary).ShouldBe(9);
        lesions.Count(lesion => lesion.Compartment == Compartment.Intramedullary).ShouldBe(1);
        lesions.Count(lesion => lesion.Pattern is not null).ShouldBe(38);
        lesions.Count(lesion => lesion.Pattern == LesionPattern.Homogeneous).ShouldBe(17);
        lesions.Count(lesion => lesion.Pattern == LesionPattern.Dorsal).ShouldBe(15);
        lesions.Count(lesion => lesion.Pattern == LesionPattern.Ventral).ShouldBe(6);
        lesions.Count(lesion => lesion.Enhancement == Enhancement.Homogeneous).ShouldBe(35);
        charts.Count(chart => chart.Presentation!.Course == ClinicalCourse.Progressive).ShouldBe(22);
        charts.ShouldAllBe(chart => chart.Presentation!.Course != null);
    }

    private static string Text(IEnumerable<SyntheticPatient> patients) => string.Join('\n', patients.SelectMany(patient => patient.Events
        .Select(e => $"{patient.Id} {e.RecordedAt:O} {JsonSerializer.Serialize(e.Event, e.Event.GetType(), EntryJson.Options)}")));
}
