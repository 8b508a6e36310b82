using System.Net;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>What the service answers to comparisons of times against the estimators over times that are written here.</summary>
public sealed class ComparisonSpecs(MadeClinics clinics) : IClassFixture<MadeClinics>
{
    private const string Asked = "origin=treatment-start&entry=origin";

    private static readonly string[] Statistics =
    [
        "log-rank?by=sex&", "gray-test?by=sex&", "permutation-log-rank?by=sex&", "restricted-mean-survival-time?by=sex&tauMonths=6&",
        "interval-censored-survival?by=sex&", "time-dependent-exposure?", "cox-regression?covariates=sex&", "fine-gray?covariates=sex&",
    ];

    private static readonly Lazy<MadePatient[]> Patients = new(() =>
    {
        var random = new Random(5);
        return
        [
            .. Enumerable.Range(0, 60).Select(i =>
            {
                var days = random.Next(40, 900);
                var operated = random.Next(3) == 0 ? null : (int?)random.Next(1, 500);
                var from = random.Next(1, 400);
                return new MadePatient(days, random.Next(3) > 0)
                {
                    Sex = i % 2 == 0 ? Sex.Male : Sex.Female,
                    AgeYears = random.Next(30, 80),
                    Died = random.Next(6) == 0,
                    FreeUntil = random.Next(2) == 0 ? null : random.Next(1, days),
                    OperatedAfter = operated < days ? operated : null,
                    Azathioprine = random.Next(2) == 0 && from + 60 < days ? (from, from + random.Next(10, 400)) : null,
                    // Some taper, and some recur on the whole dose.
                    Doses = random.Next(2) == 0 ? [] : [.. Taper(random).Where(step => step.Day < days)],
                };
            }),
        ];
    });

    [Fact]
    public async Task time_under_operation_is_that_of_simon_and_makuch_and_the_test_that_of_mantel_and_byar()
    {
        await ClinicAsync("under-operation");
        var people = Patients.Value.Select(one => new ExposedTime(Time(one), one.OperatedAfter)).ToArray();
        var curves = TimeDependentExposure.SimonMakuch(people, 0);
        var test = TimeDependentExposure.MantelByar(people);

        var answer = await clinics.GetAsync($"time-dependent-exposure?clinic=under-operation&{Asked}&exposure=surgery");

        answer["chiSquare"]!.GetValue<double>().ShouldBe(test.ChiSquare, 1e-10);
        answer["pValue"]!.GetValue<double>().ShouldBe(test.PValue!.Value, 1e-10);
        answer["exposed"]!.GetValue<int>().ShouldBe(Patients.Value.Count(one => one.OperatedAfter is not null));
        answer["curve"]!.AsArray().Select(row => (row!["group"]!.GetValue<string>(), row["time"]!.GetValue<double>(),
                row["atRisk"]!.GetValue<int>(), Math.Round(row["survival"]!.GetValue<double>(), 10)))
            .ShouldBe(new[] { "no surgery", "surgery" }.SelectMany((name, i) => curves[i].Points.Select(point =>
                (name, point.Time, point.AtRisk, Math.Round(point.Survival, 10)))));
        answer["groups"]!.AsArray().Sum(row => row!["personDays"]!.GetValue<double>()).ShouldBe(Patients.Value.Sum(one => one.Days));
    }

