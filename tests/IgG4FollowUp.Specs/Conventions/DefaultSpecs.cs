using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Specs.Conventions;

/// <summary>A limit that several sets of settings share has one default.</summary>
public sealed partial class DefaultSpecs
{
    // What tells one set from another.
    private static readonly string[] OfTheSetItself = ["Name", "Version"];

    [Fact]
    public void a_limit_of_one_name_in_several_sets_of_settings_takes_its_default_from_one_place()
    {
        var defaults =
            from file in Directory.EnumerateFiles(Source(), "*Settings.cs", SearchOption.AllDirectories)
            from match in Initialized().Matches(File.ReadAllText(file))
            let name = match.Groups["name"].Value
            where !OfTheSetItself.Contains(name, StringComparer.Ordinal)
            select (Name: name, Default: match.Groups["default"].Value);
        var shared = defaults.GroupBy(one => one.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).ToList();

        shared.ShouldNotBeEmpty();
        shared.Where(group => group.Distinct().Count() > 1 || Literal().IsMatch(group.First().Default)).Select(group => group.Key)
            .ShouldBeEmpty();
    }

    [GeneratedRegex(@"public \S+ (?<name>\w+) \{ get; init; \} = (?<default>[^;]+);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Initialized();

    [GeneratedRegex("^(-?[0-9]|true|false|\")", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();

    private static string Source([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../src/IgG4FollowUp.Domain"));
}
