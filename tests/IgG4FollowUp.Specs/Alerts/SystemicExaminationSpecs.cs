using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class SystemicExaminationSpecs
{
    private const string Missing = "systemic-examination-missing";

    [Fact]
    public void four_weeks_after_enrolment_nothing_on_record_about_other_organs_is_told()
    {
        When.Silent(Missing, Chart(), "2024-01-29", because: "limit-passed").HoldsFrom.ShouldBe(Day("2024-01-30"));
        When.Fires(Missing, Chart(Presented(1, "2023-12-01")), "2024-01-30").Sentence.ShouldBe(
            "Whether other organs are involved is not on record, and 28 days have passed since the enrolment on 2024-01-01.");
    }

    [Fact]
    public void an_empty_list_says_that_they_were_looked_for()
    {
        When.Silent(Missing, Chart(Presented(1, "2023-12-01") with { OtherOrgans = [] }), "2024-06-01", because: "none-on-record");
        When.Silent(
            Missing, Chart(Presented(1, "2023-12-01") with { OtherOrgans = [Organ.Pancreas] }), "2024-06-01", because: "none-on-record");
    }

    [Fact]
    public void an_organ_that_was_looked_at_later_says_so_and_the_meninges_do_not()
    {
        When.Silent(Missing, Chart(Looked(Site.Pancreas, OrganFinding.NotInvolved)), "2024-06-01", because: "none-on-record");
        When.Fires(Missing, Chart(Looked(Site.SpinalMeninges, OrganFinding.Involved)), "2024-06-01");
        When.Fires(
            Missing, Chart(Looked(Site.Pancreas, result: null) with { Missing = MissingReason.NotDone }), "2024-06-01");

        static OrganAssessed Looked(Site site, OrganFinding? result) =>
            new() { EntryId = Id(1), AssessedOn = Date("2024-02-01"), Site = site, Result = result };
    }
}
