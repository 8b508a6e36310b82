using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Imports;

namespace IgG4FollowUp.Integration.Fuzz;

/// <summary>Makes requests of one kind of operation: right in most places, spoilt in some.</summary>
internal sealed class RequestMaker(Random random, PreparedClinic clinic, long version)
{
    private static readonly string[] Accepts =
    [
        "*/*", "application/json", "text/csv", "application/x-ndjson", "text/calendar", "image/svg+xml", "application/vnd.apache.parquet",
        "application/zip", "text/html",
        "application/json;charset=UTF-8", "text/csv; header=present; q=0.5, application/json;q=0.1", "TEXT/CSV", "application/*", ";", ",",
        "a", "*/json", "text/csv;q=2",
    ];

    private static readonly string[] BodyTypes =
    [
        "application/json; charset=utf-8", "application/json;charset=\"utf-8\"", "APPLICATION/JSON", "application/problem+json",
        "text/json", "application/json; charset=utf-16",
        "application/jsonx", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/csv",
        "text/csv; charset=latin1",
        "application/x-ndjson", "application/ndjson", "json", "",
    ];

    private static readonly string[] Headers =
    [
        "If-Match", "If-None-Match", "Idempotency-Key", "If-Modified-Since", "Range", "Prefer", "traceparent", "Accept-Language",
        "Accept-Encoding", "Content-Language",
        "X-Forwarded-Proto", "X-Forwarded-For", "X-Forwarded-Host", "Last-Event-ID", "Cookie", "Expect", "X-HTTP-Method-Override",
        "Accept-Charset", "Origin",
    ];

    private readonly Hostile _hostile = new(random);

    public HttpRequestMessage Make(DescribedOperation operation)
    {
        var request = new HttpRequestMessage(new HttpMethod(operation.Method),
            new Uri(Path(operation) + Query(operation), UriKind.Relative));
        AddHeaders(operation, request);
        if (operation.Takes.Count > 0 || _hostile.Percent(3)) AddBody(operation, request);
        return request;
    }

    private string Path(DescribedOperation operation) => string.Join('/', operation.Path.Split('/').Select(step =>
    {
        if (!step.StartsWith('{')) return step;
        // No server lets %00 through in a path.
        if (_hostile.Percent(6))
            return _hostile.Percent(50)
                ? Uri.EscapeDataString(_hostile.Text()).Replace("%00", "%01", StringComparison.Ordinal)
                : _hostile.OneOf(["%01", "%ff", "%", "%2F", "%c0%ae", Guid.Empty.ToString()]);
        string[] ids = [clinic.PatientId, clinic.EntryId, clinic.AlertId, clinic.WebhookId];
        if (_hostile.Percent(5)) return _hostile.OneOf(ids);
        return step switch
        {
            "{patientId}" => clinic.PatientId,
            "{entryId}" => clinic.EntryId,
            "{alertId}" => clinic.AlertId,
            "{webhookId}" => clinic.WebhookId,
            _ => operation.Parameters.FirstOrDefault(p =>
                p["in"]!.GetValue<string>() == "path" && $"{{{p["name"]}}}" == step)?["schema"]?["enum"] is JsonArray choices
                ? _hostile.OneOf(choices.ToList())!.ToString()
                : Guid.CreateVersion7().ToString(),
        };
    }));

    private string Query(DescribedOperation operation)
    {
        var asked = new List<string>();
        var described = operation.Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "query").ToList();
        // Of the many conditions of a cohort a few at a time.
        foreach (var parameter in described)
        {
            if (parameter["required"]?.GetValue<bool>() != true && random.Next(Math.Max(3, described.Count)) > 0) continue;
            var name = parameter["name"]!.GetValue<string>();
            if (_hostile.Percent(3)) name = _hostile.OneOf([name.ToUpperInvariant(), name + "\0", name + "[]", SentinelBodies.Next()]);
            asked.Add($"{Uri.EscapeDataString(name)}={Argument(parameter["schema"]?.AsObject())}");
            if (_hostile.Percent(3)) asked.Add(asked[^1]);
        }

