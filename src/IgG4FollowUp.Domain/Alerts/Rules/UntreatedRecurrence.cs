using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// A recurrence under the composite definition, neither under control, ruled out nor quiet again, and no change of treatment since or
/// shortly before (<see cref="ResponseSettings.TreatBeforeDays"/>): no course or sparing agent started, no dose of either raised, no
/// operation. A rise of serum IgG4 alone is no recurrence here.
/// </summary>
internal static class UntreatedRecurrence
{
    public static AlertRule Rule { get; } = new(
        "recurrence-without-treatment-change", 6,
        $"House default on recurrences under {RecurrenceDefinition.Composite.Id}. It asks for a review and implies no treatment.",
        SourceMark.HouseDefault)
    {
        AppliesToLostPatients = true,
        SpeaksOfAnEpisode = true,
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var (reading, any) = (input.Reading, false);
        var lastChange = new Lazy<DateOnly?>(() => DiseaseTreatments.LastChange(reading));
        foreach (var episode in reading.Recurrence(RecurrenceDefinition.Composite).Counted)
        {
            var by = episode.Interval.By;
            if (!by.HasBounds()) continue;
            any = true;
            var (resolved, ruledOut) = (EpisodeMerger.IsResolved(reading, episode.Group), IsRuledOutAfter(reading, by));
            // Most recurrences of a chart are over or treated, and nobody asks about them.
            if ((resolved || ruledOut) && !input.Explains) continue;
            var limit = Threatens(episode)
                ? ThresholdTable.Of(nameof(ClinicSettings.TreatUrgentRecurrenceWithinDays))
                : ThresholdTable.Of(nameof(ClinicSettings.TreatRecurrenceWithinDays));
            var days = (int)limit.Get(input.Settings);
            var since = DaySpans.Shift(by.Earliest, -ResponseSettings.HouseDefault.TreatBeforeDays);
            var changed = lastChange.Value >= since;
            if (changed && !input.Explains) continue;
            var quiet = IsQuietAgain(reading, by);
            if (quiet && !input.Explains) continue;
            yield return new(reading.Chart.Find(episode.Group.Signs[0].EntryId)!, "",
            [
                Condition.Of(input, "not-resolved", $"The recurrence came under control.", !resolved),
                Condition.Of(input, "not-ruled-out", $"Recurrence was ruled out at a later visit in person.", !ruledOut),
                Condition.Of(input, "not-quiet-again", $"Whatever had been active was seen quiet since.", !quiet),
                Condition.Of(input, "no-change-of-treatment", $"Treatment was changed since.", !changed),
                Condition.Of(
                    input, "limit-passed", $"{days} days after {RuleText.Iso(by.Latest)} have not passed.",
                    DayWindow.Since(DaySpans.Shift(by.Latest, days + 1))),
            ])
            {
                Urgency = Urgency.Soon,
                Told = today => new(
                    $"A recurrence ({Ways(episode.Signs)}) was seen by {RuleText.Iso(by.Latest)}, "
                    + $"and {days} days later no change of treatment is on record.")
                {
                    RestsOn =
                    [
                        .. episode.Group.Signs.Select(sign => reading.Chart.Find(sign.EntryId)).OfType<ClinicalEntry>()
                            .Select(sign => new Evidence(EvidenceKind.Recurrence, sign.EntryId, sign.Date, Word(sign))),
                    ],
                    Thresholds = [limit],
                    Counterfactuals = () =>
                    [
                        new WithEntry(
                            new SparingAgentStarted
                            {
                                EntryId = input.NewId("sparing"), StartedOn = RuleText.Date(today), Agent = SparingAgent.Other,
                            },
                            "treatment had been changed"),
                        OtherThreshold.Of(limit, today.DayNumber - by.Latest.DayNumber),
                    ],
                },
            };
        }

        if (!any) yield return Candidate.NotApplicable(input, "recurrence", $"No dated recurrence is on record.");
    }

    private static bool Threatens(EpisodeOutline episode) =>
        episode.Group.Signs.Exists(sign => sign.Kinds.HasFlag(RecurrenceSigns.Clinical) || sign.Study is { CordCompression: true });

    // By telephone nobody was examined.
    private static bool IsRuledOutAfter(ChartReading reading, DaySpan by) =>
        reading.FreeVisits.Exists(visit => visit.Mode != VisitMode.Remote && visit.VisitedOn.Earliest > by.Latest);

    // As the course tells it: whatever had come back was looked at and is back or gone.
    private static bool IsQuietAgain(ChartReading reading, DaySpan by) =>
        QuietCourse.Of(reading).Intervals is [.., { EndedOn: null } last] && last.Since.Earliest > by.Latest;

    private static string Ways(RecurrenceSigns signs) => string.Join(", ",
        Enum.GetValues<RecurrenceSigns>().Where(sign => sign != RecurrenceSigns.None && signs.HasFlag(sign))
            .Select(sign => sign == RecurrenceSigns.OtherOrgan ? "in another organ" : sign.ToString().ToLowerInvariant()));

    private static string Word(ClinicalEntry sign) => sign switch
    {
        AsiaGradeRecorded => "lower AIS grade",
        LesionImaged => "new or larger lesion",
        VisitLogged => "confirmed at a visit",
        _ => "recorded by a clinician",
    };
}
