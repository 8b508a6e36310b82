namespace IgG4FollowUp.Statistics;

/// <summary>
/// One person's follow-up towards a single kind of event: under observation over (<paramref name="Entry"/>,
/// <paramref name="Time"/>]. Times count from one chosen time zero in one unit (days, months, years) and are finite;
/// two times tie only when they are the same number.
/// </summary>
/// <param name="Time">When the event happened or observation ended, greater than <paramref name="Entry"/>.</param>
/// <param name="IsEvent">True for the event, false when censored at <paramref name="Time"/>.</param>
/// <param name="Entry">
/// When the person came under observation (left truncation); negative infinity, the default, for everyone who was
/// observed from time zero. An event at time 0 is possible only with the default.
/// </param>
/// <remarks>Delayed entry as in Therneau and Grambsch, Modeling Survival Data, Springer 2000, section 2.1.</remarks>
public readonly record struct SurvivalTime(double Time, bool IsEvent, double Entry = double.NegativeInfinity) : IObservation
{
    int IObservation.Outcome => IsEvent ? 1 : 0;
}

/// <summary>
/// One person's follow-up when several kinds of first event exclude one another (recurrence, death). Units and ranges as
/// for <see cref="SurvivalTime"/>.
/// </summary>
/// <param name="Time">When the first event of any kind happened or observation ended.</param>
/// <param name="Cause">0 when censored, otherwise the kind of event: 1, 2, …</param>
/// <param name="Entry">When the person came under observation; negative infinity when from time zero.</param>
public readonly record struct CompetingTime(double Time, int Cause, double Entry = double.NegativeInfinity) : IObservation
{
    int IObservation.Outcome => Cause;
}

/// <summary>The value computed for one group of subjects.</summary>
/// <param name="Key">The value that the group's members share.</param>
/// <param name="Result">What was computed for them.</param>
public readonly record struct Grouped<TKey, TResult>(TKey Key, TResult Result);
