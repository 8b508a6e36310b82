using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IgG4FollowUp.Api.Hosting;
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
        var address = string.Create(CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={((IPEndPoint)nobody.LocalEndPoint!).Port};Database=d;Username=u;Password=secret");

        (await SentenceAsync(address)).ShouldStartWith("The database cannot be reached: Failed to connect to 127.0.0.1:");
    }

    [Fact]
    public async Task a_database_that_does_not_exist_or_does_not_know_the_user()
    {
        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        (await SentenceAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nowhere" }.ConnectionString))
            .ShouldBe("The database cannot be reached: 3D000: database \"nowhere\" does not exist");
        var wrong =
            await SentenceAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "secret" }.ConnectionString);
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
        (await SentenceAsync(database,
            new() { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Authentication__Authority"] = "https://sign-in.example" }))
            .ShouldBe("Authentication:Audience must be set with Authentication:Authority.");
    }

    [Theory]
    [InlineData("Authentication__Authority", "", "Authentication:Authority must be set outside the Development environment.")]
    [InlineData("Authentication__Authority", "http://sign-in.example",
        "Authentication:Authority must be the provider's address, beginning with https://.")]
    [InlineData("Authentication__Authority", "sign-in.example",
        "Authentication:Authority must be the provider's address, beginning with https://.")]
    [InlineData("Authentication__Audience", " ", "Authentication:Audience must be set with Authentication:Authority.")]
    [InlineData("ConnectionStrings__Postgres", "", "ConnectionStrings:Postgres must be set outside the Development environment.")]
    [InlineData("Http__PublicAddress", "http://follow-up.example",
        "Http:PublicAddress must be scheme and host, such as https://follow-up.clinic.example.")]
    [InlineData("Http__PublicAddress", "https://follow-up.example/there",
        "Http:PublicAddress must be scheme and host, such as https://follow-up.clinic.example.")]
    [InlineData("Http__KnownProxies", "10.0.0.5, proxy", "Http:KnownProxies must be addresses or networks, such as 10.0.0.5, 10.1.0.0/16.")]
    [InlineData("Limits__FeedsAtOnce", "0", "Limits:FeedsAtOnce must be a whole number from 1.")]
    [InlineData("Limits__UserPerMinute", "-5", "Limits:UserPerMinute must be a whole number from 1.")]
    [InlineData("Idempotency__KeepDays", "-1", "Idempotency:KeepDays must be a whole number from 1 to 3660.")]
    [InlineData("Health__StandstillSeconds", "NaN", "Health:StandstillSeconds must be a number from 0.1 to 86400.")]
    [InlineData("Cohort__MinimumCellSize", "-3", "Cohort:MinimumCellSize must be a whole number from 1.")]
    [InlineData("Cohort__ConsentForReuse", "never", "Cohort:ConsentForReuse must be required or unless-refused.")]
    [InlineData("Cohort__LegalBasisForReuse", "",
        "Cohort:LegalBasisForReuse must say in words on what legal basis data are reused without consent, such as the article of a law or "
            + "an ethics committee's waiver; Cohort:ConsentForReuse is unless-refused.")]
    [InlineData("AccessRecord__KeepMonths", "2", "AccessRecord:KeepMonths must be a whole number from 3 to 240.")]
    [InlineData("TZ", "Europe/Rom", "TZ must be a time zone that this machine knows, such as Europe/Rome.")]
    [InlineData("AccessRecord__JournalFolder", "/dev/null/within",
        "AccessRecord:JournalFolder must be a folder that the service may write in, and /dev/null/within is none.")]
    [InlineData("Proof__CheckpointFolder", "/dev/null",
        "Proof:CheckpointFolder must be a folder that the service may write in, and /dev/null is none.")]
    [InlineData("Logging__LogLevel__Default", "Loud",
        "Logging:LogLevel:Default must be one of: Trace, Debug, Information, Warning, Error, Critical, None.")]
    [InlineData("Logging__Console__LogLevel__Marten", "verbose",
        "Logging:Console:LogLevel:Marten must be one of: Trace, Debug, Information, Warning, Error, Critical, None.")]
    [InlineData("Alerts__SweepAt", "early",
        "Alerts:SweepAt must be a time of day from 00:00 to 23:59, such as 05:00, and 'early' is not.")]
    [InlineData("Alerts__SweepAt", "25:00", "Alerts:SweepAt must be a time of day from 00:00 to 23:59, such as 05:00, and '25:00' is not.")]
    [InlineData("Logging__Console__FormatterOptions__SingleLine", "maybe",
        "Logging:Console:FormatterOptions:SingleLine must be true or false, and 'maybe' is not.")]
    [InlineData("Logging__Console__FormatterName", "jsn", "Logging:Console:FormatterName must be one of: simple, systemd, json.")]
    [InlineData("Logging__Console__MaxQueueLength", "many", "Logging:Console:MaxQueueLength must be a whole number, and 'many' is not.")]
    [InlineData("Logging__Console__FormatterOptions__TimestampFormat", "Q",
        "Logging:Console:FormatterOptions:TimestampFormat must be the form of a moment, such as yyyy-MM-ddTHH:mm:ss.fffZ.")]
    [InlineData("Http__KnownProxies__0", "10.0.0.5",
        "Http:KnownProxies:0 is not read: Http:KnownProxies is one text, several of it separated by commas.")]
    [InlineData("AllowedHosts__0", "a.example",
        "AllowedHosts:0 is not read: AllowedHosts is one text, several of it separated by semicolons.")]
    [InlineData("Alerts__SweptAt", "05:00", "Alerts:SweptAt is no setting of the service; did you mean Alerts:SweepAt?")]
    [InlineData("Alert__SweepAt", "05:00", "Alert:SweepAt is no setting of the service; did you mean Alerts:SweepAt?")]
    [InlineData("Alerts_SweepAt", "05:00", "Alerts_SweepAt is no setting; did you mean Alerts__SweepAt, with two underscores?")]
    [InlineData("Proof__Interval", "60",
        "Proof:Interval is no setting of the service; those of its section are CheckpointFolder, EverySeconds, Name, SigningKey.")]
    public async Task a_setting_that_is_missing_or_not_what_it_must_be(string name, string value, string sentence)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Authentication__Authority"] = "https://sign-in.example",
            ["Authentication__Audience"] = "follow-up",
            [name] = value,
        };

        (await SentenceAsync(await postgres.CreateDatabaseAsync(), settings)).ShouldBe(sentence);
        Directory.Exists(Path.Combine(_dataFolder, "postgres")).ShouldBeFalse();
    }

    [Fact]
    public async Task an_address_to_listen_on_that_is_none() =>
        (await SentenceAsync(await postgres.CreateDatabaseAsync(), new() { ["Kestrel__Endpoints__Own__Url"] = "nonsense" }))
            .ShouldBe("A setting is not valid: Invalid url: 'nonsense'");

    [Theory]
    [InlineData("initdb: error: could not write to file: No space left on device\ninitdb: removing data directory \"/x\"\n",
        "initdb: error: could not write to file: No space left on device")]
    [InlineData("waiting for server to start....\nFATAL:  could not map\n stopped waiting\n", "FATAL:  could not map")]
    [InlineData("one\ntwo\n", "two")]
    [InlineData("", "")]
    public void of_what_a_program_said_the_cause_is_told(string output, string cause) =>
        PrivatePostgres.Cause(output).ShouldBe(cause);

    [Fact]
    public async Task a_clock_that_is_set_forward_outside_development()
    {
        var run = await CommandProcess.RunAsync(
            ["run", "--port", "0", "--data-folder", _dataFolder, "--clock-offset", "5"],
            new()
            {
                ["ConnectionStrings__Postgres"] = await postgres.CreateDatabaseAsync(),
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Authentication__Authority"] = "https://sign-in.example",
                ["Authentication__Audience"] = "follow-up",
            });

        run.Code.ShouldBe(1);
        run.Error.ShouldHaveSingleItem().ShouldBe("FollowUp:ClockOffset is for trying out; it is refused outside Development.");
    }

    [Fact]
    public async Task a_setting_that_is_a_file_among_the_credentials()
    {
        var credentials = Directory.CreateDirectory(Path.Combine(_dataFolder, "credentials"));
        await File.WriteAllTextAsync(Path.Combine(credentials.FullName, "ConnectionStrings__Postgres"), "none\n",
            TestContext.Current.CancellationToken);

        (await SentenceAsync(null, new() { ["CREDENTIALS_DIRECTORY"] = credentials.FullName }))
            .ShouldStartWith("ConnectionStrings:Postgres must be a connection string");
    }

    [Theory]
    [InlineData("tool", "db-assert")]
    [InlineData("synthesize", "--patients", "1")]
    [InlineData("analyst", "anna")]
    public async Task a_command_that_would_make_up_a_database_of_its_own_outside_development(params string[] command)
    {
        var run = await CommandProcess.RunAsync(
            [.. command, "--data-folder", _dataFolder],
            new() { ["ConnectionStrings__Postgres"] = null, ["ASPNETCORE_ENVIRONMENT"] = "Production" });

        run.Code.ShouldBe(1);
        run.Error.ShouldHaveSingleItem().ShouldBe("ConnectionStrings:Postgres must be set outside the Development environment.");
        Directory.Exists(Path.Combine(_dataFolder, "postgres")).ShouldBeFalse();
    }

    [Fact]
    public async Task a_port_that_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        (await SentenceAsync(await postgres.CreateDatabaseAsync(), port: port)).ShouldStartWith("The port is taken: ");
    }

    private async Task<string> SentenceAsync(string? database, Dictionary<string, string?>? settings = null, string port = "0")
    {
        var run = await CommandProcess.RunAsync(
            ["run", "--port", port, "--data-folder", _dataFolder, "--no-demonstration"],
            new Dictionary<string, string?> { ["ConnectionStrings__Postgres"] = database }.Concat(settings ?? [])
                .GroupBy(setting => setting.Key, StringComparer.Ordinal)
                .ToDictionary(setting => setting.Key, setting => setting.Last().Value, StringComparer.Ordinal));
        run.Code.ShouldBe(1);
        run.Output.Where(line => line.Contains("Exception", StringComparison.Ordinal)).ShouldBeEmpty();
        return run.Error.ShouldHaveSingleItem();
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
