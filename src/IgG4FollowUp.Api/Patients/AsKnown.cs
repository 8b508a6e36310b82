using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Which state of knowledge a read asks for: the present one, a version of the record, or a moment of recording.</summary>
public readonly record struct AsKnown(long? Version, DateTimeOffset? At)
{
    public static bool TryParse(string? version, string? knownAt, out AsKnown asKnown, [NotNullWhen(false)] out Problem? problem)
    {
        asKnown = default;
        problem = null;
        if (version is not null && knownAt is not null)
        {
            problem = Problem.BadRequest("Give 'version' or 'knownAt', not both.");
        }
        else if (version is not null)
        {
            if (long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= int.MaxValue)
                asKnown = new(number, null);
            else problem = Problem.InvalidParameter(nameof(version), "a whole number from 1.");
        }
        else if (knownAt is not null)
        {
            if (DateTimeOffset.TryParseExact(
                knownAt, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
                asKnown = new(null, at);
            else problem = Problem.InvalidParameter(nameof(knownAt), "a date-time such as 2024-06-10T12:00:00Z.");
        }

        return problem is null;
    }

    public async Task<PatientChart?> ChartAsync(IQuerySession session, Guid patientId, CancellationToken cancellation) =>
        Version is { } version ? await session.Events.AggregateStreamAsync<PatientChart>(patientId, version, token: cancellation)
        : At is { } at ? await session.Events.AggregateStreamAsync<PatientChart>(patientId, timestamp: at, token: cancellation)
        : await session.LoadAsync<PatientChart>(patientId, cancellation);
}
