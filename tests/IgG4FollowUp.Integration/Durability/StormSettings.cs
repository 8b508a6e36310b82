using IgG4FollowUp.Api.Hosting;

namespace IgG4FollowUp.Integration.Durability;

/// <summary>Settings of a service that is killed often and tells a receiver on this machine.</summary>
internal static class StormSettings
{
    // Long enough for a busy machine to say that it lives, short enough for a test to wait for.
    public static Dictionary<string, string?> Create() => new()
    {
        ["Webhooks__AllowPrivateTargets"] = "true",
        [Messaging.NodeSilentAfter.Replace(":", "__", StringComparison.Ordinal)] = "3",
    };
}