        if (_hostile.Percent(4)) asked.Add($"{Uri.EscapeDataString(_hostile.Text())}={Uri.EscapeDataString(_hostile.Text())}");
        if (_hostile.Percent(2))
            asked.Add(_hostile.OneOf(["%ff=%ff", "&&", "=", "%", "a=%u0000", "cursor=AAAAAAAAAAAAAAAAAAAAAA", "knownAt=1", "version=1"]));
        return asked.Count == 0 ? "" : "?" + string.Join('&', asked);
    }

    private string Argument(JsonObject? schema)
    {
        schema = schema?["items"]?.AsObject() ?? schema;
        if (_hostile.Percent(35)) return Uri.EscapeDataString(_hostile.Text());
        if (schema?["anyOf"] is JsonArray either)
        {
            if (_hostile.Percent(50))
                return _hostile.OneOf(["1..5", "..5", "0.5..", "..", "2020..2024-03", "..2024-02-30", "9..1", "2024"]);
            schema = either[0]!.AsObject();
        }

        if (schema?["enum"] is JsonArray { Count: > 0 } choices)
            return Uri.EscapeDataString(_hostile.OneOf(choices.ToList())?.ToString() ?? "null");
        var (type, format) = (schema?["type"]?.ToString() ?? "", schema?["format"]?.ToString() ?? "");
        return type.Contains("integer", StringComparison.Ordinal) || type.Contains("number", StringComparison.Ordinal)
            ? _hostile.OneOf(["1", "0", "5", "12", "200", "-1", "1.5"])
            : type.Contains("boolean", StringComparison.Ordinal) ? _hostile.OneOf(["true", "false", "True", "1"])
            : format == "uuid" ? _hostile.OneOf([clinic.PatientId, clinic.AlertId])
            : format.StartsWith("date", StringComparison.Ordinal) ? _hostile.OneOf(["2024-03-11", "2024-03", "2024-03-11T00:00:00Z"])
            : _hostile.OneOf(["1", "5", "100", "2024-03-11", "2024-03-11T08:00:00Z", "overall", "sex", "year", "text", clinic.PatientId]);
    }

    private void AddHeaders(DescribedOperation operation, HttpRequestMessage request)
    {
        if (operation.Parameters.Any(parameter =>
            parameter["name"]!.ToString() == "If-Match" && parameter["required"]?.GetValue<bool>() == true))
            Add("If-Match", _hostile.Percent(85) ? $"\"{version}\"" : _hostile.Text());
        if (operation.Takes.Count > 0 && _hostile.Percent(30))
            Add(Idempotency.Header, _hostile.Percent(70) ? SentinelBodies.Next() : _hostile.Text());
        if (_hostile.Percent(40)) Add("Accept", _hostile.Percent(90) ? _hostile.OneOf(Accepts) : _hostile.Text());
        if (_hostile.Percent(15)) Add(_hostile.OneOf(Headers), _hostile.Text());

        // What no server would let through never leaves the client either.
        void Add(string name, string value)
        {
            if (value.AsSpan().IndexOfAny('\0', '\r', '\n') < 0) request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private void AddBody(DescribedOperation operation, HttpRequestMessage request)
    {
        var type = operation.Takes.Count > 0 ? _hostile.OneOf(operation.Takes) : "application/json";
        var bytes = operation.Body is not null ? _hostile.Body(operation.Body)
            : type is ImportRequests.Csv or ImportPatients.Tsv ? _hostile.Csv([.. CaseField.All.Select(field => field.Name)])
            : type == ImportRequests.Lines ? Lines()
            : _hostile.Body(new JsonObject { ["note"] = SentinelBodies.Next() });
        request.Content = new ByteArrayContent(bytes);
        if (_hostile.Percent(6)) type = _hostile.OneOf(BodyTypes);
        if (type.Length > 0) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (_hostile.Percent(1))
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", _hostile.OneOf(["gzip", "br", "identity", "x"]));
    }

    private byte[] Lines()
    {
        var lines = new List<byte>();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var enrolment = Examples.Enrolment.DeepClone();
            enrolment["studyNumber"] = SentinelBodies.Next();
            var grade = Examples.Of(typeof(Domain.Patients.AsiaGradeRecorded));
            grade["kind"] = "asia-grade";
            lines.AddRange(
                _hostile.Body(
                    new JsonObject
                    {
                        ["enrolment"] = enrolment,
                        ["entries"] = new JsonArray(grade),
                        ["visits"] = new JsonArray(Examples.Visit.DeepClone()),
                    }));
            lines.Add((byte)'\n');
        }

        return [.. lines];
    }
}
