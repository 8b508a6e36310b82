using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>The work of the rules grows with a chart, and not with its square.</summary>
public sealed class LongChartSpecs
{
    private static readonly DateOnly AsOf = new(2025, 12, 31);

    private static readonly ClinicalEntry[] Entries =
    [
        .. SyntheticCohort.Generate(120, 4, AsOf).SelectMany((patient, i) => patient.Events.Select(recorded => recorded.Event)
            .OfType<ClinicalEntry>().Where(entry => entry is not (FollowUpEnded or FollowUpResumed)
                && (i == 0 || entry is not (PatientEnrolled or PresentationRecorded)))),
    ];

    [Fact]
    public void a_chart_four_times_as_long_takes_at_most_four_times_the_memory()
    {
        Allocated(Chart(1_000));
        var (shorter, longer) = (Allocated(Chart(1_000)), Allocated(Chart(4_000)));
        (longer / (double)shorter).ShouldBeLessThan(4);
    }

    [Fact]
    public void when_an_entry_was_that_concerns_no_rule_is_not_asked_however_long_the_chart_is()
    {
        Looks(Chart(500)).ShouldBe(0);
        Looks(Chart(4_000)).ShouldBe(0);

        // Whoever asks is counted.
        var watched = new Watched { EntryId = Given.Id(9_000) };
        watched.Date.ShouldBe(ClinicalDate.NotReported);
        watched.Looks.ShouldBe(1);
    }

    [Fact]
    public void what_was_taken_on_the_day_of_a_step_is_known_once_the_patient_was_heard_of_from_that_day_on()
    {
        var (heardOf, others) = (0, 0);
        for (var entries = 40; entries <= 1_200; entries += 29)
        {
            // Nothing later is known yet.
            var chart = PatientChart.FoldAll(
                Given.Patient, Entries.Take(entries).Where((entry, i) => i == 0 || entry.Date.Latest < AsOf.AddDays(-2 * entries)))!;
            foreach (var step in FollowUpDates.Of(chart).Plans.Where(plan => plan.What == PlannedKind.Taper))
            {
                var heard = chart.Entries.Any(entry =>
                    entry.Date.IsReported && entry.Date.Earliest >= step.Due.Earliest && EntryKinds.Of(entry).IsContact);
                (step.Taken is not null).ShouldBe(heard);
                if (heard) heardOf++;
                else others++;
            }
        }

        heardOf.ShouldBeGreaterThan(100);
        others.ShouldBeGreaterThan(0);
    }

    private static PatientChart Chart(int entries) => PatientChart.FoldAll(Given.Patient, Entries.Take(entries))!;

    private static long Allocated(PatientChart chart)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Evaluate(chart);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // How often the date of an entry is asked that concerns no rule.
    private static int Looks(PatientChart chart)
    {
        var watched = new Watched { EntryId = Given.Id(9_000) };
        Evaluate(chart with { Entries = chart.Entries.Insert(0, watched) });
        return watched.Looks;
    }

    private static void Evaluate(PatientChart chart) => AlertRules.Evaluate(chart, AsOf, ClinicSettings.HouseDefault);

    private sealed record Watched : ClinicalEntry
    {
        public int Looks { get; private set; }

        protected override ClinicalDate When
        {
            get
            {
                Looks++;
                return ClinicalDate.NotReported;
            }
        }
    }
}