    [Fact]
    public async Task a_cox_model_of_dose_agent_and_operation_is_that_of_the_rows_in_which_they_were_in_force()
    {
        await ClinicAsync("in-force");
        var rows = new List<CoxRow>();
        foreach (var (subject, one) in Patients.Value.Index())
        {
            // Day by day, so that no change can be missed.
            for (var day = 0; day < one.Days; day++)
            {
                var dose = one.Doses.Where(step => step.Day <= day).Select(step => step.Mg).DefaultIfEmpty(40m).Last();
                var agent = one.Azathioprine is var (from, to) && from <= day && day <= to;
                rows.Add(new CoxRow(
                    new SurvivalTime(day + 1, one is { Recurred: true, Died: false } && day + 1 == one.Days, day),
                    new double[] { one.OperatedAfter <= day ? 1 : 0, agent ? 1 : 0, (double)dose }, 0, subject));
            }
        }

        var fit = Cox.Fit([.. rows]);
        var answer = await clinics.GetAsync(
            $"cox-regression?clinic=in-force&{Asked}&exposures=surgery,azathioprine,prednisone-dose&firth=false");

        var terms = answer["terms"]!.AsArray();
        terms.Select(row => row!["variable"]!.GetValue<string>()).ShouldBe(["surgery", "azathioprine", "prednisone-dose"]);
        for (var i = 0; i < 3; i++)
        {
            terms[i]!["coefficient"]!.GetValue<double>().ShouldBe(fit.Coefficients[i].Estimate, 1e-6);
            terms[i]!["stdError"]!.GetValue<double>().ShouldBe(fit.Coefficients[i].StandardError, 1e-6);
        }

        answer["exposureNotDeterminable"]!.GetValue<int>().ShouldBe(0);
        answer["proportionalHazards"]!.AsArray().Count.ShouldBe(4);
        var sandwich = await clinics.GetAsync(
            $"cox-regression?clinic=in-force&{Asked}&exposures=surgery&firth=false&robust=true");
        var expected = Cox.Fit(
            [.. rows.Select(row => row with { Covariates = row.Covariates[..1] })], new CoxOptions(Robust: true)).Coefficients[0];
        sandwich["terms"]![0]!["robustStdError"]!.GetValue<double>().ShouldBe(expected.RobustStandardError!.Value, 1e-6);
    }

    [Fact]
    public async Task a_cox_model_with_few_events_is_penalised_unless_asked_otherwise_and_says_so()
    {
        await clinics.AddAsync("few-events", Patients.Value.Take(14).Select(one => one with { Died = false }));

        var answer = await clinics.GetAsync($"cox-regression?clinic=few-events&{Asked}&covariates=sex,age_years");
        answer["penalty"]!.GetValue<string>().ShouldBe("Firth");
        var term = answer["terms"]![0]!;
        term["pValue"].ShouldBeNull();
        term["text"]!.GetValue<string>().ShouldContain("profile");
        answer["proportionalHazards"]![0]!["text"]!.GetValue<string>().ShouldStartWith("not checked");

        (await clinics.GetAsync($"cox-regression?clinic=few-events&{Asked}&covariates=sex,age_years&firth=false"))["penalty"]!
            .GetValue<string>().ShouldBe("none");
    }

    [Fact]
    public async Task groups_compared_by_cumulative_incidence_restricted_mean_and_allocation_are_those_of_the_estimators()
    {
        await ClinicAsync("compared");
        var codes = Patients.Value.Select(one => one.Sex == Sex.Female ? 0 : 1).ToArray();
        CompetingTime[] competing = [.. Patients.Value.Select(one => new CompetingTime(one.Days, one.Died ? 2 : one.Recurred ? 1 : 0))];
        SurvivalTime[] times = [.. Patients.Value.Select(Time)];

        var gray = await clinics.GetAsync($"gray-test?clinic=compared&{Asked}&by=sex");
        gray["chiSquare"]!.GetValue<double>().ShouldBe(GrayTest.Test(competing, codes, 1).Test!.Value.ChiSquare, 1e-10);
        gray["groups"]!.AsArray().Sum(row => row!["competingEvents"]!.GetValue<int>()).ShouldBe(Patients.Value.Count(one => one.Died));

        var fine = await clinics.GetAsync($"fine-gray?clinic=compared&{Asked}&covariates=age_years,sex");
        var fit = FineGray.Fit(
            [.. competing.Select((time, i) => new FineGrayRow(
                time, new double[] { Patients.Value[i].AgeYears!.Value, codes[i] == 0 ? 1 : 0 }))], 1);
        for (var i = 0; i < 2; i++)
            Math.Abs(fine["terms"]![i]!["coefficient"]!.GetValue<double>()).ShouldBe(Math.Abs(fit.Coefficients[i].Estimate), 1e-7);

        var curves = KaplanMeier.ByGroup(times, codes, 2);
        var mean = await clinics.GetAsync($"restricted-mean-survival-time?clinic=compared&{Asked}&by=sex&tauMonths=12");
        var contrast = RestrictedMeanContrast.Of(curves[0], curves[1], 365)!.Value;
        var difference = mean["differences"]!.AsArray().ShouldHaveSingleItem()!;
        Math.Abs(difference["differenceDays"]!.GetValue<double>()).ShouldBe(Math.Abs(contrast.Difference), 1e-9);
        difference["pValue"]!.GetValue<double>().ShouldBe(contrast.DifferencePValue, 1e-10);

        var allocations = await clinics.GetAsync($"permutation-log-rank?clinic=compared&{Asked}&by=sex");
        allocations["exact"]!.GetValue<bool>().ShouldBeFalse();
        allocations["pValue"]!.GetValue<double>().ShouldBe(
            PermutationTest.LogRank(times, codes, allocations["seed"]!.GetValue<int>()).PValue, 1e-12);
    }

