using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Specs.Conventions;

/// <summary>Every threat that is said to be met has a specification that tries it.</summary>
public sealed partial class ThreatModelSpecs
{
    private const string Heading = "| threat | what stands against it | specification |";

    [Fact]
    public void every_threat_names_specifications_that_there_are()
    {
        var root = Path.GetFullPath(Path.Combine(Here(), "../../.."));
        var sources = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*Specs.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);
        var rows = Rows(File.ReadAllLines(Path.Combine(root, "docs/threat-model.md"))).ToList();

        rows.Count.ShouldBeGreaterThan(30);
        foreach (var row in rows)
        {
            var named = Named().Matches(row.Split('|')[^2]);
            named.Count.ShouldBeGreaterThan(0, row);
            foreach (Match name in named)
            {
                var (specs, sentence) = (name.Groups["specs"].Value, name.Groups["sentence"].Value);
                sources[specs].Any(source =>
                        source.Contains(sentence.Length == 0 ? $"class {specs}" : $" {sentence}(", StringComparison.Ordinal))
                    .ShouldBeTrue(name.Value);
            }
        }
    }

    private static IEnumerable<string> Rows(IEnumerable<string> lines)
    {
        var inTable = false;
        foreach (var line in lines)
        {
            if (line == Heading) inTable = true;
            else if (!line.StartsWith('|')) inTable = false;
            else if (inTable && !line.StartsWith("|---", StringComparison.Ordinal)) yield return line;
        }
    }

    [GeneratedRegex(@"`(?<specs>[A-Za-z]+Specs)(?:\.(?<sentence>[a-z0-9_]+))?`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
