using System.Collections.Immutable;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Course;

/// <summary>What somebody whose cord or cauda equina is compressed loses besides strength and sensation.</summary>
internal static class LostFunctions
{
    /// <summary>Each of them; null where a status does not say.</summary>
    public static ImmutableArray<Func<StatusAssessed, bool?>> All { get; } = [Walking, Bladder, Bowel];

    /// <summary>Whether nobody walks without a wheelchair or a bed.</summary>
    public static bool? Walking(StatusAssessed status) =>
        status.Walking is { } walking ? walking is Patients.Walking.Wheelchair or Patients.Walking.Bed : null;

    /// <summary>Incontinence, retention or a catheter.</summary>
    public static bool? Bladder(StatusAssessed status) => status.Bladder is { } bladder
        ? bladder is BladderFunction.Incontinence or BladderFunction.Retention or BladderFunction.Catheter
        : null;

    /// <summary>Incontinence.</summary>
    public static bool? Bowel(StatusAssessed status) => status.Bowel is { } bowel ? bowel == BowelFunction.Incontinence : null;
}
