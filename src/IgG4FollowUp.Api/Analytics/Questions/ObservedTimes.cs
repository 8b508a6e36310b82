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

/// <summary>A reason to leave somebody out whose time is known.</summary>
/// <param name="Name">As the answer counts it.</param>
/// <param name="Holds">Whether it holds for a patient with this treatment.</param>
public sealed record Exclusion(string Name, Func<Observed, IEnumerable<Stretch>, bool> Holds);

/// <summary>Who is analysed in an answer about times, and who is left out, by reason.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="All">Everybody whom the conditions let through.</param>
/// <param name="Times">Those who are analysed.</param>
/// <param name="Treatment">Their treatment, where the question looks at it.</param>
/// <param name="About">What the answer says about itself so far.</param>
public sealed record ObservedTimes(
    TimesRequest Request, IReadOnlyList<SubjectRow> All, IReadOnlyList<Observed> Times, ILookup<PersonKey, Stretch> Treatment,
    AnswerMetadata About)
{
    /// <summary>Groups by an exposure that partial dates leave open.</summary>
    public const string NotDeterminable = "not determinable";

    private static readonly ILookup<PersonKey, Stretch> NoTreatment = Array.Empty<Stretch>().ToLookup(_ => default(PersonKey));

    /// <summary>The groups, in order, and the place of each patient's among them.</summary>
    public (IReadOnlyList<string> Names, int[] Codes) Groups => Coded(one => one.Row.Group);

    /// <summary>The place of each patient's stratum.</summary>
    public int[] Strata => Coded(one => one.Row.Stratum).Codes;

    public static async Task<ObservedTimes> ReadAsync(
        CohortSnapshot snapshot, TimesRequest request, Truncation truncation, string statistic, CancellationToken cancellation,
        bool withTreatment = false, params IReadOnlyList<Exclusion> leftOut)
    {
        var all = await request.ReadAsync(snapshot, cancellation);
        var treatment = withTreatment || request.ByExposure is not null
            ? await Exposures.ReadAsync(snapshot, request, cancellation)
            : NoTreatment;
        if (request.ByExposure is { } exposure)
            all = all.ConvertAll(row => row with { Group = Group(exposure, Exposures.FirstOf(exposure, treatment[row.Person])) });
        var about = request.About(snapshot, statistic);
        request.DescribeCensoring(about);
        about.Add("entry", truncation.Name);
        about.Add("truncation", truncation.Rule);
        return Sort(request, all, treatment, truncation, about, leftOut);

        string Group(string name, Beginning begun) => begun.By(request.LandmarkDays ?? 0) switch
        {
            true => name,
            false => $"no {name}",
            _ => NotDeterminable,
        };
    }

    private (IReadOnlyList<string> Names, int[] Codes) Coded(Func<Observed, string> value)
    {
        string[] names = [.. Times.Select(value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return (names, [.. Times.Select(one => Array.BinarySearch(names, value(one), StringComparer.Ordinal))]);
    }

    // Whoever falls out for one reason is not looked at for the next.
    private static ObservedTimes Sort(
        TimesRequest request, List<SubjectRow> all, ILookup<PersonKey, Stretch> treatment, Truncation truncation, AnswerMetadata about,
        IReadOnlyList<Exclusion> leftOut)
    {
        var landmark = request.LandmarkDays ?? 0;
        var placed = all.FindAll(row => row.Days is not null && !(truncation.FromEnrolment && row.EnrolledAfter is null));
        var times = placed.FindAll(row => request.LandmarkDays is null || row.Days > landmark)
            .ConvertAll(row => new Observed(row, row.Days!.Value - landmark, Entry(row)));
        List<(string, int)> parts = [("not_determinable", all.Count - placed.Count)];
        if (request.LandmarkDays is not null)
        {
            var before = placed.FindAll(row => row.Days <= landmark);
            parts.Add(("event_by_landmark", before.Count(row => row.Cause == 1)));
            parts.Add(("competing_event_by_landmark", before.Count(row => row.Cause > 1)));
            parts.Add(("censored_by_landmark", before.Count(row => row.Cause == 0)));
        }

        Exclusion late = truncation.LateEntry
            ? new("never_at_risk", (one, _) => one.Entry >= one.Time)
            : new("enrolled_after_origin", (one, _) => !double.IsNegativeInfinity(one.Entry));
        Exclusion[] open = request.ByExposure is null ? [] : [new("group_not_determinable", (one, _) => one.Row.Group == NotDeterminable)];
        foreach (var reason in leftOut.Prepend(late).Concat(open))
            parts.Add((reason.Name, times.RemoveAll(one => reason.Holds(one, treatment[one.Row.Person]))));
        about.DescribePeople(all.Count, [("analysed", times.Count), .. parts]);
        about.Add("recurrence_after_follow_up", all.Count(row => row.AfterFollowUp));
        about.Describe(all.Select(row => row.Origin));
        about.DescribeWithoutAnalysed(
            all.Select(row => row.Group).Except(times.Select(one => one.Row.Group), StringComparer.Ordinal));
        return new(request, all, times, treatment, about);

        // Whoever was enrolled when time begins to count, or before, was observed from it, on the first day too.
        double Entry(SubjectRow row) => truncation.FromEnrolment && row.EnrolledAfter > landmark ? row.EnrolledAfter.Value - landmark
            : double.NegativeInfinity;
    }
}
