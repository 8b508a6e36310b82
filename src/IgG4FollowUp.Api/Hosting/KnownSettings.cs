using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>
/// The settings of the service. What somebody set that is none of them would be passed over in silence, and the service run otherwise than
/// was meant: it is said before the start.
/// </summary>
public static class KnownSettings
{
    /// <summary>Every setting of the service's own, section and name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "AccessRecord:JournalFolder", "AccessRecord:KeepMonths", SweepTimes.AtSetting, "Alerts:HeartbeatLateAfterHours",
        "Authentication:Authority", "Authentication:Audience", "Authentication:ClientId", "Authentication:ClientSecret",
        "Authentication:Scope", "Authentication:RoleClaim", "Authentication:ClinicClaim", "Authentication:NameClaim",
        .. Roles.Named.Select(role => $"Authentication:RoleNames:{role}"),
        "Calendar:FeedDays", "Cohort:ConsentForReuse", "Cohort:LegalBasisForReuse", "Cohort:MinimumCellSize", "Cohort:Release",
        "Cohort:RowLevelReads", "ConnectionStrings:Postgres", Service.ClockOffset, "FollowUp:DataFolder", "Health:StandstillSeconds",
        PublicAddress.Setting, PublicAddress.ProxiesSetting, "Idempotency:KeepDays",
        .. typeof(Limits).GetProperties().Where(limit => limit.PropertyType == typeof(int)).Select(limit => $"Limits:{limit.Name}"),
        Messaging.NodeSilentAfter, Messaging.WithoutSchedules, PageSession.KeyFolder, "Proof:CheckpointFolder", "Proof:EverySeconds",
        "Proof:Name", "Proof:SigningKey", "Webhooks:AllowPrivateTargets", "Webhooks:FailingAfterHours", "Webhooks:KeepDays",
        "Webhooks:MaximumPerClinic", "Webhooks:OverlapHours", "Webhooks:SecretKey", "Webhooks:TimeoutSeconds",
    ];

    private static readonly HashSet<string> Known = new(All.Append(PublicAddress.HostsSetting), StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, List<string>> BySection = All.GroupBy(SectionOf, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(section => section.Key, section => section.ToList(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks for what is set in a section of the service's and is none of its settings.</summary>
    /// <exception cref="SettingMissingException">Something is; the sentence says what may be meant.</exception>
    public static void Check(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (var section in configuration.GetChildren())
        {
            foreach (var path in Leaves(section).Where(path => !Known.Contains(path)))
            {
                if (Fault(path) is { } fault) throw new SettingMissingException(fault);
            }
        }
    }

    private static string? Fault(string path)
    {
        if (Known.FirstOrDefault(known => path.StartsWith(known + ":", StringComparison.OrdinalIgnoreCase)) is { } parent)
            return $"{path} is not read: {parent} is one text{(IsList(parent) is { } separated ? $", several of it {separated}" : "")}.";
        // One underscore where there are two.
        if (All.FirstOrDefault(known => known.Replace(':', '_').Equals(path, StringComparison.Ordinal)) is { } single)
            return $"{path} is no setting; did you mean {single.Replace(":", "__", StringComparison.Ordinal)}, with two underscores?";
        if (!path.Contains(':', StringComparison.Ordinal)) return null;
        if (BySection.TryGetValue(SectionOf(path), out var own))
        {
            var meant = Named(own, path);
            // Other programs' databases may stand beside the service's own.
            return meant is null && SectionOf(own[0]) == "ConnectionStrings" ? null
                : meant is null
                    ? $"{path} is no setting of the service; those of its section are {string.Join(", ", own.Select(NameOf))}."
                : $"{path} is no setting of the service; did you mean {meant}?";
        }

        // A section that is misspelt holds what is rightly spelt; any other is another program's.
        return Nearest.To(SectionOf(path), BySection.Keys) is { } section
            && Named(BySection[section], path) is { } there
            ? $"{path} is no setting of the service; did you mean {there}?"
            : null;
    }

    private static string? Named(List<string> settings, string path) =>
        Nearest.To(path, settings)
            ?? (Nearest.To(NameOf(path), settings.Select(NameOf)) is { } name ? settings.Find(known => NameOf(known) == name) : null);

    private static string? IsList(string setting) => setting switch
    {
        PublicAddress.ProxiesSetting => "separated by commas",
        PublicAddress.HostsSetting => "separated by semicolons",
        "Authentication:Scope" => "separated by blanks",
        _ => null,
    };

    private static string SectionOf(string path) => path.IndexOf(':', StringComparison.Ordinal) is > 0 and var end ? path[..end] : path;

    private static string NameOf(string path) => path[(path.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static IEnumerable<string> Leaves(IConfigurationSection section)
    {
        var within = section.GetChildren().ToList();
        // A section that has a value of its own is another program's variable, unless it is one of the service's settings.
        return within.Count == 0 ? [section.Path] : within.SelectMany(Leaves);
    }
}
