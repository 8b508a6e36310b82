using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain;
using Microsoft.Net.Http.Headers;

namespace IgG4FollowUp.Api.Access;

/// <summary>Version of HL7 FHIR.</summary>
public enum FhirVersion
{
    /// <summary>4.0.1.</summary>
    R4,

    /// <summary>5.0.0.</summary>
    R5,
}

/// <summary>
/// Entries as HL7 FHIR's AuditEvent (https://hl7.org/fhir/R4/auditevent.html, https://hl7.org/fhir/R5/auditevent.html), in a bundle as a
/// search gives it. Pure.
/// </summary>
public static class AuditEvents
{
    public const string ContentType = "application/fhir+json";

    private const string VersionParameter = "fhirVersion";
    private const string Types = "http://terminology.hl7.org/CodeSystem/audit-event-type";
    private const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";
    private const string Own = "urn:igg4-follow-up:";

    /// <summary>The version that a request accepts: the parameter <c>fhirVersion</c> of the media type, 4.0 unless given.</summary>
    /// <returns>Null for one that is not spoken here.</returns>
    public static FhirVersion? VersionOf(HttpRequest request) => request.GetTypedHeaders().Accept
        .Where(range => range.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
        .Select(range => range.Parameters.FirstOrDefault(p => p.Name.Equals(VersionParameter, StringComparison.OrdinalIgnoreCase)))
        .Select(parameter => parameter is null ? "4.0" : HeaderUtilities.RemoveQuotes(parameter.Value).ToString())
        .Select(version => version switch { "4.0" => FhirVersion.R4, "5.0" => FhirVersion.R5, _ => (FhirVersion?)null })
        .FirstOrDefault(FhirVersion.R4);

    /// <summary>The media type of an answer.</summary>
    public static string ContentTypeOf(FhirVersion version) =>
        $"{ContentType}; {VersionParameter}={(version == FhirVersion.R4 ? "4.0" : "5.0")}; charset=utf-8";

    /// <summary>A page of entries.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="next">Address of the next page; null on the last one.</param>
    /// <param name="version">Version of FHIR.</param>
    public static JsonObject Bundle(IEnumerable<AccessEntry> entries, string? next, FhirVersion version)
    {
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "searchset" };
        if (next is not null) bundle["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = next });
        if (entries.Select(entry => Entry(entry, version)).ToArray() is { Length: > 0 } found) bundle["entry"] = new JsonArray(found);
        return bundle;
    }

    /// <summary>One entry.</summary>
    public static JsonObject Of(AccessEntry entry, FhirVersion version)
    {
        var resource = new JsonObject { ["resourceType"] = "AuditEvent", ["id"] = entry.Id.ToString() };
        var (type, operation) = (TypeOf(entry.Kind), Coding(Own + "operation", entry.Endpoint));
        if (version == FhirVersion.R4) (resource["type"], resource["subtype"]) = (type, new JsonArray(operation));
        else (resource["category"], resource["code"]) = (new JsonArray(Concept(type)), Concept(operation));
        resource["action"] = entry.Kind switch
        {
            AccessKind.Read or AccessKind.Export => "R",
            AccessKind.Change => "U",
            _ => "E",
        };
        resource["recorded"] = entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var outcome = OutcomeOf(entry);
        resource["outcome"] = version == FhirVersion.R4 ? outcome
            : new JsonObject { ["code"] = Coding("http://terminology.hl7.org/CodeSystem/audit-event-outcome", outcome) };
        if (version == FhirVersion.R4) resource["outcomeDesc"] = Described(entry);
        else resource["outcome"]!["detail"] = new JsonArray(new JsonObject { ["text"] = Described(entry) });
        resource["agent"] = new JsonArray(Agent(entry, version));
        var source = Coding("http://terminology.hl7.org/CodeSystem/security-source-type", "4");
        resource["source"] = new JsonObject
        {
            ["observer"] = new JsonObject { ["display"] = "IgG4FollowUp" },
            ["type"] = new JsonArray(version == FhirVersion.R4 ? source : Concept(source)),
        };
        if (Entities(entry).ToArray() is { Length: > 0 } entities) resource["entity"] = new JsonArray(entities);
        return resource;
    }

    private static JsonNode Entry(AccessEntry entry, FhirVersion version) =>
        new JsonObject { ["fullUrl"] = $"urn:uuid:{entry.Id}", ["resource"] = Of(entry, version) };

    private static JsonObject Agent(AccessEntry entry, FhirVersion version)
    {
        var agent = new JsonObject
        {
            ["who"] = entry.User is { } user
                ? new JsonObject { ["identifier"] = new JsonObject { ["system"] = Own + "subject", ["value"] = user } }
                : new JsonObject { ["display"] = entry.Kind == AccessKind.ProviderUnreachable ? "the service" : "nobody signed in" },
            ["requestor"] = true,
        };
        if (entry.Role is { } roles)
            agent["role"] = new JsonArray([.. roles.Split(',').Select(role => Concept(Coding(Own + "role", role)))]);
        if (entry.Right is { } rights) agent["policy"] = new JsonArray([.. rights.Split(',').Select(right => $"{Own}right:{right}")]);
        if (entry.Address is not { } address) return agent;
        if (version == FhirVersion.R4) agent["network"] = new JsonObject { ["address"] = address, ["type"] = "2" };
        else agent["networkString"] = address;
        return agent;
    }

    private static IEnumerable<JsonNode> Entities(AccessEntry entry)
    {
        foreach (var patient in entry.Patients)
            yield return new JsonObject { ["what"] = new JsonObject { ["reference"] = $"Patient/{patient}" } };
        // What was asked of a cohort; the bytes of an empty question are no content.
        if (entry.Question is { Length: > 0 } question)
            yield return new JsonObject { ["query"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(question)) };
    }

    private static string Described(AccessEntry entry) => string.Join(' ', new[]
    {
        StoredName.Of(entry.Kind), entry.Outcome == 0 ? null : entry.Outcome.ToString(CultureInfo.InvariantCulture), entry.Reason,
        entry.Count is { } count ? $"count {count.ToString(CultureInfo.InvariantCulture)}" : null,
    }.OfType<string>());

    // DICOM PS3.16: 110106 Export, 110113 Security Alert.
    private static JsonObject TypeOf(AccessKind kind) => kind switch
    {
        AccessKind.Read or AccessKind.Change => Coding(Types, "rest"),
        AccessKind.Export => Coding(Dicom, "110106"),
        _ => Coding(Dicom, "110113"),
    };

    // Success, minor failure (the request's), serious failure (the service's).
    private static string OutcomeOf(AccessEntry entry) => entry.Outcome switch
    {
        >= 500 or 0 => "8",
        >= 400 => "4",
        _ => "0",
    };

    private static JsonObject Coding(string system, string code) => new() { ["system"] = system, ["code"] = code };

    private static JsonObject Concept(JsonNode coding) => new() { ["coding"] = new JsonArray(coding) };
}
