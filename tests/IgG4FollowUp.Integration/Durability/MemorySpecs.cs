using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Imports;

namespace IgG4FollowUp.Integration.Durability;

/// <summary>
/// What the service holds while it is used is bounded by what it may hold, not by how long it is used. Counted, not timed.
/// </summary>
public sealed class MemorySpecs : IAsyncLifetime
{
    // A heap of so many mebibytes is all it gets; who asks for more fails.
    private const int Heap = 160;

    // Beside the heap: the runtime, its code and the libraries. Idle the whole takes about 200, used so about 350.
    private const double Whole = 420;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "igg4-memory-" + Guid.NewGuid().ToString("N")[..10]);
    private readonly ServiceProcess _service;

    public MemorySpecs() => _service = new(_folder)
    {
        Settings = new()
        {
            ["DOTNET_GCHeapHardLimit"] = (Heap << 20).ToString("X", CultureInfo.InvariantCulture),
            // The limits by caller are another matter.
            ["Limits__UserPerMinute"] = "100000",
        },
    };

    public async ValueTask InitializeAsync() => await _service.StartAsync();

    [Fact]
    public async Task a_service_that_is_used_again_and_again_answers_within_a_small_heap_and_holds_no_more_at_the_end()
    {
        // How long an answer takes on a machine that does other things is another matter.
        using var clinic = _service.Client(Roles.Clinician, "memory");
        clinic.Timeout = TimeSpan.FromMinutes(5);
        using var analyst = _service.Client(Roles.Analyst, clinic: null);
        analyst.Timeout = clinic.Timeout;
        var rows = Enumerable.Range(1, 500).Select(n => n.ToString("00000", CultureInfo.InvariantCulture)).ToList();
        var table = ImportRequests.Utf8(rows.Select(n => $"M-{n},2020-03-01,T4-T6,286 mg/dL,prednisolone 40 mg,laminectomy").Prepend(
            "study_number,mri_on,levels,serum_igg4,steroid,surgery"));
        var patient = await clinic.EnrolAsync();
        var held = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            using (var imported = await clinic.ImportAsync(table, round == 0 ? "" : "?dryRun=true"))
                imported.StatusCode.ShouldBe(HttpStatusCode.OK);
            for (var i = 0; i < 25; i++)
            {
                await clinic.EnrolAsync();
                await ReadAsync(clinic, $"{patient}/timeline");
                await ReadAsync(clinic, "/api/alerts");
                await ReadAsync(clinic, "/api/patients?limit=200");
            }

            await ReadAsync(analyst, "/api/cohort/table-one");
            await ReadAsync(analyst, "/api/cohort/survival");
            await ReadAsync(analyst, "/api/cohort/rates");
            held.Add(_service.Memory.Now);
        }

        _service.Memory.Peak.ShouldBeLessThan(Whole, string.Join(", ", held));
        _service.Output.ShouldNotContain("OutOfMemory");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static async Task ReadAsync(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}
