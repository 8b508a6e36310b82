using System.Text.Json;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class EntryKindSpecs
{
    [Fact]
    public void every_entry_that_can_be_recorded_has_one_kind()
    {
        EntryKinds.All.Select(kind => kind.Type).ShouldBe(StoredShapeSpecs.EntryKinds, ignoreOrder: true);
        EntryKinds.All.Select(kind => kind.EventName).ShouldBeUnique();
        EntryKinds.All.Select(kind => kind.Tag).ShouldBeUnique();
    }

    [Fact]
    public void the_date_member_of_a_kind_holds_the_clinical_date()
    {
        foreach (var kind in EntryKinds.All)
        {
            var json = JsonSerializer.SerializeToNode(Sample(kind), kind.Type, EntryJson.Options)!.AsObject();
            json[kind.DateMember] = "2019-05-17";
            ((ClinicalEntry)json.Deserialize(kind.Type, EntryJson.Options)!).Date.ShouldBe(Date("2019-05-17"), kind.Tag);
        }
    }

    [Fact]
    public void every_further_date_of_a_kind_is_held_against_today()
    {
        var members = new List<string>();
        foreach (var kind in EntryKinds.All)
        {
            foreach (var (member, _) in kind.OtherDates(Sample(kind)))
            {
                var json = JsonSerializer.SerializeToNode(Sample(kind), kind.Type, EntryJson.Options)!.AsObject();
                json[member] = "2199-01-01";
                var entry = (ClinicalEntry)json.Deserialize(kind.Type, EntryJson.Options)!;
                ChartRules.Contradictions(Chart(entry), new DateOnly(2026, 1, 1))
                    .ShouldContain(wrong => wrong.Member == member && wrong.Code == "date-in-future", $"{kind.Tag}.{member}");
                members.Add(member);
            }
        }

        members.ShouldBe(
            ["onsetOn", "neurologicalOnsetOn", "deteriorationOn", "lastKnownFreeOn", "stoppedOn", "endedOn", "since",
                "sampledOn"], ignoreOrder: true);
    }

    [Fact]
    public void the_id_by_which_an_entry_belongs_to_another_is_that_of_its_member()
    {
        foreach (var kind in EntryKinds.All.Where(kind => kind.PartOf is not null))
        {
            var json = JsonSerializer.SerializeToNode(Sample(kind), kind.Type, EntryJson.Options)!.AsObject();
            json[kind.PartOf!.Member] = Id(77);
            var entry = (ClinicalEntry)json.Deserialize(kind.Type, EntryJson.Options)!;
            kind.PartOf.IdOf(entry).ShouldBe(Id(77), kind.Tag);
            if (kind.PartOf.Joined is { } joined) kind.PartOf.IdOf(joined(entry, Id(78))).ShouldBe(Id(78), kind.Tag);
            ChartRules.Contradictions(Chart(entry), new DateOnly(2026, 1, 1))
                .ShouldContain(wrong => wrong.Member == kind.PartOf.Member && wrong.Code == "entry-unknown", kind.Tag);
        }
    }

    [Fact]
    public void a_kind_that_may_stand_once_stands_once()
    {
        foreach (var kind in EntryKinds.All.Where(kind => kind.AtMostOne is not null))
        {
            var json = JsonSerializer.SerializeToNode(Sample(kind), kind.Type, EntryJson.Options)!.AsObject();
            if (kind.Type == typeof(FollowUpEnded)) json["reason"] = "died";
            var first = (ClinicalEntry)json.Deserialize(kind.Type, EntryJson.Options)!;
            var second = first with { EntryId = Id(99) };
            ChartRules.Contradictions(Chart(first), new DateOnly(2026, 1, 1))
                .ShouldNotContain(wrong => wrong.Code == kind.AtMostOne!.Code, kind.Tag);
            ChartRules.Contradictions(Chart(first, second), new DateOnly(2026, 1, 1)).Where(wrong => wrong.Code == kind.AtMostOne!.Code)
                .ShouldHaveSingleItem(kind.Tag).Member.ShouldBe(kind.AtMostOne!.Member);
        }
    }

    private static ClinicalEntry Sample(EntryKind kind) => (ClinicalEntry)StoredShapeSpecs.Sample(kind.Type);
}
