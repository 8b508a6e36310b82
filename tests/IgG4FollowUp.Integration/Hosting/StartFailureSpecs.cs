using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>Why a start failed is one sentence for the person at the console, and an exit code.</summary>
public sealed class StartFailureSpecs(PostgresServer postgres) : IDisposable
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-failure-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task a_database_that_does_not_answer()
    {
        // Bound and not listening: nobody else can answer there meanwhile.
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={((IPEndPoint)nobody.LocalEndPoint!).Port};Database=d;Username=u;Password=secret");

        (await SentenceAsync(address)).ShouldStartWith("The database cannot be reached: Failed to connect to 127.0.0.1:");
    }

    [Fact]
    public async Task a_database_that_does_not_exist_or_does_not_know_the_user()
    {
        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        (await SentenceAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nowhere" }.ConnectionString))
            .ShouldBe("The database cannot be reached: 3D000: database \"nowhere\" does not exist");
        var wrong = await SentenceAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "secret" }.ConnectionString);
        wrong.ShouldStartWith("The database cannot be reached: 28P01: password authentication failed");
        wrong.ShouldNotContain("secret");
    }

    [Fact]
    public async Task a_connection_string_that_is_none()
    {
        var sentence = await SentenceAsync("postgres://u:secret@127.0.0.1/d");
        sentence.ShouldContain("ConnectionStrings:Postgres");
        sentence.ShouldNotContain("secret");
    }

    [Fact]
    public async Task no_authority_or_one_without_an_audience_outside_development()
    {
        var database = await postgres.CreateDatabaseAsync();
        (await SentenceAsync(database, new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" }))
            .ShouldBe("Authentication:Authority must be set outside the Development environment.");
        (await SentenceAsync(database, new() { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Authentication__Authority"] = "https://sign-in.example" }))
            .ShouldBe("Authentication:Audience must be set with Authentication:Authority.");
    }

    [Fact]
    public async Task a_port_that_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        (await SentenceAsync(await postgres.CreateDatabaseAsync(), port: port)).ShouldStartWith("The port is taken: ");
    }

    private async Task<string> SentenceAsync(string database, Dictionary<string, string?>? settings = null, string port = "0")
    {
        var run = await CommandProcess.RunAsync(
            ["run", "--port", port, "--data-folder", _dataFolder, "--no-demonstration"],
            new(settings ?? []) { ["ConnectionStrings__Postgres"] = database });
        run.Code.ShouldBe(1);
        run.Output.Where(line => line.Contains("Exception", StringComparison.Ordinal)).ShouldBeEmpty();
        return run.Error.ShouldHaveSingleItem();
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
