using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using JasperFx.CodeGeneration;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>How commands are carried out.</summary>
public static class Messaging
{
    /// <summary>Setting: seconds of silence after which a node counts as dead and its messages go on elsewhere.</summary>
    public const string NodeSilentAfter = "Messaging:NodeSilentAfterSeconds";

    internal static readonly NumberSetting Silence = new(NodeSilentAfter, 60, 1, 3600) { IsWhole = false };

    /// <summary>Setting of a service that is only described.</summary>
    internal const string WithoutSchedules = "Messaging:WithoutSchedules";

    /// <summary>
    /// What a framework says of a command that failed: whoever sent it says so, too, once, and without what lost races alone brought about.
    /// </summary>
    public static void KeepCommandsOutOfTheLog(this ILoggingBuilder logging)
    {
        foreach (var command in typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command))))
            logging.AddFilter(command.FullName, LogLevel.None);
    }

    public static void Configure(WolverineOptions options, IConfiguration configuration)
    {
        options.ServiceName = "igg4followup";
        options.ApplicationAssembly = typeof(Messaging).Assembly;
        // Handlers' code is generated when the service is built ('./followup tool codegen write'), never while it runs.
        options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
        options.Policies.AutoApplyTransactions();
        options.Policies.UseDurableLocalQueues();
        // One line per message would bury what an operator must see.
        options.Policies.MessageSuccessLogLevel(LogLevel.Debug);
        options.Policies.MessageExecutionLogLevel(LogLevel.Debug);
        // A timer of the alert rules fires at the beginning of a day, and thousands may fire together.
        options.Durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
        options.Durability.RecoveryBatchSize = 500;
        // A node that was killed hands nothing over, so others must conclude from its silence; one that is only slow must not be taken for
        // dead.
        var silence = Silence.SecondsIn(configuration);
        options.Durability.StaleNodeTimeout = silence;
        options.Durability.HealthCheckPollingTime = silence / 6;
        // Who causes a message is the author of what its handler records.
        options.EnableRelayOfUserName = true;
        LostRace.DecideAgain(options);
        if (PlainSetting.Flag(configuration, WithoutSchedules)) return;
        options.Schedules.ScheduleRecurring<CompareAnalystRows>(Reconciliation.Schedule, TimeZoneInfo.Utc);
        options.Schedules.ScheduleRecurring<ForgetOldRows>(Cleanup.Schedule, TimeZoneInfo.Utc);
    }

    /// <summary>
    /// For work that nobody waits for and that must not be lost to a database that is away for a while: tried again over a day, then a dead
    /// letter.
    /// </summary>
    public static void KeepTrying(this HandlerChain chain)
    {
        // Rules of a handler come before those of all, so the quick ones are said again.
        LostRace.DecideAgain(chain);
        chain.OnAnyException()
        .RetryWithCooldown(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1))
        .Then.ScheduleRetry(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6),
            TimeSpan.FromHours(24));
    }
}
