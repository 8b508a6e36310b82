using IgG4FollowUp.Api.CommandLine;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>The console's import, and the demonstration that a first start loads.</summary>
public sealed class ImportCommandSpecs(FollowUpService service, PostgresServer postgres) : IClassFixture<FollowUpService>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igg4-import-").FullName;

    [Fact]
    public async Task the_command_shows_what_became_of_the_rows_and_ends_well()
    {
        using var clinic = service.Client(clinic: "console");
        using var console = new StringWriter();
        (await ImportCommand.SendAsync(clinic, new FileInfo(Demonstration.PathOf("published-cases.csv")), "row-by-row", dryRun: false,
            map: null, console, CancellationToken.None)).ShouldBe(0);
        console.ToString().ShouldContain("25 rows:");
        console.ToString().ShouldContain("row     9");
        console.ToString().ShouldContain("Recorded.");
        (await clinic.VersionsAsync()).Count.ShouldBe(25);

        using var again = new StringWriter();
        (await ImportCommand.SendAsync(clinic, new FileInfo(Demonstration.PathOf("published-cases.csv")), "row-by-row", dryRun: false,
            map: null, again, CancellationToken.None)).ShouldBe(0);
        again.ToString().ShouldContain("duplicate of patient");
        again.ToString().ShouldContain("Nothing new to record.");
    }

    [Fact]
    public async Task the_command_fails_when_a_row_is_refused_or_the_file_is_not_understood()
    {
        using var clinic = service.Client(clinic: "console-bad");
        var file = Path.Combine(_folder, "cases.csv");
        await File.WriteAllBytesAsync(file,
            CaseCsv.File(new Dictionary<string, string> { ["citation"] = "A B et al. 2020", ["sex"] = "blue" }));
        using var console = new StringWriter();
        (await ImportCommand.SendAsync(clinic, new FileInfo(file), "all-or-nothing", dryRun: false, map: null, console,
            CancellationToken.None)).ShouldBe(ImportCommand.RowsRefused);
        console.ToString().ShouldContain("sex");
        console.ToString().ShouldContain("1 row: 0 accepted");
        console.ToString().ShouldContain("Nothing was recorded");

        await File.WriteAllTextAsync(file, "not,a,case\r\n");
        (await ImportCommand.SendAsync(clinic, new FileInfo(file), "all-or-nothing", dryRun: false, map: null, console,
            CancellationToken.None)).ShouldBe(1);
        var other = Path.Combine(_folder, "cases.xlsx");
        await File.WriteAllTextAsync(other, "");
        (await ImportCommand.SendAsync(clinic, new FileInfo(other), "all-or-nothing", dryRun: false, map: null, console,
            CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task the_command_reads_a_table_by_the_column_map_in_a_file_and_says_what_is_wrong_with_the_map()
    {
        using var clinic = service.Client(clinic: "console-map");
        var (file, map) = (Path.Combine(_folder, "own.csv"), Path.Combine(_folder, "columns.json"));
        await File.WriteAllTextAsync(file, "Pat-Nr;Beginn GC;IgG4;Station\r\nM-1;15.03.2024;2,86;B3\r\n");
        (await SendAsync(map: null)).ExitCode.ShouldNotBe(0);

        // A byte order mark is what editors put before it.
        await File.WriteAllTextAsync(map,
            """
            { "columns": { "Pat-Nr": "study_number", "Beginn GC": "steroid_on", "IgG4": { "field": "serum_igg4", "unit": "g/L" },
                           "Station": "ignore" }, "decimal": "comma" }
            """, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var (exitCode, said) = await SendAsync(map);
        exitCode.ShouldBe(0, said);
        said.ShouldContain("Recorded.");
        (await clinic.VersionsAsync()).Count.ShouldBe(1);

        await File.WriteAllTextAsync(map, """{ "columns": { "Pat-Nr": "no-such-field" } }""");
        (await SendAsync(map)).ExitCode.ShouldBe(1);

        async Task<(int ExitCode, string Said)> SendAsync(string? map)
        {
            using var console = new StringWriter();
            var code = await ImportCommand.SendAsync(clinic, new FileInfo(file), "all-or-nothing", dryRun: false,
                map is null ? null : new FileInfo(map), console, CancellationToken.None);
            return (code, console.ToString());
        }
    }

    [Fact]
    public async Task the_demonstration_fills_an_empty_database_and_leaves_any_other_alone()
    {
        await using var fresh = new FollowUpService(postgres);
        await fresh.InitializeAsync();
        var said = new List<string>();
        await Demonstration.LoadAsync(fresh.Host.Services, said.Add);
        said.Count.ShouldBe(3);
        said[0].ShouldContain("45 patients in the clinic 'synthetic-45'");
        said[1].ShouldContain("25 published patients");
        said[2].ShouldContain("12 published patients");
        using var published = fresh.Client(clinic: "published-cases");
        using var comparators = fresh.Client(clinic: "comparators");
        (await published.VersionsAsync()).Count.ShouldBe(25);
        (await comparators.VersionsAsync()).Count.ShouldBe(12);

        await Demonstration.LoadAsync(fresh.Host.Services, said.Add);
        said.Count.ShouldBe(3);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
