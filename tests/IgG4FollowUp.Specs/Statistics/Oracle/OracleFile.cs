using System.Text.Json;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics.Oracle;

/// <summary>The files that the scripts in this folder wrote.</summary>
internal static class OracleFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(OracleFile).Assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    public static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, Json)!;
}

internal sealed record OracleDataSet(
    int Id, string Kind, double[] Time, int[] Cause, int[] Group, int[] Stratum, double[]? Entry,
    OracleKaplanMeier[] KaplanMeier, OracleLogRank LogRank, double[]? Cox, OracleAalenJohansen AalenJohansen, OracleRecurrent Recurrent);

internal sealed record OracleKaplanMeier(
    double[] Time, double[] N, double[] D, double[] C, double?[] S, double?[] Se,
    double?[] Plain, double?[] Log, double?[] Loglog, double?[] QuantilesLog, double?[] QuantilesLogLog);

/// <summary>Chi-squares in the order log-rank, Gehan, Tarone, Peto, Fleming, stratified log-rank; null where V is singular.</summary>
internal sealed record OracleLogRank(
    double?[] Chisq, double[] Df, double?[] P, double[] Observed, double[] Expected, double[] Covariance);

internal sealed record OracleAalenJohansen(int Causes, double[] Time, double[] Incidence, double[] Variance);

internal sealed record OracleRecurrent(
    int[] Id, double[] Start, double[] Stop, int[] Event, double[] Time, double[] N, double[] D, double[] Mean, double[] Variance);

internal sealed record OracleIntervals(double[][] Poisson, double[][] Wilson, double[][] ChiSquareTail);

internal sealed record OracleCox(
    int Id, string Kind, double[]? Start, double[] Stop, int[] Event, double[] X, int[] Stratum, int[] Subject,
    OracleCoxFit Efron, OracleCoxFit Breslow, OracleCoxFit Exact, OracleFirth? FirthEfron, OracleFirth? FirthBreslow)
{
    public OracleCoxFit With(TiedEvents ties) => ties switch
    {
        TiedEvents.Efron => Efron,
        TiedEvents.Breslow => Breslow,
        _ => Exact,
    };
}

internal sealed record OracleCoxFit(
    bool Monotone, double[] LogLikelihood, double Score, double?[]? Coefficients, double?[]? Errors, double? Wald,
    double?[]? Robust, double? RobustWald, double?[]? Zph, double?[]? Residuals);

internal sealed record OracleFirth(double LogLikelihoodGain, double[] Coefficients, double[]? Limits);
