using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A sign of cord or cauda equina compression that was not there before: walking lost, retention or incontinence, compression of the cord
/// seen. It stands until it is gone, until the recurrence is recorded as under control, or until a person closes it; a visit in person that
/// ruled recurrence out since makes what the patient lost nothing for today. Without an earlier entry that says otherwise nothing is known
/// to be new.
/// </summary>
internal static class RedFlags
{
    public static AlertRule Rule { get; } = new(
        "red-flag", 1,
        "House default: new loss of walking, retention or incontinence, and new compression of the cord are looked at on the same day. It "
            + "asks for a review and implies no treatment.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        SpeaksOfAnEpisode = true,
        PredictsRecurrence = true,
        AskedByTelephone = TelephoneQuestions.Compression,
        Read = Read,
    };

    private static readonly ImmutableArray<Flag<StatusAssessed>> OfStatus =
    [
        new("walking", "Walking was lost", status => RuleText.Spoken(status.Walking!.Value), LostFunctions.Walking)
        {
            Gone = status => status with { Walking = Walking.Independent },
        },
        new("bladder", "Retention or incontinence of the bladder is new",
            status => RuleText.Spoken(status.Bladder!.Value), LostFunctions.Bladder)
        {
            Gone = status => status with { Bladder = BladderFunction.Normal },
        },
        new("bowel", "Incontinence of the bowel is new", status => RuleText.Spoken(status.Bowel!.Value), LostFunctions.Bowel)
        {
            Gone = status => status with { Bowel = BowelFunction.Normal },
        },
    ];

    private static readonly Flag<LesionImaged> Compression = new(
        "compression", "Compression of the cord is new",
        study => !study.LesionPresent ? "no lesion" : study.CordCompression == true ? "compression" : "no compression",
        study => study.ShowsCompression())
    {
        Kind = EvidenceKind.Study,
        SpeaksOf = LesionGrowth.SpeaksOf,
        Gone = study => study with { LesionPresent = false },
        // What is seen on MRI nobody rules out by looking at the patient.
        IsSeenAtVisits = false,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var settled = NeurologicalWorsening.SettledOn(input.Reading);
        foreach (var flag in OfStatus)
        {
            yield return Read(
                input, flag, input.Reading.Statuses, settled,
                today => new() { EntryId = input.NewId("status"), AssessedOn = RuleText.Date(today) });
        }

        yield return Read(
            input, Compression, input.Reading.Studies, settled,
            today => new() { EntryId = input.NewId("study"), ImagedOn = RuleText.Date(today), LesionPresent = true });
    }

    private static Candidate Read<T>(
        RuleInput input, Flag<T> flag, List<T> entries, ClinicalDate? settled, Func<DateOnly, T> another)
        where T : ClinicalEntry
    {
        if (StandingSign<T>.Of(entries, entry => entry, flag.Shows, flag.SpeaksOf) is not { } sign)
            return Candidate.NotApplicable(input, $"{flag.Key}-seen", $"Nothing of the kind is on record: {flag.Key}.");
        if (sign.Before is not { } before)
        {
            return Candidate.NotApplicable(
                input, $"earlier-{flag.Key}", $"Nothing that certainly came before {sign.Last.Date} says how it was: {flag.Key}.");
        }

        var ruledOut = flag.IsSeenAtVisits ? NeurologicalWorsening.RuledOutAfter(input.Reading, sign.Last.Date) : null;
        return new(sign.First, $"{flag.Key}:",
        [
            Condition.Of(input, $"{flag.Key}-not-back", $"It is gone since {sign.Last.Date}: {flag.Key}.", !sign.Gone),
            Condition.Of(
                input, "not-settled", $"The recurrence came under control on {settled}.",
                settled is not { } day || sign.First.Date.IsCertainlyAfter(day)),
        ])
        {
            Urgency = Urgency.Soon,
            UrgentUntil = ruledOut is not null
                ? DateOnly.MinValue
                : DaySpans.Shift(sign.Last.Date.Latest, input.Settings.WorseningUrgentDays + 1),
            Told = today => new(
                $"{flag.Words}: {flag.Value(before)} on {before.Date}, {flag.Value(sign.First)} on {sign.First.Date}"
                + (sign.Last == sign.First ? "." : $", and {flag.Value(sign.Last)} on {sign.Last.Date}.")
                + NeurologicalWorsening.RuledOut(ruledOut))
            {
                RestsOn =
                [
                    .. new[] { before, sign.First, sign.Last }.Distinct()
                        .Select(entry => new Evidence(flag.Kind, entry.EntryId, entry.Date, flag.Value(entry))),
                    .. NeurologicalWorsening.RestsOn(ruledOut),
                ],
                Thresholds = [ThresholdTable.Of(nameof(ClinicSettings.WorseningUrgentDays))],
                Counterfactuals = () =>
                [
                    new WithoutEntry(sign.First.EntryId, $"the entry of {sign.First.Date} were not on record"),
                    .. today > sign.Last.Date.Latest
                        ? [new WithEntry(flag.Gone(another(today)), $"it were gone on {RuleText.Iso(today)}")]
                        : Array.Empty<Counterfactual>(),
                ],
            },
        };
    }

    /// <summary>One sign.</summary>
    /// <param name="Key">Begins the key of an episode and names the conditions.</param>
    /// <param name="Words">That it came, in words.</param>
    /// <param name="Value">What an entry that says anything of it says.</param>
    /// <param name="Shows">Whether an entry shows it; null when it does not say.</param>
    private sealed record Flag<T>(string Key, string Words, Func<T, string> Value, Func<T, bool?> Shows)
    {
        public EvidenceKind Kind { get; init; } = EvidenceKind.Status;

        /// <summary>Whether who sees the patient sees it.</summary>
        public bool IsSeenAtVisits { get; init; } = true;

        /// <summary>Whether an entry says anything of what another one shows; null where each does.</summary>
        public Func<T, T, bool>? SpeaksOf { get; init; }

        /// <summary>An entry that shows it gone.</summary>
        public required Func<T, T> Gone { get; init; }
    }
}
