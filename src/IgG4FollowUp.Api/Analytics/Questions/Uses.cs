namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>How far an answer about times carries: what it must not be used for, and when a p value is told.</summary>
public static class Uses
{
    /// <summary>
    /// Fewest events in every group for a p value. House default: below it the limits of the statistics do not hold, and a difference
    /// of one event makes or unmakes the result.
    /// </summary>
    public const int FewestEvents = 5;

    private const string Withheld = "withheld: a group has fewer than 5 events";

    /// <summary>What every comparison of a registry's groups must not be used for.</summary>
    public const string NotCausal =
        "Not the effect of a treatment: who gets it differs from who does not (confounding by indication), and nothing here adjusts for "
            + "that.";

    /// <summary>Says what an answer must not be used for.</summary>
    /// <param name="about">What the answer says about itself.</param>
    /// <param name="what">Sentences.</param>
    public static void NotFor(this AnswerMetadata about, params string[] what) => about.Add("not_for", string.Join(' ', what));

    /// <summary>Adds a test: its p value stands as exploratory, or is withheld where a group has too few events.</summary>
    /// <param name="about">What the answer says about itself.</param>
    /// <param name="chiSquare">The statistic; null when there is none.</param>
    /// <param name="degreesOfFreedom">Its degrees of freedom.</param>
    /// <param name="pValue">The p value; null when there is none.</param>
    /// <param name="events">Events of each group that is compared.</param>
    public static void AddTest(
        this AnswerMetadata about, double? chiSquare, int degreesOfFreedom, double? pValue, IEnumerable<int> events)
    {
        var enough = Suffices(events);
        about.Add("chi_square", chiSquare);
        about.Add("degrees_of_freedom", degreesOfFreedom);
        about.Add("p_value", enough ? pValue : null);
        about.Add("p_value_text", Text(enough));
    }

    /// <summary>Whether every group has events enough for a p value.</summary>
    /// <param name="events">Events of each group that is compared.</param>
    public static bool Suffices(IEnumerable<int> events) => events.All(count => count >= FewestEvents);

    /// <summary>What is said of a p value.</summary>
    /// <param name="enough">Whether it is told.</param>
    public static string Text(bool enough) =>
        enough ? "exploratory: the question was not registered before it was asked" : Withheld;
}
