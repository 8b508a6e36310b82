using System.Diagnostics;
using System.Globalization;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>What an import costs grows with its rows and no faster, whatever the rows share. Counted, not timed.</summary>
public sealed class GrowthSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const int Few = 100;
    private const int Many = 1_000;

    // What rows may share that a search for others like them looks at.
    public static TheoryData<string> Files => ["one author", "one citation", "one number", "own patients", "refused rows", "spreadsheet"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task ten_times_the_rows_ask_the_database_at_most_ten_times_as_often(string kind)
    {
        foreach (var query in new[] { "?dryRun=true", "?mode=row-by-row", "" })
        {
            var few = await CommandsAsync(kind, Few, query);
            var many = await CommandsAsync(kind, Many, query);
            few.ShouldBeGreaterThan(0);
            many.ShouldBeLessThanOrEqualTo(few * (Many / Few), $"{kind} {query}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void a_row_is_compared_with_as_many_others_in_a_long_file_as_in_one_of_half_its_length(string kind)
    {
        var half = Compared(kind, Many);
        var whole = Compared(kind, 2 * Many);
        whole.ShouldBeLessThanOrEqualTo(2 * half + Few, kind);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task a_file_whose_sender_has_left_is_neither_read_nor_decided_to_its_end(string kind)
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        Should.Throw<OperationCanceledException>(() => Read(kind, Few, left.Token));
        var rows = Read(kind, Few, TestContext.Current.CancellationToken).Rows;
        using var scope = service.Host.Services.CreateScope();
        var order = new ImportOrder("left-clinic", ImportMode.RowByRow, DryRun: true, new("anna", null, null, []));
        await Should.ThrowAsync<OperationCanceledException>(() =>
            scope.ServiceProvider.GetRequiredService<Importer>().RunAsync(order, rows, _ => Task.CompletedTask, left.Token));
    }

    private static ReadFile Read(string kind, int rows, CancellationToken cancellation) => kind == "spreadsheet"
        ? CaseFile.Read(File(kind, rows), cancellation: cancellation)
        : PatientLines.Read(File(kind, rows), TimeProvider.System, cancellation);

    /// <summary>Commands to the database that belong to one import.</summary>
    private async Task<int> CommandsAsync(string kind, int rows, string query)
    {
        const string Test = "IgG4FollowUp.Integration.Growth";
        using var source = new ActivitySource(Test);
        var (commands, trace) = (0, default(ActivityTraceId));
        using var listener = new ActivityListener
        {
            ShouldListenTo = listened => listened.Name is Test or "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && activity.TraceId == trace) Interlocked.Increment(ref commands);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var clinic = service.Client(clinic: $"growth-{Guid.NewGuid():N}"[..20]);
        using var activity = source.StartActivity("import")!;
        trace = activity.TraceId;
        clinic.DefaultRequestHeaders.Add("traceparent", activity.Id);
        using var response = await clinic.ImportAsync(File(kind, rows), query,
            kind == "spreadsheet" ? ImportRequests.Csv : ImportRequests.Lines);
        (await response.ReportAsync()).Rows.Count.ShouldBe(rows);
        return commands;
    }

    private static long Compared(string kind, int rows)
    {
        var file = Read(kind, rows, TestContext.Current.CancellationToken);
        file.Problem.ShouldBeNull();
        var readable = file.Rows.Where(row => row is { Enrolment: not null, Reasons.Count: 0 }).ToList();
        var (overlaps, numbers, deciding) = (new Overlaps(), new AlikeNumbers(readable, []), new RowDecisions(TimeProvider.System));
        foreach (var row in readable) overlaps.Add(OverlapKey.Of(row));
        foreach (var row in file.Rows) deciding.Decide(row, overlaps, numbers);
        return overlaps.Compared + numbers.Compared;
    }

    private static byte[] File(string kind, int rows)
    {
        var numbers = Enumerable.Range(1, rows).Select(n => n.ToString("00000", CultureInfo.InvariantCulture));
        return kind switch
        {
            "one author" => ImportRequests.Utf8(numbers.Select(n => Published($"G-{n}", $"Roe A et al. J {n} 2020", 50))),
            "one citation" => ImportRequests.Utf8(numbers.Select(n => Published($"G-{n}", "Roe A et al. J 2020. PMID 123", 50))),
            "one number" => ImportRequests.Utf8(numbers.Select(_ => Own("G-1", 50))),
            "own patients" => ImportRequests.Utf8(numbers.Select(n => Own($"G-{n}", 50))),
            "refused rows" => ImportRequests.Utf8(numbers.Select(n => Own($"G-{n}", 500))),
            _ => ImportRequests.Utf8(numbers.Select(n => $"S-{n},2020-03-01,T4-T6,286 mg/dL,prednisolone 40 mg").Prepend(
                "study_number,mri_on,levels,serum_igg4,steroid")),
        };
    }

    private static string Published(string number, string citation, int age) => Line(
        $$"""{ "studyNumber": "{{number}}", "sex": "male", "enrolledOn": "2020", "origin": "published", "citation": "{{citation}}" }""", age);

    private static string Own(string number, int age) =>
        Line($$"""{ "studyNumber": "{{number}}", "sex": "male", "enrolledOn": "2020" }""", age);

    private static string Line(string enrolment, int age) =>
        $$"""{ "enrolment": {{enrolment}}, "entries": [ """
        + $$"""{ "kind": "presentation", "presentedOn": "2020", "ageYears": {{age}} }, """
        + """{ "kind": "lesion", "imagedOn": "2020", "lesionPresent": true, "levels": "T4-T6" } ] }""";
}
