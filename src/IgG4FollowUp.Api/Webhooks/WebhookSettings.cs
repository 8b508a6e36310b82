using IgG4FollowUp.Api.Hosting;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Settings under <c>Webhooks</c>; the defaults are house defaults.</summary>
/// <param name="AllowPrivateTargets">Whether plain HTTP and addresses of private networks may be called.</param>
/// <param name="Timeout">How long a receiver may take to answer.</param>
/// <param name="Overlap">How long a rotated secret goes on signing, unless the rotation says otherwise.</param>
/// <param name="MaximumPerClinic">Webhooks a clinic may have.</param>
/// <param name="FailingAfter">How long every attempt must have failed before a webhook is listed as failing.</param>
/// <param name="KeepFor">How long finished deliveries stay in the log.</param>
public sealed record WebhookSettings(
    bool AllowPrivateTargets, TimeSpan Timeout, TimeSpan Overlap, int MaximumPerClinic, TimeSpan FailingAfter, TimeSpan KeepFor)
{
    public static WebhookSettings From(IConfiguration configuration)
    {
        return new(
            PlainSetting.Flag(configuration, "Webhooks:AllowPrivateTargets"),
            // A message's handler is cut off after a minute; the answer must have come before.
            new NumberSetting("Webhooks:TimeoutSeconds", 20, 0.1m, 45) { IsWhole = false }.SecondsIn(configuration),
            new NumberSetting("Webhooks:OverlapHours", 24, 0, 8784) { IsWhole = false }.HoursIn(configuration),
            new NumberSetting("Webhooks:MaximumPerClinic", 20, 0).CountIn(configuration),
            new NumberSetting("Webhooks:FailingAfterHours", 24, 0, 8784) { IsWhole = false }.HoursIn(configuration),
            new NumberSetting("Webhooks:KeepDays", 90, 1, 3660).DaysIn(configuration));
    }
}
