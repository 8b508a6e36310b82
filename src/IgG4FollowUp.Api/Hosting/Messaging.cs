using JasperFx;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>How commands are carried out.</summary>
public static class Messaging
{
    public static void Configure(WolverineOptions options)
    {
        options.ServiceName = "igg4followup";
        options.ApplicationAssembly = typeof(Messaging).Assembly;
        options.Policies.AutoApplyTransactions();
        options.Policies.UseDurableLocalQueues();
        // One line per message would bury what an operator must see.
        options.Policies.MessageSuccessLogLevel(LogLevel.Debug);
        options.Policies.MessageExecutionLogLevel(LogLevel.Debug);
        // A timer of the alert rules fires at the beginning of a day, and thousands may fire together.
        options.Durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
        options.Durability.RecoveryBatchSize = 500;
        // Two visits logged at once: the later one is decided again on what the earlier one recorded.
        options.OnException<ConcurrencyException>().RetryWithCooldown(
            TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300));
    }

    /// <summary>For work that nobody waits for and that must not be lost to a database that is away for a while: tried again over a day, then a dead letter.</summary>
    public static void KeepTrying(this HandlerChain chain) => chain.OnAnyException()
        .RetryWithCooldown(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1))
        .Then.ScheduleRetry(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24));
}
