using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Http;

namespace IgG4FollowUp.Integration.BadInput;

/// <summary>Everything that the published description rules out is answered with 4xx and changes nothing.</summary>
public sealed partial class BadInputSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Course = "01980000-0000-7000-8000-000000000001";
    private const string Grade = "01980000-0000-7000-8000-0000000000a1";

    // Patients of whom the service had looked at everything when an alert of theirs was asked for.
    private readonly HashSet<Guid> _lookedAt = [];

    [Fact]
    public async Task every_example_in_the_description_is_accepted_as_it_stands()
    {
        foreach (var write in await WritesAsync())
        {
            using var clinic = service.Client(clinic: "examples");
            var patient = write.IsEnrolment ? null : await PreparedAsync(clinic, except: write.Name);
            using var response = await SendAsync(clinic, write, patient, write.Example.ToJsonString());
            ((int)response.StatusCode).ShouldBeInRange(200, 299, $"{write.Name}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task a_byte_order_mark_before_a_body_is_passed_over()
    {
        foreach (var write in await WritesAsync())
        {
            using var clinic = service.Client(clinic: "marked");
            var patient = write.IsEnrolment ? null : await PreparedAsync(clinic, except: write.Name);
            using var content = new ByteArrayContent([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(write.Example.ToJsonString())])
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
            using var response = await SendAsync(clinic, write, patient, content);
            ((int)response.StatusCode).ShouldBeInRange(200, 299, $"{write.Name}: {await response.Content.ReadAsStringAsync()}");
        }

        ColumnMap.Read("\uFEFF{ \"decimal\": \"comma\" }").Fault.ShouldBeNull();
    }

    [Fact]
    public async Task every_body_that_the_description_rules_out_is_refused_with_a_pointer_and_changes_nothing()
    {
        using var clinic = service.Client(clinic: "bad-input");
        var patient = await PreparedAsync(clinic, except: null);
        var version = await VersionAsync(clinic, patient);
        var tried = 0;
        foreach (var write in await WritesAsync())
        {
            foreach (var mutation in Mutations.Of(write.Schema, write.Example))
            {
                using var response = await SendAsync(clinic, write, patient, mutation.Json);
                var text = await response.Content.ReadAsStringAsync();
                var what =
                    $"{write.Name} {mutation.Pointer} {mutation.Label}: {(int)response.StatusCode} {text[..Math.Min(300, text.Length)]}";
                ((int)response.StatusCode).ShouldBeInRange(400, 499, what);
                response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", what);
                JsonNode.Parse(text)!["errors"]!.AsArray().ShouldContain(
                    error => (error!["pointer"]!.GetValue<string>()).StartsWith(mutation.Pointer, StringComparison.Ordinal), what);
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(1000);
        (await VersionAsync(clinic, patient)).ShouldBe(version);
        (await clinic.GetJsonAsync("/api/patients"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_list_that_the_description_admits_without_items_is_not_refused_for_having_none()
    {
        var tried = 0;
        foreach (var write in await WritesAsync())
        {
            var lists = (write.Schema["properties"]?.AsObject() ?? [])
                .Where(member => member.Value!["items"] is not null && member.Value["minItems"] is null)
                .Select(member => member.Key).ToList();
            if (lists.Count == 0) continue;
            using var clinic = service.Client(clinic: "empty-lists");
            var patient = write.IsEnrolment ? null : await PreparedAsync(clinic, except: write.Name);
            foreach (var name in lists)
            {
                var body = write.Example.DeepClone().AsObject();
                body[name] = new JsonArray();
                tried++;
                if (!await IsRefusedAsync(body)) continue;
                // What is asked for beside another member is missing without items as it is without the list.
                write.Schema["required"]?.AsArray().Select(required => required!.GetValue<string>()).ShouldNotContain(name, write.Name);
                body.Remove(name);
                (await IsRefusedAsync(body)).ShouldBeTrue($"{write.Name} {name}");

                async Task<bool> IsRefusedAsync(JsonObject sent)
                {
                    using var response = await SendAsync(clinic, write, patient, sent.ToJsonString());
                    return response.StatusCode == HttpStatusCode.UnprocessableEntity
                        && (await response.JsonAsync())["errors"]!.AsArray()
                            .Any(error => error!["pointer"]!.GetValue<string>() == $"#/{name}");
                }
            }
        }

        tried.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task null_says_what_leaving_a_member_out_says()
    {
        foreach (var write in await WritesAsync())
        {
            using var clinic = service.Client(clinic: "nulls");
            var patient = write.IsEnrolment ? null : await PreparedAsync(clinic, except: write.Name);
            var body = write.Example.DeepClone().AsObject();
            foreach (var (name, schema) in write.Schema["properties"]?.AsObject() ?? [])
            {
                if (!body.ContainsKey(name)
                    && write.Schema["required"]?.AsArray().Any(required => required!.GetValue<string>() == name) != true) body[name] = null;
            }

            // The search, which comes later, finds who was enrolled.
            if (body.ContainsKey("studyNumber")) body["studyNumber"] = "NULLS";
            using var response = await SendAsync(clinic, write, patient, body.ToJsonString());
            ((int)response.StatusCode)
                .ShouldBeInRange(200, 299, $"{write.Name}: {body.ToJsonString()} {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task nothing_has_the_identity_of_nothing()
    {
        using var clinic = service.Client(clinic: "identity-of-nothing");
        await PreparedAsync(clinic, except: null);
        foreach (var write in (await WritesAsync()).Where(write => IdInPath().IsMatch(write.Path)))
        {
            using var request = new HttpRequestMessage(new HttpMethod(write.Method), IdInPath().Replace(write.Path, Guid.Empty.ToString()))
            {
                Content = new StringContent(write.Example.ToJsonString(), Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, write.Name);
        }
    }

    [Fact]
    public async Task what_is_not_json_at_all_is_refused_and_changes_nothing()
    {
        using var clinic = service.Client(clinic: "broken-json");
        var patient = await PreparedAsync(clinic, except: null);
        var version = await VersionAsync(clinic, patient);
        byte[][] bodies =
        [
            [], "{"u8.ToArray(), "{\"visitedOn\": \"2024"u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), "1"u8.ToArray(),
            "\"text\""u8.ToArray(),
            "{} {}"u8.ToArray(), "{\"a\":1,}"u8.ToArray(), "{\"visitedOn\":\"2024\",\"visitedOn\":\"2025\"}"u8.ToArray(),
            "// {}"u8.ToArray(),
            [0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d], [0xef, 0xbb], Encoding.Unicode.GetBytes("{}"),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 10_000))),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000)),
        ];
        foreach (var write in await WritesAsync())
        {
            foreach (var body in bodies)
            {
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var response = await SendAsync(clinic, write, patient, content);
                ((int)response.StatusCode)
                    .ShouldBeInRange(400, 499, $"{write.Name}: {Convert.ToHexString(body.AsSpan(0, Math.Min(20, body.Length)))}");
                response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            }

            foreach (var named in new[] { "a\\ud800b", "\\udc00", "\\ud800\\ud800", $"{((JsonObject)write.Example).First().Key}\\udfff" })
            {
                using var response = await SendAsync(clinic, write, patient, write.Example.ToJsonString().Insert(1, $"\"{named}\":1,"));
                response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{write.Name}: {named}");
                (await response.JsonAsync())["type"]!.GetValue<string>().ShouldEndWith(":broken-json");
                using var nested = await SendAsync(clinic, write, patient,
                    write.Example.ToJsonString().Insert(1, $"\"x\":[[{{\"{named}\":1}}]],"));
                ((int)nested.StatusCode).ShouldBeInRange(400, 499, $"{write.Name}: {named} within");
            }

            using var text = new StringContent(write.Example.ToJsonString(), Encoding.UTF8, "text/plain");
            using var asText = await SendAsync(clinic, write, patient, text);
            asText.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
            using var large = new StringContent("{\"note\":\"" + new string('x', 2_000_000) + "\"}", Encoding.UTF8, "application/json");
            using var tooLarge = await SendAsync(clinic, write, patient, large);
            tooLarge.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }

        (await VersionAsync(clinic, patient)).ShouldBe(version);
    }

    [Fact]
    public async Task content_in_a_coding_is_refused_and_the_answer_names_the_only_one_that_is_taken()
    {
        using var clinic = service.Client(clinic: "codings");
        var patient = await PreparedAsync(clinic, except: null);
        var version = await VersionAsync(clinic, patient);
        foreach (var write in await WritesAsync())
        {
            foreach (var coding in new[] { "gzip", "br", "GZIP", "identity, deflate", "no-such" })
            {
                using var content = new StringContent(write.Example.ToJsonString(), Encoding.UTF8, "application/json");
                content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
                using var response = await SendAsync(clinic, write, patient, content);
                await IsRefusedAsync(response, $"{write.Name} {coding}");
            }
        }

        using (var table = new StringContent("study_number,sex\nCODED,F\n", Encoding.UTF8, "text/csv"))
        {
            table.Headers.ContentEncoding.Add("gzip");
            using var response = await clinic.PostAsync("/api/imports", table, TestContext.Current.CancellationToken);
            await IsRefusedAsync(response, "import");
        }

        (await VersionAsync(clinic, patient)).ShouldBe(version);
        using var plain = new StringContent("""{ "assessedOn": "2024-05", "grade": "C" }""", Encoding.UTF8, "application/json");
        plain.Headers.ContentEncoding.Add("Identity");
        using var accepted = await clinic.PostAsync($"{patient}/asia-grades", plain, TestContext.Current.CancellationToken);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Created);

        static async Task IsRefusedAsync(HttpResponseMessage response, string what)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, what);
            response.Headers.GetValues("Accept-Encoding").ShouldBe(["identity"], what);
            (await response.JsonAsync())["type"]!.GetValue<string>().ShouldEndWith(":unsupported-coding");
        }
    }

    [Fact]
    public async Task a_limit_itself_is_accepted()
    {
        using var clinic = service.Client(clinic: "limits");
        var patient = await clinic.EnrolAsync(new string('N', 40));
        string[] bodies =
        [
            $$"""{ "assessedOn": "2024-02-29", "grade": "C", "note": "{{new string('x', 4000)}}" }""",
            """{ "assessedOn": "1968", "grade": "E" }""",
        ];
        foreach (var body in bodies)
        {
            using var response = await clinic.PostAsync($"{patient}/asia-grades", body);
            response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        }

        using var dose = await clinic.PostAsync($"{patient}/steroid-courses",
            """{ "startedOn": "2024-02", "drug": "methylprednisolone", "route": "intravenous", "dailyDoseMg": 5000 }""");
        dose.StatusCode.ShouldBe(HttpStatusCode.Created, await dose.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("If-Match", "3")]
    [InlineData("If-Match", "\"three")]
    [InlineData("Idempotency-Key", "with space")]
    [InlineData("Idempotency-Key", "k\u00e9y")]
    [InlineData("Idempotency-Key", "k\u200bey")]
    [InlineData("Idempotency-Key", "\u0661")]
    public async Task a_header_that_is_not_what_it_must_be_is_refused(string header, string value)
    {
        using var clinic = service.Client(clinic: "headers");
        var patient = await clinic.EnrolAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{patient}/visits")
        {
            Content = new StringContent("""{ "visitedOn": "2024-02" }""", null, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await VersionAsync(clinic, patient)).ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/patients?limit=0")]
    [InlineData("/api/patients?limit=201")]
    [InlineData("/api/patients?limit=x")]
    [InlineData("/api/patients?cursor=not-a-cursor")]
    [InlineData("{patient}?version=0")]
    [InlineData("{patient}?version=-1")]
    [InlineData("{patient}?knownAt=yesterday")]
    [InlineData("{patient}?version=1&knownAt=2024-01-01T00:00:00Z")]
    public async Task a_parameter_that_is_not_what_it_must_be_is_refused(string address)
    {
        using var clinic = service.Client(clinic: "parameters");
        address = address.Replace("{patient}", await clinic.EnrolAsync(), StringComparison.Ordinal);
        using var response = await clinic.GetAsync(address, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task a_parameter_that_holds_the_character_zero_is_refused_by_every_read()
    {
        using var client = service.Host.Server.CreateClient();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        var tried = 0;
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            if (operations!["get"] is not { } read || path == "/api/alerts/feed") continue;
            using var reader = service.Client(Operation.RoleOf(path), "zero");
            var address = IdInPath().Replace(path, Guid.NewGuid().ToString()).Replace("{table}", "patients", StringComparison.Ordinal);
            var names = read["parameters"]?.AsArray().Select(parameter => Resolved(document, parameter!))
                .Where(parameter => parameter["in"]!.GetValue<string>() == "query")
                .Select(parameter => parameter["name"]!.GetValue<string>()) ?? [];
            foreach (var query in names.Select(name => $"{name}=a%00b").Append("any=%00").Append("a%00b=1"))
            {
                using var response = await reader.GetAsync($"{address}?{query}", TestContext.Current.CancellationToken);
                response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{path} {query}");
                response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task an_id_of_another_kind_is_found_nowhere()
    {
        using var clinic = service.Client(clinic: "kinds");
        using var analyst = service.Client("analyst", clinic: null);
        using var administrator = service.Client("admin", clinic: null);
        using var monitor = service.Client("monitor", clinic: "kinds");
        var patient = await PreparedAsync(clinic, except: null);
        var version = await VersionAsync(clinic, patient);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["{patientId}"] = patient.Split('/')[^1],
            ["{alertId}"] = await AlertOfAsync(clinic, patient),
            ["{webhookId}"] = (await WebhookAsync(clinic)).Id,
            ["{entryId}"] = Grade,
        };
        var tried = 0;
        foreach (var (path, operations) in (await clinic.GetJsonAsync("/openapi/v1.json"))["paths"]!.AsObject())
        {
            if (IdInPath().Match(path) is not { Success: true, Value: var kind }) continue;
            var sender = Operation.RoleOf(path) switch
            {
                "analyst" => analyst,
                "admin" => administrator,
                "monitor" => monitor,
                _ => clinic,
            };
            foreach (var (method, operation) in operations!.AsObject())
            {
                foreach (var other in ids.Where(id => id.Key != kind).Select(id => id.Value))
                {
                    using var request = new HttpRequestMessage(
                        new HttpMethod(method),
                        IdInPath().Replace(path, match => match.Value == kind ? other : ids.GetValueOrDefault(match.Value, Grade)));
                    if (operation!["requestBody"]?["content"]?["application/json"]?["example"] is { } example)
                    {
                        request.Content = new StringContent(example.ToJsonString(), Encoding.UTF8, "application/json");
                        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                    }

                    using var response = await sender.SendAsync(request, TestContext.Current.CancellationToken);
                    response.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{method} {request.RequestUri}");
                    tried++;
                }
            }
        }

        tried.ShouldBeGreaterThan(100);
        (await VersionAsync(clinic, patient)).ShouldBe(version);
    }

    [Fact]
    public async Task a_person_is_found_under_whatever_keyboard_writes_the_name_which_is_kept_as_it_was_given()
    {
        using var clinic = service.Client(clinic: "assigned");
        var alertId = await AlertOfAsync(clinic, await clinic.EnrolAsync());
        const string Given = "Dr\u2011Ande\u0301\u00a0 Rossi";
        using var assigned = await clinic.PostAsync($"/api/alerts/{alertId}/assignment", new JsonObject { ["to"] = Given }.ToJsonString());
        assigned.StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var spelling in new[] { Given, "dr-and\u00e9 rossi", "DR-AND\u00c9  ROSSI", " Dr-And\u00e9\u200b Rossi" })
        {
            var found = (await clinic.GetJsonAsync($"/api/alerts?assignedTo={Uri.EscapeDataString(spelling)}"))["items"]!.AsArray();
            found.ShouldHaveSingleItem()!["assignedTo"]!.GetValue<string>().ShouldBe(Given);
        }

        (await clinic.GetJsonAsync("/api/alerts?assignedTo=dr-ande%20rossi"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_form_of_the_pages_that_is_too_large_or_no_form_is_refused_with_a_page()
    {
        using var browser = service.Host.Server.CreateClient();
        foreach (var (path, body, type) in new[]
        {
            ("/sign-in", new string('x', 17 * 1024), "application/x-www-form-urlencoded"),
            ("/sign-out", new string('x', 17 * 1024), "application/x-www-form-urlencoded"),
            ("/sign-in", "token=%00", "application/x-www-form-urlencoded"),
            ("/sign-in", "--x\r\nno part", "multipart/form-data; boundary=x"), ("/sign-in", "{}", "application/json"),
            ("/sign-in", string.Concat(Enumerable.Repeat("a=1&", 2000)), "application/x-www-form-urlencoded"),
        })
        {
            using var content = new StringContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var response = await browser.PostAsync(path, content, TestContext.Current.CancellationToken);
            ((int)response.StatusCode).ShouldBeInRange(400, 499, $"{path} {type} {body.Length}");
        }
    }

    [Fact]
    public async Task every_write_that_is_sent_several_times_at_once_under_one_key_is_done_once_and_answered_alike()
    {
        var tried = 0;
        foreach (var write in (await WritesAsync()).Where(write => write.TakesKey))
        {
            using var clinic = service.Client(clinic: $"at-once-{++tried}");
            var patient = write.IsEnrolment ? null : await PreparedAsync(clinic, except: write.Name);
            var requests = new List<HttpRequestMessage>();
            for (var n = 0; n < 4; n++)
            {
                var body = new StringContent(write.Example.ToJsonString(), Encoding.UTF8, "application/json");
                requests.Add(await RequestAsync(clinic, write, patient, body));
                requests[^1].Headers.Add("Idempotency-Key", "at-once");
            }

            var answers = await Task.WhenAll(requests.Select(async request =>
            {
                using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
                var answer = await response.JsonAsync();
                // A secret is given once.
                if (answer is JsonObject told) told.Remove("secret");
                return $"{(int)response.StatusCode} {response.Headers.ETag} {answer.ToJsonString()}";
            }));

            answers.Distinct().ShouldHaveSingleItem(write.Name).ShouldStartWith("20", Case.Sensitive, write.Name);
            requests.ForEach(request => request.Dispose());
        }

        tried.ShouldBeGreaterThan(15);
    }

    private static JsonNode Resolved(JsonNode document, JsonNode parameter) => parameter["$ref"]?.GetValue<string>() is { } place
        ? document["components"]!["parameters"]![place.Split('/')[^1]]!
        : parameter;

    [GeneratedRegex(@"\{\w+Id\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdInPath();

    private async Task<IReadOnlyList<Write>> WritesAsync()
    {
        using var client = service.Host.Server.CreateClient();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        var writes =
            from path in document["paths"]!.AsObject()
            from method in new[] { "post", "put" }
            let post = path.Value![method]
            let content = post?["requestBody"]?["content"]?["application/json"]
            where content?["example"] is not null
            select new Write(
                method, post["operationId"]!.GetValue<string>(), path.Key, content["schema"]!.AsObject(), content["example"]!,
                post["parameters"]?.AsArray()
                    .Any(p => p!["name"]!.GetValue<string>() == "If-Match" && p["required"]?.GetValue<bool>() == true) == true,
                post["parameters"]?.AsArray().Any(p => Resolved(document, p!)["name"]!.GetValue<string>() == "Idempotency-Key") == true);
        var all = writes.ToList();
        all.Count.ShouldBeGreaterThan(15);
        return all;
    }

    // A patient whose record holds what the examples refer to.
    private static async Task<string> PreparedAsync(HttpClient clinic, string? except)
    {
        var patient = await clinic.EnrolAsync();
        (string Name, string Path, string Body)[] entries =
        [
            ("", "asia-grades", $$"""{ "entryId": "{{Grade}}", "assessedOn": "2024-03-11", "grade": "B" }"""),
            ("startSteroidCourse", "steroid-courses",
                $$"""{ "entryId": "{{Course}}", "startedOn": "2024-03-15", "drug": "prednisolone", "dailyDoseMg": 40 }"""),
            ("startSparingAgent", "sparing-agents",
                """{ "entryId": "01980000-0000-7000-8000-000000000002", "startedOn": "2024-04-02", "agent": "rituximab" }"""),
            ("recordRecurrence", "recurrences", """{ "entryId": "01980000-0000-7000-8000-000000000003", "detectedOn": "2025-05-02" }"""),
            ("makePlan", "plans",
                """{ "entryId": "01980000-0000-7000-8000-000000000004", "plannedOn": "2024-03-15", "what": "mri", "dueOn": "2024-06" }"""),
        ];
        foreach (var (name, path, body) in entries.Where(entry => entry.Name != except))
        {
            using var response = await clinic.PostAsync($"{patient}/{path}", body);
            response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        }

        return patient;
    }

    private Task<HttpResponseMessage> SendAsync(HttpClient clinic, Write write, string? patient, string json) =>
        SendAsync(clinic, write, patient, new StringContent(json, Encoding.UTF8, "application/json"));

    private async Task<HttpResponseMessage> SendAsync(HttpClient clinic, Write write, string? patient, HttpContent content)
    {
        using var request = await RequestAsync(clinic, write, patient, content);
        return await clinic.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpClient clinic, Write write, string? patient, HttpContent content)
    {
        var address = write.Path.Replace("/api/patients/{patientId}", patient, StringComparison.Ordinal)
            .Replace("{entryId}", Grade, StringComparison.Ordinal);
        if (address.Contains("{alertId}", StringComparison.Ordinal))
            address = address.Replace("{alertId}", await AlertOfAsync(clinic, patient!), StringComparison.Ordinal);
        var version = write.Path.StartsWith("/api/patients", StringComparison.Ordinal) ? "\"6\"" : "\"0\"";
        if (address.Contains("{webhookId}", StringComparison.Ordinal))
        {
            var (webhookId, tag) = await WebhookAsync(clinic);
            (address, version) = (address.Replace("{webhookId}", webhookId, StringComparison.Ordinal), tag);
        }

        var request = new HttpRequestMessage(new HttpMethod(write.Method), address) { Content = content };
        if (write.VersionRequired) request.Headers.TryAddWithoutValidation("If-Match", version);
        return request;
    }

    // A patient without a visit has this alert once the service has looked at all that was recorded; before, a later entry may yet move the
    // day on which the visit was due, and close it.
    private async Task<string> AlertOfAsync(HttpClient clinic, string patient)
    {
        var patientId = Guid.Parse(patient.Split('/')[^1]);
        if (_lookedAt.Add(patientId)) await service.SettledAsync();
        var alerts = await AlertRequests.UntilAsync(
            async () => (await clinic.AlertsAsync(patientId, "visit-overdue"))
                .Where(alert => alert["status"]!.GetValue<string>() != "closed").ToList(),
            alerts => alerts.Count > 0);
        return alerts[0]["alertId"]!.GetValue<string>();
    }

    // The clinic's webhook, made when there is none.
    private static async Task<(string Id, string Tag)> WebhookAsync(HttpClient clinic)
    {
        if ((await clinic.GetJsonAsync("/api/webhooks"))["items"]!.AsArray() is [{ } first, ..])
            return (first["webhookId"]!.GetValue<string>(), $"\"{first["version"]}\"");
        using var created = await clinic.PostAsync("/api/webhooks",
            """{ "url": "https://receiver.example/", "eventTypes": ["alert.raised"] }""");
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        return await WebhookAsync(clinic);
    }

    private static async Task<long> VersionAsync(HttpClient clinic, string patient) =>
        (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>();

    private sealed record Write(
        string Method, string Name, string Path, JsonObject Schema, JsonNode Example, bool VersionRequired, bool TakesKey)
    {
        public bool IsEnrolment => Path == "/api/patients";
    }
}
