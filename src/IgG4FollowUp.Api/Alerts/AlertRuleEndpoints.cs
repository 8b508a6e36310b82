using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using Marten;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>The rules and the clinic's thresholds.</summary>
/// <param name="Rules">Every rule with its source.</param>
/// <param name="Thresholds">Every threshold with its range and its value in this clinic.</param>
/// <param name="Settings">Who chose the thresholds, when and why.</param>
public sealed record AlertRuleBook(IReadOnlyList<AlertRule> Rules, IReadOnlyList<ClinicThreshold> Thresholds, ClinicAlertSettings Settings);

/// <summary>A threshold as it stands in a clinic.</summary>
/// <param name="Name">Name.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Value">Its value in this clinic.</param>
/// <param name="Default">Its house default.</param>
/// <param name="Minimum">Smallest value that is accepted.</param>
/// <param name="Maximum">Largest value that is accepted.</param>
/// <param name="Source">Where the default comes from.</param>
/// <param name="Mark">How well that source supports it.</param>
public sealed record ClinicThreshold(
    string Name, string Unit, decimal Value, decimal Default, decimal Minimum, decimal Maximum, string Source, SourceMark Mark)
{
    public static ClinicThreshold Of(Threshold threshold, ClinicSettings settings) => new(
        threshold.Name, threshold.Unit, threshold.Get(settings), threshold.Default, threshold.Minimum, threshold.Maximum, threshold.Source,
        threshold.Mark);
}

/// <summary>Choose the clinic's thresholds.</summary>
public sealed record ChooseAlertSettings(Guid StreamId, IReadOnlyDictionary<string, decimal> Thresholds, string? Reason,
    WriteRequest Request) : Command;

public static class ChooseAlertSettingsHandler
{
    private const string Thresholds = "thresholds";
    private const string Reason = "reason";

    /// <summary>Thresholds by name; those left out are at their house defaults.</summary>
    public static JsonShape ThresholdsShape { get; } = new ObjectShape(ThresholdTable.All.Select(threshold => new JsonMember(
        threshold.Name,
        new NumberShape(threshold.IsWhole, threshold.Minimum, threshold.Maximum)
        {
            Description = $"In {threshold.Unit}. {threshold.Source}",
        }, Required: false)))
    { Description = "Thresholds by name; those left out are at their house defaults." };

    private static JsonShape Shape { get; } = new ObjectShape(
    [
        new JsonMember(Thresholds, ThresholdsShape, Required: true),
        new JsonMember(Reason, new TextShape(3, 500) { Description = "Why." }, Required: false),
    ])
    { Description = "All thresholds of the clinic: what is left out goes back to its house default." };

    /// <summary>The values a body gives.</summary>
    public static Dictionary<string, decimal> Values(JsonObject thresholds) =>
        thresholds.Where(member => member.Value is not null)
            .ToDictionary(member => member.Key, member => member.Value!.GetValue<JsonElement>().GetDecimal(), StringComparer.Ordinal);

    /// <summary>The house defaults with some values changed.</summary>
    public static ClinicSettings With(IReadOnlyDictionary<string, decimal> values, string name, int version) => values.Aggregate(
        ClinicSettings.HouseDefault with { Name = name, Version = version },
        (settings, value) =>
            (ThresholdTable.Find(value.Key) ?? throw new InvalidOperationException("The shape lets only known thresholds through."))
                .Set(settings, value.Value));

    public static (Reply, Events, IMartenOp) Handle(
        ChooseAlertSettings command, [WriteAggregate(nameof(ChooseAlertSettings.StreamId), Required = false)] ClinicAlertSettings? current,
        IDocumentSession session, TimeProvider time)
    {
        var version = current?.Version ?? 0;
        if (command.Request.IsStale(version)) return (Reply.Of(Problem.Stale(version)), [], MartenOps.Nothing());
        var settings = With(command.Thresholds, session.TenantId, (int)version + 1);
        var view = new ClinicAlertSettings(command.StreamId, settings, command.Request.User, time.Instant(), command.Reason, version + 1);
        var reply = new Reply(200, JsonSerializer.SerializeToUtf8Bytes(view, EntryJson.Options), version + 1);
        PatientWatches.LookAtAll(session, time.Instant());
        return (reply, [new AlertSettingsChanged(command.Request.User, time.Instant(), settings, command.Reason)],
            KeptReply.Of(command.Request, reply, time.Instant()));
    }

    public static void Map(IEndpointRouteBuilder rules)
    {
        rules.MapGet("/", async (HttpContext http, IDocumentStore store) =>
            {
                await using var session = store.QuerySession(http.User.Clinic());
                var settings = await ClinicAlertSettings.LoadAsync(session, http.RequestAborted);
                http.Response.Headers.ETag = Versions.Tag(settings.Version);
                return TypedResults.Json(
                    new AlertRuleBook(AlertRules.All,
                        [.. ThresholdTable.All.Select(threshold => ClinicThreshold.Of(threshold, settings.Settings))], settings),
                    EntryJson.Options);
            })
            .DescribeRead<AlertRuleBook>("getAlertRules", "Read the rules with their sources, and the clinic's thresholds");

        rules.MapPut("/settings", (Delegate)((HttpContext http) => Writes.SendAsync(
                http, Shape,
                (json, request) => new ChooseAlertSettings(
                    ClinicAlertSettings.IdOf(http.User.Clinic()), Values(json[Thresholds]!.AsObject()), json[Reason]?.GetValue<string>(),
                    request),
                versionRequired: true)))
            .Describe(
                "chooseAlertSettings", "Choose the clinic's thresholds; every patient is evaluated again", Shape,
                JsonNode.Parse("""{ "thresholds": { "visit-grace": 21 }, "reason": "Public holidays." }""")!, versionRequired: true)
                .Produces<ClinicAlertSettings>();
    }
}
