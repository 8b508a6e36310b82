using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Something was planned for the patient. A plan is no fact: it becomes due and is kept, moved by a later plan, given up or missed, as the
/// calendar tells, and nobody was treated or seen because of it.
/// </summary>
public sealed record PlanMade : ClinicalEntry
{
    /// <summary>When it was planned.</summary>
    public required ClinicalDate PlannedOn { get => Bounded(field); init; }

    /// <summary>What is planned.</summary>
    public required PlannedKind What { get; init; }

    /// <summary>When it is due: a day, or a month or year by the end of which it is; required of everything but a taper.</summary>
    public ClinicalDate? DueOn { get; init; }

    /// <summary>Agent of an infusion; required of one and of nothing else.</summary>
    public SparingAgent? Agent { get; init; }

    /// <summary>What a laboratory test is to measure; any result keeps the plan when it is left out.</summary>
    public Analyte? Analyte { get; init; }

    /// <summary>Glucocorticoid of a taper; required of one and of nothing else.</summary>
    public Glucocorticoid? Drug { get; init; }

    /// <summary>Steps of a taper, 1 to 100, each later than the one before; required of one and of nothing else.</summary>
    [MaxLength(100)]
    public IReadOnlyList<TaperStep>? Steps { get; init; }

    /// <summary>Entry id of an earlier plan for the same, in whose place this one stands from now on.</summary>
    public Guid? Replaces { get; init; }

    /// <summary>What is planned in words, at most 200 characters; required where none of the named kinds fits.</summary>
    [FreeText, StringLength(200)]
    public string? Description { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => PlannedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not PlanMade plan) yield break;
        var taper = plan.What == PlannedKind.Taper;
        if (Only(plan.Drug is not null, taper) is { } drug)
            yield return Wrong("drug", $"{drug} name the drug of a taper, and of nothing else.");
        if (Only(plan.Steps is { Count: > 0 }, taper) is { } steps)
            yield return Wrong("steps", $"{steps} give the steps of a taper, and of nothing else.");
        if (Only(plan.DueOn is { IsReported: true }, !taper) is { } due)
            yield return Wrong("dueOn", $"{due} say when it is due; a taper says so by its steps.");
        if (Only(plan.Agent is not null, plan.What == PlannedKind.Infusion) is { } agent)
            yield return Wrong("agent", $"{agent} name the agent of an infusion, and of nothing else.");
        if (plan is { Analyte: not null, What: not PlannedKind.Laboratory })
            yield return Wrong("analyte", "Only a laboratory test measures something; leave it out.");
        if (plan is { What: PlannedKind.Other } && string.IsNullOrWhiteSpace(plan.Description))
            yield return Wrong("description", "Say in words what is planned.");
        if (!plan.PlannedOn.IsReported)
            yield return Wrong("plannedOn", "Say at least in which year it was planned; a plan without a date moves nothing.");
        if (plan.DueOn is { IsReported: true } day && plan.PlannedOn.IsReported && day.IsCertainlyBefore(plan.PlannedOn))
            yield return new(entry.EntryId, "dueOn", "due-before-plan", "What is planned is due on the day of planning or later.");
        foreach (var wrong in OutOfOrder(plan)) yield return wrong;

        Contradiction Wrong(string member, string detail) => new(entry.EntryId, member, "plan-incomplete", detail);

        static string? Only(bool given, bool wanted) => given == wanted ? null : wanted ? "Do" : "Do not";
    }

    private static IEnumerable<Contradiction> OutOfOrder(PlanMade plan)
    {
        var steps = plan.Steps ?? [];
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].From is { Year: < 1900 or > 2200 })
                yield return new(plan.EntryId, "steps", "date-out-of-range", "The year of a step must be from 1900 to 2200.");
            else if (i > 0 ? steps[i].From <= steps[i - 1].From : plan.PlannedOn.IsReported && steps[0].From < plan.PlannedOn.Earliest)
                yield return new(plan.EntryId, "steps", "steps-out-of-order",
                    "The first step begins on the day of planning or later, and each later than the one before.");
        }
    }
}

/// <summary>A dose that is planned from a day on.</summary>
/// <param name="From">First day on the dose.</param>
/// <param name="DailyDoseMg">Dose of the drug in milligrams a day, 0 to 5,000; 0 is none from that day on.</param>
public sealed record TaperStep(DateOnly From, [property: Range(0, 5000)] decimal DailyDoseMg);

/// <summary>What a plan came to, where no finding of the record tells it. At most one per plan.</summary>
public sealed record PlanSettled : ClinicalEntry
{
    /// <summary>Entry id of the plan.</summary>
    public required Guid PlanId { get; init; }

    /// <summary>When it was done, or given up.</summary>
    public required ClinicalDate SettledOn { get => Bounded(field); init; }

    /// <summary>Whether it was done or given up.</summary>
    public required PlanOutcome Outcome { get; init; }

    /// <summary>Why it was given up.</summary>
    public GivenUpReason? Reason { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => SettledOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is PlanSettled { Outcome: PlanOutcome.Done, Reason: not null })
            yield return new(entry.EntryId, "reason", "done-and-given-up", "What was done was not given up; leave out the reason.");
    }
}

/// <summary>What is planned.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PlannedKind>))]
public enum PlannedKind
{
    /// <summary>A follow-up visit.</summary>
    Visit,

    /// <summary>A magnetic resonance study.</summary>
    Mri,

    /// <summary>An infusion of a steroid-sparing agent.</summary>
    Infusion,

    /// <summary>An operation.</summary>
    Operation,

    /// <summary>A laboratory test.</summary>
    Laboratory,

    /// <summary>A neurological examination or an assessment of function.</summary>
    Examination,

    /// <summary>A step of a glucocorticoid taper.</summary>
    Taper,

    /// <summary>Something else, named in words.</summary>
    Other,
}

/// <summary>What a plan came to.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PlanOutcome>))]
public enum PlanOutcome
{
    /// <summary>It was done, here or elsewhere.</summary>
    Done,

    /// <summary>It was given up.</summary>
    GivenUp,
}

/// <summary>Why a plan was given up.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<GivenUpReason>))]
public enum GivenUpReason
{
    /// <summary>It is not needed any more.</summary>
    NotNeeded,

    /// <summary>It must not or cannot be done, such as an infusion during an infection.</summary>
    NotPossible,

    /// <summary>The patient refused.</summary>
    Refused,

    /// <summary>Another reason.</summary>
    Other,
}
