namespace IgG4FollowUp.Statistics;

/// <summary>
/// The rows of a Cox model, checked and sorted once, with covariates centred and scaled so that steps and tolerances mean the
/// same for every unit.
/// </summary>
internal sealed class CoxDesign
{
    private CoxDesign(SurvivalTime[] times, double[] covariates, double[] scales, Stratum[] strata)
    {
        Times = times;
        Covariates = covariates;
        Scales = scales;
        Strata = strata;
    }

    /// <summary>Rows of one stratum by descending time, and those that entered late by descending entry.</summary>
    public readonly record struct Stratum(int[] ByTime, int[] ByEntry);

    public SurvivalTime[] Times { get; }

    /// <summary>Row by row.</summary>
    public double[] Covariates { get; }

    /// <summary>The unit of each covariate: a coefficient per original unit is the one found here divided by it.</summary>
    public double[] Scales { get; }

    public Stratum[] Strata { get; }

    public int Size => Scales.Length;

    /// <summary>Each adds to the information of a standardised covariate about its variance among those at risk.</summary>
    public int Events => Times.Count(t => t.IsEvent);

    public static CoxDesign Of(ReadOnlySpan<CoxRow> rows)
    {
        var size = rows.IsEmpty ? 0 : rows[0].Covariates.Length;
        var times = new SurvivalTime[rows.Length];
        var covariates = new double[rows.Length * size];
        for (var i = 0; i < rows.Length; i++)
        {
            SortedTimes.Require(rows[i].Time.Time, rows[i].Time.Entry);
            times[i] = rows[i].Time;
            var own = rows[i].Covariates.Span;
            if (own.Length != size)
                throw new ArgumentException("Every row has the same number of covariates.", nameof(rows));
            foreach (var value in own)
            {
                if (!double.IsFinite(value))
                    throw new ArgumentException($"A covariate is a finite number, not {value}.", nameof(rows));
            }

            own.CopyTo(covariates.AsSpan(i * size));
        }

        return new CoxDesign(times, covariates, Standardise(covariates, times.Length, size), Sort(rows, times));
    }

    /// <summary>The same rows with some of the covariates.</summary>
    public CoxDesign With(int[] columns)
    {
        var part = new double[Times.Length * columns.Length];
        for (var i = 0; i < Times.Length; i++)
        {
            for (var j = 0; j < columns.Length; j++)
                part[(i * columns.Length) + j] = Covariates[(i * Size) + columns[j]];
        }

        return new CoxDesign(Times, part, [.. columns.Select(c => Scales[c])], Strata);
    }

    private static double[] Standardise(double[] covariates, int rows, int size)
    {
        var scales = new double[size];
        for (var j = 0; j < size; j++)
        {
            double mean = 0, squares = 0;
            for (var i = 0; i < rows; i++)
                mean += covariates[(i * size) + j] / rows;
            for (var i = 0; i < rows; i++)
            {
                covariates[(i * size) + j] -= mean;
                squares += covariates[(i * size) + j] * covariates[(i * size) + j] / rows;
            }

            // What is left of a constant by rounding is no variation.
            scales[j] = Math.Sqrt(squares) > 1e-12 * Math.Abs(mean) ? Math.Sqrt(squares) : 0;
            for (var i = 0; i < rows; i++)
                covariates[(i * size) + j] = scales[j] > 0 ? covariates[(i * size) + j] / scales[j] : 0;
        }

        return scales;
    }

    private static Stratum[] Sort(ReadOnlySpan<CoxRow> rows, SurvivalTime[] times)
    {
        var strata = new Dictionary<int, List<int>>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (!strata.TryGetValue(rows[i].Stratum, out var members))
                strata.Add(rows[i].Stratum, members = []);
            members.Add(i);
        }

        return [.. strata.OrderBy(s => s.Key).Select(s => new Stratum(
            [.. s.Value.OrderByDescending(i => times[i].Time)],
            [.. s.Value.Where(i => !double.IsNegativeInfinity(times[i].Entry)).OrderByDescending(i => times[i].Entry)]))];
    }
}
