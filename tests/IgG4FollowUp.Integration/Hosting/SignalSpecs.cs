using System.Net;
using System.Net.Sockets;
using IgG4FollowUp.Integration.Durability;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>Ctrl-C by an impatient hand, beside a supervisor that stops the service too: every command ends in order.</summary>
public sealed class SignalSpecs : IDisposable
{
    // Every way in which two can follow each other, one as the other is still worked on and one at the same moment.
    private static readonly (string First, string Second, int Milliseconds)[] Twice =
    [
        ("INT", "INT", 0), ("INT", "TERM", 0), ("TERM", "INT", 0), ("INT", "INT", 150), ("TERM", "TERM", 150), ("HUP", "INT", 150),
        ("QUIT", "INT", 150),
    ];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "igg4-interrupted-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task a_service_that_is_told_twice_to_stop_stops_in_order_and_stops_its_database()
    {
        foreach (var (first, second, milliseconds) in Twice)
        {
            using var service = Run();
            await service.SaysAsync("Ctrl-C");

            var code = await service.EndAsync(TimeSpan.FromMilliseconds(milliseconds), first, second, second);

            code.ShouldBe(0, $"{first} {second}: {service.Output}");
            ShouldHaveEndedInOrder(service, $"{first} {second}");
        }
    }

    [Theory]
    [InlineData("Creating a private PostgreSQL")]
    [InlineData("Starting PostgreSQL")]
    [InlineData("Starting the service")]
    public async Task a_service_that_is_told_twice_to_stop_while_it_starts_leaves_no_database_running(string moment)
    {
        using var service = Run();
        await service.SaysAsync(moment == "Starting the service" ? "Starting PostgreSQL" : moment);
        // It names its start only where that takes long.
        if (moment == "Starting the service") await UntilDatabaseRunsAsync();

        var code = await service.EndAsync(TimeSpan.FromMilliseconds(50), "INT", "INT", "TERM");

        code.ShouldBe(0, service.Output);
        ShouldHaveEndedInOrder(service, moment);
        // And the folder is as good as before.
        using var next = Run();
        await next.SaysAsync("Ctrl-C");
        (await next.EndAsync(TimeSpan.Zero, "TERM")).ShouldBe(0, next.Output);
    }

    [Fact]
    public async Task commands_that_ask_a_service_end_with_one_sentence_when_it_does_not_answer_and_they_are_told_twice_to()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "patients.csv");
        await File.WriteAllTextAsync(file, "study_number\n1\n", TestContext.Current.CancellationToken);
        string[][] commands = [["import", file], ["rebuild"]];
        foreach (var command in commands)
        {
            using var process = new InterruptedProcess([.. command, "--url", address, "--token", "nobody's"]);
            using var asked = await silent.AcceptSocketAsync(patience.Token);

            var code = await process.EndAsync(TimeSpan.Zero, "INT", "INT", "TERM");

            (code, process.Output).ShouldBe((130, "Broken off."), command[0]);
        }
    }

    [Theory]
    [InlineData("synthesize", "--patients", "2000")]
    [InlineData("database", "apply")]
    [InlineData("tool", "db-apply")]
    public async Task commands_that_bring_a_database_along_stop_it_when_they_are_told_twice_to_end(params string[] command)
    {
        using var process = new InterruptedProcess([.. command, "--data-folder", _folder]);
        await process.SaysAsync("Starting PostgreSQL");
        await UntilDatabaseRunsAsync();

        var code = await process.EndAsync(TimeSpan.FromMilliseconds(50), "INT", "INT", "TERM");

        code.ShouldBe(130, process.Output);
        process.Output.ShouldEndWith("Broken off.");
        ShouldHaveEndedInOrder(process, command[0]);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private InterruptedProcess Run() => new("run", "--port", "0", "--data-folder", _folder, "--no-demonstration");

    private string Postmaster => Path.Combine(_folder, "postgres", "postmaster.pid");

    private async Task UntilDatabaseRunsAsync()
    {
        while (!File.Exists(Postmaster)) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    // PostgreSQL takes its file away as the last thing it does.
    private void ShouldHaveEndedInOrder(InterruptedProcess process, string what)
    {
        process.Output.ShouldNotContain("   at ", customMessage: what);
        process.Output.ShouldNotContain("Unhandled exception", customMessage: what);
        File.Exists(Postmaster).ShouldBeFalse(what);
    }
}
