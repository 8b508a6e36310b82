using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Specs.Conventions;

/// <summary>What the source promises of itself.</summary>
public sealed partial class SourceSpecs
{
    // Names of tables, columns and functions that belong to the event store and to the message store.
    private static readonly string[] StoreNames = ["mt_", "wolverine_"];

    private static readonly string[] Written = [".cs", ".razor", ".sql", ".json"];

    [Fact]
    public void what_goes_beneath_the_stores_interfaces_stands_in_one_folder()
    {
        var source = Path.GetFullPath(Path.Combine(Here(), "../../../src"));
        var found =
            from file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(source, file)
            where Written.Contains(Path.GetExtension(path), StringComparer.Ordinal) && !IsExempt(path.Split(Path.DirectorySeparatorChar))
            from line in File.ReadLines(file).Index()
            where StoreNames.Any(name => line.Item.Contains(name, StringComparison.Ordinal))
            select $"src/{path}:{line.Index + 1}: {line.Item.Trim()}";

        found.ShouldBeEmpty();
    }

    [Fact]
    public void no_line_is_longer_than_140_columns_but_for_text_that_is_sent_as_it_stands()
    {
        var found =
            from file in WrittenByHand(".cs", ".razor")
            from line in LongLines(File.ReadAllLines(file.Whole))
            select $"{file.Path}:{line}";

        found.ShouldBeEmpty();
    }

    [Fact]
    public void using_directives_stand_in_order_those_of_the_system_first_then_static_ones_then_aliases()
    {
        var found =
            from file in WrittenByHand(".cs")
            let directives = File.ReadLines(file.Whole).Where(line => UsingDirective().IsMatch(line)).Select(InOrder).ToList()
            where !directives.SequenceEqual(directives.Order())
            select file.Path;

        found.ShouldBeEmpty();
    }

    private static (int Kind, bool OfOthers, string Name) InOrder(string directive)
    {
        var match = UsingDirective().Match(directive);
        var (isStatic, alias, name) = (match.Groups["static"].Success, match.Groups["alias"].Value, match.Groups["name"].Value);
        return alias.Length > 0 ? (2, false, alias.ToUpperInvariant())
            : (isStatic ? 1 : 0, name != "System" && !name.StartsWith("System.", StringComparison.Ordinal), name.ToUpperInvariant());
    }

    private static IEnumerable<(string Path, string Whole)> WrittenByHand(params string[] extensions)
    {
        var root = Path.GetFullPath(Path.Combine(Here(), "../../.."));
        return
            from folder in new[] { "src", "tests" }
            from file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(root, file)
            where extensions.Contains(Path.GetExtension(path), StringComparer.Ordinal)
                && !IsGenerated(path.Split(Path.DirectorySeparatorChar))
            select (path, file);
    }

    // Bodies and statements in raw string literals are kept in the form in which they are sent.
    private static IEnumerable<int> LongLines(string[] lines)
    {
        var quotes = 0;
        foreach (var (index, line) in lines.Index())
        {
            var isRaw = quotes % 2 == 1 || line.Contains("\"\"\"", StringComparison.Ordinal);
            quotes += RawQuotes().Count(line);
            if (line.Length > 140 && !isRaw) yield return index + 1;
        }
    }

    [GeneratedRegex("\"\"\"+", RegexOptions.None, 1000)]
    private static partial Regex RawQuotes();

    [GeneratedRegex(@"^using (?<static>static )?(?:(?<alias>\w+) = )?(?<name>[\w.]+)[^(]*;$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UsingDirective();

    // Statements about the stores' tables have their folder; generated code and the compiler's output are nobody's prose.
    private static bool IsExempt(string[] path) =>
        path is [_, "Storage", ..] || IsGenerated(path);

    private static bool IsGenerated(string[] path) => path.Any(folder => folder is "bin" or "obj" or "Internal" or "Generated");

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
