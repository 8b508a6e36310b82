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
        var root = Path.GetFullPath(Path.Combine(Here(), "../../.."));
        var found =
            from folder in new[] { "src", "tests" }
            from file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(root, file)
            where Path.GetExtension(path) is ".cs" or ".razor" && !IsGenerated(path.Split(Path.DirectorySeparatorChar))
            from line in LongLines(File.ReadAllLines(file))
            select $"{path}:{line}";

        found.ShouldBeEmpty();
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

    // Statements about the stores' tables have their folder; generated code and the compiler's output are nobody's prose.
    private static bool IsExempt(string[] path) =>
        path is [_, "Storage", ..] || IsGenerated(path);

    private static bool IsGenerated(string[] path) => path.Any(folder => folder is "bin" or "obj" or "Internal" or "Generated");

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
