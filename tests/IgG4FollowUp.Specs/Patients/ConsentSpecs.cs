using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>What a patient agrees to follows from what was decided last, and from nothing else.</summary>
public sealed class ConsentSpecs
{
    [Fact]
    public void the_decision_of_the_later_day_holds_and_of_one_day_the_one_recorded_later()
    {
        Reuse(Decided(9, "2024-05-01", ConsentDecision.Given), Decided(1, "2024-03-01", ConsentDecision.Withdrawn)).ShouldBe(true);
        Reuse(Decided(9, "2024-03-01", ConsentDecision.Given), Decided(1, "2024-05-01", ConsentDecision.Withdrawn)).ShouldBe(false);
        Reuse(Decided(9, "2024-03-01", ConsentDecision.Given), Decided(1, "2024-03-01", ConsentDecision.Withdrawn)).ShouldBe(false);
        Reuse(Decided(9, "2024-03-01", ConsentDecision.Refused), Decided(1, "2024-03-01", ConsentDecision.Given)).ShouldBe(true);
    }

    [Fact]
    public void where_partial_dates_leave_it_open_the_decision_against_is_the_later_one()
    {
        Reuse(Decided(1, "2024", ConsentDecision.Withdrawn), Decided(2, "2024-03-01", ConsentDecision.Given)).ShouldBe(false);
        Reuse(Decided(1, "2024-03-01", ConsentDecision.Withdrawn), Decided(2, "2024", ConsentDecision.Given)).ShouldBe(false);
        Reuse(Decided(1, "2024-03", ConsentDecision.Withdrawn), Decided(2, "2024-04", ConsentDecision.Given)).ShouldBe(true);
    }

    [Fact]
    public void what_holds_on_a_day_was_decided_by_then()
    {
        var chart = Chart(
            Decided(1, "2024-03-01", ConsentDecision.Given), Decided(2, "2024-06", ConsentDecision.Withdrawn),
            Decided(3, "2024-09", ConsentDecision.Given));
        On("2024-02-29").ShouldBeNull();
        On("2024-03-01").ShouldBe(ConsentDecision.Given);
        On("2024-06-01").ShouldBe(ConsentDecision.Withdrawn);
        On("2024-09-15").ShouldBe(ConsentDecision.Withdrawn);
        On("2024-09-30").ShouldBe(ConsentDecision.Given);

        ConsentDecision? On(string day) => ConsentStates.Of(chart, ConsentPurpose.DataReuse, Day(day))?.Decision;
    }

    [Fact]
    public void each_purpose_goes_its_own_way()
    {
        var chart = Chart(
            Decided(1, "2024-03-01", ConsentDecision.Given) with { Purposes = [ConsentPurpose.FollowUp, ConsentPurpose.DataReuse] },
            Decided(2, "2024-04-01", ConsentDecision.Withdrawn));
        ConsentStates.IsGiven(chart, ConsentPurpose.FollowUp).ShouldBe(true);
        ConsentStates.IsGiven(chart, ConsentPurpose.DataReuse).ShouldBe(false);
        ConsentStates.IsGiven(chart, ConsentPurpose.ContactAgain).ShouldBeNull();
    }

    [Fact]
    public void what_the_enrolment_says_holds_until_a_consent_says_otherwise_and_no_correction_of_it_touches_a_consent()
    {
        var enrolment = Enrolled() with { Consents = new(FollowUp: true, DataReuse: false, ContactAgain: null) };
        var refused = PatientChart.FoldAll(Patient, [enrolment])!;
        ConsentStates.IsGiven(refused, ConsentPurpose.DataReuse).ShouldBe(false);

        var given = PatientDecisions.Record(refused, [Decided(1, "2024-03-01", ConsentDecision.Given)], Today).Chart!;
        ConsentStates.IsGiven(given, ConsentPurpose.DataReuse).ShouldBe(true);
        var withdrawn = PatientDecisions.Record(given, [Decided(2, "2024-04-01", ConsentDecision.Withdrawn)], Today).Chart!;
        foreach (var consents in new[] { null, enrolment.Consents with { DataReuse = true }, enrolment.Consents with { DataReuse = null } })
        {
            var corrected = PatientDecisions.Correct(
                withdrawn, Id(0), enrolment with { BirthYear = 1971, Consents = consents }, "a slip", Today);
            corrected.Accepted.ShouldBeTrue();
            ConsentStates.IsGiven(corrected.Chart!, ConsentPurpose.DataReuse).ShouldBe(false);
        }
    }

