using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Specs.Conventions;

/// <summary>What the one table of thresholds promises: each is a concept of its own, and something goes by it.</summary>
public sealed partial class ThresholdSpecs
{
    private static readonly PropertyInfo[] Thresholds =
    [
        .. typeof(ClinicSettings).GetProperties()
            .Where(setting => setting.CustomAttributes.Any(mark => mark.AttributeType.Name == "ThresholdAttribute")),
    ];

    [Fact]
    public void no_two_thresholds_of_the_table_are_described_alike()
    {
        var written = XDocument.Load(Path.ChangeExtension(typeof(ClinicSettings).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => (string?)member.Element("summary"), StringComparer.Ordinal);

        // Ranges and defaults aside, which may differ where the concept does not.
        var described = Thresholds.Select(setting => written[$"P:{typeof(ClinicSettings).FullName}.{setting.Name}"]!)
            .ToLookup(text => NotAWord().Replace(text.Split("House default")[0], " ").Trim());

        Thresholds.Length.ShouldBe(ThresholdTable.All.Length);
        described.ShouldAllBe(alike => alike.Key.Length > 0 && alike.Count() == 1);
    }

    [Fact]
    public void every_threshold_of_the_table_is_read_by_something()
    {
        var source = Path.GetFullPath(Path.Combine(Here(), "../../../src"));
        var read = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "ClinicSettings.cs" && !file.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .SelectMany(file => Member().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Thresholds.Select(setting => setting.Name).Where(name => !read.Contains(name)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"[\W\d]+", RegexOptions.None, 1000)]
    private static partial Regex NotAWord();

    [GeneratedRegex(@"\.(?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
