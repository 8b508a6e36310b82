using System.Text;
using System.Text.Json;
using System.Xml;

namespace IgG4FollowUp.Integration.Fuzz;

/// <summary>Whether an answer is what it says it is.</summary>
internal static class AnswerCheck
{
    /// <summary>What is wrong with an answer; null when nothing is.</summary>
    public static string? Fault(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        if (status >= 500) return "a failure";
        var type = response.Content.Headers.ContentType?.MediaType;
        if (status is 204 or 304) return body.Length == 0 ? null : "a body where there is none";
        if (status >= 400 && type != "application/problem+json") return $"a refusal as {type ?? "nothing"}";
        // A table of no rows has no lines.
        if (body.Length == 0) return status is 202 || type == "application/x-ndjson" ? null : "an empty body";
        try
        {
            return Broken(type, body, status);
        }
        catch (Exception e) when (e is JsonException or XmlException or InvalidOperationException or KeyNotFoundException)
        {
            return $"a broken body of {type}";
        }
    }

    private static string? Broken(string? type, byte[] body, int status)
    {
        switch (type)
        {
            case "application/problem+json":
                using (var problem = JsonDocument.Parse(body))
                {
                    return problem.RootElement.GetProperty("status").GetInt32() == status
                        && problem.RootElement.GetProperty("type").GetString()!.Length > 0
                        ? null
                        : "a problem of another status";
                }

            case "application/json":
                JsonDocument.Parse(body).Dispose();
                return null;
            case "application/x-ndjson":
                if (body[^1] != '\n') return "a last line that is not ended";
                foreach (var line in Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    JsonDocument.Parse(line).Dispose();
                return null;
            case "text/csv":
                return Csv(Encoding.UTF8.GetString(body));
            case "image/svg+xml":
                using (var reader = XmlReader.Create(new MemoryStream(body),
                    new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }))
                {
                    while (reader.Read())
                    {
                        // To the end.
                    }
                }

                return null;
            case "text/calendar":
                return Encoding.UTF8.GetString(body).EndsWith("END:VCALENDAR\r\n", StringComparison.Ordinal) ? null : "half a calendar";
            case "application/vnd.apache.parquet":
                return body.AsSpan().StartsWith("PAR1"u8) && body.AsSpan().EndsWith("PAR1"u8) ? null : "half a file of columns";
            case "application/zip":
                return body.AsSpan().StartsWith("PK"u8) ? null : "no archive";
            case "text/plain":
                return null;
            default:
                return $"a body of {type ?? "no type"}";
        }
    }

    // Rows of one length, quoted as RFC 4180 says.
    private static string? Csv(string text)
    {
        var (fields, width, quoted) = (1, 0, false);
        foreach (var c in text)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) fields++;
            else if (c == '\n' && !quoted)
            {
                if (width == 0) width = fields;
                if (fields != width) return "rows of several lengths";
                fields = 1;
            }
        }

        return quoted || fields != 1 || width == 0 ? "half a row" : null;
    }
}
