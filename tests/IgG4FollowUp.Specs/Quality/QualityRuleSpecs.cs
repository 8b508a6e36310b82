using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Quality;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Quality;

public sealed class QualityRuleSpecs
{
    // Of these a date is all that an analysis needs.
    private static readonly string[] DateIsEnough = ["follow-up-resumption", "steroid-dose"];

    [Fact]
    public void every_kind_of_entry_has_a_rule_of_its_own()
    {
        QualityRules.All.Select(rule => rule.Name).ShouldBeUnique();
        EntryKinds.All.Select(kind => kind.Tag).Except(QualityRules.All.Select(rule => rule.Kind)).ShouldBe(
            DateIsEnough, ignoreOrder: true);
    }

    [Fact]
    public void an_entry_without_a_date_is_missing_its_date() =>
        Left(Graded(1, "not-reported", Domain.Neurology.AsiaGrade.C)).ShouldBe(["date-reported"]);

    [Fact]
    public void what_a_rule_asks_for_settles_it_and_nothing_less()
    {
        Left(Imaged(1, "2024-03-01")).ShouldBe(["lesion-described", "change-stated"]);
        Left(Imaged(1, "2024-03-01") with
        {
            Levels = SpinalLevels.Parse("T4-T6"),
            Compartment = Compartment.Dura,
            Pattern = LesionPattern.Dorsal,
            ThicknessMm = 5,
        }).ShouldBeEmpty();
        Left(Imaged(1, "2024-03-01", present: false)).ShouldBeEmpty();
        Left(IgG4(1, "2024-03-01", "2 g/L", limit: "1.35 g/L")).ShouldBeEmpty();
        Left(IgG4(1, "2024-03-01", "2 g/L")).ShouldBe(["igg4-comparable"]);
        Left(IgG4(1, "2024-03-01", "2 g/L") with { Analyte = Analyte.SerumIgG }).ShouldBeEmpty();
    }

    [Fact]
    public void why_there_is_no_score_is_as_good_as_one()
    {
        var status = new StatusAssessed { EntryId = Id(1), AssessedOn = Date("2024-03-01"), PainScore = 2 };
        Left(status).ShouldBe(["status-scored"]);
        Left(status with { NotAssessed = [new(StatusItem.Mjoa, MissingReason.NotPossible)] }).ShouldBeEmpty();
    }

    [Fact]
    public void a_patient_is_told_which_entries_leave_out_what()
    {
        var left = PatientQuality.Of(Chart(Imaged(1, "2024-03-01"), Imaged(2, "2024-05-01"))).LeftOut
            .Single(left => left.Rule == "change-stated");
        (left.EntryIds[0], left.EntryIds[1], left.EntryIds.Length).ShouldBe((Id(1), Id(2), 2));
    }

    [Fact]
    public void a_clinic_is_counted_by_year_with_its_denominators()
    {
        var tally = new ClinicTally();
        tally.Add(Chart(IgG4(1, "2023-03-01", "2 g/L"), IgG4(2, "2024-03-01", "2 g/L", limit: "1.35 g/L")));
        tally.Add(Chart(IgG4(1, "2024-04-01", "2 g/L"), IgG4(2, "not-reported", "2 g/L")));
        var rule = tally.Rules.Single(rule => rule.Rule == "igg4-comparable");
        (rule.Asked, rule.Met).ShouldBe((4, 1));
        rule.ByYear.ShouldBe([new YearTally(null, 1, 0), new YearTally(2023, 1, 0), new YearTally(2024, 2, 1)]);
        (tally.Patients, tally.Elements.Length).ShouldBe((2, 16));
        tally.Elements.Single(element => element.Name == "2.2 sex").ShouldBe(new ElementTally("2.2 sex", 0, 0, 2, 0));
    }

    private static IEnumerable<string> Left(ClinicalEntry entry) =>
        PatientQuality.Of(Chart(entry)).LeftOut.Where(left => left.EntryIds.Contains(entry.EntryId)).Select(left => left.Rule);
}
