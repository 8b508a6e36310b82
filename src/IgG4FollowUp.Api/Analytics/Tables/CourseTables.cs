using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>What became of the patient: derived from the chart under named definitions.</summary>
public static class CourseTables
{
    public static IReadOnlyList<AnalystTable> All => [Recurrences, CourseEvents, Remissions, Outcomes, RecurrenceFreeIntervals];

    public static AnalystTable Recurrences { get; } = new AnalystTable<Recurred>(
        "recurrences", "One row per recurrence and definition; several definitions stand side by side and are never added up.",
        ["definition", "definition_version", "ordinal"],
        p => p.Recurrences.SelectMany(timeline =>
        {
            var (presentation, treatment) = (timeline.DaysFrom(TimeZero.Presentation), timeline.DaysFrom(TimeZero.TreatmentStart));
            return timeline.Episodes.Select((episode, i) => new Recurred(timeline, episode, presentation[i], treatment[i]));
        }),
        [
            .. Definition<Recurred>(r => r.Timeline.Definition),
            Integer<Recurred>("ordinal", "1 for the first recurrence under this definition, 2 for the second, …", r => r.Episode.Ordinal,
                required: true),
            Boolean<Recurred>("clinical", "New or worse deficit.", r => r.Episode.Signs.HasFlag(RecurrenceSigns.Clinical), required: true),
            Boolean<Recurred>("radiological", "New or larger lesion, or new enhancement.",
                r => r.Episode.Signs.HasFlag(RecurrenceSigns.Radiological), required: true),
            Boolean<Recurred>("serological", "Re-elevation of serum IgG4.", r => r.Episode.Signs.HasFlag(RecurrenceSigns.Serological),
                required: true),
            Boolean<Recurred>("treatment_escalation", "Glucocorticoid restarted or its dose raised.",
                r => r.Episode.Signs.HasFlag(RecurrenceSigns.TreatmentEscalation), required: true),
            Boolean<Recurred>("other_organ",
                "In another organ than the spinal meninges: recorded by a clinician, or seen where the brain alone was imaged.",
                r => r.Episode.Signs.HasFlag(RecurrenceSigns.OtherOrgan), required: true),
            Code<Recurred, EpisodeStatus>("status", "Confirmed, or as found under a definition that asks for no confirmation.",
                r => r.Episode.Status, required: true),
            ConfirmedBy<Recurred>(r => r.Episode.ConfirmedBy),
            .. Span<Recurred>("after", "L of the interval (L, R] in which it happened: last known to be free of it", r =>
                r.Episode.Interval.After),
            .. Span<Recurred>("by", "R of the interval (L, R] in which it happened: first seen", r => r.Episode.Interval.By),
            .. Days<Recurred>("days_from_presentation", "From presentation until it was first seen", r => r.FromPresentation),
            .. Days<Recurred>("days_from_treatment_start", "From the start of treatment until it was first seen", r => r.FromTreatment),
            .. Span<Recurred>("resolved_on", "When it came under control", r => r.Episode.ResolvedOn),
            Code<Recurred, EpisodePhase>("phase", "Relapse after remission, or recrudescence while glucocorticoid was tapered.",
                r => r.Episode.Phase, required: true),
            .. Levels<Recurred>("", "Levels", r => r.Episode.Levels),
            Code<Recurred, LesionPattern>("pattern", "Pattern at the recurrence.", r => r.Episode.Pattern),
            Code<Recurred, LesionPattern>("pattern_before",
                "Pattern before, when it changed; null when it did not or one of the two is not reported.", r =>
                    r.Episode.PatternChange?.From),
            .. Dose<Recurred>("prednisone_per_day", "Daily dose on the eve of the recurrence", r => r.Episode.PrednisoneMgPerDay),
            Numeric<Recurred>("stated_prednisone_mg_per_day", "The same dose as the source states it, mg of prednisone a day.", r =>
                r.Episode.StatedPrednisoneMgPerDay),
            .. Days<Recurred>("days_since_steroid_stop", "From the last dose of glucocorticoid; null on glucocorticoid or before any", r =>
                r.Episode.DaysSinceSteroidStop),
            Text<Recurred>(
                "sparing_agents", "Steroid-sparing agents begun and not stopped on the eve, joined by ' + '; null when none is on record.",
                r => Agents(r.Episode.SparingAgents, certain: true)),
            Text<Recurred>(
                "possible_sparing_agents",
                "Agents of which partial dates leave open whether they were in use, joined by ' + '; null when there is none.",
                r => Agents(r.Episode.SparingAgents, certain: false)),
            Text<Recurred>(
                "agents_in_effect",
                "Steroid-sparing agents that acted on the eve, joined by ' + ': rituximab and inebilizumab for six months after the last "
                + "dose, or after the start where no stop is on record (house default); null when there is none.",
                r => Agents(r.Episode.AgentsInEffect, certain: true)),
            Text<Recurred>(
                "agents_possibly_in_effect",
                "Agents of which it is open whether they still acted, joined by ' + ': rituximab and inebilizumab up to nine months after "
                + "the last dose, and where dates are partial; null when there is none.",
                r => Agents(r.Episode.AgentsInEffect, certain: false)),
            Boolean<Recurred>("kind_not_reported", "True when a clinician recorded it without saying how it showed itself.",
                r => r.Episode.Caveats.Contains(EpisodeCaveat.KindNotReported), required: true),
            Boolean<Recurred>("date_not_reported", "True when no date is given; it stands last and its ordinal is not meaningful.",
                r => r.Episode.Caveats.Contains(EpisodeCaveat.DateNotReported), required: true),
            Integer<Recurred>("entries", "Number of entries it rests on.", r => r.Episode.Entries.Length, required: true),
            Boolean<Recurred>("within_follow_up",
                "Whether it was seen before follow-up ended, or after it was resumed: only then it counts in rates and curves "
                    + $"({FollowUpPeriod.RuleId}); null where partial dates leave it open.", r =>
                        Yes(r.Timeline.WithinFollowUp(r.Episode))),
        ])
    {
        Indexed = ["definition", "definition_version"],
    };

