using System.Runtime.CompilerServices;
using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Neurology;

/// <summary>The examinations and outputs of npm isncsci 2.0.6 that <c>Oracle/generate-isncsci-oracle.mjs</c> made.</summary>
public static class OracleFile
{
    public sealed record Case(int Id, string Kind, string Examination, string[] Expected);

    private static readonly Lazy<(string[] Outputs, Case[] Cases)> _file = new(static () => Read());

    public static string[] Outputs => _file.Value.Outputs;

    public static Case[] Cases => _file.Value.Cases;

    public static string[] Actual(IsncsciClassification c) =>
    [
        c.SensoryLevel.Right.ToString(), c.SensoryLevel.Left.ToString(),
        c.MotorLevel.Right.ToString(), c.MotorLevel.Left.ToString(),
        c.NeurologicalLevel.ToString(), c.Completeness.ToString(), c.Grade.ToString(),
        c.SensoryZone.Right.ToString(), c.SensoryZone.Left.ToString(),
        c.MotorZone.Right.ToString(), c.MotorZone.Left.ToString(),
        .. Side(c.Totals.Right), .. Side(c.Totals.Left),
        Total(c.Totals.UpperExtremity), Total(c.Totals.LowerExtremity), Total(c.Totals.LightTouch), Total(c.Totals.PinPrick),
    ];

    private static string[] Side(IsncsciSideTotals t) =>
        [Total(t.UpperExtremity), Total(t.LowerExtremity), Total(t.Motor), Total(t.LightTouch), Total(t.PinPrick)];

    private static string Total(int? value) => value?.ToString() ?? "ND";

    private static (string[] Outputs, Case[] Cases) Read([CallerFilePath] string here = "")
    {
        var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "Oracle", "isncsci-oracle.tsv"));
        var cases = lines.Skip(1).Select(line => line.Split('\t')).Select(c => new Case(int.Parse(c[0]), c[1], c[2], c[3..]));
        return (lines[0].Split('\t')[3..], [.. cases]);
    }
}
