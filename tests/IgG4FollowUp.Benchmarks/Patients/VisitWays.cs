using System.Text;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Benchmarks.Patients;

/// <summary>Ways to log a visit, each on patients of its own.</summary>
internal sealed class VisitWays(VisitKind kind, int patients)
{
    private const int PerTransaction = 100;

    /// <summary>Through the service's API, with an <c>Idempotency-Key</c>.</summary>
    public async Task<Way> HttpAsync(string name, HttpClient http, IDocumentStore store)
    {
        var ids = await EnrolAsync(store);
        return new(name, async number =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/patients/{ids[number % patients]}/visits")
            {
                Content = new StringContent(kind.Json(number / patients), Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            using var response = await http.SendAsync(request);
            response.EnsureSuccessStatusCode();
        });
    }

    /// <summary>Both events appended through the store.</summary>
    public async Task<Way> StoreAsync(string name, IDocumentStore store)
    {
        var ids = await EnrolAsync(store);
        return new(name, async number =>
        {
            await using var session = store.LightweightSession(RunningService.Clinic);
            session.LastModifiedBy = "benchmark";
            (session.CorrelationId, session.CausationId) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
            var stream = await session.Events.FetchForWriting<PatientChart>(ids[number % patients]);
            var (grade, visit) = kind.Events(number / patients);
            stream.AppendMany(grade, visit);
            await session.SaveChangesAsync();
        });
    }

    /// <summary>The same reads and writes, bare.</summary>
    public async Task<Way> BareAsync(string name, BareVisit bare, IDocumentStore store, bool keyed)
    {
        var ids = await EnrolAsync(store);
        return new(name, number =>
            bare.LogAsync(ids[number % patients], kind, number / patients, keyed ? Guid.NewGuid().ToString() : null));
    }

    private async Task<Guid[]> EnrolAsync(IDocumentStore store)
    {
        var ids = Enumerable.Range(0, patients).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var some in ids.Chunk(PerTransaction))
        {
            await using var session = store.LightweightSession(RunningService.Clinic);
            foreach (var id in some)
            {
                session.Events.StartStream<PatientChart>(id, new PatientEnrolled
                {
                    EntryId = Guid.CreateVersion7(),
                    StudyNumber = id.ToString("N"),
                    EnrolledOn = ClinicalDate.Parse("2020-01-01"),
                    BirthYear = 1960,
                });
            }

            await session.SaveChangesAsync();
        }

        return ids;
    }
}