    [Fact]
    public async Task a_recurrence_lies_between_two_looks_and_a_partial_date_counts_by_its_bounds()
    {
        MadePatient[] patients =
        [
            .. Patients.Value.Select(one => one with { Died = false }),
            new(0, true) { EndText = "2006-05", FreeUntil = 100 },
        ];
        await clinics.AddAsync("intervals", patients);
        var month = (From: new DateOnly(2006, 5, 1), To: new DateOnly(2006, 5, 31));
        CensoredInterval[] expected =
        [
            .. patients.SkipLast(1).Select(one => one.Recurred
                ? new CensoredInterval(one.FreeUntil ?? 0, one.Days)
                : CensoredInterval.NotBy(one.Days)),
            new(100, month.To.DayNumber - MadeClinics.Treated.DayNumber),
        ];
        var curve = Turnbull.Estimate(expected);

        var answer = await clinics.GetAsync($"interval-censored-survival?clinic=intervals&{Asked}&atMonths=6,12&resamples=50");

        (answer["analysed"]!.GetValue<int>(), answer["notDeterminable"]!.GetValue<int>()).ShouldBe((61, 0));
        answer["masses"]!.AsArray().Select(row => (row!["after"]!.GetValue<double>(), row["by"]?.GetValue<double>()))
            .ShouldBe(curve.Masses.Select(mass => (mass.After, double.IsFinite(mass.By) ? mass.By : (double?)null)));
        foreach (var (row, days) in answer["atMonths"]!.AsArray().Zip([183, 365]))
        {
            row!["survival"]!.GetValue<double>().ShouldBe(curve.Survival(days), 1e-6);
            row["lower"]!.GetValue<double>().ShouldBeLessThan(row["survival"]!.GetValue<double>());
            row["upper"]!.GetValue<double>().ShouldBeGreaterThan(row["survival"]!.GetValue<double>());
        }

        (await clinics.GetAsync($"survival?clinic=intervals&{Asked}"))["notDeterminable"]!.GetValue<int>().ShouldBe(1);
        var grouped = await clinics.GetAsync($"interval-censored-survival?clinic=intervals&{Asked}&by=sex&resamples=0");
        grouped["test"]!.GetValue<string>().ShouldStartWith("generalised log-rank");
        grouped["pValue"].ShouldNotBeNull();
        grouped["atMonths"]![0]!["lower"].ShouldBeNull();
    }

