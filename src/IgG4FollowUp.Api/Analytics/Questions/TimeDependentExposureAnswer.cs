using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>Time under a treatment against time not, or not yet, under it: curves of Simon and Makuch, test of Mantel and Byar.</summary>
public static class TimeDependentExposureAnswer
{
    public static readonly IReadOnlyList<ReadParameter> Parameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CohortParameters.Exposure,
        CohortParameters.LandmarkDays with
        {
            Description = "Days from the origin to where the curves and the test begin, among those still at risk; at the origin unless "
                + "given. Soon after it few are exposed, and one event can end their curve.",
        },
        CohortParameters.Enters, SetTimes.AtMonths, PatientParameters.Known,
        CohortParameters.Table("curve", "groups", SetTimes.Table),
    ];

    public static async Task<IResult> AnswerAsync(HttpContext http, CohortSnapshot snapshot, TimesQuery query)
    {
        var exposure = query.Exposure ?? StoredName.Of(ExposureKind.Surgery);
        var request = TimesRequest.Parse(http, Parameters.Names(), query.Asked);
        var landmark = request.LandmarkDays ?? 0;
        var read = await ObservedTimes.ReadAsync(
            snapshot, request, Truncation.Parse(query.Entry), "simon-makuch", http.RequestAborted, withTreatment: true,
            new Exclusion("exposure_not_determinable", (one, treatment) => At(exposure, one, treatment, landmark) is double.NaN));
        ExposedTime[] people =
        [
            .. read.Times.Select(one => new ExposedTime(one.Survival, At(exposure, one, read.Treatment[one.Row.Person], landmark))),
        ];
        string[] names = [$"no {exposure}", exposure];
        var curves = TimeDependentExposure.SimonMakuch(people, landmark: 0);
        var test = TimeDependentExposure.MantelByar(people);
        var (rows, groups) = TimeDependentExposure.Stretches(people);
        List<Grouped<string, KaplanMeierCurve>> named = [new(names[0], curves[0]), new(names[1], curves[1])];
        var about = read.About;
        about.Add("exposure", exposure);
        about.Add("exposure_rule",
            "exposed from the first day of the first such treatment on, for good; the day on which it begins still counts as not exposed");
        about.Add("exposed", people.Count(one => one.ExposedAt is { } at && at < one.Time.Time));
        about.Add("test", "mantel-byar");
        about.AddTest(
            test.ChiSquare, test.DegreesOfFreedom, test.PValue,
            Enumerable.Range(0, 2).Select(group => test.Groups.ElementAtOrDefault(group).Observed));
        about.Add("conf_type", "log");
        about.Add("conf_level", SurvivalAnswers.Level);
        about.NotFor(
            "Not the survival of a patient who is treated and of one who is not: a curve is of somebody who would stay in the group, and "
                + "people change over.",
            Uses.NotCausal);
        return new CohortAnswer(about,
        [
            SurvivalAnswers.CurveTable(named, IntervalScale.Log),
            TidyTable.Of("groups", ["group", "stretches", "person_days", "events", "expected"],
                names.Select((name, group) => new object?[]
                {
                    name, groups.Count(code => code == group),
                    rows.Where((_, i) => groups[i] == group).Sum(row => row.Time - Math.Max(0, row.Entry)),
                    test.Groups.ElementAtOrDefault(group).Observed, test.Groups.ElementAtOrDefault(group).Expected,
                })),
            SetTimes.Of(named, SetTimes.Parse(query.AtMonths), IntervalScale.Log, SurvivalAnswers.Level),
        ]);
    }

    // When the exposure began; null when it did not while the patient was observed, NaN where partial dates leave that open.
    private static double? At(string exposure, Observed patient, IEnumerable<Stretch> treatment, int landmark)
    {
        var (least, most) = Exposures.FirstOf(exposure, treatment);
        if (least is null || least - landmark >= patient.Time) return null;
        if (most - landmark <= Math.Max(0, patient.Entry)) return double.NegativeInfinity;
        return least.Equals(most) ? least - landmark : double.NaN;
    }
}