    public static AnalystTable CourseEvents { get; } = new AnalystTable<CourseEvent>(
        "course_events",
        "One row per worsening under the current clinical and radiological definitions: recurrence, "
        + "progression, early deterioration, or a worsening of which partial dates leave open what it was, also the "
        + "suspected ones, which no other table counts.",
        ["event", "suspected", "ordinal"], p => p.CourseEvents,
        [
            Code<CourseEvent, CourseEventKind>("event",
                "Recurrence, progression, early deterioration, which is never a recurrence, or a worsening that dates leave open.",
                e => e.Kind, required: true),
            Boolean<CourseEvent>("suspected", "True while nothing confirms it: told, and not counted.", e => e.IsSuspected, required: true),
            Boolean<CourseEvent>("disproved",
                "True where the next examination showed the patient back, or a visit ruled it out, before anything confirmed it.",
                e => e.Episode.DisprovedOn is not null, required: true),
            Boolean<CourseEvent>("visits_disagree", "True where a visit of the day on which a clinician diagnosed it ruled it out.",
                e => e.Episode.Caveats.Contains(EpisodeCaveat.VisitsDisagree), required: true),
            Boolean<CourseEvent>("studies_disagree",
                "True where another study of the day of one that shows it shows the same lesion quiet.",
                e => e.Episode.Caveats.Contains(EpisodeCaveat.StudiesDisagree), required: true),
            Integer<CourseEvent>("ordinal", "1 for the first of this event and certainty, 2 for the second, …", e => e.Episode.Ordinal,
                required: true),
            .. Definition<CourseEvent>(e => e.Timeline.Definition),
            ConfirmedBy<CourseEvent>(e => e.Episode.ConfirmedBy),
            Boolean<CourseEvent>("clinical", "New or worse deficit.", e => e.Episode.Signs.HasFlag(RecurrenceSigns.Clinical),
                required: true),
            Boolean<CourseEvent>("radiological", "New or larger lesion, or new enhancement.",
                e => e.Episode.Signs.HasFlag(RecurrenceSigns.Radiological), required: true),
            Boolean<CourseEvent>("other_organ",
                "In another organ than the spinal meninges: recorded by a clinician, or seen where the brain alone was imaged.",
                e => e.Episode.Signs.HasFlag(RecurrenceSigns.OtherOrgan), required: true),
            .. Span<CourseEvent>("after", "L of the interval (L, R] in which it happened: last known to be free of it", e =>
                e.Episode.Interval.After),
            .. Span<CourseEvent>("by", "R of the interval (L, R] in which it happened: first seen", e => e.Episode.Interval.By),
            Integer<CourseEvent>("entries", "Number of entries it rests on.", e => e.Episode.Entries.Length, required: true),
            Boolean<CourseEvent>("within_follow_up",
                "Whether it was seen before follow-up ended, or after it was resumed; null where partial dates leave it open.", e =>
                    Yes(e.Timeline.WithinFollowUp(e.Episode))),
        ]);

