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

    // What is no number, no time, no date and no word of any list.
    private static readonly string[] OfNoType =
        ["25:00", "05:60", "early", "tru", "1,5", "0x10", "-1", "NaN", "2024-13-01", "10 days", "yes", "on", "1d", "\u0661", "½"];

    [Fact]
    public void a_setting_that_is_not_of_its_type_is_told_by_its_name_with_what_would_be_right_and_in_no_word_of_a_programmer()
    {
        var refused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in KnownSettings.All)
        {
            foreach (var value in OfNoType)
            {
                try
                {
                    Service.CheckSettings(With(name, value));
                }
                catch (SettingMissingException e)
                {
                    refused.Add(name);
                    e.Message.ShouldMatch($"^{name} must (?:be|say) [^\n]+\\.$", $"{name} {value}");
                    e.Message.ShouldNotContain("System.", Case.Sensitive, name);
                    e.Message.ShouldNotContain("type", Case.Sensitive, name);
                    e.Message.ShouldNotContain("Exception", Case.Sensitive, name);
                }
            }
        }

        // Texts, addresses and folders are judged where they are used.
        KnownSettings.All.Except(refused).Where(name => !(name.StartsWith("Authentication:", StringComparison.Ordinal)
            || name.EndsWith("Folder", StringComparison.Ordinal) || name.StartsWith("Http:", StringComparison.Ordinal)
            || name is "ConnectionStrings:Postgres" or "Cohort:LegalBasisForReuse" or "Webhooks:SecretKey")).ShouldBeEmpty();
    }

    [Fact]
    public void every_setting_that_the_service_reads_is_known_and_no_other()
    {
        var text = string.Concat(Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("KnownSettings.cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        Written().Matches(text).Select(match => match.Groups["name"].Value).Distinct().Except(KnownSettings.All).ShouldBeEmpty();
        // Of a section that is read by the names of its settings alone.
        KnownSettings.All.Where(name => !text.Contains($"\"{name}\"", StringComparison.Ordinal)
            && !text.Contains($"\"{name[(name.LastIndexOf(':') + 1)..]}\"", StringComparison.Ordinal)
            && !name.StartsWith("Limits:", StringComparison.Ordinal) && name != "ConnectionStrings:Postgres").ShouldBeEmpty();
    }

    [Fact]
    public void a_setting_that_is_misspelt_or_in_another_form_is_refused_by_its_name_with_what_is_meant()
    {
        foreach (var name in KnownSettings.All)
        {
            Should.NotThrow(() => KnownSettings.Check(With(name, "")), name);
            Should.NotThrow(() => KnownSettings.Check(With(name.ToUpperInvariant(), "")), name);
            Said(name + ":0").ShouldStartWith($"{name}:0 is not read: {name} is one text");
            var doubled = name[..^2] + name[^2] + name[^2..];
            Said(doubled).ShouldBe($"{doubled} is no setting of the service; did you mean {name}?");
            if (!name.Contains('-', StringComparison.Ordinal))
                Said(name.Replace(':', '_')).ShouldContain($"did you mean {name.Replace(":", "__")}");
        }

        foreach (var others in new[]
        {
            "PATH", "Kestrel:Endpoints:Http:Url", "Logging:LogLevel:Default", "ConnectionStrings:Reports", "Serilog:Using",
        })
            Should.NotThrow(() => KnownSettings.Check(With(others, "x")), others);

        static string Said(string name) => Should.Throw<SettingMissingException>(() => KnownSettings.Check(With(name, "x")), name).Message;
    }

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

    [GeneratedRegex(
        @"""(?<name>(?:AccessRecord|Alerts|Authentication|Calendar|Cohort|FollowUp|Health|Http|Idempotency|Limits|Messaging|Pages"
        + @"|Proof|Webhooks):[A-Z]\w+)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Written();

    // The framework's own sentence names a type.
    [GeneratedRegex(@"(?:onfiguration|ection)\.GetValue(?:<|\()", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unjudged();
}
