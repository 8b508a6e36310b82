namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// When the value of a column is known. Whoever groups or selects people by what they only came to be later gives the group time in which
/// nothing could happen to it (immortal time): Suissa, Am J Epidemiol 2008;167:492-9.
/// </summary>
/// <param name="Text">As the dictionary says it.</param>
/// <param name="Day">The pair of date columns of the same person from whose last day on it is known; null when none says so.</param>
/// <param name="DaysAfter">Days after that day.</param>
public sealed record Knowledge(string Text, string? Day = null, int DaysAfter = 0)
{
    /// <summary>What is so from the beginning, or is told of the time before treatment.</summary>
    public static Knowledge TimeZero { get; } = new("time-zero");

    /// <summary>What only the course tells; nothing says from which day on.</summary>
    public static Knowledge Later { get; } = new("later");

    /// <summary>What has the days of its row, in a table of which a patient may have several.</summary>
    public static Knowledge OfRow { get; } = new("as its row is dated");

    /// <summary>The columns of the day; none where no day says when it is known.</summary>
    public IReadOnlyList<string> DayColumns => Day is null ? [] : [$"{Day}_latest"];

    /// <summary>What is known from a day on.</summary>
    /// <param name="day">Name of the pair of date columns, without its ending.</param>
    /// <param name="daysAfter">Days after it.</param>
    public static Knowledge From(string day, int daysAfter = 0) =>
        new(daysAfter == 0 ? $"{day}_latest" : $"{day}_latest + {daysAfter} days", day, daysAfter);
}
