using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine.Runtime;

namespace Wolverine.Tracking;

public static class WolverineHostMessageTrackingExtensions
{
    public static TrackedSessionConfiguration TrackActivity(this IHost host) => new(new TrackedSession(host));

    public static TrackedSessionConfiguration TrackActivity(this IHost host, TimeSpan trackingTimeout) =>
        new(new TrackedSession(host) { Timeout = trackingTimeout });

    public static Task<ITrackedSession> SendMessageAndWaitAsync<T>(
        this IHost host, T? message, DeliveryOptions? options = null, int timeoutInMilliseconds = 5000) =>
        host.Track(timeoutInMilliseconds).ExecuteAndWaitAsync(c => c.SendAsync(message, options).AsTask());

    public static Task<ITrackedSession> InvokeMessageAndWaitAsync(this IHost host, object message, int timeoutInMilliseconds = 5000) =>
        host.Track(timeoutInMilliseconds).ExecuteAndWaitAsync(c => c.InvokeAsync(message));

    public static Task<ITrackedSession> InvokeMessageAndWaitAsync(
        this IHost host, object message, string tenantId, int timeoutInMilliseconds = 5000) =>
        host.Track(timeoutInMilliseconds).ExecuteAndWaitAsync(c =>
        {
            c.TenantId = tenantId;
            return c.InvokeAsync(message);
        });

    public static async Task<(ITrackedSession, T?)> InvokeMessageAndWaitAsync<T>(
        this IHost host, object message, int timeoutInMilliseconds = 5000)
    {
        T? answer = default;
        var session = await host.Track(timeoutInMilliseconds).ExecuteAndWaitAsync(async Task (c) => answer = await c.InvokeAsync<T>(message));
        return (session, answer);
    }

    public static async Task<(ITrackedSession, T?)> InvokeMessageAndWaitAsync<T>(
        this IHost host, object message, string tenantId, int timeoutInMilliseconds = 5000)
    {
        T? answer = default;
        var session = await host.Track(timeoutInMilliseconds).ExecuteAndWaitAsync(async Task (c) =>
        {
            c.TenantId = tenantId;
            answer = await c.InvokeAsync<T>(message);
        });
        return (session, answer);
    }

    public static Task<ITrackedSession> ExecuteAndWaitAsync(this IHost host, Func<Task> action, int timeoutInMilliseconds = 5000) =>
        host.Track(timeoutInMilliseconds).ExecuteAndWaitAsync(_ => action());

    public static Task<ITrackedSession> ExecuteAndWaitAsync(
        this IHost host, Func<IMessageContext, Task> action, int timeoutInMilliseconds = 5000) =>
        host.Track(timeoutInMilliseconds).ExecuteAndWaitAsync(action);

    private static TrackedSessionConfiguration Track(this IHost host, int milliseconds) =>
        host.TrackActivity(TimeSpan.FromMilliseconds(milliseconds));
}

public class TrackedSessionConfiguration
{
    private readonly TrackedSession _session;

    internal TrackedSessionConfiguration(TrackedSession session) => _session = session;

    public TrackedSessionConfiguration Timeout(TimeSpan timeout)
    {
        _session.Timeout = timeout;
        return this;
    }

    public TrackedSessionConfiguration AlsoTrack(params IHost?[] hosts)
    {
        foreach (var host in hosts.OfType<IHost>()) _session.AlsoWatch(host);
        return this;
    }

    public TrackedSessionConfiguration IncludeExternalTransports() => this;

    public TrackedSessionConfiguration DoNotAssertOnExceptionsDetected()
    {
        _session.AssertNoExceptions = false;
        return this;
    }

    public TrackedSessionConfiguration WaitForMessageToBeReceivedAt<T>(IHost host)
    {
        var expected = host.Services.GetRequiredService<WolverineRuntime>();
        _session.WaitUntil((runtime, record) =>
            runtime == expected && record.MessageEventType == MessageEventType.MessageSucceeded && record.Message is T);
        return this;
    }

    public TrackedSessionConfiguration WaitForExecutionOf<T>(int count = 1)
    {
        var seen = 0;
        _session.WaitUntil((_, record) =>
            record is { MessageEventType: MessageEventType.ExecutionFinished, Message: T } && ++seen >= count);
        return this;
    }

    public async Task<ITrackedSession> ExecuteAndWaitAsync(Func<IMessageContext, Task> action)
    {
        await _session.RunAsync(action);
        return _session;
    }

    public Task<ITrackedSession> ExecuteAndWaitAsync(Func<IMessageContext, ValueTask> action) =>
        ExecuteAndWaitAsync(c => action(c).AsTask());

    public Task<ITrackedSession> InvokeMessageAndWaitAsync(object message) => ExecuteAndWaitAsync(c => c.InvokeAsync(message));

    public Task<ITrackedSession> SendMessageAndWaitAsync(object message, DeliveryOptions? options = null) =>
        ExecuteAndWaitAsync(c => c.SendAsync(message, options));

    public Task<ITrackedSession> PublishMessageAndWaitAsync(object? message, DeliveryOptions? options = null) =>
        ExecuteAndWaitAsync(c => c.PublishAsync(message, options));
}
