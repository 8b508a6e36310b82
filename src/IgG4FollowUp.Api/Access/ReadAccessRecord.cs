using System.Buffers.Text;
using System.Globalization;
using System.Text;
using IgG4FollowUp.Api.Analytics.Export;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Microsoft.Net.Http.Headers;

namespace IgG4FollowUp.Api.Access;

/// <summary>What may be asked of the access record.</summary>
public sealed record AccessParameters(
    HttpContext Http, AccessRows Rows, AccessWriter Writer, string? From, string? To, string? User, string? Clinic, string? Kind,
    string? Endpoint, string? Cursor, string? Limit);

/// <summary>
/// The access record for those who look after it: a monitor reads that of the clinic in the token, or, without one, of all, with what
/// belongs to no clinic. Who saw a patient is told to the monitor and the administrator of the patient's clinic, whoever it was.
/// </summary>
public static class ReadAccessRecord
{
    private static readonly string[] Columns =
        ["at", "kind", "endpoint", "outcome", "user", "role", "clinic", "right", "patients", "count", "question", "reason", "address",
            "trace", "id"];

    private static readonly ReadParameter[] Parameters =
    [
        new("from", "First day, by UTC.") { Format = "date" },
        new("to", "Last day, by UTC.") { Format = "date" },
        new("user", "Who acted: the subject of the token."),
        new("kind", "What was done; anything unless given.") { Values = [.. StoredName.All<AccessKind>()] },
        new("endpoint", "Name of the operation, as this description has it."),
        PatientParameters.After,
        PatientParameters.Limit with { Description = "Most entries on the page; 50 unless given." },
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/access-record", ([AsParameters] AccessParameters asked, Guid? patientId) =>
                AnswerAsync(asked, new() { Clinic = asked.Http.User.ClinicOrNone(), Patient = patientId }))
            .RequireAuthorization(Policies.AccessRecord).WithTags("Access record")
            .DescribeRead<Page<AccessEntry>>("readAccessRecord", "Read who did what and when, the newest first, page by page",
                "application/json", Csv.ContentType, AuditEvents.ContentType)
            .Takes([.. Parameters,
                new("clinic", "Clinic of whoever acted.") { Pattern = "^[a-z0-9][a-z0-9-]{0,62}$" },
                new("patientId", "A patient of whom the answer told.") { Format = "uuid" }]);

