using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Specs.Conventions;

/// <summary>What may know what.</summary>
public sealed partial class FolderOrderSpecs
{
    // A folder of the domain uses those above it.
    private static readonly string[] Order =
    [
        "Dates", "Wording", "Laboratory", "Imaging", "Neurology", "Therapy", "Patients", "Outcomes", "Course", "Settings", "Recurrence",
        "Response", "Calendar", "Alerts", "Timelines", "Cohorts", "Synthetic",
    ];

    // Uses of a folder further down that are still to be undone, by file. None may be added; one that is gone is struck off.
    private static readonly string[] Upward =
    [
        "Course/ChartReading.cs uses Calendar",
        "Course/ChartReading.cs uses Recurrence",
        "Course/ChartReading.cs uses Response",
        "Outcomes/FollowUpPeriod.cs uses Course",
        "Outcomes/OutcomeTimeline.cs uses Course",
        "Outcomes/TimeToEvent.cs uses Course",
        "Outcomes/TimeZero.cs uses Course",
        "Patients/Plausibility.cs uses Outcomes",
        "Therapy/ExposureCaveats.cs uses Patients",
        "Therapy/SteroidCourse.cs uses Patients",
        "Therapy/SteroidExposure.cs uses Patients",
    ];

    [Fact]
    public void folders_of_the_domain_use_only_those_above_them()
    {
        var domain = Path.Combine(Source(), "IgG4FollowUp.Domain");
        var found =
            from folder in Order
            from file in Directory.EnumerateFiles(Path.Combine(domain, folder), "*.cs", SearchOption.AllDirectories)
            from used in Folder().Matches(File.ReadAllText(file)).Select(match => match.Groups["folder"].Value)
                .Distinct(StringComparer.Ordinal)
            where Array.IndexOf(Order, used) > Array.IndexOf(Order, folder)
            select $"{Path.GetRelativePath(domain, file).Replace('\\', '/')} uses {used}";

        found.Order(StringComparer.Ordinal).ShouldBe(Upward);
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

    [GeneratedRegex(@"\bDomain\.(?<folder>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Folder();

    private static string Source([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../src"));
}
