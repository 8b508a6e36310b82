using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Quality;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Quality;

public sealed class CommonDataSetSpecs
{
    [Fact]
    public void of_a_patient_of_whom_only_the_enrolment_is_known_nearly_all_is_missing()
    {
        var set = CommonDataSet.Of(Chart());
        set.Elements.Length.ShouldBe(16);
        set.Elements.Where(element => element.State == ElementState.Missing).Select(element => element.Name).ShouldBe(
            ["2.2 sex", "5.1 age at onset", "5.2 age at diagnosis", "6.1 diagnosis of the rare disease", "6.3 undiagnosed case",
                "7.1 agreement to be contacted for research", "7.2 consent to the reuse of data", "7.3 biological sample",
                "7.4 link to a biobank", "8.1 classification of functioning and disability"]);
        (set.OnRecord, set.Applicable).ShouldBe((4, 14));
    }

    [Fact]
    public void what_is_on_record_is_coded_and_what_is_kept_less_exactly_is_partial()
    {
        var enrolment = Enrolled() with
        {
            Sex = Sex.Female,
            Consents = new(FollowUp: true, DataReuse: true, ContactAgain: false, SampleStored: true, LinkToBiobank: null),
        };
        var set = CommonDataSet.Of(PatientChart.FoldAll(
            Patient,
            [
                enrolment, Presented(1, "2023-05-01", onset: "2023-02"),
                new DiagnosisMade
                {
                    EntryId = Id(2), DiagnosedOn = Date("2023-06"), Diagnosis = Diagnosis.IgG4RelatedSpinalPachymeningitis,
                },
                new StatusAssessed { EntryId = Id(3), AssessedOn = Date("2023-06-01"), ModifiedRankin = 2 },
                new FollowUpEnded { EntryId = Id(4), EndedOn = Date("2024-02"), Reason = FollowUpEndReason.Died },
            ])!);
        Said("2.1").ShouldBe((ElementState.Partial, "1970"));
        Said("3.1").ShouldBe((ElementState.Complete, "died"));
        Said("3.2").ShouldBe((ElementState.Partial, "2024-02"));
        Said("4.1").ShouldBe((ElementState.Complete, "2023-05-01"));
        Said("5.1").ShouldBe((ElementState.Complete, "53"));
        Said("5.2").ShouldBe((ElementState.Complete, "53"));
        Said("6.1").ShouldBe((ElementState.Complete, "ORPHA:449427"));
        Said("6.3").ShouldBe((ElementState.NotApplicable, null));
        Said("7.1").ShouldBe((ElementState.Complete, "no"));
        Said("7.3").ShouldBe((ElementState.Complete, "yes"));
        Said("7.4").ShouldBe((ElementState.Missing, null));
        Said("8.1").ShouldBe((ElementState.Partial, "mRS 2"));

        (ElementState, string?) Said(string number)
        {
            var element = set.Elements.Single(element => element.Name.StartsWith(number, StringComparison.Ordinal));
            return (element.State, element.Value);
        }
    }

    [Fact]
    public void who_gave_no_sample_has_no_link_to_a_biobank_to_speak_of() => CommonDataSet.Of(PatientChart.FoldAll(
        Patient, [Enrolled() with { Consents = new(FollowUp: null, DataReuse: null, ContactAgain: null, SampleStored: false) }])!)
        .Elements.Single(element => element.Name == "7.4 link to a biobank").State.ShouldBe(ElementState.NotApplicable);
}
