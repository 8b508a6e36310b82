using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Specs.Conventions;

/// <summary>What whoever runs the service is told exists, and what exists is told.</summary>
public sealed partial class OperatorDocumentSpecs
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    // Set by commands for themselves.
    private static readonly string[] Internal = ["FollowUp:ClockOffset", "Messaging:WithoutSchedules"];

    private static readonly string Running = Text("docs/running.md");

    [Fact]
    public void the_changes_begin_with_the_version_that_is_built()
    {
        var built = Version().Match(Text("Directory.Build.props")).Groups["version"].Value;
        built.ShouldNotBeEmpty();
        Heading().Match(Text("docs/changes.md")).Groups["version"].Value.ShouldBe(built);
    }

    [Theory]
    [InlineData("## Settings")]
    [InlineData("## Behind a proxy")]
    [InlineData("## Log")]
    [InlineData("## Health")]
    [InlineData("## Backup")]
    [InlineData("## Upgrade and way back")]
    [InlineData("## Removing it")]
    public void whoever_runs_it_is_told_how(string heading)
    {
        var start = Running.IndexOf(heading + "\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0);
        var end = Running.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        (end < 0 ? Running.Length - start : end - start).ShouldBeGreaterThan(200);
    }

    [Fact]
    public void every_setting_that_is_told_of_or_set_for_an_operator_is_one_that_the_service_reads()
    {
        var source = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));
        var told = Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md")
            .Concat(["README.md", "docs/igg4followup.service", "docker/compose.yaml"]).Select(file => Text(file))
            .SelectMany(text => Setting().Matches(text)).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal))
            .Where(setting => !setting.StartsWith("Logging:", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        told.Count.ShouldBeGreaterThan(15);
        var words = Word().Matches(source).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        told.Where(setting => !setting.Split(':').All(words.Contains)).ShouldBeEmpty();
    }

    [Fact]
    public void every_setting_that_the_service_demands_of_an_operator_is_told_of()
    {
        var demanded = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Read().Matches(File.ReadAllText(file))).Select(match => match.Groups["setting"].Value)
            .Distinct(StringComparer.Ordinal).ToList();
        demanded.Count.ShouldBeGreaterThan(10);
        var docs = string.Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Select(file => Text(file)));
        demanded.Except(Internal).Where(setting => !IsTold(docs, setting)).ShouldBeEmpty();
    }

    // In full, with either separator, or by its last part beside its section, as in "`X:A`, `:B`".
    private static bool IsTold(string docs, string setting) =>
        docs.Contains(setting, StringComparison.Ordinal)
        || docs.Contains(setting.Replace(":", "__", StringComparison.Ordinal), StringComparison.Ordinal)
        || docs.Contains($"`{setting[setting.IndexOf(':')..]}`", StringComparison.Ordinal)
        || docs.Contains($"`{setting[(setting.IndexOf(':') + 1)..]}`", StringComparison.Ordinal);

    private static string Text(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"<Version>(?<version>[0-9.]+)</Version>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Version();

    [GeneratedRegex(@"^## (?<version>[0-9]+\.[0-9]+\.[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<![\w:/])[A-Z][A-Za-z]+(?::|__)[A-Z][A-Za-z]+(?![\w:])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"""(?<setting>(?:[A-Z][a-z]+)+:[A-Z][A-Za-z]+)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Read();
}
