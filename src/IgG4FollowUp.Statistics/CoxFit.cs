using System.Collections.Immutable;
using MathNet.Numerics;

namespace IgG4FollowUp.Statistics;

/// <summary>One stretch of a person's observation with the covariates that held during it.</summary>
/// <param name="Time">
/// At risk over (entry, time]. A person whose covariates change has one row per stretch, each beginning where the last ended.
/// </param>
/// <param name="Covariates">The same number of finite values in every row, known at the beginning of the stretch.</param>
/// <param name="Stratum">Rows are compared only with rows of the same stratum, which has its own baseline hazard.</param>
/// <param name="Subject">Number of the person or other cluster, used by the robust variance alone.</param>
public readonly record struct CoxRow(SurvivalTime Time, ReadOnlyMemory<double> Covariates, int Stratum = 0, int Subject = 0);

/// <summary>What the likelihood makes of events at the same time.</summary>
public enum TiedEvents
{
    /// <summary>Averages over the orders in which they may have happened. Efron, J Am Stat Assoc 1977;72:557-65.</summary>
    Efron,

    /// <summary>Everyone who fails at a time counts as at risk for all of them. Breslow, Biometrics 1974;30:89-99.</summary>
    Breslow,

    /// <summary>
    /// Time is truly discrete: the probability that just these, of all sets of that size at risk, failed (Cox 1972). Its
    /// score test of a group is the log-rank test. Time grows with events per tie times rows at risk.
    /// </summary>
    Exact,
}

/// <summary>How a Cox model is fitted.</summary>
/// <param name="Ties">What is made of tied events.</param>
/// <param name="Robust">Adds the sandwich variance, clustered by subject; not with exact ties or Firth's penalty.</param>
/// <param name="Firth">Maximises the likelihood times √det I: finite when events are few; not with exact ties.</param>
/// <param name="ProfileLimits">Adds limits from the profile of the (penalised) likelihood.</param>
/// <param name="Level">Confidence level, between 0 and 1 exclusive.</param>
public sealed record CoxOptions(
    TiedEvents Ties = TiedEvents.Efron, bool Robust = false, bool Firth = false, bool ProfileLimits = false, double Level = 0.95);

/// <summary>Whether a Cox model has estimates.</summary>
public enum CoxConvergence
{
    /// <summary>The maximum of the likelihood was reached.</summary>
    Converged,

    /// <summary>
    /// The likelihood rises for ever along at least one coefficient, as when one group has no event: its estimate is
    /// infinite, and only the likelihood-ratio test, the score test and profile limits mean anything for it.
    /// </summary>
    Monotone,

    /// <summary>There is nothing to learn from: no event, or no covariate that varies among people at risk together.</summary>
    NothingToEstimate,

    /// <summary>The maximum was not reached in 500 steps.</summary>
    NotReached,
}

/// <summary>The effect of one covariate.</summary>
/// <param name="Estimate">
/// β, log hazard ratio per unit; ±∞ where the likelihood is monotone, NaN where other covariates determine this one.
/// </param>
/// <param name="StandardError">From the observed information; NaN where β is not finite.</param>
/// <param name="RobustStandardError">From the sandwich; null when it was not asked for.</param>
/// <param name="Wald">β ± z · se, by the robust standard error when there is one.</param>
/// <param name="Profile">
/// Where twice the log likelihood has fallen by the chi-square quantile, the other coefficients being at their best; a
/// limit may be infinite. Null when it was not asked for.
/// </param>
public readonly record struct CoxCoefficient(
    double Estimate, double StandardError, double? RobustStandardError, ConfidenceLimits Wald, ConfidenceLimits? Profile)
{
    /// <summary>exp β.</summary>
    public double HazardRatio => Math.Exp(Estimate);

    /// <summary>Two-sided p of Wald's test; NaN where β is not finite.</summary>
    public double PValue => SpecialFunctions.Erfc(Math.Abs(Estimate / (RobustStandardError ?? StandardError)) / Constants.Sqrt2);
}

/// <summary>A fitted Cox model.</summary>
/// <param name="Options">How it was fitted.</param>
/// <param name="Convergence">Whether there are estimates.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Events">Number of events.</param>
/// <param name="Coefficients">One per covariate.</param>
/// <param name="Covariance">
/// Of the coefficients, row by row, robust when that was asked for; NaN in rows and columns of those that are not finite.
/// </param>
/// <param name="LogLikelihoodAtZero">With all coefficients 0; penalised with Firth's penalty, as the next.</param>
/// <param name="LogLikelihood">At the estimates; its upper limit where it is monotone.</param>
/// <param name="LikelihoodRatio">Test that all coefficients are 0.</param>
/// <param name="Score">The same by the score at 0; null with Firth's penalty.</param>
/// <param name="Wald">The same by the estimates and their covariance; null unless converged.</param>
public sealed record CoxFit(
    CoxOptions Options, CoxConvergence Convergence, int Rows, int Events, ImmutableArray<CoxCoefficient> Coefficients,
    ImmutableArray<double> Covariance, double LogLikelihoodAtZero, double LogLikelihood,
    ChiSquareTest LikelihoodRatio, ChiSquareTest? Score, ChiSquareTest? Wald);