        app.MapGet("/api/patients/{patientId:guid}/access-record", async (
                Guid patientId, [AsParameters] AccessParameters asked, IDocumentStore store) =>
            {
                await using var session = store.QuerySession(asked.Http.User.Clinic());
                if (!await session.Query<PatientChart>().AnyAsync(chart => chart.Id == patientId, asked.Http.RequestAborted))
                    return Problem.NotFound();
                return await AnswerAsync(asked, new() { Patient = patientId });
            })
            .RequireAuthorization(Policies.WhoSaw).WithTags("Access record")
            .DescribeRead<Page<AccessEntry>>("whoSawPatient", "Read who saw a patient, and when, the newest first, page by page",
                "application/json", Csv.ContentType, AuditEvents.ContentType)
            .Takes(Parameters);
    }

    /// <summary>Where the page after an entry begins: opaque to clients.</summary>
    public static string TextOf(AccessEntry last) => TextOf(last.At.UtcTicks, last.Id);

    /// <summary>The same question about the page that a cursor names.</summary>
    public static bool TryAfter(AccessQuery asked, string cursor, out AccessQuery next)
    {
        next = asked;
        if (!ParameterText.TryBytes(cursor, out var bytes)
            || Encoding.ASCII.GetString(bytes).Split(' ') is not [var ticks, var id]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var moment)
            || moment > DateTimeOffset.MaxValue.UtcTicks || !Guid.TryParseExact(id, "N", out var entry)
            || TextOf(moment, entry) != cursor)
            return false;
        next = asked with { After = (new DateTimeOffset(moment, TimeSpan.Zero), entry) };
        return true;
    }

    private static string TextOf(long ticks, Guid id) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{ticks} {id:N}")));

    private static async Task<IResult> AnswerAsync(AccessParameters asked, AccessQuery query)
    {
        var http = asked.Http;
        if (!Cursor.TryParse(null, asked.Limit, out _, out var size, out var problem)) return problem;
        query = query with
        {
            // Of two clinics, the one in the token and another, nobody is.
            Clinic = query.Clinic ?? asked.Clinic,
            From = DayOf(asked.From, days: 0),
            Until = DayOf(asked.To, days: 1),
            User = asked.User,
            Kind = asked.Kind is { } kind ? StoredName.Read<AccessKind>(kind) : null,
            Endpoint = asked.Endpoint,
            Most = size + 1,
        };
        if (asked.Cursor is { } cursor && !TryAfter(query, cursor, out query))
            return Problem.InvalidParameter("cursor", "the 'next' of a page.");
        http.Response.Headers.Vary = HeaderNames.Accept;
        if (MediaTypes.Preferred(http.Request, "application/json", Csv.ContentType, AuditEvents.ContentType) is not { } form
            || (form == AuditEvents.ContentType && AuditEvents.VersionOf(http.Request) is null))
        {
            return Problem.NotAcceptable(
                $"Accept application/json, {Csv.ContentType} or {AuditEvents.ContentType} (fhirVersion 4.0 or 5.0).");
        }

        var othersClinic = asked.Clinic is not null && query.Clinic != asked.Clinic;
        // Whoever asks sees what this node has answered before.
        await asked.Writer.FlushAsync(http.RequestAborted);
        var found = othersClinic ? [] : await asked.Rows.ReadAsync(query, http.RequestAborted);
        var page = found.Take(size).ToList();
        AccessNote.Saw(query.Patient is { } patient ? [patient] : []);
        var next = found.Count > size ? TextOf(page[^1]) : null;
        return form switch
        {
            Csv.ContentType => Table(http, page, next),
            AuditEvents.ContentType => Audit(http, page, next),
            _ => TypedResults.Json(new Page<AccessEntry>(page, next), EntryJson.Options),
        };
    }

    private static DateTimeOffset? DayOf(string? day, int days) =>
        day is not null && ParameterText.TryDay(day, out var read)
            ? new DateTimeOffset(read.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(read == DateOnly.MaxValue ? 0 : days)
            : null;

    private static IResult Table(HttpContext http, List<AccessEntry> page, string? next)
    {
        var text = new StringWriter();
        Csv.Write(text, Columns);
        foreach (var entry in page)
        {
            Csv.Write(text,
            [
                entry.At, StoredName.Of(entry.Kind), entry.Endpoint, entry.Outcome, entry.User, entry.Role, entry.Clinic, entry.Right,
                entry.Patients, entry.Count, entry.Question, entry.Reason, entry.Address, entry.Trace, entry.Id,
            ]);
        }

        // A table has no place for the cursor.
        if (next is not null) http.Response.Headers.Link = $"<{AddressOf(http, next)}>; rel=\"next\"";
        return TypedResults.Text(text.ToString(), $"{Csv.ContentType}; charset=utf-8; header=present", Encoding.UTF8);
    }

    private static IResult Audit(HttpContext http, List<AccessEntry> page, string? next)
    {
        var version = AuditEvents.VersionOf(http.Request)!.Value;
        var bundle = AuditEvents.Bundle(page, next is null ? null : AddressOf(http, next), version);
        return TypedResults.Text(bundle.ToJsonString(), AuditEvents.ContentTypeOf(version), Encoding.UTF8);
    }

    private static string AddressOf(HttpContext http, string next) =>
        http.Request.PathBase.Add(http.Request.Path).ToUriComponent() + QueryString.Create(
            http.Request.Query.Where(pair => pair.Key != "cursor")
                .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString()))
                .Append(new("cursor", next)));
}