    [Fact]
    public void a_consent_is_corrected_and_retracted_like_every_entry()
    {
        var chart = Chart(Decided(1, "2024-03-01", ConsentDecision.Given), Decided(2, "2024-04-01", ConsentDecision.Withdrawn));
        var corrected = PatientDecisions.Correct(chart, Id(2), Decided(2, "2024-02-01", ConsentDecision.Withdrawn), "a slip", Today);
        ConsentStates.IsGiven(corrected.Chart!, ConsentPurpose.DataReuse).ShouldBe(true);
        var retracted = PatientDecisions.Retract(chart, Id(2), RetractionReason.EnteredInError, explanation: null, Today);
        ConsentStates.IsGiven(retracted.Chart!, ConsentPurpose.DataReuse).ShouldBe(true);
        var both = PatientDecisions.Retract(retracted.Chart!, Id(1), RetractionReason.EnteredInError, explanation: null, Today);
        ConsentStates.IsGiven(both.Chart!, ConsentPurpose.DataReuse).ShouldBeNull();
    }

    [Fact]
    public void a_consent_to_nothing_or_of_no_day_is_refused()
    {
        Wrong(Decided(1, "not-reported", ConsentDecision.Given)).ShouldBe(["consent-undated"]);
        Wrong(Decided(1, "2024-03-01", ConsentDecision.Given) with { Purposes = [] }).ShouldBe(["consent-to-nothing"]);
        Wrong(Decided(1, "2199-01-01", ConsentDecision.Given)).ShouldBe(["date-in-future"]);

        static string[] Wrong(ClinicalEntry entry) =>
            [.. PatientDecisions.Record(Chart(), [entry], Today).Refusals.Select(refusal => refusal.Code)];
    }

    [Theory]
    [InlineData(DataOrigin.Clinic, null, ReuseBar.NotGiven, null)]
    [InlineData(DataOrigin.Clinic, true, null, null)]
    [InlineData(DataOrigin.Clinic, false, ReuseBar.Refused, ReuseBar.Refused)]
    [InlineData(DataOrigin.Published, null, null, null)]
    [InlineData(DataOrigin.Published, false, ReuseBar.Refused, ReuseBar.Refused)]
    [InlineData(DataOrigin.Synthetic, null, null, null)]
    [InlineData(DataOrigin.Synthetic, false, ReuseBar.Refused, ReuseBar.Refused)]
    public void a_refusal_always_keeps_a_patient_out_and_silence_only_a_clinics_own_where_consent_is_required(
        DataOrigin origin, bool? agreed, ReuseBar? whereRequired, ReuseBar? elsewhere)
    {
        object[] events = [Enrolled() with { Origin = origin }];
        if (agreed is { } said) events = [.. events, Decided(1, "2024-03-01", said ? ConsentDecision.Given : ConsentDecision.Refused)];
        var chart = PatientChart.FoldAll(Patient, events)!;
        ReuseConsent.Bar(chart, ReuseRule.Required).ShouldBe(whereRequired);
        ReuseConsent.Bar(chart, ReuseRule.UnlessRefused).ShouldBe(elsewhere);
    }

    [Theory]
    [InlineData(ConsentDecision.Refused)]
    [InlineData(ConsentDecision.Withdrawn)]
    public void nothing_is_recorded_of_a_day_after_the_patient_agrees_to_no_follow_up_until_consent_is_given_again(ConsentDecision against)
    {
        var chart = Chart(Visited(1, "2024-02-01"), Visited(2, "2024-06-01"), ToFollowUp(3, "2024-04-01", against));
        var refusal = PatientDecisions.Record(chart, [Visited(4, "2024-05-01")], Today).Refusals.ShouldHaveSingleItem();
        (refusal.EntryId, refusal.Member, refusal.Code).ShouldBe((Id(4), "visitedOn", PatientDecisions.NoFollowUpConsent));
        Accepted(Visited(4, "2024-03-01"));
        Accepted(Visited(4, "2024-04-01"));
        Accepted(Visited(4, "2024"));
        Accepted(Ended(4, "2024-08-01", FollowUpEndReason.Died));
        Accepted(Ended(4, "2024-08-01", FollowUpEndReason.Withdrew));
        Accepted(ToFollowUp(4, "2024-05-01", ConsentDecision.Refused));
        PatientDecisions.Correct(chart, Id(2), Visited(2, "2024-06-02"), "a slip", Today).Accepted.ShouldBeTrue();
        PatientDecisions.Correct(chart, Id(1), Visited(1, "2024-06-02"), "a slip", Today).Accepted.ShouldBeFalse();
        PatientDecisions.Retract(chart, Id(2), RetractionReason.Duplicate, explanation: null, Today).Accepted.ShouldBeTrue();

        Accepted(ToFollowUp(4, "2024-05-01", ConsentDecision.Given), Visited(5, "2024-05-01"));
        PatientDecisions.Record(chart, [ToFollowUp(4, "2024-07-01", ConsentDecision.Given), Visited(5, "2024-05-01")], Today)
            .Accepted.ShouldBeFalse();

        void Accepted(params ClinicalEntry[] entries) =>
            PatientDecisions.Record(chart, entries, Today).Refusals.ShouldBeEmpty();
    }

