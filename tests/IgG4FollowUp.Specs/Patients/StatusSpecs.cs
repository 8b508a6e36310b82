using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class StatusSpecs
{
    private static readonly StatusAssessed Status = new() { EntryId = Id(1), AssessedOn = Date("2024-03-11") };

    [Fact]
    public void what_is_missing_is_named_with_its_reason_and_has_no_value()
    {
        Wrong(Status with { NotAssessed = [new(StatusItem.Mjoa, MissingReason.Refused)] }).ShouldBeEmpty();
        Wrong(Status with { Mjoa = 12, NotAssessed = [new(StatusItem.Mjoa, MissingReason.Refused)] })
            .ShouldBe(["notAssessed assessed-and-not"]);
        Wrong(Status with { NotAssessed = [new(StatusItem.Scim, MissingReason.NotDone), new(StatusItem.Scim, MissingReason.Refused)] })
            .ShouldBe(["notAssessed item-repeated"]);
    }

    [Fact]
    public void every_item_that_has_a_value_cannot_be_missing()
    {
        var whole = (StatusAssessed)StoredShapeSpecs.Sample(typeof(StatusAssessed)) with
        {
            SensoryLevel = "T6",
            WeightKg = 62,
            NotAssessed = null,
        };
        StatusItem[] entriesOfTheirOwn = [StatusItem.AsiaGrade, StatusItem.SerumIgG4, StatusItem.Histology, StatusItem.ResponderIndex];
        Wrong(whole with { NotAssessed = [.. entriesOfTheirOwn.Select(item => new NotAssessed(item, MissingReason.Refused))] })
            .ShouldBeEmpty();
        foreach (var item in Enum.GetValues<StatusItem>().Except(entriesOfTheirOwn))
            Wrong(whole with { NotAssessed = [new(item, MissingReason.NotDone)] })
                .ShouldBe(["notAssessed assessed-and-not"], item.ToString());
    }

    [Fact]
    public void values_that_exclude_each_other_are_refused()
    {
        Wrong(Status with { PainScore = 0, PainSites = [PainSite.Neck] }).ShouldBe(["painSites no-pain-with-site"]);
        Wrong(Status with { Walking = Walking.Wheelchair, WalkingDistanceM = 20 }).ShouldBe(["walkingDistanceM walks-and-does-not"]);
        Wrong(Status with { Walking = Walking.Wheelchair, WalkingDistanceM = 0 }).ShouldBeEmpty();
        Wrong(Status with { Eq5dIndex = 0.5m }).ShouldBe(["eq5dValueSet index-without-value-set"]);
        Wrong(Status with { Eq5dValueSet = "England 2018" }).ShouldBe(["eq5dValueSet index-without-value-set"]);
        Wrong(Status with { Eq5dIndex = 0.5m, Eq5dValueSet = "England 2018" }).ShouldBeEmpty();
    }

    private static string[] Wrong(StatusAssessed status) =>
        [.. ChartRules.Contradictions(Chart(status), Today).Select(wrong => $"{wrong.Member} {wrong.Code}")];
}
