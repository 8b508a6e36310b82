using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>
/// Bounds of a dose in milligrams of prednisone (a day, or in sum). They coincide when every date, dose and drug it rests on is
/// known; otherwise every reading of the partial dates lies between them.
/// </summary>
/// <param name="AtLeast">Lower bound; unknown doses count as nothing here.</param>
/// <param name="AtMost">Upper bound; null when it is not determinable.</param>
public readonly record struct DoseRange(Fraction AtLeast, Fraction? AtMost)
{
    /// <summary>No dose.</summary>
    public static DoseRange None => new(Fraction.Zero, Fraction.Zero);

    /// <summary>True when the dose is known exactly.</summary>
    [JsonIgnore]
    public bool IsExact => AtMost == AtLeast;
}

/// <summary>A dose that holds from a day until the next step.</summary>
/// <param name="From">First day.</param>
/// <param name="Dose">Milligrams of prednisone a day.</param>
public readonly record struct DoseStep(DateOnly From, DoseRange Dose);

/// <summary>
/// A daily dose as a function of time: constant between steps, nothing before the first one. Two such functions, the lower and
/// the upper bound, are kept side by side, so that sums over adjacent intervals add up exactly, bound by bound.
/// </summary>
public sealed class DoseSteps
{
    private readonly ImmutableArray<DoseStep> _steps;

    internal DoseSteps(ImmutableArray<DoseStep> steps) => _steps = steps;

    /// <summary>The steps, in order; each differs from the one before.</summary>
    public ImmutableArray<DoseStep> Steps => _steps;

    /// <summary>The dose on a day.</summary>
    /// <param name="day">The day.</param>
    public DoseRange On(DateOnly day)
    {
        var i = IndexAt(day.DayNumber);
        return i < 0 ? DoseRange.None : _steps[i].Dose;
    }

    /// <summary>The sum of the daily doses.</summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, inclusive; nothing is summed when it lies before <paramref name="from"/>.</param>
    public DoseRange Sum(DateOnly from, DateOnly to)
    {
        if (to < from) return DoseRange.None;
        var start = Until(from.DayNumber);
        var end = Until(to.DayNumber + 1);
        return new(end.AtLeast - start.AtLeast, end.UnknownDays > start.UnknownDays ? null : end.AtMost - start.AtMost);
    }

    /// <summary>The lower bound of the sum of the daily doses.</summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, inclusive, not before <paramref name="from"/>.</param>
    internal Fraction SumAtLeast(DateOnly from, DateOnly to) => AtLeastUntil(to.DayNumber + 1) - AtLeastUntil(from.DayNumber);

    /// <summary>Number of days with a dose of at least a limit.</summary>
    /// <param name="milligrams">The limit, mg of prednisone a day, above 0.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, inclusive.</param>
    public DayCount DaysAtLeast(Fraction milligrams, DateOnly from, DateOnly to)
    {
        int least = 0, most = 0;
        foreach (var (days, dose) in Within(from, to))
        {
            if (dose.AtLeast >= milligrams) least += days;
            if (MayReach(dose, milligrams)) most += days;
        }

        return new(least, most);
    }

    /// <summary>Lowest and highest dose over some days.</summary>
    /// <param name="days">The days.</param>
    internal DoseRange Over(DaySpan days)
    {
        var i = IndexAt(days.Earliest.DayNumber);
        var range = i < 0 ? DoseRange.None : _steps[i].Dose;
        for (i++; i < _steps.Length && _steps[i].From <= days.Latest; i++)
        {
            var dose = _steps[i].Dose;
            range = new(
                dose.AtLeast < range.AtLeast ? dose.AtLeast : range.AtLeast,
                dose.AtMost is { } most && range.AtMost is { } highest ? (most > highest ? most : highest) : null);
        }

        return range;
    }

    /// <summary>The steps from a day on, before another one.</summary>
    /// <param name="from">First day.</param>
    /// <param name="until">The day after the last one.</param>
    internal ReadOnlySpan<DoseStep> Between(DateOnly from, DateOnly until)
    {
        var first = IndexAt(from.DayNumber - 1) + 1;
        var last = first;
        while (last < _steps.Length && _steps[last].From < until) last++;
        return _steps.AsSpan()[first..last];
    }

