using System.Collections.Concurrent;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>
/// How many patients an answer leaves out because their data may not be reused, clinic by clinic; nothing else about them is used, so
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
    private readonly ConcurrentDictionary<string, int> _notGiven = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _withdrawn = new(StringComparer.Ordinal);

    /// <summary>Patients who refused as known at the sequence of the answer.</summary>
    public int Refused(IReadOnlyCollection<string>? clinics) => Sum(_refused, clinics);

    /// <summary>Patients of clinics of whom no consent was on record as known then, where it is required.</summary>
    public int NotGiven(IReadOnlyCollection<string>? clinics) => Sum(_notGiven, clinics);

    /// <summary>Patients whose data might be used as known then and may not be now.</summary>
    public int Withdrawn(IReadOnlyCollection<string>? clinics) => Sum(_withdrawn, clinics);

    /// <summary>Counts those who are left out at present.</summary>
    public static RefusalCounts AtPresent(LeftOut leftOut)
    {
        var counted = new RefusalCounts();
        foreach (var ((clinic, _), bar) in leftOut.Patients) Count(counted.Of(bar), clinic);
        return counted;
    }

    /// <summary>Whether an answer as known earlier has the patient; counts the patient when not. Several may ask at a time.</summary>
    public bool Admits(PatientFacts patient, LeftOut now)
    {
        var counts = patient.Bar is { } bar ? Of(bar) : now.Patients.ContainsKey((patient.Clinic, patient.PatientId)) ? _withdrawn : null;
        if (counts is null) return true;
        Count(counts, patient.Clinic);
        return false;
    }

    private ConcurrentDictionary<string, int> Of(ReuseBar bar) => bar == ReuseBar.Refused ? _refused : _notGiven;

    private static void Count(ConcurrentDictionary<string, int> counts, string clinic) =>
        counts.AddOrUpdate(clinic, 1, static (_, before) => before + 1);

    private static int Sum(ConcurrentDictionary<string, int> counts, IReadOnlyCollection<string>? clinics) =>
        clinics is null ? counts.Values.Sum() : clinics.Distinct(StringComparer.Ordinal).Sum(clinic => counts.GetValueOrDefault(clinic));
}
