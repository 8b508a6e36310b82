using MathNet.Numerics.Distributions;

namespace IgG4FollowUp.Statistics;

/// <summary>Events per person-time.</summary>
public readonly record struct PersonTimeRate
{
    /// <summary>States a rate.</summary>
    /// <param name="events">Number of events, 0 or more.</param>
    /// <param name="personTime">Time under observation summed over people, more than 0; person-years for an annualised rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count below 0, or person-time that is not finite and more than 0.</exception>
    public PersonTimeRate(int events, double personTime)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        if (!double.IsFinite(personTime) || personTime <= 0)
            throw new ArgumentOutOfRangeException(nameof(personTime), personTime, "Person-time is finite and more than 0.");
        Events = events;
        PersonTime = personTime;
    }

    /// <summary>Number of events.</summary>
    public int Events { get; }

    /// <summary>Time under observation, summed over people.</summary>
    public double PersonTime { get; }

    /// <summary>Events per unit of person-time.</summary>
    public double Rate => Events / PersonTime;

    /// <summary>
    /// The exact Poisson interval: χ²(α/2; 2 events)/2 and χ²(1 − α/2; 2 events + 2)/2 over person-time; the lower limit is 0
    /// when there was no event. Garwood, Biometrika 1936;28:437-42. Half a chi-square variable is a gamma variable.
    /// </summary>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public ConfidenceLimits Limits(double level = 0.95)
    {
        ConfidenceLimits.RequireLevel(level);
        var tail = (1 - level) / 2;
        var lower = Events == 0 ? 0 : Gamma.InvCDF(Events, 1, tail);
        return new ConfidenceLimits(lower / PersonTime, Gamma.InvCDF(Events + 1, 1, 1 - tail) / PersonTime);
    }

    /// <summary>
    /// The rate of recurrent events over counting-process rows: each row adds its length, from entry, so that time before
    /// enrolment is not counted.
    /// </summary>
    /// <param name="rows">At least one row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no time under observation.</exception>
    public static PersonTimeRate Of(IEnumerable<RecurrentRow> rows)
    {
        var events = 0;
        double time = 0;
        foreach (var row in rows)
        {
            events += row.IsEvent ? 1 : 0;
            time += row.Stop - row.Start;
        }

        return new PersonTimeRate(events, time);
    }
}
