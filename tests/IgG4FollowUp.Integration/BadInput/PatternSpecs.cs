using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.BadInput;

/// <summary>
/// No pattern lets through what it does not show: <c>$</c> also matches before a last line feed, <c>\d</c> digits of every script.
/// </summary>
public sealed partial class PatternSpecs
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Assemblies = [typeof(Program).Assembly, typeof(PatientEnrolled).Assembly,
        typeof(Web.Pages.PageRoute).Assembly];

    [Fact]
    public void a_pattern_ends_with_the_text_and_takes_ascii_digits_alone()
    {
        var patterns = Declared().ToList();
        patterns.Count.ShouldBeGreaterThan(15);
        foreach (var (place, pattern, options) in patterns)
        {
            if (!options.HasFlag(RegexOptions.Multiline))
                EndOfLine().IsMatch(pattern).ShouldBeFalse($"{place}: write \\z for $ in {pattern}");
            AnyDigit().IsMatch(pattern).ShouldBeFalse($"{place}: write [0-9] for \\d in {pattern}");
        }
    }

    [Fact]
    public void no_pattern_is_tried_for_longer_than_a_second()
    {
        var unlimited =
            from assembly in Assemblies
            from type in assembly.GetTypes()
            from member in type.GetMembers(Any)
            from regex in member.GetCustomAttributes<GeneratedRegexAttribute>()
            where regex.MatchTimeoutMilliseconds is < 1 or > 1000
            select $"{type.Name}.{member.Name}";
        unlimited.ShouldBeEmpty();
    }

    [Fact]
    public void patterns_in_the_source_that_no_attribute_declares_hold_neither()
    {
        var source = Path.GetFullPath(Path.Combine(Here(), "../../../src"));
        var found =
            from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Generated/", StringComparison.Ordinal)
            from call in Call().Matches(File.ReadAllText(file))
            where call.Value.Contains("$\"", StringComparison.Ordinal) || call.Value.Contains("$)", StringComparison.Ordinal)
                || call.Value.Contains("\\d", StringComparison.Ordinal)
            select $"{Path.GetRelativePath(source, file)}: {call.Value}";
        found.Where(call => !call.Contains("$@\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<(string Place, string Pattern, RegexOptions Options)> Declared() =>
        from assembly in Assemblies
        from type in assembly.GetTypes()
        from member in type.GetMembers(Any)
        from found in member.GetCustomAttributes<GeneratedRegexAttribute>().Select(regex => (regex.Pattern, regex.Options))
            .Concat(member.GetCustomAttributes<RegularExpressionAttribute>().Select(regex => (regex.Pattern, Options: RegexOptions.None)))
        select ($"{type.Name}.{member.Name}", found.Pattern, found.Options);

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"(?<!\\)(?:\\\\)*\$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EndOfLine();

    [GeneratedRegex(@"(?<!\\)(?:\\\\)*\\d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnyDigit();

    [GeneratedRegex(@"(?:new Regex|Regex\.(?:IsMatch|Match|Matches|Replace|Split))\([^;]*;", RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();
}
