using System.Collections.Concurrent;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// How many patients an answer leaves out because they refuse reuse of their data, clinic by clinic; nothing else about them is used, so
/// conditions other than the clinic do not apply.
/// </summary>
/// <remarks>
/// A refusal holds for every later answer, also for those as known before it: data must not be used against a refusal, whatever was known
/// when. So an answer as known at a sequence changes in one way only: patients leave it. It says how many did since; while that is 0 it is
/// the answer of that time. Whoever refused then and agrees now stays out of answers as known then.
/// </remarks>
public sealed class RefusalCounts
{
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _withdrawn = new(StringComparer.Ordinal);

    /// <summary>Patients who refused as known at the sequence of the answer.</summary>
    public int Refused(IReadOnlyCollection<string>? clinics) => Sum(_refused, clinics);

    /// <summary>Patients who did not refuse as known then and do now.</summary>
    public int Withdrawn(IReadOnlyCollection<string>? clinics) => Sum(_withdrawn, clinics);

    public static async Task<RefusalCounts> AtPresentAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var counted = new RefusalCounts();
        foreach (var (clinic, _) in await ConsentRefusals.ReadAsync(connection,
            cancellation)) Count(counted._refused, clinic);
        return counted;
    }

    /// <summary>Whether an answer as known earlier has the patient; counts the patient when not. Several may ask at a time.</summary>
    public bool Admits(PatientFacts patient, HashSet<(string Clinic, Guid PatientId)> refusals)
    {
        var counts = patient.RefusesReuse ? _refused : refusals.Contains((patient.Clinic, patient.PatientId)) ? _withdrawn : null;
        if (counts is null) return true;
        Count(counts, patient.Clinic);
        return false;
    }

    private static void Count(ConcurrentDictionary<string, int> counts, string clinic) =>
        counts.AddOrUpdate(clinic, 1, static (_, before) => before + 1);

    private static int Sum(ConcurrentDictionary<string, int> counts, IReadOnlyCollection<string>? clinics) =>
        clinics is null ? counts.Values.Sum() : clinics.Distinct(StringComparer.Ordinal).Sum(clinic => counts.GetValueOrDefault(clinic));
}
