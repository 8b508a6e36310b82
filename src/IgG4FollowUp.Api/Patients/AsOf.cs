using System.Globalization;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Which state of knowledge a read asks for: the present one, a version of the record, or a sequence of the log.</summary>
/// <param name="Version">A version of the patient's record; null when not given.</param>
/// <param name="Sequence">A sequence below which nothing can appear any more; null when not given.</param>
public readonly record struct AsOf(int? Version, long? Sequence)
{
    public bool IsPresent => Version is null && Sequence is null;

    /// <summary>That there is nothing at this state of knowledge. Whether there is something at another is not said.</summary>
    public Problem NotFound() => Version is not null ? Problem.NotFoundAt(PatientParameters.Version.Name)
        : Sequence is not null ? Problem.NotFoundAt(AsOfRequest.Parameter)
        : Problem.NotFound();

    /// <summary>Reads the parameters of a request; nothing given means the present.</summary>
    public static async Task<(AsOf Known, Problem? Problem)> ResolveAsync(
        AsOfSequences sequences, string? version, string? knownAt, CancellationToken cancellation)
    {
        if (version is not null && knownAt is not null) return (default, Problem.BadRequest("Give 'version' or 'knownAt', not both."));
        if (version is not null)
        {
            return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? (new(number, null), null)
                : (default, Problem.InvalidParameter(nameof(version), "a whole number from 1."));
        }

        if (knownAt is null) return default;
        var (sequence, problem) = await sequences.ResolveAsync(AsOfRequest.Parameter, knownAt, cancellation);
        return (new(null, sequence), problem);
    }
}
