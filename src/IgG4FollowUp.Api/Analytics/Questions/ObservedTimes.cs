using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>A patient whose time is known.</summary>
/// <param name="Row">The patient.</param>
/// <param name="Time">Days from the origin, or from the landmark.</param>
/// <param name="Entry">When the patient came under observation, in the same days; negative infinity from the beginning on.</param>
public sealed record Observed(SubjectRow Row, double Time, double Entry)
{
    public SurvivalTime Survival => new(Time, Row.Cause == 1, Entry);

    public CompetingTime Competing => new(Time, Row.Cause, Entry);
}

/// <summary>When people come under observation.</summary>
/// <param name="FromEnrolment">Only what happened after enrolment counts; else everything from the origin on.</param>
/// <param name="LateEntry">
/// Whether whoever was enrolled later enters late; else such people are left out, for a statistic that knows no late entry.
/// </param>
public sealed record Truncation(bool FromEnrolment, bool LateEntry = true)
{
    /// <summary>Reads what was asked for.</summary>
    /// <param name="entry">The parameter.</param>
    /// <param name="lateEntry">Whether the statistic knows late entry.</param>
    public static Truncation Parse(string? entry, bool lateEntry = true) =>
        new(TimesRequest.Choice("entry", entry, TimesRequest.FromEnrolment, SurvivalAnswers.Entries), lateEntry);

    public string Name => SurvivalAnswers.Entries.First(entry => entry.Value == FromEnrolment).Key;

    public string Rule => (FromEnrolment, LateEntry) switch
    {
        (true, true) => "who was enrolled after the origin is at risk from enrolment on; what was known in retrospect only does not count",
        (true, false) => "who was enrolled after time begins to count is left out: this statistic knows no late entry",
        _ => "everyone counts as observed from the origin on, also where the time was known in retrospect only",
    };
}

/// <summary>Who is analysed in an answer about times, and who is left out, by reason.</summary>
public sealed record ObservedTimes(TimesRequest Request, IReadOnlyList<SubjectRow> All, IReadOnlyList<Observed> Times,
    AnswerMetadata About)
{
    /// <summary>Groups by an exposure that partial dates leave open.</summary>
    public const string NotDeterminable = "not determinable";

    public static async Task<ObservedTimes> ReadAsync(
        CohortSnapshot snapshot, TimesRequest request, Truncation truncation, string statistic, CancellationToken cancellation)
    {
        var all = await request.ReadAsync(snapshot, cancellation);
        if (request.ByExposure is { } exposure)
        {
            var treatment = await Exposures.ReadAsync(snapshot, request, cancellation);
            all = all.ConvertAll(row => row with { Group = Group(exposure, Exposures.FirstOf(exposure, treatment[row.Person])) });
        }

        var about = request.About(snapshot, statistic);
        request.DescribeCensoring(about);
        about.Add("entry", truncation.Name);
        about.Add("truncation", truncation.Rule);
        return Sort(request, all, truncation, about);

        string Group(string name, Beginning begun) => begun.By(request.LandmarkDays ?? 0) switch
        {
            true => name,
            false => $"no {name}",
            _ => NotDeterminable,
        };
    }

    /// <summary>Sorts people into those who are analysed and those who are not. Pure.</summary>
    internal static ObservedTimes Sort(TimesRequest request, List<SubjectRow> all, Truncation truncation, AnswerMetadata about)
    {
        var landmark = request.LandmarkDays ?? 0;
        var placed = all.FindAll(row => row.Days is not null && !(truncation.FromEnrolment && row.EnrolledAfter is null));
        var reached = request.LandmarkDays is null ? placed : placed.FindAll(row => row.Days > landmark);
        var grouped = request.ByExposure is null ? reached : reached.FindAll(row => row.Group != NotDeterminable);
        var observed = grouped.ConvertAll(row => new Observed(row, row.Days!.Value - landmark, Entry(row)));
        var times = observed.FindAll(one => truncation.LateEntry ? one.Entry < one.Time : double.IsNegativeInfinity(one.Entry));
        List<(string, int)> parts =
        [
            ("analysed", times.Count), ("not_determinable", all.Count - placed.Count),
            (truncation.LateEntry ? "never_at_risk" : "enrolled_after_origin", observed.Count - times.Count),
        ];
        if (request.LandmarkDays is not null)
        {
            var before = placed.FindAll(row => row.Days <= landmark);
            parts.Add(("event_by_landmark", before.Count(row => row.Cause == 1)));
            parts.Add(("competing_event_by_landmark", before.Count(row => row.Cause > 1)));
            parts.Add(("censored_by_landmark", before.Count(row => row.Cause == 0)));
        }

        if (request.ByExposure is not null) parts.Add(("group_not_determinable", reached.Count - grouped.Count));
        about.DescribePeople(all.Count, [.. parts]);
        about.Add("recurrence_after_follow_up", all.Count(row => row.AfterFollowUp));
        about.Describe(all.Select(row => row.Origin));
        about.DescribeWithoutAnalysed(
            all.Select(row => row.Group).Except(times.Select(one => one.Row.Group), StringComparer.Ordinal));
        return new(request, all, times, about);

        // Whoever was enrolled when time begins to count, or before, was observed from it, on the first day too.
        double Entry(SubjectRow row) => truncation.FromEnrolment && row.EnrolledAfter > landmark ? row.EnrolledAfter.Value - landmark
            : double.NegativeInfinity;
    }
}