    [Fact]
    public async Task no_p_value_is_told_where_a_group_has_fewer_than_five_events()
    {
        await clinics.AddAsync(
            "few", Enumerable.Range(0, 20).Select(i => new MadePatient(100 + i, i < 9) { Sex = i % 2 == 0 ? Sex.Male : Sex.Female }));
        foreach (var test in new[] { "log-rank?by=sex&", "gray-test?by=sex&", "permutation-log-rank?by=sex&",
            "interval-censored-survival?by=sex&", "time-dependent-exposure?" })
        {
            var answer = await clinics.GetAsync($"{test}clinic=few&{Asked}");
            answer["pValue"].ShouldBeNull(test);
            answer["pValueText"]!.GetValue<string>().ShouldBe("withheld: a group has fewer than 5 events", test);
        }

        var means = await clinics.GetAsync($"restricted-mean-survival-time?by=sex&clinic=few&{Asked}&tauMonths=3");
        means["differences"]![0]!["pValue"].ShouldBeNull();
        var cox = await clinics.GetAsync($"cox-regression?covariates=sex&firth=false&clinic=few&{Asked}");
        cox["terms"]![0]!["pValue"].ShouldBeNull();
        cox["tests"]!.AsArray().ShouldAllBe(row => row!["pValue"] == null);
    }

    [Fact]
    public async Task every_answer_says_what_it_rests_on_who_is_left_out_and_what_it_must_not_be_used_for()
    {
        await ClinicAsync("said");
        foreach (var statistic in Statistics)
        {
            var answer = await clinics.GetAsync($"{statistic}clinic=said&{Asked}");
            foreach (var member in new[] { "statistic", "definition", "origin", "censoringRule", "truncation", "notFor", "filter" })
                answer[member]!.GetValue<string>().Length.ShouldBeGreaterThan(4, $"{statistic} {member}");
            foreach (var member in new[] { "definitionVersion", "patients", "analysed", "notDeterminable", "sequence", "clinicPatients" })
                answer[member]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(0, $"{statistic} {member}");
            // Whoever died and was never assessed is not known to have been free at any time.
            answer["analysed"]!.GetValue<int>().ShouldBe(
                statistic.StartsWith("interval", StringComparison.Ordinal) ? Patients.Value.Count(one => !one.Died) : 60, statistic);
        }
    }

    [Fact]
    public async Task whoever_may_not_see_single_people_is_told_none_of_it()
    {
        using var _ = clinics.Service.Host.Protected();
        using var analyst = clinics.Service.Client(Roles.Analyst, clinic: null);
        foreach (var statistic in Statistics)
        {
            using var response = await analyst.GetAsync(
                $"/api/cohort/{statistic}definition=composite", TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, statistic);
        }
    }

    [Theory]
    [InlineData("cox-regression?covariates=patient_id", "covariates")]
    [InlineData("cox-regression?covariates=improved", "immortal-time")]
    [InlineData("cox-regression?exposures=prayer", "exposures")]
    [InlineData("cox-regression?firth=true&robust=true", "firth")]
    [InlineData("cox-regression?ties=exact&robust=true", "robust")]
    [InlineData("fine-gray?covariates=treatment_strategy", "landmarkDays=90")]
    [InlineData("time-dependent-exposure?exposure=sex", "exposure")]
    [InlineData("restricted-mean-survival-time?tauMonths=0", "tauMonths")]
    [InlineData("interval-censored-survival?resamples=1001", "resamples")]
    [InlineData("gray-test", "by")]
    [InlineData("permutation-log-rank?by=surgery", "landmarkDays")]
    public async Task a_question_that_cannot_be_asked_is_refused_with_what_would_be_right(string address, string said)
    {
        using var analyst = clinics.Service.Client(Roles.Analyst, clinic: null);
        using var response = await analyst.GetAsync("/api/cohort/" + address, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        text.ShouldContain(said);
    }

    private static (int Day, decimal Mg)[] Taper(Random random) => [(random.Next(5, 200), 20m), (random.Next(200, 600), 7.5m)];

    private async Task ClinicAsync(string clinic) => await clinics.AddAsync(clinic, Patients.Value);

    private static SurvivalTime Time(MadePatient one) => new(one.Days, one is { Recurred: true, Died: false });
}
