using System.CommandLine;
using IgG4FollowUp.Api.CommandLine;
using IgG4FollowUp.Api.Proof;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.TestSupport;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>Whatever stands after a command, what is wrong with it is told in a sentence.</summary>
public sealed class CommandSpecs(PostgresServer postgres)
{
    private static readonly string[] Hostile =
        ["", " ", "x", "1.5", "-1", "+1", "1e3", "0x10", "99999999999999999999999", "\u0661", "1 ", "nonsense", "ftp://127.0.0.1", "a\nb"];

    public static TheoryData<string, string> Options() =>
    [
        .. from command in Commands.Root().Subcommands
           from option in command.Options
           where option.Name is not "--help" and not "--version" && option.ValueType != typeof(bool)
           select (command.Name, option.Name),
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void a_value_that_an_option_does_not_take_is_a_mistake_in_the_command_and_nothing_is_thrown(string command, string option)
    {
        foreach (var value in Hostile)
        {
            var parsed = Commands.Root().Parse([command, option, value]);
            // What it takes is not judged here; that it can be asked for is.
            foreach (var error in parsed.Errors) error.Message.ShouldNotBeNullOrWhiteSpace();
            if (IsNumber(parsed, option) && !int.TryParse(value, System.Globalization.NumberStyles.None, null, out _))
                parsed.Errors.ShouldContain(error => error.Message.Contains(option, StringComparison.Ordinal), $"'{value}'");
        }
    }

    [Theory]
    [InlineData("--port takes a whole number from 0 to 65535.", "run", "--port", "abc")]
    [InlineData("--port takes a whole number from 0 to 65535.", "run", "--port", "65536")]
    [InlineData("--clock-offset takes a whole number from 0 to 3660.", "run", "--clock-offset", "tomorrow")]
    [InlineData("--patients takes a whole number from 1 to 2147483647.", "synthesize", "--patients", "99999999999")]
    [InlineData("--seed takes a whole number from 0 to 18446744073709551615.", "synthesize", "--patients", "1", "--seed", "-1")]
    [InlineData("--url must be an address such as http://127.0.0.1:5080.", "rebuild", "--url", "nonsense")]
    [InlineData("--url must be an address such as http://127.0.0.1:5080.", "rebuild", "--url", "ftp://127.0.0.1:5080")]
    [InlineData("--token must be a bearer token: visible ASCII characters without blanks.", "rebuild", "--token", "a b")]
    [InlineData("--user must not be blank.", "token", "--clinic", "north", "--user", " ")]
    public void what_an_option_takes_is_said(string sentence, params string[] command) =>
        Commands.Root().Parse(command).Errors.ShouldHaveSingleItem().Message.ShouldBe(sentence);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Run")]
    [InlineData("")]
    [InlineData("runs", "--port", "0")]
    [InlineData("database", "nonsense")]
    public async Task a_word_that_is_no_command_starts_nothing(params string[] words)
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-nothing-" + Guid.NewGuid().ToString("N")[..10]);

        var run = await CommandProcess.RunAsync(words, new() { ["ConnectionStrings__Postgres"] = null, ["FOLLOWUP_DATA"] = folder });

        run.Code.ShouldBe(1);
        run.Error.ShouldNotBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false, "verify")]
    [InlineData(true, "verify")]
    [InlineData(false, "analyst", "anna")]
    [InlineData(true, "analyst", "anna", "--revoke")]
    public async Task a_command_about_what_there_is_makes_no_database_where_there_is_none(bool exists, params string[] command)
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-mistyped-" + Guid.NewGuid().ToString("N")[..10]);
        if (exists) Directory.CreateDirectory(folder);
        try
        {
            var run = await CommandProcess.RunAsync(
                [.. command, "--data-folder", folder],
                new() { ["ConnectionStrings__Postgres"] = null, ["ASPNETCORE_ENVIRONMENT"] = "Development" });

            run.Code.ShouldBe(1);
            run.Error.ShouldHaveSingleItem().ShouldStartWith($"There is no database in {folder}: ");
            run.Output.ShouldBeEmpty();
            Directory.Exists(folder).ShouldBe(exists);
            if (exists) Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(false, "token", "--clinic", "north")]
    [InlineData(true, "token", "--clinic", "north")]
    [InlineData(true, "rebuild")]
    public async Task no_key_is_made_for_a_token_that_no_service_would_take(bool exists, params string[] command)
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-mistyped-" + Guid.NewGuid().ToString("N")[..10]);
        if (exists) Directory.CreateDirectory(folder);
        try
        {
            var run = await CommandProcess.RunAsync([.. command, "--data-folder", folder], new());

            run.Code.ShouldBe(1);
            run.Error.ShouldHaveSingleItem().ShouldStartWith($"No service was ever started on {folder}");
            run.Output.ShouldBeEmpty();
            Directory.Exists(folder).ShouldBe(exists);
            if (exists) Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task a_database_that_answers_and_is_none_of_the_services_is_said_so()
    {
        var key = NoteSigner.Create("elsewhere").Verifier.Text;

        var run = await CommandProcess.RunAsync(
            ["verify", "--key", key], new() { ["ConnectionStrings__Postgres"] = await postgres.CreateDatabaseAsync() });

        run.Code.ShouldBe(1);
        run.Error.ShouldHaveSingleItem()
            .ShouldStartWith("The database is none of this service's, or the service was never started on it: ");
    }

    [Theory]
    [InlineData("token", "--clinic", "north")]
    [InlineData("rebuild")]
    [InlineData("run", "--port", "0")]
    [InlineData("synthesize", "--patients", "1")]
    public async Task a_data_folder_that_cannot_be_had_is_one_sentence_whatever_the_command(params string[] command)
    {
        var file = Path.GetTempFileName();
        try
        {
            var run = await CommandProcess.RunAsync(
                [.. command, "--data-folder", Path.Combine(file, "within")], new() { ["ConnectionStrings__Postgres"] = null });

            run.Code.ShouldBe(1);
            run.Error.ShouldHaveSingleItem().ShouldContain(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static bool IsNumber(ParseResult parsed, string option) =>
        parsed.CommandResult.Command.Options.First(other => other.Name == option).ValueType is var type
        && (type == typeof(int) || type == typeof(ulong));
}
