using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>A refusal of reuse of the data is taken back by the patient's word alone.</summary>
public sealed class ReuseConsentSpecs
{
    private static readonly Guid Enrolment = Guid.CreateVersion7();

    [Theory]
    [InlineData("no", true)]
    [InlineData("unsaid", false)]
    [InlineData("yes", false)]
    [InlineData("no unsaid", true)]
    [InlineData("no unsaid unsaid", true)]
    [InlineData("no none", true)]
    [InlineData("no yes", false)]
    [InlineData("no yes none", false)]
    [InlineData("yes none", false)]
    [InlineData("yes no unsaid", true)]
    public void a_correction_that_leaves_the_consents_out_takes_no_refusal_back(string said, bool isRefused)
    {
        var versions = said.Split(' ').Select(word => new PatientEnrolled
        {
            EntryId = Enrolment,
            StudyNumber = "C-1",
            EnrolledOn = ClinicalDate.Parse("2024"),
            Consents = word switch
            {
                "none" => null,
                "unsaid" => new(FollowUp: true, DataReuse: null, ContactAgain: null),
                _ => new(FollowUp: true, DataReuse: word == "yes", ContactAgain: null),
            },
        }).ToList();

        var chart = PatientChart.FoldAll(
            Guid.CreateVersion7(),
            [versions[0], .. versions.Skip(1).Select(version => new EntryCorrected(Enrolment, version, "The year of birth was wrong."))])!;

        ReuseConsent.IsRefused(chart).ShouldBe(isRefused);
    }
}
