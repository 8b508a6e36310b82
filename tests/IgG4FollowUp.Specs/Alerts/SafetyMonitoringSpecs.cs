using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class SafetyMonitoringSpecs
{
    private const string Pneumocystis = "pneumocystis-prophylaxis-missing";
    private const string Bone = "bone-check-missing";
    private const string Adrenal = "adrenal-advice-missing";
    private const string Glucose = "glucose-check-missing";
    private const string Eyes = "eye-check-missing";
    private const string Count = "blood-count-missing";
    private const string Pressure = "blood-pressure-missing";
    private const string Tpmt = "tpmt-missing";
    private const string Immunoglobulins = "immunoglobulins-missing";

    // Begun on 1 March 2024, which is the first day on the dose.
    [Theory]
    [InlineData(Pneumocystis, 20, 28)]
    [InlineData(Bone, 2.5, 91)]
    [InlineData(Adrenal, 5, 28)]
    [InlineData(Glucose, 7.5, 28)]
    [InlineData(Eyes, 7.5, 91)]
    [InlineData(Pressure, 7.5, 28)]
    public void a_dose_that_lasts_longer_than_the_limit_asks_for_what_is_not_on_record(string rule, double mg, int days)
    {
        var chart = Chart(Started(1, "2024-03-01", (decimal)mg));
        var first = Day("2024-03-01").AddDays(days);
        When.Silent(rule, chart, Text(first.AddDays(-1)), because: "still-exposed").HoldsFrom.ShouldBe(first);
        var finding = When.Fires(rule, chart, Text(first));
        finding.Sentence.ShouldStartWith(
            $"{mg} mg of prednisone a day or more were given for more than {days} days from 2024-03-01 on, and ");
        finding.Sentence.ShouldEndWith(" is not on record.");
        When.Silent(rule, Chart(Started(1, "2024-03-01", (decimal)mg - 0.5m)), Text(first), because: "exposed");
    }

    [Theory]
    [InlineData(Pneumocystis, 16, Glucocorticoid.Methylprednisolone)]
    [InlineData(Adrenal, 20, Glucocorticoid.Hydrocortisone)]
    [InlineData(Glucose, 1.5, Glucocorticoid.Dexamethasone)]
    public void the_dose_is_that_of_prednisone_whatever_the_drug_and_the_disease(string rule, double mg, Glucocorticoid drug) => When.Fires(
        rule, Chart(Started(1, "2024-03-01", (decimal)mg, drug) with { Indication = Indication.Other }), "2024-05-01");

    [Fact]
    public void an_unknown_dose_or_a_local_route_asks_nothing()
    {
        When.Silent(Bone, Chart(Started(1, "2024-03-01", mg: null)), "2025-03-01", because: "exposed");
        When.Silent(Bone, Chart(Started(1, "2024-03-01", 40, route: SteroidRoute.Epidural)), "2025-03-01", because: "exposed");
    }

    [Theory]
    [InlineData(Pneumocystis, Prevention.PneumocystisProphylaxis)]
    [InlineData(Bone, Prevention.BoneActiveDrug)]
    [InlineData(Adrenal, Prevention.StressDoseCard)]
    public void what_was_given_settles_it(string rule, Prevention what) => When.Silent(
        rule, Chart(Started(1, "2024-03-01", 40), Given(2, "2024-03-01", what)), "2025-03-01", because: "not-on-record");

    [Fact]
    public void calcium_and_vitamin_d_alone_settle_nothing_of_bone() => When.Fires(
        Bone, Chart(Started(1, "2024-03-01", 40), Given(2, "2024-03-01", Prevention.CalciumAndVitaminD)), "2024-07-01");

    [Fact]
    public void a_prophylaxis_that_was_stopped_under_the_dose_is_told_as_stopped()
    {
        var chart = Chart(
            Started(1, "2024-03-01", 40),
            Given(2, "2024-03-01", Prevention.PneumocystisProphylaxis) with { StoppedOn = Date("2024-06-30") });
        When.Silent(Pneumocystis, chart, "2024-06-30", because: "not-on-record").HoldsFrom.ShouldBe(Day("2024-07-01"));
        When.Fires(Pneumocystis, chart, "2024-07-01").Sentence.ShouldEndWith(
            "prophylaxis against Pneumocystis is recorded as stopped on 2024-06-30.");
    }

    [Fact]
    public void when_the_dose_falls_below_the_limit_it_is_over() => When.Silent(
        Pneumocystis, Chart(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-06-01", 15)), "2024-06-01", because: "still-exposed");

    [Fact]
    public void the_adrenals_are_asked_about_for_a_year_after_the_stop()
    {
        var chart = Chart(Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-05-31"));
        When.Fires(Adrenal, chart, "2025-05-31");
        When.Silent(Adrenal, chart, "2025-06-01", because: "still-exposed");
    }

    [Theory]
    [InlineData(Glucose, SafetyCheck.GlucoseOrHba1c, 91)]
    [InlineData(Eyes, SafetyCheck.EyeExamination, 365)]
    [InlineData(Pressure, SafetyCheck.BloodPressure, 182)]
    [InlineData(Bone, SafetyCheck.BoneDensity, 730)]
    public void a_check_stands_for_its_interval_and_is_asked_for_again(string rule, SafetyCheck what, int interval)
    {
        var chart = Chart(Started(1, "2024-03-01", 40), Checked(2, "2024-06-10", what));
        var again = Day("2024-06-10").AddDays(interval + 1);
        When.Silent(rule, chart, Text(again.AddDays(-1)), because: "not-on-record").HoldsFrom.ShouldBe(again);
        var finding = When.Fires(rule, chart, Text(again));
        finding.Sentence.ShouldEndWith($"is on record last of 2024-06-10, more than {interval} days ago.");
        finding.RestsOn.Select(fact => fact.EntryId).ShouldContain(Id(2));
    }

    [Fact]
    public void a_check_that_was_not_done_is_not_on_record_and_one_that_was_refused_is_asked_for_when_the_next_is_due()
    {
        When.Fires(
            Glucose, Chart(Started(1, "2024-03-01", 40), NotChecked(2, "2024-06-10", MissingReason.NotDone)), "2024-06-11").Sentence
            .ShouldEndWith("glucose or HbA1c is not on record.");
        var refused = Chart(Started(1, "2024-03-01", 40), NotChecked(2, "2024-06-10", MissingReason.Refused));
        When.Silent(Glucose, refused, "2024-09-09", because: "not-on-record");
        When.Fires(Glucose, refused, "2024-09-10").Sentence.ShouldEndWith("is recorded as refused on 2024-06-10 and not since.");
    }

    [Theory]
    [InlineData(SparingAgent.Azathioprine)]
    [InlineData(SparingAgent.Methotrexate)]
    public void an_agent_that_may_suppress_the_marrow_asks_for_counts_until_it_is_stopped(SparingAgent agent)
    {
        var begun = Begun(1, "2024-03-01", agent) with { Indication = Indication.Other };
        When.Silent(Count, Chart(begun), "2024-03-29", because: "still-exposed");
        When.Fires(Count, Chart(begun), "2024-03-30").Urgency.ShouldBe(Urgency.Soon);
        When.Silent(Count, Chart(begun, Checked(2, "2024-03-20", SafetyCheck.BloodCount)), "2024-06-19", because: "not-on-record");
        When.Fires(Count, Chart(begun, Checked(2, "2024-03-20", SafetyCheck.BloodCount)), "2024-06-20");
        When.Silent(
            Count, Chart(begun, new SparingAgentStopped { EntryId = Id(2), TreatmentId = Id(1), LastDoseOn = Date("2024-03-20") }),
            "2024-06-20", because: "still-exposed");
    }

    [Fact]
    public void an_agent_that_does_not_asks_for_none() =>
        When.Silent(Count, Chart(Begun(1, "2024-03-01", SparingAgent.Tocilizumab)), "2024-06-20", because: "exposed");

    [Theory]
    [InlineData(SparingAgent.Azathioprine, SafetyCheck.Tpmt)]
    [InlineData(SparingAgent.Mercaptopurine, SafetyCheck.Nudt15)]
    public void a_thiopurine_asks_for_an_enzyme_until_it_has_been_borne_for_long(SparingAgent agent, SafetyCheck enzyme)
    {
        var begun = Begun(1, "2024-03-01", agent);
        When.Fires(Tpmt, Chart(begun), "2024-03-02").Sentence.ShouldEndWith("and TPMT or NUDT15 is not on record.");
        When.Silent(Tpmt, Chart(begun, Checked(2, "2014", enzyme)), "2024-03-02", because: "not-on-record");
        When.Fires(Tpmt, Chart(begun), "2024-05-31");
        When.Silent(Tpmt, Chart(begun), "2024-06-01", because: "still-exposed");
        When.Silent(Tpmt, Chart(Begun(1, "2024-03-01", SparingAgent.Methotrexate)), "2024-03-02", because: "exposed");
    }

    [Fact]
    public void immunoglobulins_are_asked_for_while_an_infusion_acts_and_a_measured_igg_is_such_a_check()
    {
        var chart = Chart(Begun(1, "2024-03-01", SparingAgent.Rituximab));
        When.Fires(Immunoglobulins, chart, "2024-03-30").Sentence.ShouldBe(
            "Rituximab was begun on 2024-03-01, more than 28 days ago, and a measurement of immunoglobulins is not on record.");
        When.Silent(Immunoglobulins, chart, "2024-12-01", because: "still-exposed");
        When.Silent(
            Immunoglobulins,
            Chart(
                Begun(1, "2024-03-01", SparingAgent.Rituximab),
                IgG4(2, "2024-02-20", "9 g/L") with { Analyte = Analyte.SerumIgG }),
            "2024-03-30", because: "not-on-record");
        When.Fires(Immunoglobulins, Chart(Begun(1, "2024-03-01", SparingAgent.Rituximab), IgG4(2, "2024-02-20", "9 g/L")), "2024-03-30");
    }

    [Theory]
    [InlineData(Glucose, Analyte.Glucose, "5.6 mmol/L")]
    [InlineData(Glucose, Analyte.FastingGlucose, "126 mg/dL")]
    [InlineData(Glucose, Analyte.HbA1c, "6.5 %")]
    [InlineData(Glucose, Analyte.HbA1c, "48 mmol/mol")]
    [InlineData(Count, Analyte.Leucocytes, "6.4 10*9/L")]
    [InlineData(Count, Analyte.Neutrophils, "3100 /uL")]
    [InlineData(Immunoglobulins, Analyte.SerumIgG, "9 g/L")]
    public void a_number_that_was_measured_is_the_check_until_the_next_one_is_due(string rule, Analyte analyte, string result)
    {
        var treatment = new ClinicalEntry[]
        {
            Started(1, "2024-03-01", 40), Begun(2, "2024-03-01", SparingAgent.Azathioprine), Begun(3, "2024-03-01", SparingAgent.Rituximab),
        };
        var measured = IgG4(4, "2024-04-10", result) with { Analyte = analyte };
        When.Fires(rule, Chart(treatment), "2024-04-11");
        When.Silent(rule, Chart([.. treatment, measured]), "2024-04-11", because: "not-on-record");
        var due = When.Silent(rule, Chart([.. treatment, measured]), "2024-04-11", because: "not-on-record").HoldsFrom.ShouldNotBeNull();
        var finding = When.Fires(rule, Chart([.. treatment, measured]), Text(due));
        finding.Sentence.ShouldContain("is on record last of 2024-04-10, more than ");
        finding.RestsOn.ShouldContain(fact => fact.EntryId == Id(4) && fact.Value == StoredName.Of(analyte));
    }

    [Theory]
    [InlineData(Count, Analyte.Platelets, "212 10*9/L")]
    [InlineData(Count, Analyte.Haemoglobin, "13.2 g/dL")]
    [InlineData(Glucose, Analyte.SerumCreatinine, "1 mg/dL")]
    [InlineData(Immunoglobulins, Analyte.SerumIgG4, "2 g/L")]
    public void a_number_that_is_another_measure_is_not(string rule, Analyte analyte, string result) => When.Fires(
        rule,
        Chart(
            Started(1, "2024-03-01", 40), Begun(2, "2024-03-01", SparingAgent.Azathioprine), Begun(3, "2024-03-01", SparingAgent.Rituximab),
            IgG4(4, "2024-06-10", result) with { Analyte = analyte }),
        "2024-06-11").Sentence.ShouldEndWith("is not on record.");

    [Theory]
    [InlineData(MissingReason.Refused, "refused")]
    [InlineData(MissingReason.NotPossible, "not possible")]
    public void a_serum_igg_that_was_refused_or_not_possible_is_named_and_asked_for_when_the_next_is_due(MissingReason reason, string word)
    {
        var chart = Chart(Begun(1, "2024-03-01", SparingAgent.Rituximab), NotMeasured(2, "2024-03-20", reason, Analyte.SerumIgG));
        var due = When.Silent(Immunoglobulins, chart, "2024-03-30", because: "not-on-record").HoldsFrom.ShouldNotBeNull();
        var finding = When.Fires(Immunoglobulins, chart, Text(due));
        finding.Sentence.ShouldEndWith($"a measurement of immunoglobulins is recorded as {word} on 2024-03-20 and not since.");
        finding.RestsOn.ShouldContain(fact => fact.EntryId == Id(2) && fact.Value == $"serum-igg: {StoredName.Of(reason)}");
    }

    [Theory]
    [InlineData(MissingReason.NotDone, Analyte.SerumIgG)]
    [InlineData(MissingReason.NotReported, Analyte.SerumIgG)]
    [InlineData(MissingReason.Refused, Analyte.SerumIgG4)]
    public void a_result_that_nobody_asked_for_or_another_that_was_refused_is_not_on_record(MissingReason reason, Analyte analyte) =>
        When.Fires(
            Immunoglobulins, Chart(Begun(1, "2024-03-01", SparingAgent.Rituximab), NotMeasured(2, "2024-03-20", reason, analyte)),
            "2024-03-30").Sentence.ShouldEndWith("a measurement of immunoglobulins is not on record.");

    private static LabMissed NotMeasured(int id, string on, MissingReason reason, Analyte analyte) =>
        new() { EntryId = Id(id), MissedOn = Date(on), NotMeasured = [new(analyte, reason)] };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static SparingAgentStarted Begun(int id, string on, SparingAgent agent) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent };

    private static PreventionGiven Given(int id, string on, Prevention what) =>
        new() { EntryId = Id(id), StartedOn = Date(on), What = what };

    private static SafetyChecked Checked(int id, string on, SafetyCheck what) =>
        new() { EntryId = Id(id), CheckedOn = Date(on), What = what, Result = SafetyFinding.Normal };

    private static SafetyChecked NotChecked(int id, string on, MissingReason reason) =>
        new() { EntryId = Id(id), CheckedOn = Date(on), What = SafetyCheck.GlucoseOrHba1c, Missing = reason };
}
