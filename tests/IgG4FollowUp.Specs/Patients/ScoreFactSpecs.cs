using System.Text.Json;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class ScoreFactSpecs
{
    private static readonly StatusAssessed First = Asked(1, "2024-01-10") with
    {
        PainScore = 7,
        WalkingDistanceM = 50,
        Mjoa = 10,
        MjoaThoracic = 6,
        Nurick = 4,
        ModifiedRankin = 4,
        ScimTotal = 60,
        Eq5dProfile = "33333",
    };

    [Fact]
    public void every_score_has_its_smallest_change_with_a_source_or_says_that_none_could_be_confirmed()
    {
        SmallestChanges.All.Select(each => each.Score).ShouldBe(Enum.GetValues<Score>());
        foreach (var each in SmallestChanges.All)
        {
            each.Source.ShouldNotBeNullOrWhiteSpace();
            (each.Reading == SourceReading.NoneConfirmed).ShouldBe(each.Points is null, each.Score.ToString());
            each.Words.ShouldStartWith(
                each.Points is null ? "No published smallest change could be confirmed" : "Smallest change that counts:");
        }

        typeof(StatusAssessed).GetProperties().Concat(typeof(ResponderIndexScored).GetProperties())
            .SelectMany(member => member.GetCustomAttributes(inherit: false).OfType<ScoreAttribute>()).Select(member => member.Score)
            .Order().ShouldBe(Enum.GetValues<Score>());
    }

    [Fact]
    public void a_score_is_held_against_the_previous_and_the_first_one_and_the_smallest_change_judges_it()
    {
        var second = Asked(2, "2024-04-10") with
        {
            PainScore = 6,
            WalkingDistanceM = 400,
            Mjoa = 12,
            MjoaThoracic = 8,
            Nurick = 4,
            ModifiedRankin = 3,
            ScimTotal = 63,
            Eq5dProfile = "22222",
        };
        Compared(First, second).Scores
            .Select(change => (change.Score, change.Value, change.Previous.Change, change.Previous.Verdict)).ShouldBe(
        [
            (Score.Pain, 6, -1, ScoreVerdict.BelowSmallest), (Score.WalkingDistance, 400, 350, ScoreVerdict.NotJudged),
            (Score.Mjoa, 12, 2, ScoreVerdict.Better), (Score.MjoaThoracic, 8, 2, ScoreVerdict.NotJudged),
            (Score.Nurick, 4, 0, ScoreVerdict.Unchanged), (Score.ModifiedRankin, 3, -1, ScoreVerdict.Better),
            (Score.Scim, 63, 3, ScoreVerdict.BelowSmallest), (Score.Eq5dIndex, 0.701m, 0.108m, ScoreVerdict.BelowSmallest),
        ]);
        var third = Compared(First, second, Asked(3, "2024-07-10") with { PainScore = 8 }).Scores.ShouldHaveSingleItem();
        (third.Previous.EntryId, third.Previous.Change, third.Previous.Verdict).ShouldBe((Id(2), 2, ScoreVerdict.Worse));
        (third.Baseline.EntryId, third.Baseline.Change, third.Baseline.Verdict).ShouldBe((Id(1), 1, ScoreVerdict.BelowSmallest));
    }

    [Fact]
    public void a_score_that_was_not_assessed_between_is_compared_across_the_gap()
    {
        var fact = Compared(
            First, Asked(2, "2024-04-10") with { NotAssessed = [new(StatusItem.Mjoa, MissingReason.Refused)] },
            Asked(3, "2024-07-10") with { Mjoa = 8 });
        fact.Scores.ShouldHaveSingleItem().Previous.ShouldBe(new(Id(1), 10, -2, ScoreVerdict.Worse, OrderCertain: true));
        fact.RestsOn.ShouldBe([Id(3), Id(1)]);
    }

    [Fact]
    public void the_first_score_of_a_kind_is_compared_with_nothing() =>
        Timeline.Of(Chart(First)).Items.Select(item => item.Fact).OfType<ScoresCompared>().ShouldBeEmpty();

    [Fact]
    public void an_index_is_held_against_one_by_the_same_value_set_only()
    {
        var stated = Asked(2, "2024-04-10") with { Eq5dIndex = 0.8m, Eq5dValueSet = "Germany 2018" };
        Timeline.Of(Chart(First, stated)).Items.Select(item => item.Fact).OfType<ScoresCompared>().ShouldBeEmpty();
        var again = Compared(First, stated, Asked(3, "2024-07-10") with { Eq5dIndex = 0.69m, Eq5dValueSet = "Germany 2018" })
            .Scores.ShouldHaveSingleItem();
        (again.By, again.Previous.Change, again.Previous.Verdict).ShouldBe(("Germany 2018", -0.11m, ScoreVerdict.Worse));
        var england = Compared(First, Asked(3, "2024-07-10") with { Eq5dProfile = "11111" }).Scores.ShouldHaveSingleItem();
        (england.By, england.Value, england.Previous.Value).ShouldBe(("England 2018", 1, 0.593m));
    }

    [Fact]
    public void two_versions_of_the_responder_index_are_never_compared()
    {
        var prototype = Scored(1, "2024-01-10", ResponderIndexVersion.Prototype2012, 4);
        Timeline.Of(Chart(prototype, Scored(2, "2024-04-10", ResponderIndexVersion.Validated2018, 3))).Items.Select(item => item.Fact)
            .OfType<ScoresCompared>().ShouldBeEmpty();
        var change = Compared(prototype, Scored(2, "2024-04-10", ResponderIndexVersion.Prototype2012, 1)).Scores.ShouldHaveSingleItem();
        (change.By, change.Previous.Change, change.Previous.Verdict).ShouldBe(("prototype-2012", -3, ScoreVerdict.NotJudged));
    }

    [Fact]
    public void a_partial_date_leaves_the_order_open() =>
        Compared(Asked(1, "2024") with { PainScore = 7 }, Asked(2, "2024-04-10") with { PainScore = 3 }).Scores.ShouldHaveSingleItem()
            .Previous.OrderCertain.ShouldBeFalse();

    [Fact]
    public void the_fact_carries_the_source_and_is_written_and_read_the_same()
    {
        DerivedFact fact = Compared(First, Asked(2, "2024-04-10") with { PainScore = 3 });
        var text = JsonSerializer.Serialize(fact, EntryJson.Options);
        text.ShouldContain("specific back pain");
        JsonSerializer.Serialize(JsonSerializer.Deserialize<DerivedFact>(text, EntryJson.Options), EntryJson.Options).ShouldBe(text);
    }

    private static StatusAssessed Asked(int id, string on) => new() { EntryId = Id(id), AssessedOn = Date(on) };

    private static ResponderIndexScored Scored(int id, string on, ResponderIndexVersion version, int score) =>
        new() { EntryId = Id(id), ScoredOn = Date(on), Instrument = version, Sites = [new(Site.SpinalMeninges, score)] };

    private static ScoresCompared Compared(params ClinicalEntry[] entries) =>
        Timeline.Of(Chart(entries)).Items.Select(item => item.Fact).OfType<ScoresCompared>().Last();
}
