using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>
/// How much of a steroid-sparing agent is given in the same time: amount times how often. Two doses compare only in one unit, or in
/// milligrams with and without body weight where the weight is known, and only where both say how often or neither does.
/// </summary>
internal static class AgentIntensity
{
    // Times in 364 days.
    private static int Times(DoseFrequency? frequency) => frequency switch
    {
        null => 1,
        DoseFrequency.Daily => 364,
        DoseFrequency.TwiceDaily => 728,
        DoseFrequency.ThreeTimesDaily => 1092,
        DoseFrequency.AlternateDays => 182,
        DoseFrequency.Weekly => 52,
        DoseFrequency.EveryTwoWeeks => 26,
        DoseFrequency.Monthly => 13,
        DoseFrequency.EveryThreeMonths => 4,
        DoseFrequency.EverySixMonths => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(frequency), frequency, "Not a frequency."),
    };

    /// <summary>
    /// Whether a dose is certainly more than an earlier one in the same time. One in milligrams that is no more for each kilogram of body
    /// weight follows the weight.
    /// </summary>
    /// <param name="before">The earlier dose; null when it is not recorded.</param>
    /// <param name="weightBefore">Body weight then, kilograms; null when it is not known.</param>
    /// <param name="now">The later dose.</param>
    /// <param name="weightNow">Body weight then.</param>
    public static bool IsMore(AgentDose? before, decimal? weightBefore, AgentDose? now, decimal? weightNow)
    {
        if (before is null || now is null || before.Frequency is null != now.Frequency is null) return false;
        if (before.Route is { } route && now.Route is { } other && route != other) return false;
        if (before.Unit == now.Unit)
        {
            return PerTime(now) > PerTime(before)
                && !(now.Unit == AgentDoseUnit.Mg && PerTime(now) / weightNow <= PerTime(before) / weightBefore);
        }

        return PerKilogram(now, weightNow) > PerKilogram(before, weightBefore);
    }

    private static decimal PerTime(AgentDose dose) => dose.Amount * Times(dose.Frequency);

    private static decimal? PerKilogram(AgentDose dose, decimal? weight) => dose.Unit switch
    {
        AgentDoseUnit.MgPerKg => PerTime(dose),
        AgentDoseUnit.Mg => PerTime(dose) / weight,
        _ => null,
    };
}
