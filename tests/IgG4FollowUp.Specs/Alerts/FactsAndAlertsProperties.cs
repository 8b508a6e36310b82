using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>
/// What the definitions tell of a deficit and what the alert of worsening tells never contradict each other. Dates are exact: where partial
/// ones leave open what came first, each is careful in its own way.
/// </summary>
public sealed class FactsAndAlertsProperties
{
    private const string Worse = "neurological-worsening";

    private static readonly Gen<Step> AnyStep =
        from days in Gen.Choose(0, 160)
        from what in Gen.Frequency((9, Gen.Constant(What.Examined)), (1, Gen.Constant(What.Lettered)), (1, Gen.Constant(What.Imaged)),
            (1, Gen.Constant(What.Operated)), (1, Gen.Constant(What.RuledOut)), (1, Gen.Constant(What.Recurred)),
            (1, Gen.Constant(What.Resolved)))
        from values in Gen.Choose(0, 5).ArrayOf(5)
        select new Step(days, what, values);

    private static readonly Gen<History> AnyHistory =
        from treated in Gen.Choose(0, 4)
        from steps in AnyStep.ArrayOf(12)
        select new History(treated, steps);

    private static int _counted, _told;

    [Fact]
    public void a_deficit_that_is_counted_was_told_at_the_examination_that_made_it_count()
    {
        _counted = 0;
        Check(given =>
        {
            foreach (var (chart, examined) in Moments(given))
            {
                var before = Counted(Without(chart, examined)).Select(happened => happened.Episode.Entries[0]).ToHashSet();
                foreach (var happened in Counted(chart))
                {
                    var entries = happened.Episode.Entries;
                    if (before.Contains(entries[0]) || !entries.Contains(examined.EntryId)) continue;
                    _counted++;
                    Findings(chart, examined).ShouldContain(
                        finding => finding.RestsOn.Any(fact => fact.EntryId.HasValue && entries.Contains(fact.EntryId.Value)),
                        $"{happened.Kind} at {examined.AssessedOn}");
                }
            }
        });
        _counted.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void a_later_look_that_cannot_measure_what_an_alert_tells_is_told_where_it_makes_a_deficit_count()
    {
        var given = new History(0,
            [
                new(0, What.Examined, [5, 5, 4, 5, 2]), new(96, What.Examined, [5, 5, 4, 5, 2]), new(73, What.Examined, [4, 3, 1, 0, 2]),
                new(108, What.Imaged, [1, 1, 0, 0, 0]), new(106, What.Examined, [0, 4, 0, 2, 2]),
            ]);
        var (chart, examined) = Moments(given).Last();

        Counted(chart).SelectMany(happened => happened.Episode.Entries).ShouldContain(examined.EntryId);
        Findings(chart, examined).SelectMany(finding => finding.RestsOn).ShouldContain(fact => fact.EntryId == examined.EntryId);
    }

    [Fact]
    public void of_two_letters_of_one_day_before_a_recurrence_came_under_control_later_ones_fall_from_the_better_one()
    {
        foreach (var (first, second) in new[] { (5, 0), (0, 5) })
        {
            var given = new History(2,
                [
                    new(0, What.Recurred, [0]), new(53, What.Lettered, [first]), new(0, What.Lettered, [second]),
                    new(136, What.Resolved, [0]), new(139, What.Lettered, [0]),
                ]);
            var (chart, examined) = Moments(given).Last();

            CourseEvents.Of(new ChartReading(chart)).SelectMany(happened => happened.Episode.Entries).ShouldContain(examined.EntryId);
            Findings(chart, examined).SelectMany(finding => finding.RestsOn).ShouldContain(fact => fact.EntryId == examined.EntryId);
        }
    }

    [Fact]
    public void who_is_below_the_level_at_one_of_two_examinations_of_a_day_is_not_known_to_be_back()
    {
        foreach (var worseFirst in new[] { true, false })
        {
            Step better = new(118, What.Examined, [0, 2, 2, 4, 5]), worse = new(118, What.Examined, [3, 1, 0, 0, 2]);
            var (first, second) = worseFirst ? (worse, better) : (better, worse);
            var given = new History(0,
                [new(120, What.Examined, [0, 2, 1, 5, 5]), new(73, What.Examined, [0, 3, 4, 3, 1]), first, second with { Days = 0 }]);
            var (chart, examined) = Moments(given).Last();

            Counted(chart).ShouldNotBeEmpty();
            Findings(chart, examined).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void a_fall_from_the_better_of_two_examinations_of_a_day_is_told_by_alert_and_course_in_either_order()
    {
        foreach (var betterFirst in new[] { true, false })
        {
            Step better = new(59, What.Examined, [5, 5, 5, 4, 1]), worse = new(59, What.Examined, [3, 4, 1, 4, 5]);
            var (first, second) = betterFirst ? (better, worse) : (worse, better);
            var given = new History(0,
                [new(125, What.Examined, [3, 2, 2, 3, 3]), first, second with { Days = 0 }, new(108, What.Examined, [1, 5, 3, 5, 5])]);
            var (chart, examined) = Moments(given).Last();

            Findings(chart, examined).ShouldNotBeEmpty();
            CourseEvents.Of(new ChartReading(chart)).SelectMany(happened => happened.Episode.Entries).ShouldContain(examined.EntryId);
        }
    }

    [Fact]
    public void a_worse_letter_or_a_lost_contraction_that_is_only_suspected_is_told_too() => Check(given =>
    {
        foreach (var (chart, examined) in Moments(given))
        {
            foreach (var happened in CourseEvents.Of(new ChartReading(chart)))
            {
                if (!happened.IsSuspected || happened.Episode.Entries[^1] != examined.EntryId) continue;
                if (examined.Examination is not null) continue;
                Findings(chart, examined).ShouldContain(finding => finding.RestsOn.Any(fact => fact.EntryId == examined.EntryId));
            }
        }
    });

    [Fact]
    public void what_is_told_of_an_examination_under_treatment_the_course_of_the_disease_tells_too()
    {
        _told = 0;
        Check(given =>
        {
            foreach (var (chart, examined) in Moments(given))
            {
                var treated = chart.Entries.FirstOrDefault(entry => entry is SteroidCourseStarted or SurgeryPerformed);
                if (!(treated?.Date.IsCertainlyBefore(examined.AssessedOn) ?? false)) continue;
                var before = chart.Entries.LastOrDefault(entry =>
                    entry is AsiaGradeRecorded && !entry.Date.IsCertainlyAfter(treated.Date));
                // What was seen in the days after treatment began or an operation is no level of the course, a visit that rules recurrence
                // out makes what was seen its level, and so does a second look; the alert stands until the patient is back. So the two
                // are held against each other up to the first worsening.
                var windows = chart.Entries.Where(entry => entry is SteroidCourseStarted or SurgeryPerformed)
                    .Select(entry => (From: entry.Date.Earliest, Until: entry.Date.Earliest.AddDays(28))).ToList();
                if (chart.Entries.Any(entry => entry is VisitLogged
                    || (entry is AsiaGradeRecorded && windows.Exists(window => IsIn(window, entry.Date))))) continue;
                if (!CourseEvents.Of(new ChartReading(Without(chart, examined))).IsEmpty) continue;
                foreach (var finding in Findings(chart, examined))
                {
                    // Told at this examination for the first time, and not of what had been lost before anybody treated the disease.
                    if (!finding.EpisodeKey.EndsWith($"{examined.EntryId:N}", StringComparison.Ordinal)) continue;
                    var from = finding.RestsOn[0];
                    if (!from.On.IsCertainlyAfter(treated.Date) && from.EntryId != before?.EntryId) continue;
                    _told++;
                    CourseEvents.Of(new ChartReading(chart)).SelectMany(happened => happened.Episode.Entries)
                        .ShouldContain(examined.EntryId, finding.Sentence);
                }
            }
        });
        _told.ShouldBeGreaterThan(50);
    }

    private static bool IsIn((DateOnly From, DateOnly Until) window, ClinicalDate on) =>
        on.Earliest > window.From && on.Earliest <= window.Until;

    private static PatientChart Without(PatientChart chart, ClinicalEntry left) =>
        PatientChart.FoldAll(chart.Id, chart.Entries.Where(entry => entry.EntryId != left.EntryId))!;

    private static IEnumerable<CourseEvent> Counted(PatientChart chart) =>
        CourseEvents.Of(new ChartReading(chart)).Where(happened => !happened.IsSuspected);

    // The chart as it was known at each examination.
    private static IEnumerable<(PatientChart Chart, AsiaGradeRecorded Examined)> Moments(History given)
    {
        var entries = given.Entries();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is AsiaGradeRecorded examined) yield return (Chart(entries.Take(i + 1)), examined);
        }
    }

    private static Finding[] Findings(PatientChart chart, AsiaGradeRecorded examined) =>
        [.. AlertRules.Evaluate(chart, examined.AssessedOn.Latest).Findings.Where(finding => finding.Rule == Worse)];

    private static void Check(Action<History> check) => Prop.ForAll(Arb.From(AnyHistory, Smaller), check)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true));

    private static IEnumerable<History> Smaller(History given)
    {
        for (var i = 0; i < given.Steps.Length; i++)
            yield return given with { Steps = [.. given.Steps[..i], .. given.Steps[(i + 1)..]] };
    }

    private enum What
    {
        Examined,
        Lettered,
        Imaged,
        Operated,
        RuledOut,
        Recurred,
        Resolved,
    }

    private sealed record Step(int Days, What What, int[] Values)
    {
        public override string ToString() => $"+{Days} {What} {string.Join(',', Values)}";
    }

    private sealed record History(int Treated, Step[] Steps)
    {
        public List<ClinicalEntry> Entries()
        {
            var day = new DateOnly(2020, 1, 1);
            var entries = new List<ClinicalEntry>();
            for (var i = 0; i < Steps.Length; i++)
            {
                day = day.AddDays(Steps[i].Days);
                if (i == Treated) entries.Add(Started(100, day.ToString("yyyy-MM-dd"), 20m));
                var date = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
                if (Entry(i + 1, date, Steps[i], entries) is { } entry) entries.Add(entry);
            }

            return entries;
        }

        private static ClinicalEntry? Entry(int id, string on, Step step, List<ClinicalEntry> former) => step.What switch
        {
            What.Examined => Graded(id, on, grade: null) with { Examination = Examination(step.Values) },
            What.Lettered => Graded(id, on, (AsiaGrade)Math.Clamp(step.Values[0], 1, 4)),
            What.Imaged => Imaged(id, on, step.Values[0] > 0) with
            {
                ChangeSincePrior = step.Values[0] == 0 ? null : step.Values[1] < 2 ? LesionChange.Larger : LesionChange.Unchanged,
            },
            What.Operated => Operated(id, on),
            What.RuledOut => Visited(id, on) with { RecurrenceAssessment = RecurrenceAssessment.None },
            What.Recurred => Recurred(id, on),
            _ => former.OfType<RecurrenceRecorded>().LastOrDefault() is { } open
                ? new RecurrenceResolved { EntryId = Id(id), RecurrenceId = open.EntryId, ResolvedOn = Date(on) }
                : null,
        };

        // Mostly strong; sometimes a muscle cannot be tested.
        private static IsncsciExamination Examination(int[] values)
        {
            var examination = IsncsciExamination.AllNormal
                .With(BodySide.Right, CordLevel.C6, MuscleGrade.Of(Math.Max(2, values[0])))
                .With(BodySide.Left, CordLevel.C7, MuscleGrade.Of(Math.Max(3, values[1])))
                .With(BodySide.Right, CordLevel.L3, values[2] == 0 ? MuscleGrade.NotTestable : MuscleGrade.Of(values[2]))
                .With(BodySide.Left, CordLevel.L4, MuscleGrade.Of(Math.Max(2, values[3])))
                .With(BodySide.Left, CordLevel.S1, MuscleGrade.Of(Math.Max(3, values[4])));
            return examination.WithVoluntaryAnalContraction(values[4] == 0 ? AnorectalFinding.No : AnorectalFinding.Yes);
        }

        public override string ToString() => $"treated at {Treated}: {string.Join("; ", Steps.Select(step => step.ToString()))}";
    }
}
