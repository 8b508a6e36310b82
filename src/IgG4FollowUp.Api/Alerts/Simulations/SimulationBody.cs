using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>What a clinic asks a simulation.</summary>
/// <param name="Thresholds">Thresholds to try, by name; the others are the clinic's own.</param>
/// <param name="From">First day of the period; the first day of the clinic's records when not given.</param>
/// <param name="Until">Last day of the period; today when not given.</param>
/// <param name="LookBackDays">Days before a recurrence in which an alert counts as having preceded it.</param>
/// <param name="HorizonDays">Days after an alert within which a recurrence bears it out.</param>
public sealed record SimulationBody(IReadOnlyDictionary<string, decimal?>? Thresholds, DateOnly? From, DateOnly? Until, int? LookBackDays,
    int? HorizonDays)
{
    private const int LongestWindow = 1826;

    /// <summary>Thresholds that decide when an alert is raised. Escalation is no part of a replay: it depends on what persons do.</summary>
    private static readonly IReadOnlyList<Threshold> Replayed =
        [.. ThresholdTable.All.Where(threshold => !threshold.Name.StartsWith("escalate-", StringComparison.Ordinal))];

    public static JsonShape Shape { get; } = new ObjectShape(
    [
        new("thresholds",
            new ObjectShape(Replayed.Select(Member)) { Description = "Thresholds to try, by name; the others are the clinic's own." },
            Required: false),
        new("from",
            JsonShapes.Of(typeof(DateOnly)) with
            {
                Description = "First day of the period; the first day of the clinic's records when not given.",
            }, Required: false),
        new("until", JsonShapes.Of(typeof(DateOnly)) with { Description = "Last day of the period; today when not given." },
            Required: false),
        new("lookBackDays",
            Window(
                "Days before a recurrence in which an alert counts as having preceded it; house default "
                    + $"{SimulationQuestion.DefaultLookBackDays}."), Required: false),
        new("horizonDays",
            Window($"Days after an alert within which a recurrence bears it out; house default {SimulationQuestion.DefaultHorizonDays}."),
            Required: false),
    ]);

    public static JsonNode Example { get; } = JsonNode.Parse("""
        { "thresholds": { "visit-grace": 30, "igg4-over-nadir": 2 }, "from": "2020-01-01", "until": "2024-12-31",
          "lookBackDays": 180, "horizonDays": 180 }
        """)!;

    public static SimulationBody Read(JsonNode json) => json.Deserialize<SimulationBody>(EntryJson.Options)!;

    /// <summary>What is wrong with the period.</summary>
    public IEnumerable<ProblemItem> Faults(DateOnly today)
    {
        if (Until > today) yield return new("#/until", "in-the-future", "The period must have ended: what will be recorded is not known.");
        if (From > (Until ?? today)) yield return new("#/from", "after-until", "The first day of the period must not lie after its last.");
    }

    /// <summary>The thresholds to try.</summary>
    public ClinicSettings Apply(ClinicSettings own) => (Thresholds ?? new Dictionary<string, decimal?>()).Aggregate(
        own with { Name = "simulated", Version = 1 },
        (settings, change) => change.Value is { } value ? ThresholdTable.Find(change.Key)!.Set(settings, value) : settings);

    private static JsonMember Member(Threshold threshold) => new(
        threshold.Name,
        new NumberShape(threshold.IsWhole, threshold.Minimum, threshold.Maximum)
        {
            Description = $"{threshold.Unit}; house default {threshold.Default:0.####}.",
        },
        Required: false);

    private static NumberShape Window(string description) => new(Integer: true, 1, LongestWindow) { Description = description };
}
