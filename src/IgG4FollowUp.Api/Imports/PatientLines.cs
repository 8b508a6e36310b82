using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Reads patients in the API's own shapes, one JSON object on each line: an enrolment, entries, visits.</summary>
public static class PatientLines
{
    /// <summary>
    /// One line. The enrolment may name its kind, as the entries of a chart do, so that a chart that was read can be sent back.
    /// </summary>
    public static JsonShape Shape { get; } = new ObjectShape(
    [
        new("enrolment", new ObjectShape(
            [.. ((ObjectShape)JsonShapes.Of(typeof(PatientEnrolled))).Members,
                new("kind", new ChoiceShape(["enrolment"]), Required: false)]), Required: true),
        new("entries", new ListShape(JsonShapes.Of(typeof(ClinicalEntry)), 1000, Unique: false), Required: false),
        new("visits", new ListShape(LogVisitHandler.Shape, 500, Unique: false), Required: false),
    ])
    { Description = "A patient: the enrolment, entries of any kind, and visits with everything they produced." };

    /// <summary>The rows, or the problem with the file as a whole. Lines without content are skipped.</summary>
    public static ReadFile Read(ReadOnlyMemory<byte> bytes, TimeProvider time, CancellationToken cancellation = default)
    {
        if (FileKind.Of(bytes.Span) is { } kind) return new([], Problem.BadRequest(kind));
        var rows = new List<ImportedCase>();
        var rest = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (!Utf8.IsValid(rest.Span)) return new([], Problem.BadRequest("The file is not valid UTF-8."));
        for (var line = 1; !rest.IsEmpty; line++)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = rest.Span.IndexOf((byte)'\n');
            var text = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (text.Span.Trim(" \t\r"u8).IsEmpty) continue;
            if (rows.Count == CaseFile.MaximumRows)
                return new([], Problem.BadRequest($"A file may have at most {CaseFile.MaximumRows} rows."));
            rows.Add(Row(rows.Count + 1, line, text, time));
        }

        return rows.Count == 0 ? new([], Problem.BadRequest("The file is empty.")) : new(rows, null);
    }

    private static ImportedCase Row(int row, int line, ReadOnlyMemory<byte> text, TimeProvider time)
    {
        if (text.Length > Body.Limit)
            return Refused(new ImportRemark(null, "#", "too-large", $"A line may have at most {Body.Limit} bytes."));
        return StrictJson.Read(text, Shape) switch
        {
            { Broken: { } broken } =>
                Refused(Remarks(broken.Errors is { Count: > 0 } places ? places : [new("#", "broken-json", broken.Detail!)])),
            { Errors: { Count: > 0 } errors } => Refused(Remarks(errors)),
            var read => Patient(row, line, read.Json!, time),
        };

        ImportedCase Refused(params ImportRemark[] reasons) => new(row, line) { Reasons = reasons };

        static ImportRemark[] Remarks(IEnumerable<ProblemItem> items) =>
            [.. items.Select(item => new ImportRemark(null, item.Pointer, item.Code, item.Detail))];
    }

    private static ImportedCase Patient(int row, int line, JsonObject json, TimeProvider time)
    {
        var body = json["enrolment"]!.AsObject();
        body.Remove("kind");
        var studyNumber = body["studyNumber"]!.GetValue<string>();
        var number = 0;
        var places = new Dictionary<Guid, string>();
        Identify(body, "#/enrolment");
        var enrolment = PatientWrites.Entry<PatientEnrolled>(body, time);
        places[enrolment.EntryId] = "#/enrolment";

        var entries = new List<ClinicalEntry>();
        foreach (var (pointer, entry) in Objects(json, "entries"))
        {
            Identify(entry, pointer);
            var read = entry.Deserialize<ClinicalEntry>(EntryJson.Options)!;
            entries.Add(read);
            places.TryAdd(read.EntryId, pointer);
        }

        foreach (var (pointer, visit) in Objects(json, "visits"))
        {
            foreach (var (member, value) in visit.ToList())
            {
                if (value is JsonObject part) Identify(part, $"{pointer}/{member}");
                if (value is JsonArray) foreach (var (at, item) in Objects(visit, member)) Identify(item, $"{pointer}{at[1..]}");
            }

            Identify(visit, pointer);
            var command = LogVisitHandler.Command(Guid.Empty, visit, new("", null, null, []), time);
            entries.AddRange(command.Entries);
            foreach (var (entryId, at) in command.Pointers) places.TryAdd(entryId, pointer + at[1..]);
        }

        return new(row, line) { Enrolment = enrolment, Entries = entries, Places = places };

        // Without an id of its own an entry is known by its place in the line, so that the same file is recognised.
        void Identify(JsonObject entry, string pointer)
        {
            if (entry["entryId"] is null) entry["entryId"] = StableIds.Entry(studyNumber, pointer, number);
            number++;
        }
    }

    private static IEnumerable<(string Pointer, JsonObject Value)> Objects(JsonObject json, string member) =>
        json[member] is not JsonArray items
            ? []
            : items.Select((item, index) => (Pointer: $"#/{member}/{index}", Value: item as JsonObject))
                .Where(item => item.Value is not null).Select(item => (item.Pointer, item.Value!)).ToList();
}
