using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Specs.Alerts;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

public sealed class EnhancementSpecs
{
    private static readonly object[] Quiet =
    [
        Started(1, "2020-01-10", 5m), Study(2, "2020-07-01", LesionChange.Unchanged, EnhancementChange.Unchanged),
    ];

    [Theory]
    [InlineData(EnhancementChange.New, 1)]
    [InlineData(EnhancementChange.Increased, 1)]
    [InlineData(EnhancementChange.Unchanged, 0)]
    [InlineData(EnhancementChange.Decreased, 0)]
    [InlineData(EnhancementChange.Resolved, 0)]
    public void a_lesion_of_the_same_size_that_comes_to_enhance_is_active(EnhancementChange since, int recurrences)
    {
        object[] events = [.. Quiet, Study(3, "2021-03-15", LesionChange.Unchanged, since)];
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Radiological).Episodes.Length.ShouldBe(recurrences);
        When.Asked("new-or-larger-lesion", Chart(events), "2021-03-20").Length.ShouldBe(recurrences);
    }

    [Fact]
    public void a_smaller_lesion_that_enhances_more_proves_no_freedom() =>
        RecurrenceTimeline.Of(
                Chart([.. Quiet, Study(3, "2020-12-01", LesionChange.Smaller, EnhancementChange.Increased),
                    Study(4, "2021-03-15", LesionChange.Larger)]),
                RecurrenceDefinition.Radiological)
            .Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(3), Id(4)]);

    [Fact]
    public void a_lesion_that_stopped_enhancing_may_be_in_remission()
    {
        object[] events = [Graded(1, "2019-12-01", AsiaGrade.C), Started(2, "2020-01-10", 5m), Graded(3, "2020-04-10", AsiaGrade.D),
            Graded(4, "2020-11-01", AsiaGrade.D)];
        RecurrenceTimeline.Of(Chart([.. events, Study(5, "2020-10-20", LesionChange.Smaller)]), RecurrenceDefinition.Composite).Remissions
            .ShouldBeEmpty();
        RecurrenceTimeline.Of(Chart([.. events, Study(5, "2020-10-20", LesionChange.Smaller, EnhancementChange.Resolved)]),
            RecurrenceDefinition.Composite)
            .Remissions.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(EnhancementChange.Resolved, Enhancement.Homogeneous)]
    [InlineData(EnhancementChange.New, Enhancement.None)]
    [InlineData(EnhancementChange.Increased, Enhancement.None)]
    public void enhancement_and_its_change_cannot_contradict_each_other(EnhancementChange since, Enhancement now) =>
        ChartRules.Contradictions(Chart(Imaged(1, "2024-01-01") with { Enhancement = now, EnhancementSincePrior = since }), Today)
            .ShouldHaveSingleItem().Code.ShouldBe("enhancement-contradicts");

    private static LesionImaged Study(int id, string on, LesionChange change, EnhancementChange? enhancement = null) =>
        Imaged(id, on) with { ChangeSincePrior = change, EnhancementSincePrior = enhancement };
}
