using System.Net;
using System.Text;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Http;

namespace IgG4FollowUp.Integration.Isolation;

/// <summary>Of what another clinic has, not even its version or the state of the log is told.</summary>
public sealed class ForeignAnswerSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task what_another_clinic_has_is_not_found_as_what_there_is_not_and_the_answer_tells_no_version_and_no_sequence()
    {
        var operations = (await service.OperationsAsync("owner")).Where(operation =>
            operation.Endpoint.RoutePattern.Parameters.Count > 0 && !operation.IsAnonymous && operation.Role != Roles.Analyst
                && operation.Role != Roles.Admin).ToList();
        var others = new Dictionary<string, HttpClient>
        {
            [Roles.Clinician] = service.Client(clinic: "other"),
            [Roles.Monitor] = service.Client(Roles.Monitor, "other"),
        };
        foreach (var operation in operations)
        {
            string[] queries = operation.Parameters.Any(parameter => parameter.Name == AsOfRequest.Parameter)
                ? ["", "knownAt=1", "knownAt=sequence:0", $"knownAt={Uri.EscapeDataString("2024-06-10T12:00:00Z")}"]
                : [""];
            if (operation.Parameters.Any(parameter => parameter.Name == "version")) queries = [.. queries, "version=1", "version=2"];
            foreach (var query in queries)
            {
                foreach (var condition in new[] { null, "*", "\"1\"" })
                {
                    var what = $"{operation.Method} {operation.Address} {query} {condition}";
                    var foreign = await AnswerAsync(operation, operation.Address, query, condition);
                    foreign.Status.ShouldBeOneOf([.. Expected(operation)], what);
                    foreign.Told.ShouldBeEmpty(what);
                    // Nothing tells it from what there is nowhere.
                    var path = operation.Address.Split('?')[0];
                    var nowhere = string.Join('/', path.Split('/').Select(part =>
                        Guid.TryParse(part, out _) ? Guid.CreateVersion7().ToString() : part));
                    (await AnswerAsync(operation, nowhere, query, condition)).ShouldBe(foreign, what);
                }
            }
        }

        operations.Count.ShouldBeGreaterThan(40);
        foreach (var client in others.Values) client.Dispose();

        // A version is asked for before anything is looked up, and a condition that nobody judges is refused.
        static IEnumerable<HttpStatusCode> Expected(Operation operation) => operation.Method == "GET"
            ? [HttpStatusCode.NotFound]
            : [HttpStatusCode.NotFound, HttpStatusCode.PreconditionRequired, HttpStatusCode.BadRequest, HttpStatusCode.PreconditionFailed];

        async Task<(HttpStatusCode Status, string Told, string Text)> AnswerAsync(
            Operation operation, string address, string query, string? condition)
        {
            using var response = await others.AskAsync(operation, query.Length == 0 ? address : $"{address}?{query}", change: request =>
            {
                if (operation.Endpoint.Metadata.GetMetadata<WriteDescription>() is { } write)
                    request.Content = new StringContent(write.Example.ToJsonString(), Encoding.UTF8, "application/json");
                if (condition is not null)
                    request.Headers.TryAddWithoutValidation(operation.Method == "GET" ? "If-None-Match" : "If-Match", condition);
            });
            string[] telling = ["ETag", AsOfSequences.Header, "Last-Modified", "Location", "Link"];
            var told = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).Select(header => header.Key)
                .Intersect(telling, StringComparer.OrdinalIgnoreCase);
            return (response.StatusCode, string.Join(", ", told), await response.Content.ReadAsStringAsync());
        }
    }
}
