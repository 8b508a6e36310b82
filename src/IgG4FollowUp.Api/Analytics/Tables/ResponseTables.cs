using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>
/// How events responded to treatment. One row per event and set time, so that a category is one column whichever set times there are.
/// </summary>
public static class ResponseTables
{
    public static IReadOnlyList<AnalystTable> All => [TreatmentResponses];

    public static AnalystTable TreatmentResponses { get; } = new AnalystTable<Responded>(
        "treatment_responses",
        "One row per event (the first treatment, and each recurrence of the primary definition) and set time after its treatment began. "
            + "What is said of the event stands in each of its rows: filter on one of months to count events. House default.",
        ["ordinal", "months"], Read,
        [
            Integer<Responded>("ordinal", "0 for the first treatment, else the number of the recurrence.", r => r.Response.Event.Ordinal,
                required: true),
            Integer<Responded>("months",
                "Set time, months after treatment of the event began; by default "
                    + $"{string.Join(", ", ResponseSettings.HouseDefault.Assessments.Select(window => window.Months))}.", r => r.At.Months,
                    required: true),
            Text<Responded>("event", "One of: first-treatment, recurrence.",
                r => r.Response.Event.IsInitial ? "first-treatment" : "recurrence", required: true) with
                {
                    Codes = ["first-treatment", "recurrence"],
                },
            Text<Responded>("definition",
                $"Definition of recurrence, the primary one. One of: {string.Join(", ", RecurrenceDefinition.Names)}.",
                r => r.All.Definition.Name, required: true) with
            {
                Codes = [.. RecurrenceDefinition.Names],
            },
            Integer<Responded>("definition_version", "Version of the definition.", r => r.All.Definition.Version, required: true),
            Text<Responded>("response_settings", "Settings the response is judged by.", r => r.All.Settings.Id, required: true),
            .. Span<Responded>("event_on", "When treatment began, or the recurrence was first seen", r => r.Response.Event.On),
            .. Span<Responded>("began", "When treatment of the event began; null without one", r => r.Response.Since),
            Boolean<Responded>("treated",
                "Whether a treatment of this disease was begun or raised for the event; null where partial dates leave it open.", r =>
                    r.Response.Treated),
            Text<Responded>("treatments",
                "What was begun or raised for it, joined by ' + ', agents by name; null when nothing is on record.", r =>
                    Names(r.Response, certain: true)),
            Text<Responded>("possible_treatments", "Treatments of which partial dates leave open whether they were, joined by ' + '.", r =>
                Names(r.Response, certain: false)),
            Code<Responded, ResponseCategory>("category",
                "Response: complete is deficit regained or none lost, no lesion left, and from six months on a dose of at most 7.5 mg of "
                    + "prednisone a day; partial is one of deficit and lesion better and neither worse; none is neither better, one worse, "
                    + "or recurred before.", r => r.At.Category, required: true),
            Code<Responded, NeurologicalResponse>("neurological_response",
                "AIS of one method, UEMS and LEMS at the examination nearest to the set time within its window, against before the event "
                    + "and the start of treatment; null when not assessable.", r => r.At.Neurological),
            Code<Responded, RadiologicalResponse>("radiological_response",
                "Lesion at the study nearest to the set time within its window, against the start of treatment; null when not assessable.",
                r => r.At.Radiological),
            Boolean<Responded>("off_escalation",
                "Whether the dose at the set time was at most 7.5 mg of prednisone a day, for this disease; null where not determinable.",
                r => Yes(r.At.OffEscalation)),
            Text<Responded>("reasons", $"Why, joined by ' + '. Of: {string.Join(", ", StoredName.All<ResponseReason>())}.",
                r => string.Join(" + ", r.At.Reasons.Select(StoredName.Of)), required: true),
            Day<Responded>("window_closes_on", "Last day on which an assessment may still count; null without treatment.", r =>
                r.WindowClosesOn),
            .. Span<Responded>("responded_on", "When deficit or lesion was first seen to be better, before the next recurrence", r =>
                r.Response.RespondedOn),
            .. Days<Responded>("days_to_response", "From the start of treatment of the event until then", r => r.Response.DaysToResponse),
            Code<Responded, NextEventKind>("next_event",
                "What came next; progression is a worse deficit or a larger lesion that is no recurrence.", r => r.Response.Next.Kind,
                required: true),
            .. Span<Responded>("next_event_on", "When; of who is still followed, the last contact", r => r.Response.Next.On),
            Code<Responded, ResponseEnd>("ended_by",
                "What ended the time to a response; recurrence, death, and progression with another treatment compete.",
                r => r.Response.EndedBy, required: true),
            Integer<Responded>("exact_days",
                "Days from the start of treatment to that end when exactly known; count the events where it is null.", r =>
                    r.Response.Days is { IsExact: true } days ? days.AtLeast : null),
            Integer<Responded>("cause", "1 response, 2 recurrence, 3 death, 4 progression, 0 censored.", r => (int)r.Response.EndedBy,
                required: true),
        ])
    {
        Indexed = ["ordinal"],
    };

    private static IEnumerable<Responded> Read(PatientFacts patient) =>
        patient.Responses.Responses.SelectMany(response => response.At.Select(at => new Responded(patient.Responses, response, at)));

    private static string? Names(TreatmentResponse response, bool certain)
    {
        var names = response.Treatments.Where(given => given.Certain == certain)
            .Select(given => given.Treatment.Agent is { } agent ? StoredName.Of(agent) : StoredName.Of(given.Treatment.Kind))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? null : string.Join(" + ", names);
    }

    private static bool? Yes(Determination answer) => answer == Determination.NotDeterminable ? null : answer == Determination.Yes;

    private sealed record Responded(TreatmentResponses All, TreatmentResponse Response, ResponseAt At)
    {
        public DateOnly? WindowClosesOn => Response.Since is { } since
            ? since.Latest.AddDays(All.Settings.Assessments.First(window => window.Months == At.Months).To)
            : null;
    }
}
