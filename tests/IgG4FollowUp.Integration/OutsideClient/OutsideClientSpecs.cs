using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.CommandLine;
using IgG4FollowUp.Api.Proof;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace IgG4FollowUp.Integration.OutsideClient;

/// <summary>
/// A program in another language, made from the service's own description alone. Without Node.js or its packages it is skipped, but not
/// where every test must have run.
/// </summary>
public sealed class OutsideClientSpecs(ListeningService service) : IClassFixture<ListeningService>
{
    private const string Clinic = "outside";

    private static readonly string Folder = Path.GetFullPath(Path.Combine(Here(), "..", "..", "outside-client"));

    [Fact]
    public async Task a_client_made_from_the_description_compiles_calls_every_read_and_gets_what_was_described()
    {
        await HavePackagesAsync();
        using var console = new StringWriter();
        (await SynthesizeCommand.SynthesizeAsync(service.Services, 5, 41, Clinic, console, TestContext.Current.CancellationToken))
            .ShouldBe(0);
        await service.Services.SettledAsync();
        await service.Services.GetRequiredService<SealLog>().RunAsync(TestContext.Current.CancellationToken);
        await using (var scope = service.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<IMessageBus>()
                .InvokeAsync(new CompareAnalystRows(), TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync(
            "npm", ["run", "--silent", "check", service.Address.ToString()],
            new()
            {
                ["CLINICIAN"] = service.Token(Roles.Clinician, Clinic),
                ["ANALYST"] = service.Token(Roles.Analyst),
                ["ADMIN"] = service.Token(Roles.Admin),
                ["MONITOR"] = service.Token(Roles.Monitor, Clinic),
            });

        code.ShouldBe(0, output);
        output.ShouldContain("reads, 0 faults");
    }

    [Fact]
    public async Task the_packages_of_the_client_are_pinned_and_say_nothing_of_where_they_came_from()
    {
        var locked =
            JsonNode.Parse(
                await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"),
                    TestContext.Current.CancellationToken))!["packages"]!.AsObject();
        locked.Count.ShouldBeGreaterThan(20);
        foreach (var (name, package) in locked.Where(package => package.Key.Length > 0))
        {
            package!["integrity"].ShouldNotBeNull(name);
            package["resolved"].ShouldBeNull(name);
        }

        foreach (var (name, version) in locked[""]!["devDependencies"]!.AsObject()) version!.GetValue<string>()
            .ShouldMatch(@"^\d+\.\d+\.\d+\z", name);
    }

    private static async Task HavePackagesAsync()
    {
        try
        {
            var (version, said) = await RunAsync("node", "--version");
            if (version != 0) LeaveOut($"Node.js does not start, so no client in another language is tried: {said}");
            if ((await RunAsync("npm", "ls", "--all")).Code == 0) return;
            var (installed, why) = await RunAsync("npm", "ci", "--prefer-offline", "--fetch-retries=0", "--fetch-timeout=20000");
            if (installed != 0) LeaveOut($"The client's packages cannot be had, so no client in another language is tried: {why}");
        }
        catch (Win32Exception missing)
        {
            LeaveOut($"Node.js and npm are not installed, so no client in another language is tried: {missing.Message}");
        }
    }

    private static void LeaveOut(string because)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(because);
        Assert.Skip(because);
    }

    /// <summary>Runs a command in the client's folder to its end.</summary>
    private static Task<(int Code, string Output)> RunAsync(string command, params string[] arguments) => RunAsync(command, arguments, []);

    private static async Task<(int Code, string Output)> RunAsync(string command, string[] arguments, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(6));
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, (await output + await error).Trim());
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
