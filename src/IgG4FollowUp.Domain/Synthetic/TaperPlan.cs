namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// A course of prednisolone as commonly published: 30 to 40 mg for 2 to 4 weeks, down by 5 mg every 1 to 2 weeks, maintenance of 2.5 to
/// 7.5 mg, then perhaps a stop. Doses are milligrams of prednisone a day; a dose of 0 is the stop.
/// </summary>
internal sealed class TaperPlan
{
    private readonly List<(DateOnly Day, decimal Dose)> _steps = [];
    private int _next;

    public TaperPlan(DeterministicRandom random, DateOnly start, bool stops)
    {
        Start = start;
        StartDose = Dose = random.OneOf(30m, 35m, 40m, 40m, 45m, 50m);
        var maintenance = random.OneOf(2.5m, 5m, 5m, 7.5m, 7.5m);
        var day = start.AddDays(random.Between(14, 28));
        var pace = random.Between(7, 14);
        for (var dose = StartDose; dose > maintenance; day = day.AddDays(pace))
        {
            dose = Math.Max(maintenance, dose > 10m ? dose - 5m : dose - 2.5m);
            _steps.Add((day, dose));
        }

        if (stops) _steps.Add((day.AddDays(random.Between(90, 900)), 0m));
    }

    public DateOnly Start { get; }

    public decimal StartDose { get; }

    /// <summary>Steps after the first dose, in order.</summary>
    public IReadOnlyList<(DateOnly Day, decimal Dose)> Steps => _steps;

    /// <summary>Dose after the steps taken so far.</summary>
    public decimal Dose { get; private set; }

    public bool Stopped => Dose == 0m;

    /// <summary>Takes the next step if it is due before a day.</summary>
    public bool TryStep(DateOnly before, out DateOnly day, out decimal dose)
    {
        (day, dose) = _next < _steps.Count ? _steps[_next] : (DateOnly.MaxValue, Dose);
        if (day >= before) return false;
        _next++;
        Dose = dose;
        return true;
    }

    /// <summary>Dose on a day, steps that are still to come included.</summary>
    public decimal On(DateOnly day)
    {
        var dose = Dose;
        for (var i = _next; i < _steps.Count && _steps[i].Day <= day; i++) dose = _steps[i].Dose;
        return dose;
    }
}
