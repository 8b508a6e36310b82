using IgG4FollowUp.Domain.Classification;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Specs.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Classification;

public sealed class ClassificationProperties
{
    [Fact]
    public void the_entries_that_a_criterion_rests_on_are_enough_for_it() => Generated.ForAll(Generated.Entries, entries =>
    {
        var read = AcrEular2019.Of(Chart(entries));
        ClinicalEntry[] Only(IEnumerable<Guid> ids) => [.. entries.Where(entry => ids.Contains(entry.EntryId))];
        foreach (var domain in read.Domains)
        {
            foreach (var item in domain.Items.Where(item => item.State != CriterionState.NotOnRecord))
                AcrEular2019.Of(Chart(Only(item.RestsOn))).Domains.Single(other => other.Name == domain.Name)
                    .Items.Single(other => other.Name == item.Name).State.ShouldBe(item.State, item.Name);
        }

        foreach (var exclusion in read.Exclusions.Append(read.Entry).Where(one => one.State == CriterionState.Met))
        {
            var alone = AcrEular2019.Of(Chart(Only(exclusion.RestsOn)));
            alone.Exclusions.Append(alone.Entry).Single(other => other.Name == exclusion.Name).State
                .ShouldBe(CriterionState.Met, exclusion.Name);
        }
    });

    [Fact]
    public void what_is_missing_can_only_add() => Generated.ForAll(Generated.Entries, entries =>
    {
        var read = AcrEular2019.Of(Chart(entries));
        read.Points.ShouldBeLessThanOrEqualTo(read.AtMostWithoutFurtherBiopsy);
        read.AtMostWithoutFurtherBiopsy.ShouldBeLessThanOrEqualTo(read.AtMost);
        read.Missing.ShouldAllBe(missing => missing.CouldAdd > 0);
        read.Missing.GroupBy(missing => missing.Domain).Sum(domain => domain.Max(missing => missing.CouldAdd))
            .ShouldBe(read.AtMost - read.Points);
        (read.Verdict == ClassificationVerdict.Classified).ShouldBe(
            read.Points >= 20 && read.Entry.State == CriterionState.Met
            && read.Exclusions.All(exclusion => exclusion.State != CriterionState.Met));
        var comprehensive = Comprehensive2020.Of(Chart(entries));
        ((int)comprehensive.AtBest).ShouldBeGreaterThanOrEqualTo((int)comprehensive.Verdict);
    });
}
