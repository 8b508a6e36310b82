using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class RedFlagSpecs
{
    private const string Flag = "red-flag";

    [Fact]
    public void lost_walking_is_for_today()
    {
        var finding = When.Fires(
            Flag, Chart(Walks(1, "2024-02-01", Walking.WithAid), Walks(2, "2024-05-01", Walking.Wheelchair)), "2024-05-01");
        finding.Sentence.ShouldBe("Walking was lost: with aid on 2024-02-01, wheelchair on 2024-05-01.");
        (finding.Urgency, finding.EpisodeKey).ShouldBe((Urgency.Urgent, $"walking:{Id(2):N}"));
    }

    [Theory]
    [InlineData(VisitMode.InPerson, Urgency.Soon)]
    [InlineData(VisitMode.Remote, Urgency.Urgent)]
    public void what_somebody_who_saw_the_patient_ruled_out_to_be_a_recurrence_is_told_and_not_for_today(VisitMode mode, Urgency urgency)
    {
        var visit = Visited(3, "2024-05-03") with { RecurrenceAssessment = RecurrenceAssessment.None, Mode = mode };
        var lost = When.Fires(
            Flag, Chart(Walks(1, "2024-02-01", Walking.WithAid), Walks(2, "2024-05-01", Walking.Wheelchair), visit), "2024-05-04");
        (lost.Urgency, lost.Sentence.EndsWith("At the visit of 2024-05-03 recurrence was ruled out.", StringComparison.Ordinal))
            .ShouldBe((urgency, mode == VisitMode.InPerson));
        StatusAssessed Asked(int id, string on, string level) => new() { EntryId = Id(id), AssessedOn = Date(on), SensoryLevel = level };
        When.Fires("level-ascending", Chart(Asked(1, "2024-02-01", "T10"), Asked(2, "2024-05-01", "T6"), visit), "2024-05-04").Urgency
            .ShouldBe(urgency);
        var seen = Chart(
            Imaged(1, "2024-02-01") with { CordCompression = false }, Imaged(2, "2024-05-01") with { CordCompression = true }, visit);
        When.Fires(Flag, seen, "2024-05-04").Urgency.ShouldBe(Urgency.Urgent);
    }

    [Theory]
    [InlineData(BladderFunction.Retention)]
    [InlineData(BladderFunction.Incontinence)]
    [InlineData(BladderFunction.Catheter)]
    public void new_retention_or_incontinence_is_for_today(BladderFunction bladder) => When.Fires(
        Flag,
        Chart(
            new StatusAssessed { EntryId = Id(1), AssessedOn = Date("2024-02-01"), Bladder = BladderFunction.Urgency },
            new StatusAssessed { EntryId = Id(2), AssessedOn = Date("2024-05-01"), Bladder = bladder }),
        "2024-05-01").Urgency.ShouldBe(Urgency.Urgent);

    [Fact]
    public void newly_seen_compression_is_for_today() => When.Fires(
        Flag,
        Chart(
            Imaged(1, "2024-02-01") with { CordCompression = false }, Imaged(2, "2024-05-01") with { CordCompression = true }),
        "2024-05-01").Sentence.ShouldBe("Compression of the cord is new: no compression on 2024-02-01, compression on 2024-05-01.");

    [Fact]
    public void whoever_telephones_is_given_questions_and_no_advice_where_the_finding_is_for_the_same_day()
    {
        var asking = AlertRules.All.Where(rule => !rule.AskedByTelephone.IsEmpty).ToList();
        asking.Select(rule => rule.Name)
            .ShouldBe([Flag, "level-ascending", "neurological-worsening", "untreated-compression"], ignoreOrder: true);
        asking.SelectMany(rule => rule.AskedByTelephone).ShouldAllBe(words => words.EndsWith('?'));
        asking.SelectMany(rule => rule.AskedByTelephone).ShouldNotContain(words => words.Contains("should", StringComparison.Ordinal));
    }

    [Fact]
    public void who_never_was_known_to_walk_has_not_lost_it() => When.Silent(
        Flag, Chart(Walks(1, "2024-02-01", Walking.Bed), Walks(2, "2024-05-01", Walking.Wheelchair)), "2024-05-01",
        because: "earlier-walking");

    [Fact]
    public void a_visit_that_says_nothing_of_it_neither_raises_nor_ends_it()
    {
        var silent = new StatusAssessed { EntryId = Id(3), AssessedOn = Date("2024-06-01"), PainScore = 2 };
        When.Silent(Flag, Chart(Walks(1, "2024-02-01", Walking.WithAid), silent), "2024-06-01", because: "walking-seen");
        When.Fires(
            Flag, Chart(Walks(1, "2024-02-01", Walking.WithAid), Walks(2, "2024-05-01", Walking.Bed), silent), "2024-06-01");
    }

    [Fact]
    public void it_stands_until_the_patient_walks_again()
    {
        object[] lost =
            [Walks(1, "2024-02-01", Walking.WithAid), Walks(2, "2024-05-01", Walking.Bed), Walks(3, "2024-06-01", Walking.Wheelchair)];
        When.Fires(Flag, Chart(lost), "2024-07-01").Sentence.ShouldEndWith("bed on 2024-05-01, and wheelchair on 2024-06-01.");
        When.Silent(Flag, Chart([.. lost, Walks(4, "2024-07-01", Walking.WithAid)]), "2024-07-01", because: "walking-not-back");
    }

    [Fact]
    public void a_vague_day_that_may_have_come_before_shows_no_return() => When.Fires(
        Flag,
        Chart(Walks(1, "2024-02-01", Walking.WithAid), Walks(2, "2024-05-10", Walking.Bed), Walks(3, "2024-05", Walking.WithAid)),
        "2024-07-01");

    [Fact]
    public void what_is_left_when_the_recurrence_is_under_control_is_no_longer_new() => When.Silent(
        Flag,
        Chart(
            Walks(1, "2024-02-01", Walking.WithAid), Walks(2, "2024-05-01", Walking.Wheelchair), Recurred(3, "2024-05-01"),
            Resolved(4, 3, "2024-09-01")),
        "2024-09-01", because: "not-settled");

    [Fact]
    public void what_was_found_years_ago_is_not_for_today() => When.Fires(
        Flag, Chart(Walks(1, "2020-02-01", Walking.WithAid), Walks(2, "2020-05-01", Walking.Wheelchair)), "2024-05-01")
        .Urgency.ShouldBe(Urgency.Soon);

    private static StatusAssessed Walks(int id, string on, Walking walking) =>
        new() { EntryId = Id(id), AssessedOn = Date(on), Walking = walking };
}
