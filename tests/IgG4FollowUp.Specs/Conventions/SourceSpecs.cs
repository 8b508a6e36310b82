using System.Runtime.CompilerServices;

namespace IgG4FollowUp.Specs.Conventions;

/// <summary>What the source promises of itself.</summary>
public sealed class SourceSpecs
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

    // Statements about the stores' tables have their folder; generated code and the compiler's output are nobody's prose.
    private static bool IsExempt(string[] path) =>
        path is [_, "Storage", ..] || path.Any(folder => folder is "bin" or "obj" or "Generated");

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
