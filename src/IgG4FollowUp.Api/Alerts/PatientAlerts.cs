using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>Why a rule is silent about a patient.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Version">Version of the record that was read.</param>
/// <param name="On">The day asked about.</param>
/// <param name="Settings">Name and version of the thresholds.</param>
/// <param name="Rules">The rules asked about.</param>
public sealed record RuleSilences(Guid PatientId, long Version, DateOnly On, string Settings, IReadOnlyList<Silence> Rules);

/// <summary>Parameters that reads of alerts share.</summary>
public static class AlertParameters
{
    public static ReadParameter Rule { get; } = new("rule", "Name of the rule; every rule unless given.")
    {
        Values = [.. AlertRules.All.Select(rule => rule.Name)],
    };
}

public static class PatientAlerts
{
    public static void Map(IEndpointRouteBuilder patients)
    {
        patients.MapGet("/{patientId:guid}/alerts/why-not",
            async (Guid patientId, HttpContext http, IDocumentStore store, TimeProvider time, string? rule) =>
            {
                var asked = rule is null ? null : AlertRules.Find(rule);
                await using var session = store.QuerySession(http.User.Clinic());
                if (await session.LoadAsync<PatientChart>(patientId, http.RequestAborted) is not { } chart)
                    return (IResult)Problem.NotFound();
                var settings = await ClinicAlertSettings.ReadAsync(session, http.RequestAborted);
                var today = time.Today();
                var silences = (asked is null ? AlertRules.All : [asked]).Select(each => AlertRules.WhyNot(each, chart, today, settings));
                return TypedResults.Json(new RuleSilences(patientId, chart.EventCount, today, settings.Id, [.. silences]),
                    EntryJson.Options);
            })
            .DescribeRead<RuleSilences>("whyNoAlert", "Say which condition keeps a rule, or every rule, from firing today")
            .Takes(AlertParameters.Rule);
    }
}