    [Fact]
    public void a_consent_is_recorded_also_after_follow_up_ended()
    {
        var chart = Chart(Ended(1, "2024-04-01", FollowUpEndReason.Withdrew));
        var decision = PatientDecisions.Record(chart, [ToFollowUp(2, "2024-05-01", ConsentDecision.Withdrawn)], Today);
        (decision.Refusals.IsEmpty, decision.Warnings.IsEmpty).ShouldBe((true, true));
    }

    [Fact]
    public void nobody_waits_for_who_agrees_to_no_follow_up()
    {
        var followed = Chart(Visited(1, "2024-02-01", due: "2024-03-01"));
        AlertRules.Evaluate(followed, Today).Findings.ShouldContain(finding => finding.Rule == "visit-overdue");
        FollowUpCalendar.Of(followed).ShouldNotBeEmpty();

        var withdrawn = PatientDecisions.Record(followed, [ToFollowUp(2, "2024-02-10", ConsentDecision.Withdrawn)], Today).Chart!;
        AlertRules.Evaluate(withdrawn, Today).Findings.ShouldBeEmpty();
        FollowUpCalendar.Of(withdrawn).ShouldBeEmpty();
        FollowUpDates.Of(withdrawn).EndedOn.ShouldBe(Date("2024-02-10"));
        foreach (var rule in AlertRules.All)
            AlertRules.WhyNot(rule, withdrawn, Today).Failed.ShouldHaveSingleItem().Name.ShouldBe("agrees-to-follow-up");

        var again = PatientDecisions.Record(withdrawn, [ToFollowUp(3, "2024-02-20", ConsentDecision.Given)], Today).Chart!;
        AlertRules.Evaluate(again, Today).Findings.ShouldContain(finding => finding.Rule == "visit-overdue");
        FollowUpCalendar.Of(again).ShouldNotBeEmpty();
    }

    [Fact]
    public void nothing_that_is_recorded_corrected_or_retracted_but_a_consent_changes_what_a_patient_agrees_to()
    {
        var (consents, others) = (0, 0);
        Generated.ForAll(AcceptedHistories.Events, events =>
        {
            PatientChart? chart = null;
            foreach (var recorded in events)
            {
                var before = chart;
                chart = PatientChart.Fold(chart, Patient, recorded);
                if (before is null) continue;
                var about = recorded switch
                {
                    EntryCorrected corrected => corrected.Replacement,
                    EntryRetracted retracted => before.Find(retracted.EntryId),
                    _ => recorded,
                };
                if (about is ConsentRecorded)
                {
                    consents++;
                    continue;
                }

                others++;
                foreach (var purpose in Enum.GetValues<ConsentPurpose>())
                    ConsentStates.IsGiven(chart, purpose).ShouldBe(ConsentStates.IsGiven(before, purpose));
            }
        }, times: 300);
        // Guards against a source of histories without consents.
        consents.ShouldBeGreaterThan(5);
        others.ShouldBeGreaterThan(100);
    }

    private static bool? Reuse(params object[] events) => ConsentStates.IsGiven(Chart(events), ConsentPurpose.DataReuse);

    private static ConsentRecorded ToFollowUp(int id, string on, ConsentDecision decision) =>
        Decided(id, on, decision) with { Purposes = [ConsentPurpose.FollowUp] };

    private static ConsentRecorded Decided(int id, string on, ConsentDecision decision) =>
        new() { EntryId = Id(id), DecidedOn = Date(on), Purposes = [ConsentPurpose.DataReuse], Decision = decision };
}
