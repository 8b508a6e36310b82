namespace IgG4FollowUp.Statistics;

/// <summary>Where the search ended.</summary>
/// <param name="Beta">In standard deviations.</param>
/// <param name="Likelihood">There.</param>
/// <param name="Moving">Coefficients that would have gone on without end; null when it did not converge at all.</param>
internal sealed record CoxMaximum(double[] Beta, CoxLikelihood Likelihood, bool[]? Moving)
{
    public CoxConvergence Convergence =>
        Beta.Length == 0 ? CoxConvergence.NothingToEstimate
        : Moving is null ? CoxConvergence.NotReached
        : Moving.Contains(true) ? CoxConvergence.Monotone : CoxConvergence.Converged;
}

/// <summary>
/// Newton's steps up a concave log likelihood, halved where they would go down. Coefficients are in standard deviations of
/// their covariates.
/// </summary>
/// <param name="At">The log likelihood with its derivatives.</param>
/// <param name="Penalised">
/// True when the information leaves out the penalty. Near the maximum, steps by it overshoot or creep, too little to be seen in
/// the value; there the curvature is that of the scores about a point.
/// </param>
/// <param name="Events">Next to their number, information may be too little to be told from rounding.</param>
internal sealed record CoxSearch(Func<double[], CoxLikelihood> At, int Events, bool Penalised = false)
{
    private const int MaximalSteps = 500;

    // In standard deviations of the covariate: steps smaller than the first end the search; steps larger than the second
    // that no longer raise the likelihood run along a coefficient without a maximum.
    private const double SmallStep = 1e-10;
    private const double LargeStep = 1e-3;
    private const double NoGain = 1e-12;

    // Steps this small that no longer shrink are rounding.
    private const double RoundedStep = 1e-8;

    /// <summary>The maximum, of all coefficients or of all but one that is held at its start.</summary>
    public CoxMaximum Maximise(double[] start, int? fixedAt)
    {
        var (beta, at) = (start, At(start));
        var last = double.PositiveInfinity;
        for (var i = 0; i < MaximalSteps; i++)
        {
            var (step, lost) = Step(beta, at, fixedAt);
            var (next, there) = Halve(beta, at, step);
            var gain = there.Value - at.Value;
            (beta, at) = (next, there);
            if (!Moving(step, beta, SmallStep).Contains(true))
                return new CoxMaximum(beta, at, lost);
            var longest = step.Select(Math.Abs).Max();
            if (longest >= last / 2 && !Moving(step, beta, RoundedStep).Contains(true))
                return new CoxMaximum(beta, at, lost);
            last = longest;
            bool[] moving = [.. Moving(step, beta).Zip(lost, (far, gone) => far || gone)];
            if (gain <= NoGain * (1 + Math.Abs(at.Value)) && moving.Contains(true))
                return new CoxMaximum(beta, at, moving);
        }

        return new CoxMaximum(beta, at, Moving: null);
    }

    /// <summary>
    /// Where the profile has fallen to <paramref name="target"/> on one side of the maximum: Newton's steps on the profile,
    /// whose slope is the score of the held coefficient, kept between bounds.
    /// </summary>
    public double ProfileLimit(CoxMaximum best, int index, int side, double width, double target)
    {
        const double outOfReach = 1e3;
        var inner = best.Beta[index];
        double? outer = null;
        var at = inner + (side * width);
        var start = best.Beta;
        for (var i = 0; i < MaximalSteps; i++)
        {
            if (Math.Abs(at - best.Beta[index]) > outOfReach)
                break;
            start = [.. start];
            start[index] = at;
            var there = Maximise(start, index);
            start = there.Beta;
            var excess = there.Likelihood.Value - target;
            if (excess > 0)
                inner = at;
            else
                outer = at;
            var next = at - (excess / there.Likelihood.Score[index]);
            if (Math.Abs(next - at) <= SmallStep * (1 + Math.Abs(at)))
                return next;
            at = outer is { } bound
                ? (next - inner) * (next - bound) < 0 ? next : (inner + bound) / 2
                : (next - inner) * side > 0 && Math.Abs(next - inner) < 4 * width ? next : inner + (side * 2 * width);
        }

        return side * double.PositiveInfinity;
    }

    private static bool[] Moving(double[] step, double[] beta, double tolerance = LargeStep) =>
        [.. step.Select((s, j) => Math.Abs(s) > tolerance * (1 + Math.Abs(beta[j])))];

    /// <summary>
    /// The next step, and the coefficients it leaves alone because far out there is no information left about them, or none
    /// besides that about others.
    /// </summary>
    private (double[] Step, bool[] Lost) Step(double[] beta, CoxLikelihood at, int? fixedAt)
    {
        const double longest = 4;
        var size = at.Score.Length;
        int[] free = [.. Enumerable.Range(0, size).Where(j => j != fixedAt)];
        var curvature = Penalised ? Cholesky.Of(Curvature(beta, free), free.Length) : null;
        var lost = new bool[size];
        if (curvature is null)
        {
            int[] known = [.. Cholesky.IndependentColumns(Cholesky.Part(at.Information, size, free), free.Length, Events)
                .Select(k => free[k])];
            foreach (var j in free.Except(known))
                lost[j] = true;
            free = known;
        }

        var information = curvature ?? Cholesky.Of(Cholesky.Part(at.Information, size, free), free.Length)!;
        var part = information.Solve([.. free.Select(j => at.Score[j])]);
        var scale = Math.Min(1, longest / Math.Max(1, part.Select(Math.Abs).DefaultIfEmpty().Max()));
        var step = new double[size];
        for (var k = 0; k < free.Length; k++)
            step[free[k]] = scale * part[k];
        return (step, lost);
    }

    /// <summary>Minus the second derivatives, by central differences of the scores.</summary>
    private double[] Curvature(double[] beta, int[] free)
    {
        const double apart = 1e-4;
        var curvature = new double[free.Length * free.Length];
        for (var a = 0; a < free.Length; a++)
        {
            var (below, above) = (Score(-apart), Score(apart));
            for (var b = 0; b < free.Length; b++)
            {
                var slope = (below[free[b]] - above[free[b]]) / (2 * apart);
                curvature[(a * free.Length) + b] += slope / 2;
                curvature[(b * free.Length) + a] += slope / 2;
            }

            double[] Score(double away) => At([.. beta.Select((value, j) => j == free[a] ? value + away : value)]).Score;
        }

        return curvature;
    }

    private (double[] Beta, CoxLikelihood There) Halve(double[] beta, CoxLikelihood at, double[] step)
    {
        for (double share = 1; share > 1e-9; share /= 2)
        {
            double[] next = [.. beta.Select((b, j) => b + (share * step[j]))];
            var there = At(next);
            if (double.IsFinite(there.Value) && there.Value >= at.Value - (NoGain * (1 + Math.Abs(at.Value))))
                return (next, there);
        }

        return (beta, at);
    }
}
