using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Webhooks;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Integration.Http;

/// <summary>What HTTP asks of every operation, asked of every one on the running service's own endpoint list.</summary>
public sealed class EveryReadSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Clinic = "reads";

    private static IReadOnlyList<Operation>? _operations;

    private readonly Dictionary<string, HttpClient> _clients = new()
    {
        [""] = service.Host.Server.CreateClient(),
        [Roles.Clinician] = service.Client(clinic: Clinic),
        [Roles.Analyst] = service.Client(Roles.Analyst, clinic: null),
        [Roles.Admin] = service.Client(Roles.Admin, clinic: null),
        [Roles.Monitor] = service.Client(Roles.Monitor, Clinic),
    };

    // The service is one for all tests of the class, and so is what its addresses name.
    private async Task<IReadOnlyList<Operation>> OperationsAsync() => _operations ??= await service.OperationsAsync(Clinic);

    private Task<HttpResponseMessage> AskAsync(Operation operation, string? address = null, string? method = null,
        Action<HttpRequestMessage>? change = null) =>
        _clients.AskAsync(operation, address, method, change);

    private async Task<IReadOnlyList<Operation>> ReadsAsync()
    {
        var reads = (await OperationsAsync()).Where(operation => operation.Method == "GET").ToList();
        reads.Count.ShouldBeGreaterThan(35);
        return reads;
    }

    [Fact]
    public async Task head_is_answered_as_get_without_the_body()
    {
        foreach (var read in await ReadsAsync())
        {
            using var get = await AskAsync(read);
            using var head = await AskAsync(read, method: "HEAD");
            head.StatusCode.ShouldBe(get.StatusCode, read.Address);
            head.Content.Headers.ContentType?.ToString().ShouldBe(get.Content.Headers.ContentType?.ToString(), read.Address);
            head.Headers.ETag.ShouldBe(get.Headers.ETag, read.Address);
            (await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty(read.Address);
        }
    }

    [Fact]
    public async Task nothing_that_is_read_may_be_kept_by_a_cache()
    {
        foreach (var read in await ReadsAsync())
        {
            using var response = await AskAsync(read);
            response.Headers.CacheControl!.ToString().ShouldBe("no-store", read.Address);
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], read.Address);
        }
    }

    [Fact]
    public async Task a_method_that_an_address_does_not_have_is_405_for_everybody_and_the_answer_names_those_it_has()
    {
        using var nobody = service.Host.Server.CreateClient();
        foreach (var read in await ReadsAsync())
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, read.Address);
            using var response = await nobody.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed, read.Address);
            response.Content.Headers.Allow.ShouldBeSubsetOf(["GET", "HEAD", "POST", "PUT", "DELETE"], read.Address);
            response.Content.Headers.Allow.ShouldContain("GET", read.Address);
            response.Content.Headers.Allow.ShouldContain("HEAD", read.Address);
            response.Headers.WwwAuthenticate.ShouldBeEmpty(read.Address);
            if (response.Content.Headers.ContentType!.MediaType != "application/problem+json") continue;
            var detail = (await response.JsonAsync())["detail"]!.GetValue<string>();
            foreach (var method in response.Content.Headers.Allow) detail.ShouldContain(method, Case.Sensitive, read.Address);
            detail.ShouldContain("/openapi/v1.json", Case.Sensitive, read.Address);
        }
    }

    [Fact]
    public async Task a_parameter_that_an_operation_does_not_take_is_refused_by_name_and_those_it_takes_are_named()
    {
        foreach (var operation in await OperationsAsync())
        {
            using var response = await AskAsync(operation, operation.With("no_such_parameter=1"));
            var problem = await ProblemAsync(response, operation.Address);
            problem.ShouldContain("'no_such_parameter'", Case.Sensitive, operation.Address);
            foreach (var parameter in operation.Parameters.Where(parameter =>
                !parameter.InHeader && !operation.Endpoint.RoutePattern.Parameters.Any(part => part.Name == parameter.Name)))
                problem.ShouldContain(parameter.Name, Case.Sensitive, operation.Address);
        }
    }

    [Fact]
    public async Task a_version_that_a_record_has_not_come_to_is_found_by_no_read()
    {
        var reads = (await ReadsAsync()).Where(read => read.Parameters.Any(parameter => parameter.Name == "version")).ToList();
        reads.Count.ShouldBeGreaterThan(3);
        foreach (var read in reads)
        {
            using var present = await AskAsync(read, read.With("version=1"));
            present.StatusCode.ShouldBe(HttpStatusCode.OK, read.Address);
            using var response = await AskAsync(read, read.With("version=99"));
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, read.Address);
        }
    }

    [Fact]
    public async Task a_parameter_written_otherwise_is_not_taken_for_another_and_the_answer_says_which_may_be_meant()
    {
        // A condition on a column is one parameter wherever it is taken, and is tried once.
        var seen = new HashSet<string>();
        foreach (var read in await ReadsAsync())
        {
            foreach (var parameter in InQuery(read)
                .Where(parameter => !parameter.Required && (parameter.Shared is null || seen.Add(parameter.Shared))))
            {
                foreach (var other
                    in new[] { parameter.Name.ToUpperInvariant(), char.ToUpperInvariant(parameter.Name[0]) + parameter.Name[1..],
                        $"{parameter.Name}_" })
                {
                    if (other == parameter.Name) continue;
                    using var response = await AskAsync(read, read.With($"{other}=1"));
                    (await ProblemAsync(response, $"{read.Address} {other}"))
                        .ShouldContain($"'{parameter.Name}' may be meant", Case.Sensitive, $"{read.Address} {other}");
                }
            }
        }
    }

    [Fact]
    public async Task a_value_that_a_parameter_cannot_have_is_refused_with_what_it_can()
    {
        var (reads, seen) = (await ReadsAsync(), new HashSet<string>());
        foreach (var read in reads)
        {
            foreach (var parameter in InQuery(read).Where(parameter => parameter.Shared is null || seen.Add(parameter.Shared)))
            {
                foreach (var value
                    in new[] { "a%00b", "%00", "%0A", new string('x', 600), "%F0%9F%98%80", "now", "today", "infinity", "NaN", "yes", "t",
                        "null", "-1e3", "１", "2024-02-30", "+1", "-0" })
                {
                    // What is no text is refused everywhere; the rest only where it is no value.
                    if (parameter.Fault([Uri.UnescapeDataString(value)]) is null) continue;
                    using var response = await AskAsync(read, Replaced(read, parameter.Name, value));
                    (await ProblemAsync(response, $"{read.Address} {parameter.Name}={value}"))
                        .ShouldContain($"'{parameter.Name}'", Case.Sensitive, $"{read.Address} {value}");
                }

                if (parameter.Repeats) continue;
                using var twice = await AskAsync(read, Replaced(read, parameter.Name, $"1&{parameter.Name}=1"));
                (await ProblemAsync(twice, $"{read.Address} {parameter.Name} twice")).ShouldContain("given once");
            }
        }

        foreach (var parameter in reads.SelectMany(InQuery))
        {
            parameter.Fault(["a\0b"]).ShouldNotBeNull(parameter.Name);
            if (parameter.Type == JsonSchemaType.Integer) parameter.Fault(["-0"]).ShouldNotBeNull(parameter.Name);
        }
    }

    [Fact]
    public async Task whoever_has_the_present_version_is_told_so_however_the_tag_is_written()
    {
        var tagged = 0;
        foreach (var read in await ReadsAsync())
        {
            using var first = await AskAsync(read);
            if (first.Headers.ETag is not { } tag) continue;
            tagged++;
            foreach (var condition
                in new[] { tag.ToString(), $"W/{tag.Tag}", "*", $"\"other\", W/\"or this\", {tag}", $"\"a,b\",{tag.Tag}" })
            {
                using var again = await AskAsync(read, change: request =>
                    request.Headers.TryAddWithoutValidation("If-None-Match", condition));
                again.StatusCode.ShouldBe(HttpStatusCode.NotModified, $"{read.Address} {condition}");
                again.Headers.ETag.ShouldBe(tag, read.Address);
            }

            foreach (var condition in new[] { $"\"0{tag.Tag[1..]}", "\"\"", "nonsense", tag.Tag.Trim('"') })
            {
                using var again = await AskAsync(read, change: request =>
                    request.Headers.TryAddWithoutValidation("If-None-Match", condition));
                again.StatusCode.ShouldBe(HttpStatusCode.OK, $"{read.Address} {condition}");
            }

            using var other = await AskAsync(read, change: request => request.Headers.TryAddWithoutValidation("If-Match", "\"other\""));
            other.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed, read.Address);
        }

        tagged.ShouldBeGreaterThanOrEqualTo(7);
    }

    [Fact]
    public async Task a_condition_upon_a_read_without_a_version_is_judged_as_one_upon_any_other()
    {
        var untagged = 0;
        foreach (var read in await ReadsAsync())
        {
            using var first = await AskAsync(read);
            if (first.StatusCode != HttpStatusCode.OK || first.Headers.ETag is not null) continue;
            untagged++;
            foreach (var method in new[] { "GET", "HEAD" })
            {
                // It is there, and no tag is its.
                foreach (var (header, value, status) in new[]
                {
                    ("If-Match", "*", HttpStatusCode.OK), ("If-Match", "\"1\"", HttpStatusCode.PreconditionFailed),
                    ("If-Match", "W/\"1\", \"2\"", HttpStatusCode.PreconditionFailed), ("If-Match", "1", HttpStatusCode.BadRequest),
                    ("If-None-Match", "*", HttpStatusCode.NotModified), ("If-None-Match", "\"1\"", HttpStatusCode.OK),
                    ("If-None-Match", "*, \"1\"", HttpStatusCode.OK),
                })
                {
                    using var again = await AskAsync(
                        read, method: method, change: request => request.Headers.TryAddWithoutValidation(header, value));
                    again.StatusCode.ShouldBe(status, $"{method} {read.Address} {header}: {value}");
                    if (status == HttpStatusCode.NotModified)
                        (await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty(read.Address);
                }
            }
        }

        untagged.ShouldBeGreaterThan(25);
    }

    [Fact]
    public async Task what_is_not_there_is_judged_by_no_condition()
    {
        foreach (var read in await ReadsAsync())
        {
            var address = read.With("nonsense=1");
            using var first = await AskAsync(read, address);
            if (first.IsSuccessStatusCode) continue;
            foreach (var header in new[] { "If-Match", "If-None-Match" })
            {
                using var again = await AskAsync(read, address, change: request => request.Headers.TryAddWithoutValidation(header, "*"));
                again.StatusCode.ShouldBe(first.StatusCode, $"{address} {header}");
            }
        }
    }

    [Fact]
    public async Task whatever_has_an_id_has_one_address()
    {
        var tried = 0;
        foreach (var operation in await OperationsAsync())
        {
            foreach (var id in operation.Address.Split('?')[0].Split('/').Where(part => Guid.TryParseExact(part, "D", out _)))
            {
                string[] others =
                [
                    id.Replace("-", "", StringComparison.Ordinal), $"{{{id}}}", $"({id})", $"%20{id}", $"{id}%20", $"{id}%0A",
                    $"+{id[1..]}", $"%EF%BC%90{id[1..]}", Guid.Empty.ToString(),
                ];
                foreach (var other in others)
                {
                    tried++;
                    using var response = await AskAsync(operation, operation.Address.Replace(id, other, StringComparison.Ordinal));
                    response.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{operation.Method} {operation.Address} as {other}");
                }

                if (operation.Method != "GET") continue;
                using var first = await AskAsync(operation);
                using var upper = await AskAsync(operation, operation.Address.Replace(id, id.ToUpperInvariant(), StringComparison.Ordinal));
                upper.StatusCode.ShouldBe(first.StatusCode, operation.Address);
            }
        }

        tried.ShouldBeGreaterThan(300);
    }

    [Fact]
    public async Task a_page_begins_where_another_ended_and_at_no_place_that_none_could_name()
    {
        using var clinic = service.Client(clinic: Clinic);
        for (var i = 0; i < 2; i++)
        {
            const string Visit = """{ "visitedOn": "2024-02-07", "nextVisitDueOn": "2024-05-07" }""";
            using var visit = await clinic.PostAsync($"{await clinic.EnrolAsync()}/visits", Visit);
            visit.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        var paged = (await ReadsAsync()).Where(read => read.Parameters.Any(parameter => parameter.Name == "cursor")).ToList();
        var deliveries = paged.Single(read => read.Address.EndsWith("/deliveries", StringComparison.Ordinal)).Address;
        using var test = await clinic.PostNothingAsync(deliveries.Replace("deliveries", "test-messages", StringComparison.Ordinal));
        // Whoever saw the patient, saw it more than once.
        var patient = paged.Single(read => read.Address.StartsWith("/api/patients/", StringComparison.Ordinal)).Address;
        for (var i = 0; i < 2; i++)
        {
            var seen = patient.Replace("/access-record", "", StringComparison.Ordinal);
            (await clinic.GetAsync(seen, TestContext.Current.CancellationToken)).Dispose();
        }

        await service.Host.Services.SettledAsync();
        paged.Count.ShouldBe(8);
        foreach (var read in paged)
        {
            using var page = await AskAsync(read, read.With("limit=1"));
            var cursor = (await page.JsonAsync())["next"].ShouldNotBeNull(read.Address).GetValue<string>();
            using var next = await AskAsync(read, read.With($"limit=1&cursor={cursor}"));
            next.StatusCode.ShouldBe(HttpStatusCode.OK, read.Address);
            var place = Base64Url.DecodeFromChars(cursor);
            // The same place in other writing, half a place, and a place spoilt in any character of one that is text.
            var spoilt = new List<string>
            {
                $"%20{cursor}", $"{cursor}%20", $"{cursor}%0A", $"{cursor}=", $"{cursor}==", $"{cursor[..4]}%20{cursor[4..]}", cursor[..^1],
                cursor[1..], cursor + cursor, $"{cursor}A",
            };
            if (place.Length * 8 % 6 != 0) spoilt.Add(cursor[..^1] + (char)(cursor[^1] + 1));
            for (var i = 0; place.All(each => each is >= 0x20 and < 0x7f) && i < place.Length; i++)
                spoilt.Add(Base64Url.EncodeToString([.. place[..i], (byte)'\n', .. place[(i + 1)..]]));
            foreach (var other in spoilt)
            {
                using var response = await AskAsync(read, read.With($"limit=1&cursor={other}"));
                (await ProblemAsync(response, $"{read.Address} {other}")).ShouldContain("'cursor'");
            }
        }
    }

    [Fact]
    public async Task the_checks_of_the_service_are_only_read()
    {
        foreach (var address in new[] { "/health/live", "/health/ready" })
        {
            foreach (var method in new[] { "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "NO-SUCH" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), address);
                using var response = await _clients[""].SendAsync(request, TestContext.Current.CancellationToken);
                response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed, $"{method} {address}");
                response.Content.Headers.Allow.ShouldBe(["GET", "HEAD"], ignoreOrder: true);
            }

            using var head = new HttpRequestMessage(HttpMethod.Head, address);
            using var answer = await _clients[""].SendAsync(head, TestContext.Current.CancellationToken);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        }
    }

    [Fact]
    public async Task a_header_that_a_write_would_ignore_is_refused()
    {
        var refused = 0;
        foreach (var write in (await OperationsAsync())
            .Where(operation => operation.Method != "GET" && operation.Endpoint.Metadata.GetMetadata<ReadMark>() is null))
        {
            foreach (var (header, value) in new[]
            {
                ("If-Match", "\"77\""), ("Idempotency-Key", "key-1"), ("If-None-Match", "*"), ("If-None-Match", "\"1\""),
            })
            {
                if (write.Parameters.Any(parameter => parameter.Name == header)) continue;
                refused++;
                using var response = await AskAsync(write, change: request => request.Headers.TryAddWithoutValidation(header, value));
                (await ProblemAsync(response, $"{write.Method} {write.Address}")).ShouldContain($"'{header}'");
            }
        }

        refused.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task a_write_is_made_when_the_version_that_was_read_is_the_present_one_or_among_those_listed()
    {
        using var clinic = service.Client(clinic: Clinic);
        var patient = await clinic.EnrolAsync();
        const string Visit = """{ "visitedOn": "2024-03" }""";
        var version = 1;
        foreach (var condition in new[] { "\"{0}\"", "*", "\"99\", \"{0}\"", "W/\"1\",\"{0}\"" })
        {
            using var response = await clinic.PostAsync(
                $"{patient}/asia-grades", $$"""{ "assessedOn": "2024-0{{version}}", "grade": "C" }""",
                ifMatch: condition.Replace("{0}", $"{version++}", StringComparison.Ordinal));
            response.StatusCode.ShouldBe(HttpStatusCode.Created,
                $"{condition}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }

        foreach (var condition in new[] { "\"05\"", "W/\"5\"", "\"4\"", "\"three\"", "\"99999999999999999999\"", "\"4\", \"6\"" })
        {
            using var response = await clinic.PostAsync($"{patient}/visits", Visit, ifMatch: condition);
            response.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed, condition);
            (await response.JsonAsync())["detail"]!.GetValue<string>().ShouldContain("\"5\"");
        }

        foreach (var condition in new[] { "5", "three", "\"5" })
        {
            using var response = await clinic.PostAsync($"{patient}/visits", Visit, ifMatch: condition);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, condition);
        }
    }

    [Fact]
    public async Task the_stream_of_an_alert_or_of_thresholds_is_no_patient_and_that_of_a_patient_no_alert()
    {
        var operations = await OperationsAsync();
        string IdAt(string path) =>
            operations.First(operation =>
                operation.Address.StartsWith(path, StringComparison.Ordinal) && operation.Address.Split('/').Length == 4
                    && Guid.TryParse(operation.Address.Split('/')[3], out _)).Address.Split('/')[3];
        var (patient, alert, settings) = (IdAt("/api/patients/"), IdAt("/api/alerts/"), ClinicAlertSettings.IdOf(Clinic).ToString());
        using var clinic = service.Client(clinic: Clinic);
        using (var chosen = new HttpRequestMessage(HttpMethod.Put, "/api/alert-rules/settings")
        {
            Content = new StringContent("""{ "thresholds": {} }""", null, "application/json"),
        })
        {
            chosen.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
            using var response = await clinic.SendAsync(chosen, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        foreach (var operation in operations)
        {
            var others = operation.Address.Contains(patient, StringComparison.Ordinal) ? [alert, settings]
                : operation.Address.Contains(alert, StringComparison.Ordinal) ? new[] { patient, settings }
                : [];
            foreach (var (other, query) in others.SelectMany(other =>
                operation.Parameters.Any(p => p.Name == "version")
                    ? [(other, ""), (other, "version=1"), (other, "knownAt=1000")]
                    : new[] { (other, "") }))
            {
                var address = operation.Address.Replace(patient, other, StringComparison.Ordinal)
                    .Replace(alert, other, StringComparison.Ordinal);
                using var response = await AskAsync(operation, query.Length == 0 ? address : $"{address}?{query}", change: request =>
                {
                    if (operation.Endpoint.Metadata.GetMetadata<WriteDescription>() is not { } write) return;
                    request.Content = new StringContent(write.Example.ToJsonString(), null, "application/json");
                    if (write.VersionRequired) request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                });
                if (query == "knownAt=1000" && response.StatusCode == HttpStatusCode.BadRequest) continue;
                response.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{operation.Method} {address} {query}");
            }
        }
    }

    [Fact]
    public async Task only_a_conflict_that_may_pass_says_when_to_try_again_and_each_kind_has_a_type_of_its_own()
    {
        using var clinic = service.Client(clinic: "conflicts");
        await clinic.EnrolAsync("TWICE");
        using var taken = await clinic.PostAsync("/api/patients", """{ "studyNumber": "TWICE", "enrolledOn": "2024" }""");
        for (var i = 0; i < 20; i++) (await clinic.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }""")).Dispose();
        using var feed = await clinic.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }""");
        foreach (var (response, type) in new[] { (taken, "study-number-taken"), (feed, "too-many-feeds") })
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            response.Headers.RetryAfter.ShouldBeNull(type);
            (await response.JsonAsync())["type"]!.GetValue<string>().ShouldEndWith(type);
        }

        Problem.Conflict("").RetryAfter.ShouldBe(1);
        Reply.Of(Problem.Conflict("")).RetryAfter.ShouldBe(1);
    }

    [Fact]
    public async Task a_member_given_twice_is_named_and_depth_is_told_from_grammar()
    {
        using var clinic = service.Client(clinic: Clinic);
        var patient = await clinic.EnrolAsync();
        foreach (var (body, said, pointer) in new[]
        {
            ("""{ "visitedOn": "2024", "labs": [ {}, { "result": "1 g/L", "result": "1 g/L" } ] }""", "A member is given twice.",
                "#/labs/1/result"),
            ("""{ "visitedOn": "2024", "visitedOn": "2024" }""", "A member is given twice.", "#/visitedOn"),
            ("{ \"a\": " + new string('[', 40) + new string(']', 40) + "}", "deeper than 32", null),
            ("{ \"visitedOn\": \"2024\",\n }", "Line 2, byte 2: this is not JSON.", null),
        })
        {
            using var response = await clinic.PostAsync($"{patient}/visits", body);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var problem = await response.JsonAsync();
            problem["detail"]!.GetValue<string>().ShouldContain(said);
            problem["errors"]?[0]!["pointer"]!.GetValue<string>().ShouldBe(pointer);
        }
    }

    [Fact]
    public async Task the_description_has_every_parameter_under_the_name_and_with_the_values_that_are_taken()
    {
        var document = await _clients[""].GetJsonAsync("/openapi/v1.json");
        var described = 0;
        foreach (var operation in await OperationsAsync())
        {
            var path = "/" + operation.Endpoint.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal);
            var shown = (document["paths"]![path]![operation.Method.ToLowerInvariant()]!["parameters"]?.AsArray() ?? [])
                .Select(parameter =>
                    parameter!["$ref"] is { } reference
                        ? document["components"]!["parameters"]![reference.GetValue<string>().Split('/')[^1]]!
                        : parameter)
                .Where(parameter => parameter["in"]!.GetValue<string>() != "path").ToList();
            var taken = operation.Parameters.Where(parameter => parameter.InHeader || InQuery(operation).Contains(parameter)).ToList();
            shown.Select(parameter => parameter["name"]!.GetValue<string>())
                .ShouldBe(taken.Select(parameter => parameter.Name), operation.Address);
            foreach (var (parameter, known) in shown.Zip(taken))
            {
                described++;
                var schema = parameter["schema"]!["items"] ?? parameter["schema"]!;
                (schema["enum"]?.AsArray().Select(value => value!.GetValue<string>()) ?? [])
                    .ShouldBe(
                        known.Values.Concat(known is { MayBeEmpty: true, Values.Count: > 0 } ? ["", ValueRange.Known] : []), known.Name);
                if (!known.InHeader) char.IsAsciiLetterLower(known.Name[0]).ShouldBeTrue(known.Name);
                if (known.Name == "limit") schema["type"]!.GetValue<string>().ShouldBe("integer", operation.Address);
                if (known.Name is "status" or "rule" or "urgency" or "state" or "what") known.Values.ShouldNotBeEmpty(operation.Address);
            }
        }

        described.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task a_form_that_cannot_be_read_is_the_clients_fault()
    {
        using var anyone = service.Host.Server.CreateClient();
        foreach (var address in new[] { "/sign-in", "/sign-out" })
        {
            using var form = new FormUrlEncodedContent(Enumerable.Range(0, 3000).Select(i => KeyValuePair.Create($"field-{i}", "x")));
            using var response = await anyone.PostAsync(address, form, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, address);
        }
    }

    [Fact]
    public async Task a_table_of_the_calendar_leads_to_the_next_page_with_what_was_asked()
    {
        using var clinic = service.Client(clinic: "pages");
        for (var i = 0; i < 3; i++)
        {
            using var visit = await clinic.PostAsync($"{await clinic.EnrolAsync()}/visits",
                """{ "visitedOn": "2024-02-07", "nextVisitDueOn": "2024-05-07" }""");
            visit.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        await service.Host.Services.SettledAsync();
        var (address, rows) = ("/api/clinic/calendar?limit=1&what=visit&state=overdue,due", 0);
        while (address is not null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", "text/csv;charset=\"UTF-8\"");
            using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            rows += (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1;
            address = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        rows.ShouldBe(3);
    }

    private static IEnumerable<ReadParameter> InQuery(Operation read) =>
        read.Parameters.Where(parameter =>
            !parameter.InHeader && !read.Endpoint.RoutePattern.Parameters.Any(part => part.Name == parameter.Name));

    // The address with one parameter's value in place of the one it may have.
    private static string Replaced(Operation read, string name, string value)
    {
        var parts = read.Address.Split('?', '&');
        var query = parts.Skip(1).Where(part => !part.StartsWith(name + "=", StringComparison.Ordinal)).Append($"{name}={value}");
        return $"{parts[0]}?{string.Join('&', query)}";
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage response, string what)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{what}: {text}");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", what);
        return JsonNode.Parse(text)!["detail"]!.GetValue<string>();
    }
}