    public static AnalystTable Remissions { get; } = new AnalystTable<Quiet>(
        "remissions",
        "One row per quiet interval after the start of treatment and per remission under each definition of it. Whether somebody is in "
            + "remission is known only where somebody looked: who has no row is not known to have been.",
        ["definition", "definition_version", "ordinal"], Rows,
        [
            Text<Quiet>("definition",
                $"quiet-interval: whatever was looked at was quiet, perhaps only an examination or a study, at whatever dose. Else the "
                    + $"remission: {string.Join("; ", RemissionDefinition.Current.Select(one => $"{one.Name}, {one.Source}"))}",
                q => q.Definition, required: true) with
            {
                Codes = [QuietInterval, .. RemissionDefinition.Current.Select(one => one.Name)],
            },
            Integer<Quiet>("definition_version", "Version of the definition.", q => q.Version, required: true),
            Integer<Quiet>("ordinal", "1 for the first under this definition, 2 for the second, …", q => q.Ordinal, required: true),
            .. Span<Quiet>("established", "Day of the look that established it; of a quiet interval, the first quiet look", q => q.On),
            .. Span<Quiet>("last_seen", "Last quiet look of a quiet interval", q => q.LastSeen),
            .. Span<Quiet>("ended", "Day on which something active was seen, of a quiet interval", q => q.EndedOn),
            Integer<Quiet>("ended_by_recurrence",
                $"Number of the recurrence ({RecurrenceDefinition.Composite.Id}) that ended the remission; null while it lasts as far as "
                    + "is known, and for a quiet interval.",
                q => q.EndedBy),
        ]);

    private const string QuietInterval = "quiet-interval";

    private static IEnumerable<Quiet> Rows(PatientFacts patient)
    {
        var (intervals, remissions) = patient.Quiet;
        foreach (var (i, interval) in intervals.Index())
            yield return new(QuietInterval, 1, i + 1, interval.Since, interval.LastSeen, interval.EndedOn, null);
        foreach (var (definition, number, remission) in remissions)
            yield return new(definition.Name, definition.Version, number, remission.EstablishedOn, null, null, remission.EndedByEpisode);
    }

    private sealed record Quiet(
        string Definition, int Version, int Ordinal, DaySpan On, DaySpan? LastSeen, DaySpan? EndedOn, int? EndedBy);

    public static AnalystTable RecurrenceFreeIntervals { get; } = new AnalystTable<Free>(
        "recurrence_free_intervals",
        "One row per patient, definition and origin of time: time to the first recurrence, death competing. Filter on definition, "
            + "definition_version and time_zero.",
        ["definition", "definition_version", "time_zero"],
        p => p.Recurrences.SelectMany(timeline => p.Scope.Origins.Select(timeline.FreeInterval).Select(
            time => new Free(timeline, time, timeline.ToLastAssessment(time)))),
        [
            .. Definition<Free>(f => f.Timeline.Definition),
            Code<Free, TimeZero>("time_zero", "From when time is counted.", f => f.Time.TimeZero, required: true),
            .. Span<Free>("origin", "Day of the origin", f => f.Time.Origin),
            Code<Free, ObservationEnd>("ended_by", "What ended observation: the event is a recurrence, death competes, the others censor.",
                f => f.Time.EndedBy, required: true),
            Boolean<Free>("recurred",
                "Whether a recurrence counts as the event: one is on record that was not certainly seen after the end of follow-up "
                    + $"({FollowUpPeriod.RuleId}).", f => f.Time.EndedBy == ObservationEnd.Event, required: true),
            .. Span<Free>("last_free", "L of (L, R]: last known to be free of recurrence, when one happened", f => f.Time.LastFree),
            .. Span<Free>("end",
                "R of (L, R]: recurrence first seen, or death, or the end of follow-up, or the last contact of who is still followed", f =>
                    f.Time.End),
            .. Days<Free>("days", "From the origin to the end", f => f.Time.Days),
            .. Days<Free>("days_free", "From the origin to L", f => f.Time.DaysFree),
            .. Days<Free>("days_to_enrolment", "From the origin to enrolment: earlier events were known in retrospect only", f =>
                f.Time.DaysToEnrolment),
            Integer<Free>("exact_days",
                "From the origin to the end when exactly known, for survival analysis; count the patients where it is null.", f =>
                    f.Time.Exact is null ? null : f.Time.Days!.Value.AtLeast),
            Integer<Free>("cause",
                "1 recurrence, 2 death, 3 progression that competes, 0 censored; also given where the time is not exact.",
                f => f.Time.EndedBy switch
                {
                    ObservationEnd.Event => 1,
                    ObservationEnd.Death => 2,
                    ObservationEnd.Progression => 3,
                    _ => 0,
                }, required: true),
            Boolean<Free>("recurred_after_follow_up",
                "Whether a recurrence is on record that does not count, since it was certainly seen after the end of follow-up.", f =>
                    f.Timeline.RecurredAfterFollowUp),
            .. Span<Free>("last_assessed",
                "Last assessment within the follow-up that could have shown a recurrence under this definition, those that showed one "
                    + "among them", f => f.Timeline.LastAssessed),
            .. Days<Free>("days_assessed",
                "From the origin to the event, death or progression, or else to the last assessment that could have shown a recurrence",
                f => f.Assessed.Days),
            Integer<Free>("exact_days_assessed",
                "From the origin to the event, death or progression, or else to the last assessment that could have shown a recurrence, "
                    + "when exactly known, for survival analysis with censoring at that assessment; count the patients where it is null.",
                f => f.Assessed.Exact is null ? null : f.Assessed.Days!.Value.AtLeast),
        ])
    {
        Indexed = ["definition", "definition_version", "time_zero"],
    };

