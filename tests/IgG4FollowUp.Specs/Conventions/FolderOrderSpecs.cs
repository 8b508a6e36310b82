using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Specs.Conventions;

/// <summary>What may know what.</summary>
public sealed class FolderOrderSpecs
{
    // A folder of the domain uses those above it.
    private static readonly string[] Order =
    [
        "Dates", "Wording", "Laboratory", "Imaging", "Neurology", "Patients", "Quality", "Therapy", "Course", "Classification", "Outcomes",
        "Settings", "Recurrence", "Response", "Calendar", "Alerts", "Timelines", "Cohorts", "Disclosure", "Synthetic",
    ];

    private static readonly Regex Folder = new(
        $@"\b(?<domain>Domain\.)?(?<folder>{string.Join('|', Order)})\b(\.(?<name>\w+))?", RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    [Fact]
    public void folders_of_the_domain_use_only_those_above_them()
    {
        var domain = Path.Combine(Source(), "IgG4FollowUp.Domain");
        var upward =
            from folder in Order
            from file in Directory.EnumerateFiles(Path.Combine(domain, folder), "*.cs", SearchOption.AllDirectories)
            from used in Folder.Matches(File.ReadAllText(file)).Where(NamesAFolder).Select(match => match.Groups["folder"].Value)
                .Distinct(StringComparer.Ordinal)
            where Array.IndexOf(Order, used) > Array.IndexOf(Order, folder)
            select $"{Path.GetRelativePath(domain, file)} uses {used}";

        upward.ShouldBeEmpty();
    }

    [Fact]
    public void every_folder_of_the_domain_has_its_place_in_the_order() =>
        Directory.EnumerateDirectories(Path.Combine(Source(), "IgG4FollowUp.Domain")).Select(folder => Path.GetFileName(folder)!)
            .Where(folder => folder is not ("bin" or "obj")).ShouldBe(Order, ignoreOrder: true);

    [Theory]
    [InlineData(typeof(IgG4FollowUp.Statistics.KaplanMeier), "")]
    [InlineData(typeof(Domain.StoredName), "IgG4FollowUp.Statistics")]
    public void statistics_know_no_domain_and_the_domain_knows_no_service(Type inside, string expected) =>
        string.Join(' ', inside.Assembly.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith("IgG4FollowUp.", StringComparison.Ordinal))).ShouldBe(expected);

    // Within the domain a type of another folder may be named without the word "Domain" before it.
    private static bool NamesAFolder(Match match) =>
        match.Groups["domain"].Success
        || typeof(Domain.StoredName).Assembly.GetType($"IgG4FollowUp.Domain.{match.Groups["folder"]}.{match.Groups["name"]}") is not null;

    private static string Source([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../src"));
}
