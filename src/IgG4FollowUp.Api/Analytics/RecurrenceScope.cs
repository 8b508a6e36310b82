using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>The recurrences that rows are made of; none under another definition, nor times from another origin, are computed.</summary>
/// <param name="Definitions">Definitions of recurrence.</param>
/// <param name="Origins">From when time is counted.</param>
public sealed record RecurrenceScope(IReadOnlyList<RecurrenceDefinition> Definitions, IReadOnlyList<TimeZero> Origins)
{
    /// <summary>What the tables hold: every definition side by side, from every origin.</summary>
    public static RecurrenceScope All { get; } =
        new(RecurrenceDefinition.All, [TimeZero.FirstSymptom, TimeZero.Presentation, TimeZero.Surgery, TimeZero.TreatmentStart]);
}