    public static AnalystTable Outcomes { get; } = new AnalystTable<Outcome>(
        "outcomes", "One row per patient: neurological outcome on the ASIA Impairment Scale and how follow-up ended.", [],
        p => [new Outcome(p.Chart, p.Outcome)],
        [
            .. Known(Knowledge.TimeZero,
            [
                Text<Outcome>("settings", $"Settings the outcome is judged by, such as {OutcomeSettings.HouseDefault.Id}.",
                    o => o.Line.Settings.Id, required: true),
            ]),
            .. Known(Knowledge.From("baseline_on"),
            [
                Code<Outcome, AsiaGrade>("baseline_grade", "Last grade not after the start of treatment, or the first one.", o =>
                    o.Line.Baseline?.Grade),
                .. Span<Outcome>("baseline_on", "Baseline assessment", o => o.Line.Baseline?.AssessedOn),
                Boolean<Outcome>("baseline_may_follow_treatment", "True when the baseline was not certainly assessed before treatment.",
                    o => o.Line.BaselineMayFollowTreatment, required: true),
            ]),
            .. Known(Knowledge.Later,
            [
                Text<Outcome>("method",
                    "Whether baseline and follow-up grades follow from whole examinations or were entered; only grades of one method are "
                        + "compared. One of: derived, entered.", o =>
                            o.Line.Method is { } method ? FindingTables.MethodName(method) : null) with { Codes = ["derived", "entered"] },
                Integer<Outcome>("grades_not_comparable",
                    "Number of determined grades certainly after the baseline that are of the other method and not compared with it.",
                    o => o.Line.NotComparable, required: true),
                Code<Outcome, AsiaGrade>("best_grade", "Best grade of follow-up.", o => o.Line.Best?.Grade),
                .. Span<Outcome>("best_on", "First assessment with the best grade", o => o.Line.Best?.AssessedOn),
                Code<Outcome, AsiaGrade>("last_grade", "Last grade of follow-up.", o => o.Line.Last?.Grade),
                .. Span<Outcome>("last_on", "Last assessment", o => o.Line.Last?.AssessedOn),
                Integer<Outcome>("follow_up_grades", "Number of determined grades certainly after the baseline and of its method.",
                    o => o.Line.FollowUp.Length, required: true),
                Integer<Outcome>("grades_gained", "Grades gained from baseline to last, negative when lost.", o => o.Line.GradesGained),
                Code<Outcome, AisChange>("change", "Change from baseline to the last grade.", o => o.Line.Change, required: true),
                Code<Outcome, AisChange>("best_change", "Change from baseline to the best grade.", o => o.Line.BestChange, required: true),
            ]),
            .. Known(Knowledge.From("baseline_on"),
            [
                Boolean<Outcome>("can_improve",
                    "False for baseline E, which is outside the denominator of improved; null without baseline.", o => o.Line.CanImprove),
                Boolean<Outcome>("can_worsen",
                    "False for baseline A, which is outside the denominator of worsened; null without baseline.", o => o.Line.CanWorsen),
            ]),
            .. Known(Knowledge.Later,
            [
                Boolean<Outcome>("improved", "Better at the last grade; null outside the denominator: undetermined, or baseline E.", o =>
                    o.Within(o.Line.CanImprove, AisChange.Improved)),
                Boolean<Outcome>("unchanged", "Neither better nor worse at the last grade; null when undetermined.", o =>
                    o.Within(inDenominator: true, AisChange.Unchanged)),
                Boolean<Outcome>("worsened", "Worse at the last grade; null outside the denominator: undetermined, or baseline A.", o =>
                    o.Within(o.Line.CanWorsen, AisChange.Worsened)),
                Code<Outcome, AisConversion>("complete_to_incomplete", "From A to B or better at the last grade.",
                    o => o.Line.CompleteToIncomplete, required: true),
                Code<Outcome, AisConversion>("to_motor_incomplete", "From A or B to C or better at the last grade.",
                    o => o.Line.ToMotorIncomplete, required: true),
                Code<Outcome, ObservationEnd>("improvement_ended_by",
                    "What ended the time to the first improvement; null without baseline and for baseline E.", o =>
                        o.Line.FirstImprovement?.EndedBy),
                .. Days<Outcome>("improvement_days", "From the baseline to the first better grade, or to the end of observation", o =>
                    o.Line.FirstImprovement?.Days),
                .. Days<Outcome>("improvement_days_free",
                    "From the baseline to the last grade that was not better, when one was better later", o =>
                        o.Line.FirstImprovement?.DaysFree),
                Code<Outcome, FollowUpEndReason>("follow_up_end_reason", "Why follow-up ended; null while it goes on.", o =>
                    o.Chart.End?.Reason),
                Code<Outcome, ObservationEnd>("ended_by",
                    "How observation ended whatever the outcome: end-of-data while follow-up goes on.",
                    o => o.Line.EndedBy, required: true),
                Boolean<Outcome>("censored", "False for a death, true for every other end of observation.",
                    o => o.Line.EndedBy != ObservationEnd.Death, required: true),
                Boolean<Outcome>("died", "Whether a death is on record.", o => o.Chart.Death is not null, required: true),
                .. Span<Outcome>("last_contact", "Death, or the end of follow-up, or the last contact of who is still followed", o =>
                    o.Line.LastContact),
                .. Days<Outcome>("follow_up_days",
                    "From presentation to death, the end of follow-up, or the last contact of who is still followed", o =>
                        o.Line.FollowUpDays),
                Numeric<Outcome>("stated_follow_up_months", "Longest follow-up as a source without dates states it, months.", o =>
                    o.Line.StatedFollowUpMonths),
            ]),
        ]);