    internal static bool MayReach(DoseRange dose, Fraction milligrams) => dose.AtMost is not { } most || most >= milligrams;

    /// <summary>Adds up several functions of time.</summary>
    /// <param name="parts">The functions.</param>
    internal static DoseSteps Add(IReadOnlyList<DoseSteps> parts)
    {
        if (parts.Count == 1) return parts[0];
        // A day and a part in one number, which sorts quickest.
        var changes = new long[parts.Sum(part => part._steps.Length)];
        var i = 0;
        for (var part = 0; part < parts.Count; part++)
        {
            foreach (ref readonly var step in parts[part]._steps.AsSpan()) changes[i++] = ((long)step.From.DayNumber << 32) | (uint)part;
        }

        Array.Sort(changes);
        // Each part is gone through in its own order.
        var next = new int[parts.Count];
        Fraction least = default, most = default;
        var unknown = 0;
        var sum = ImmutableArray.CreateBuilder<DoseStep>(changes.Length);
        for (i = 0; i < changes.Length; i++)
        {
            var (day, part) = ((int)(changes[i] >> 32), (int)(uint)changes[i]);
            var steps = parts[part]._steps;
            var former = next[part] == 0 ? DoseRange.None : steps[next[part] - 1].Dose;
            var dose = steps[next[part]++].Dose;
            least = least - former.AtLeast + dose.AtLeast;
            most = most - (former.AtMost ?? default) + (dose.AtMost ?? default);
            unknown += (dose.AtMost is null ? 1 : 0) - (former.AtMost is null ? 1 : 0);
            if (i + 1 < changes.Length && changes[i + 1] >> 32 == day) continue;
            Emit(sum, day, new(least, unknown > 0 ? null : most));
        }

        return new(sum.DrainToImmutable());
    }

    internal static void Emit(ImmutableArray<DoseStep>.Builder steps, int day, DoseRange dose)
    {
        if ((steps.Count == 0 ? DoseRange.None : steps[^1].Dose) != dose) steps.Add(new(DateOnly.FromDayNumber(day), dose));
    }

    private IEnumerable<(int Days, DoseRange Dose)> Within(DateOnly from, DateOnly to)
    {
        var end = to.DayNumber + 1;
        for (var i = Math.Max(0, IndexAt(from.DayNumber)); i < _steps.Length && _steps[i].From <= to; i++)
        {
            var first = Math.Max(_steps[i].From.DayNumber, from.DayNumber);
            var next = i + 1 < _steps.Length ? Math.Min(_steps[i + 1].From.DayNumber, end) : end;
            if (next > first) yield return (next - first, _steps[i].Dose);
        }
    }

    private (Fraction AtLeast, Fraction AtMost, int UnknownDays) Until(int day)
    {
        var i = IndexAt(day);
        return i < 0 ? default : Through(Before[i], _steps[i], day);
    }

    private Fraction AtLeastUntil(int day)
    {
        var i = IndexAt(day);
        return i < 0 ? default : Before[i].AtLeast + _steps[i].Dose.AtLeast * (day - _steps[i].From.DayNumber);
    }

    // What had been given when a step began.
    private (Fraction AtLeast, Fraction AtMost, int UnknownDays)[] Before
    {
        get
        {
            if (field is not null) return field;
            var before = new (Fraction, Fraction, int)[_steps.Length];
            for (var i = 1; i < before.Length; i++) before[i] = Through(before[i - 1], _steps[i - 1], _steps[i].From.DayNumber);
            return field = before;
        }
    }

    private static (Fraction AtLeast, Fraction AtMost, int UnknownDays) Through(
        (Fraction AtLeast, Fraction AtMost, int UnknownDays) before, DoseStep step, int day)
    {
        var (least, most, unknown) = before;
        var days = day - step.From.DayNumber;
        return step.Dose.AtMost is { } upper
            ? (least + step.Dose.AtLeast * days, most + upper * days, unknown)
            : (least + step.Dose.AtLeast * days, most, unknown + days);
    }

    private int IndexAt(int day)
    {
        int low = 0, high = _steps.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_steps[middle].From.DayNumber <= day) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }
}
