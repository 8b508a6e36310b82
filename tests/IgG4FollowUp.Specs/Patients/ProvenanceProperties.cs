using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>What a derived fact says it rests on is what it rests on.</summary>
public sealed class ProvenanceProperties
{
    [Fact]
    public void without_an_entry_that_a_fact_does_not_rest_on_it_is_the_same() => Generated.ForAll(
        Gen.OneOf(AcceptedHistories.Charts, Generated.Steroids.Select(courses => Chart(courses))), chart =>
        {
            var facts = Facts(chart);
            foreach (var entry in chart.Entries.Where(entry => entry is not PatientEnrolled))
            {
                var without = Facts(Without(chart, entry.EntryId)).Select(Text).ToHashSet();
                foreach (var fact in facts.Where(fact => !Named(chart, fact).Contains(entry.EntryId)))
                    without.ShouldContain(Text(fact), $"{Text(fact)} without {Json(entry)} of\n{string.Join('\n', Said(chart))}");
            }
        }, times: 120);

    [Fact]
    public void without_the_entry_it_is_shown_with_a_fact_is_gone() => Generated.ForAll(AcceptedHistories.Charts, chart =>
    {
        foreach (var fact in Facts(chart))
            Facts(Without(chart, fact.RestsOn[0])).ShouldAllBe(other => other.RestsOn[0] != fact.RestsOn[0]);
    });

    [Fact]
    public void the_dose_of_a_day_rests_on_every_course_that_adds_to_it()
    {
        object[] events = [Started(1, "2024-03-01", 10), Started(2, "2024-03-11", 7), Stopped(3, 1, "2024-03-31"),
            Recurred(4, "2024-04-20")];
        var doses = Facts(Chart(events)).OfType<SteroidDoseFact>().ToList();
        doses.Select(dose => dose.TotalMgPerDay!.AtLeast).ShouldBe([10m, 17m, 7m]);
        doses.Select(dose => dose.RestsOn.AsEnumerable()).ShouldBe([[Id(1)], [Id(2), Id(1)], [Id(3), Id(1), Id(2)]]);
        var recurrence = Facts(Chart(events)).OfType<RecurrenceEpisode>().Single();
        recurrence.PrednisoneMgPerDay.ShouldBe(new MgRange(7, 7));
        recurrence.RestsOn.ShouldBe([Id(4), Id(3), Id(2)]);
        // The other way round: each of these courses changes the sum.
        foreach (var course in new[] { Id(1), Id(2) })
            Facts(Without(Chart(events), course)).OfType<SteroidDoseFact>().Where(dose => dose.RestsOn[0] == Id(3))
                .ShouldNotContain(doses[2]);
    }

    // A course stands for its changes of dose and its stop.
    private static HashSet<Guid> Named(PatientChart chart, DerivedFact fact)
    {
        var named = fact.RestsOn.ToHashSet();
        foreach (var entry in chart.Entries)
        {
            if (entry is SteroidDoseChanged change && fact.RestsOn.Contains(change.CourseId)) named.Add(change.EntryId);
            if (entry is SteroidCourseStopped stop && fact.RestsOn.Contains(stop.CourseId)) named.Add(stop.EntryId);
        }

        return named;
    }

    private static List<DerivedFact> Facts(PatientChart chart) =>
        [.. Timeline.Of(chart).Items.Select(item => item.Fact).OfType<DerivedFact>()];

    private static PatientChart Without(PatientChart chart, Guid entryId) =>
        PatientChart.Fold(chart, chart.Id, new EntryRetracted(entryId, RetractionReason.EnteredInError, null));

    // What it says, and with which entry it is shown.
    private static string Text(DerivedFact fact)
    {
        var json = JsonNode.Parse(JsonSerializer.Serialize(fact, EntryJson.Options))!.AsObject();
        json["restsOn"] = fact.RestsOn[0].ToString();
        return json.ToJsonString();
    }
}
