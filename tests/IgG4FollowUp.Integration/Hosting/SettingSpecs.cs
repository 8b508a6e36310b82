using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Calendar;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using Microsoft.Extensions.Configuration;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>Every setting that is a number says before the start, in one sentence, what it must be.</summary>
public sealed partial class SettingSpecs
{
    private static readonly string Source = Path.GetFullPath(Path.Combine(Here(), "../../../src/IgG4FollowUp.Api"));

    [Fact]
    public void a_number_that_is_none_or_beyond_what_it_may_be_is_refused_by_the_name_of_its_setting()
    {
        var names = Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Named().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value)
            .Concat(from limit in typeof(Limits).GetProperties() where limit.PropertyType == typeof(int) select $"Limits:{limit.Name}")
            .Concat([CalendarFeeds.LifetimeSetting, Messaging.NodeSilentAfter])
            .Distinct(StringComparer.Ordinal).ToList();
        names.Count.ShouldBeGreaterThan(18);
        foreach (var name in names)
        {
            foreach (var value in new[]
            {
                "-1", "abc", "1e300", "NaN", "Infinity", " ", "99999999999999999999999999999999", "1,5", "0x10", "\u0661", "1\n2", "true",
            })
                Should.Throw<SettingMissingException>(() => Service.CheckSettings(With(name, value)), $"{name} {value}").Message
                    .ShouldMatch($"^{name} must be a (?:whole )?number from [0-9.]+(?: to [0-9]+)?\\.$");
            Should.NotThrow(() => Service.CheckSettings(With(name, "")), name);
            Should.NotThrow(() => Service.CheckSettings(With(name, "3")), name);
        }
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("1")]
    [InlineData(" ")]
    public void whether_data_of_single_people_are_given_out_is_said_plainly(string value) =>
        Should.Throw<SettingMissingException>(() => Service.CheckSettings(With(RowLevelReads.Setting, value))).Message
            .ShouldBe("Cohort:RowLevelReads must be true, false or role.");

    [Fact]
    public void data_are_reused_without_consent_only_on_a_legal_basis_that_is_stated()
    {
        Should.NotThrow(() => Service.CheckSettings(With(ConsentForReuse.Setting, "required")));
        foreach (var value in new[] { "false", "opt-out", " ", "UnlessRefused" })
            Should.Throw<SettingMissingException>(() => Service.CheckSettings(With(ConsentForReuse.Setting, value))).Message
                .ShouldBe("Cohort:ConsentForReuse must be required or unless-refused.");
        foreach (var basis in new[] { "", "   ", "n/a", "none" })
            Should.Throw<SettingMissingException>(() => Service.CheckSettings(Reused(basis))).Message.ShouldStartWith(
                "Cohort:LegalBasisForReuse must say in words on what legal basis data are reused without consent");
        Should.NotThrow(() => Service.CheckSettings(Reused("Waiver of the ethics committee of 2024-02-01")));

        static IConfiguration Reused(string basis) => new ConfigurationBuilder().AddInMemoryCollection(
            [new(ConsentForReuse.Setting, "unless-refused"), new(ConsentForReuse.BasisSetting, basis)]).Build();
    }

    [Theory]
    [InlineData("Proof:Name", "a b", "Proof:Name must be 1 to 100 characters without blanks and plus signs.")]
    [InlineData("Proof:Name", "a+b", "Proof:Name must be 1 to 100 characters without blanks and plus signs.")]
    [InlineData("Proof:SigningKey", "abc", "Proof:SigningKey must be a key as log-signing-key holds it: PRIVATE+KEY+name+hash+base64.")]
    public void the_name_and_the_key_of_the_log_are_judged_before_the_start(string name, string value, string sentence) =>
        Should.Throw<SettingMissingException>(() => Service.CheckSettings(With(name, value))).Message.ShouldBe(sentence);

    [Fact]
    public void no_number_is_read_past_the_one_place_that_judges_it() =>
        Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Unjudged().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"))
            .ShouldBeEmpty();

    private static IConfiguration With(string name, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"NumberSetting[^;(]*\(""(?<name>[A-Z]\w+:[A-Z]\w+)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Named();

    // A time of day, true and false, and the offset of a developer's clock are no numbers.
    [GeneratedRegex(
        @"(?:onfiguration|ection)\.GetValue\([^,]+, (?!new TimeOnly|false|true|TimeSpan)[^)]*\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unjudged();
}
