using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>What has a month or a year for a date cannot have happened after the day on which it was recorded.</summary>
public sealed class KnownBySpecs
{
    private static readonly DateOnly Today = new(2026, 11, 15);

    [Theory]
    [InlineData("2026", "2026-01-01", "2026-11-15")]
    [InlineData("2026-11", "2026-11-01", "2026-11-15")]
    [InlineData("2026-10", "2026-10-01", "2026-10-31")]
    [InlineData("2025", "2025-01-01", "2025-12-31")]
    [InlineData("2026-11-15", "2026-11-15", "2026-11-15")]
    [InlineData("not-reported", "0001-01-01", "9999-12-31")]
    public void a_date_ends_with_the_day_of_recording(string date, string earliest, string latest)
    {
        var entry = Recorded(date);
        (Iso(entry.DetectedOn.Earliest), Iso(entry.DetectedOn.Latest), entry.DetectedOn.ToString()).ShouldBe((earliest, latest, date));
        entry.DetectedOn.ShouldBe(ClinicalDate.Parse(date));
    }

    [Fact]
    public void it_does_so_for_every_date_of_every_kind_of_entry_but_that_of_a_plan_which_is_still_to_come()
    {
        foreach (var kind in EntryKinds.All)
        {
            foreach (var member in kind.Type.GetProperties()
                .Where(member => member.CanWrite && member.Name != nameof(PlanMade.DueOn)
                    && (member.PropertyType == typeof(ClinicalDate) || member.PropertyType == typeof(ClinicalDate?))))
            {
                var entry = (ClinicalEntry)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(kind.Type);
                member.SetValue(entry, ClinicalDate.Parse("2026"));
                typeof(ClinicalEntry).GetProperty(nameof(ClinicalEntry.KnownBy))!.SetValue(entry, Today);
                ((ClinicalDate)member.GetValue(entry)!).Latest.ShouldBe(Today, $"{kind.Type.Name}.{member.Name}");
            }
        }
    }

    [Fact]
    public void the_bound_is_stored_with_the_entry_and_stays_when_it_is_read_later_and_corrected_otherwise()
    {
        var entry = Recorded("2026-11");
        var read =
            System.Text.Json.JsonSerializer.Deserialize<ClinicalEntry>(
                System.Text.Json.JsonSerializer.Serialize<ClinicalEntry>(entry, EntryJson.Options), EntryJson.Options)!;
        read.Date.Latest.ShouldBe(Today);
        var chart = PatientChart.FoldAll(Given.Patient, [Given.Enrolled("2020-01-01"), read])!;
        var corrected = PatientDecisions.Correct(chart, entry.EntryId,
            new RecurrenceRecorded { EntryId = entry.EntryId, DetectedOn = entry.DetectedOn, Note = "told by the patient" }, "was left out",
            new(2026, 11, 28));
        corrected.Chart!.Find(entry.EntryId)!.Date.Latest.ShouldBe(Today);
        PatientDecisions.Correct(chart, entry.EntryId, new RecurrenceRecorded { EntryId = entry.EntryId, DetectedOn = entry.DetectedOn },
            "the same", new(2026, 11, 28))
            .Refusals.ShouldHaveSingleItem().Code.ShouldBe("nothing-changed");
    }

    [Fact]
    public void a_treatment_without_a_date_had_begun_by_the_day_of_recording_or_of_the_letter_that_tells_it()
    {
        foreach (var treated in new ClinicalEntry[]
        {
            Given.Operated(8, "not-reported"), Given.Started(8, "not-reported", 40m),
            new SparingAgentStarted { EntryId = Given.Id(8), StartedOn = ClinicalDate.NotReported, Agent = SparingAgent.Rituximab },
        })
        {
            var chart = PatientDecisions.Enrol(Given.Patient, Given.Enrolled("2020-01-01"), [treated], Today).Chart!;
            chart.Find(treated.EntryId)!.KnownBy.ShouldBe(Today);
            var letter = new DateOnly(2026, 3, 1);
            PatientDecisions.Enrol(Given.Patient, Given.Enrolled("2020-01-01"), [treated with { KnownBy = letter }], Today).Chart!
                .Find(treated.EntryId)!.KnownBy.ShouldBe(letter);
            PatientDecisions.Correct(chart, treated.EntryId, treated, "the same", new(2026, 11, 28)).Refusals.ShouldHaveSingleItem().Code
                .ShouldBe("nothing-changed");
            PatientDecisions.Correct(chart, treated.EntryId, treated with { Note = "of the referring clinic" }, "was left out",
                new(2026, 11, 28)).Chart!.Find(treated.EntryId)!.KnownBy.ShouldBe(Today);
        }

        Recorded("not-reported").KnownBy.ShouldBeNull("nothing is made of when it was seen");
    }

    [Fact]
    public void what_a_letter_tells_is_no_later_than_the_letter_and_a_date_after_it_is_a_contradiction()
    {
        Recorded("2024", knownBy: new(2024, 3, 11)).DetectedOn.Latest.ShouldBe(new(2024, 3, 11));
        PatientDecisions.Enrol(Given.Patient, Given.Enrolled("2020-01-01"), [Recurrence("2024-04") with { KnownBy = new(2024, 3, 11) }],
            Today)
            .Refusals.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(refusal => refusal.Member.ShouldBe("knownBy"), refusal =>
                refusal.Code.ShouldBe("known-before-date"));
    }

    [Fact]
    public void a_recurrence_of_this_year_was_seen_by_today_at_the_latest()
    {
        var chart = PatientDecisions.Enrol(Given.Patient, Given.Enrolled("2020-01-01"), [Recurrence("2026")], Today).Chart!;
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite).Episodes.ShouldHaveSingleItem().Interval.By.Latest.ShouldBe(Today);
    }

    private static RecurrenceRecorded Recorded(string date, DateOnly? knownBy = null) =>
        PatientDecisions.Enrol(Given.Patient, Given.Enrolled("2020-01-01"), [Recurrence(date) with { KnownBy = knownBy }], Today).Chart!
            .Of<RecurrenceRecorded>().Single();

    private static RecurrenceRecorded Recurrence(string date) => new() { EntryId = Given.Id(7), DetectedOn = ClinicalDate.Parse(date) };

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