    private static IEnumerable<Column<T>> Definition<T>(Func<T, RecurrenceDefinition> definition) =>
    [
        Text<T>("definition", $"Definition of recurrence. One of: {string.Join(", ", RecurrenceDefinition.Names)}.",
            item => definition(item).Name, required: true) with
        {
            Codes = [.. RecurrenceDefinition.Names],
        },
        Integer<T>(
            "definition_version",
            $"Version of the definition; {Ids(RecurrenceDefinition.Current)} are current, "
                + $"{Ids(RecurrenceDefinition.Former)} were replaced.",
            item => definition(item).Version, required: true),
        Text<T>("settings", "Thresholds the definition used.", item => definition(item).Settings.Id, required: true),
    ];

    private static Column<T> ConfirmedBy<T>(Func<T, Confirmations> confirmed) => Text<T>(
        "confirmed_by", "What confirms it, joined by ' + ', of: examination, mri, clinician; null when nothing does.",
        item => confirmed(item) is not Confirmations.None and var by
            ? string.Join(" + ",
                Enum.GetValues<Confirmations>().Where(one => one != Confirmations.None && by.HasFlag(one)).Select(StoredName.Of))
            : null);

    private static string Ids(IEnumerable<RecurrenceDefinition> definitions) =>
        string.Join(", ", definitions.Select(definition => definition.Id));

    private static string? Agents(IEnumerable<AgentInUse> agents, bool certain)
    {
        var names = agents.Where(agent => agent.Certain == certain)
            .Select(agent => StoredName.Of(agent.Agent)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? null : string.Join(" + ", names);
    }

    private sealed record Recurred(RecurrenceTimeline Timeline, Episode Episode, DayCount? FromPresentation,
        DayCount? FromTreatment);

    private sealed record Free(RecurrenceTimeline Timeline, TimeToEvent Time, TimeToEvent Assessed);

    private static bool? Yes(Determination answer) =>
        answer == Determination.NotDeterminable ? null : answer == Determination.Yes;

    private sealed record Outcome(PatientChart Chart, OutcomeTimeline Line)
    {
        public bool? Within(bool? inDenominator, AisChange change) =>
            inDenominator == true && Line.Change != AisChange.Undetermined ? Line.Change == change : null;
    }
}
