using System.Security.Claims;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Web.Access;
using IgG4FollowUp.Web.Pages;

namespace IgG4FollowUp.Api.Pages;

/// <summary>What the page of the access record reads.</summary>
public sealed class AccessRecordPages(AccessRows rows, AccessWriter writer, PageSignIn signIn) : IAccessRecord
{
    private const int Size = 100;

    public PageReader Reader(HttpContext http) => signIn.Reader(http);

    public async Task<AccessPage?> ReadAsync(ClaimsPrincipal reader, AccessFilter filter, CancellationToken cancellation)
    {
        var (kind, patient) = (default(AccessKind?), default(Guid?));
        if (!string.IsNullOrEmpty(filter.Kind))
        {
            if (!StoredName.TryRead<AccessKind>(filter.Kind, out var read)) return null;
            kind = read;
        }

        if (!string.IsNullOrWhiteSpace(filter.Patient))
        {
            if (!ParameterText.IsUuid(filter.Patient.Trim())) return null;
            patient = Guid.Parse(filter.Patient);
        }

        var asked = new AccessQuery
        {
            Clinic = reader.ClinicOrNone(),
            User = string.IsNullOrWhiteSpace(filter.User) ? null : filter.User.Trim(),
            Kind = kind,
            Patient = patient,
            Most = Size + 1,
        };
        if (filter.Cursor is { } cursor && !ReadAccessRecord.TryAfter(asked, cursor, out asked)) return null;
        await writer.FlushAsync(cancellation);
        var found = await rows.ReadAsync(asked, cancellation);
        if (patient is { } named) AccessNote.Saw(named);
        return new(
            [.. found.Take(Size).Select(Line)], StoredName.All<AccessKind>(),
            found.Count > Size ? NextOf(filter, ReadAccessRecord.TextOf(found[Size - 1])) : null);
    }

    private static string NextOf(AccessFilter filter, string cursor) => "/access-record" + QueryString.Create(
        new KeyValuePair<string, string?>[]
        {
            new("user", filter.User), new("kind", filter.Kind), new("patient", filter.Patient), new("cursor", cursor),
        }.Where(pair => !string.IsNullOrEmpty(pair.Value)));

    private static AccessLine Line(AccessEntry entry) => new(
        entry.At, StoredName.Of(entry.Kind), entry.Endpoint, entry.Outcome,
        string.Join(", ", new[] { entry.User ?? entry.Address, entry.Role, entry.Clinic }.OfType<string>()),
        string.Join(", ", entry.Patients.Select(id => id.ToString()).Concat(
            new[] { entry.Question, entry.Count is { } count ? $"count {count}" : null, entry.Reason }.OfType<string>())));
}
