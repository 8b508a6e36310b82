using JasperFx;
using Wolverine;
using Wolverine.ErrorHandling;

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
}
