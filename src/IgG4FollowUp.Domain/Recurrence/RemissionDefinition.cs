namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// A named, versioned definition of remission. The published ones rest on the IgG4-RD Responder Index, which the record does not
/// hold; here a quiet examination stands in for it, so each is a house default after its source. Quiet is: a visit with recurrence
/// ruled out, an MRI that is negative, unchanged or better, or an AIS grade that is not worse.
/// </summary>
/// <param name="Name">Name in kebab case.</param>
/// <param name="Version">Version of the rule.</param>
/// <param name="MaximumMgPerDay">Highest dose in mg of prednisone a day; 0 means off glucocorticoid. A patient without a recorded course
/// counts as taking none.</param>
/// <param name="QuietDays">Least number of days from the start of treatment, or from the last recurrence, to the examination that
/// establishes remission.</param>
/// <param name="Source">The published definition it follows.</param>
public sealed record RemissionDefinition(string Name, int Version, decimal MaximumMgPerDay, int QuietDays, string Source)
{
    /// <summary>
    /// Both examination and MRI have to be quiet within this many days up to the day on which remission is established; null for the first
    /// versions, which take one quiet examination of any kind and the dose of that day. House default: 182 days.
    /// </summary>
    public int? LookWithinDays { get; init; }

    /// <summary>Days up to that day over which the dose stayed within its limit; null for the whole quiet interval.</summary>
    public int? DoseDays { get; init; }

    /// <summary>Days up to that day over which no sparing agent was begun, changed or stopped; null not to look at them.</summary>
    public int? AgentsStableDays { get; init; }

    // The source says "below 10 mg"; no tablet lies between.
    private const decimal JustBelowTen = 9.99m;

    /// <summary>Name and version as printed next to every result, such as <c>low-dose/1</c>.</summary>
    public string Id => $"{Name}/{Version}";

    /// <summary>Quiet for six months on less than 10 mg a day.</summary>
    public static RemissionDefinition LowDose { get; } = new(
        "low-dose", 1, JustBelowTen, 182,
        "House default after a Korean cohort: Responder Index down by more than half, prednisolone below "
            + "10 mg a day, no relapse within 6 months.");

    /// <summary>Seen quiet in every respect for six months, on less than 10 mg a day for six months.</summary>
    public static RemissionDefinition LookedAtLowDose { get; } = LowDose with { Version = 2, LookWithinDays = 182, DoseDays = 182 };

    /// <summary>Seen quiet in every respect for six months, without any glucocorticoid all the while.</summary>
    public static RemissionDefinition LookedAtSteroidFree { get; } = new(
        "steroid-free", 2, 0m, 182,
        "House default after Carruthers 2015, complete remission: Responder Index 0 and no glucocorticoid. "
            + "That both hold for six months is this project's choice.")
    {
        LookWithinDays = 182,
        DoseDays = 182,
    };

    /// <summary>
    /// Seen quiet in every respect for more than a year, on at most 7.5 mg a day for more than six months, and on the same sparing agents
    /// for three months.
    /// </summary>
    public static RemissionDefinition StableDisease { get; } = new(
        "stable-disease", 1, 7.5m, 366,
        "House default after NCT04124861, stable disease: Responder Index below 2 for more than 1 year, and prednisone of at most 7.5 mg a "
            + "day for more than 6 months, immunosuppressant stable for at least 3 months.")
    {
        LookWithinDays = 182,
        DoseDays = 183,
        AgentsStableDays = 91,
    };

    /// <summary>The definitions in use, each beside the others; the first tells a relapse from a recrudescence.</summary>
    public static IReadOnlyList<RemissionDefinition> Current { get; } = [LookedAtLowDose, LookedAtSteroidFree, StableDisease];
}
