using FsCheck.Fluent;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Quality;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Specs.Recurrence;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>A laboratory result that is missing has a reason and is no result.</summary>
public sealed class LabMissedSpecs
{
    private static readonly LabMissed Missed = Missing("2024-03-01", MissingReason.Refused, Analyte.SerumIgG4, Analyte.ComplementC3);

    [Fact]
    public void an_analyte_is_missing_for_one_reason()
    {
        Wrong(Missed).ShouldBeEmpty();
        Wrong(Missed with { NotMeasured = [.. Missed.NotMeasured, new(Analyte.SerumIgG4, MissingReason.NotDone)] })
            .ShouldBe(["notMeasured analyte-repeated"]);
    }

    [Fact]
    public void every_analyte_can_be_missing_for_every_reason()
    {
        foreach (var reason in Enum.GetValues<MissingReason>())
            Wrong(Missing("2024-03-01", reason, Enum.GetValues<Analyte>())).ShouldBeEmpty();
    }

    [Fact]
    public void it_counts_as_no_result_for_rules_courses_responses_and_outcomes()
    {
        Generated.ForAll(
            from number in Gen.Choose(0, 1_000_000)
            from day in Gen.Choose(0, 2000)
            select (Chart: RandomCourses.Of(number), Day: day),
            given =>
            {
                var missed = Missed with
                {
                    EntryId = Id(950),
                    MissedOn = Domain.Dates.ClinicalDate.On(new DateOnly(2019, 1, 1).AddDays(given.Day)),
                    NotMeasured = [.. Enum.GetValues<Analyte>().Select(analyte => new NotMeasured(analyte, MissingReason.NotDone))],
                };
                Said(PatientChart.Fold(given.Chart, given.Chart.Id, missed)).ShouldBe(Said(given.Chart));
            });

        static string Said(PatientChart chart) => string.Join('\n',
        [
            Json(TreatmentResponses.Of(chart)), Json(OutcomeTimeline.Of(chart)),
            .. AlertRules.Evaluate(chart, new DateOnly(2025, 12, 31)).Findings.Select(Json),
        ]);
    }

    [Fact]
    public void a_test_that_is_planned_stays_due_and_nobody_was_seen()
    {
        var plan = new PlanMade
        {
            EntryId = Id(1),
            PlannedOn = Date("2024-02-01"),
            What = PlannedKind.Laboratory,
            DueOn = Date("2024-03-01"),
            Analyte = Analyte.SerumIgG4,
        };
        Alerts(Chart(plan)).ShouldContain("plan-overdue");
        Alerts(Chart(plan, Missed)).ShouldContain("plan-overdue");
        Alerts(Chart(plan, IgG4(2, "2024-03-01", "80 mg/dL"))).ShouldNotContain("plan-overdue");
        EntryKinds.Of(Missed).IsContact.ShouldBeFalse();

        static IEnumerable<string> Alerts(PatientChart chart) =>
            AlertRules.Evaluate(chart, new DateOnly(2025, 12, 31)).Findings.Select(finding => finding.Rule);
    }

    [Fact]
    public void the_timeline_shows_it_and_data_quality_asks_for_a_reason_that_is_known()
    {
        Timeline.Of(Chart(Missed)).Items.ShouldContain(item => item.Entry == Missed);
        Left(Missed).ShouldBeEmpty();
        Left(Missing("2024-03-01", MissingReason.NotReported, Analyte.SerumIgG4)).ShouldBe(["missing-result-explained"]);

        static IEnumerable<string> Left(LabMissed missed) =>
            PatientQuality.Of(Chart(missed)).LeftOut.Where(left => left.EntryIds.Contains(missed.EntryId)).Select(left => left.Rule);
    }

    private static LabMissed Missing(string on, MissingReason reason, params Analyte[] analytes) => new()
    {
        EntryId = Id(3),
        MissedOn = Date(on),
        NotMeasured = [.. analytes.Select(analyte => new NotMeasured(analyte, reason))],
    };

    private static IEnumerable<string> Wrong(ClinicalEntry entry) =>
        ChartRules.Contradictions(Chart(entry), Today).Select(wrong => $"{wrong.Member} {wrong.Code}");
}
