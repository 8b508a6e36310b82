namespace Wolverine.ErrorHandling;

public interface IFailureActions
{
    IAdditionalActions MoveToErrorQueue();

    IAdditionalActions Requeue(int maxAttempts = 3);

    IAdditionalActions PauseThenRequeue(TimeSpan delay);

    IAdditionalActions Discard();

    IAdditionalActions ScheduleRetry(params TimeSpan[] delays);

    IAdditionalActions RetryOnce();

    IAdditionalActions RetryTimes(int attempts);

    IAdditionalActions RetryWithCooldown(params TimeSpan[] delays);
}

public interface IAdditionalActions
{
    IFailureActions Then { get; }

    IAdditionalActions AndPauseProcessing(TimeSpan pauseTime);
}

public class PolicyExpression : IFailureActions
{
    private readonly FailureRuleCollection _rules;
    private Func<Exception, bool> _matches;

    internal PolicyExpression(FailureRuleCollection rules, Func<Exception, bool> matches)
    {
        _rules = rules;
        _matches = matches;
    }

    public PolicyExpression Or<TException>() where TException : Exception => Or<TException>(_ => true);

    public PolicyExpression Or<TException>(Func<TException, bool> exceptionPredicate, string description = "User supplied filter")
        where TException : Exception
    {
        var earlier = _matches;
        _matches = e => earlier(e) || (e is TException typed && exceptionPredicate(typed));
        return this;
    }

    public IAdditionalActions MoveToErrorQueue() => Begin().MoveToErrorQueue();

    public IAdditionalActions Requeue(int maxAttempts = 3) => Begin().Requeue(maxAttempts);

    public IAdditionalActions PauseThenRequeue(TimeSpan delay) => Begin().PauseThenRequeue(delay);

    public IAdditionalActions Discard() => Begin().Discard();

    public IAdditionalActions ScheduleRetry(params TimeSpan[] delays) => Begin().ScheduleRetry(delays);

    public IAdditionalActions RetryOnce() => Begin().RetryOnce();

    public IAdditionalActions RetryTimes(int attempts) => Begin().RetryTimes(attempts);

    public IAdditionalActions RetryWithCooldown(params TimeSpan[] delays) => Begin().RetryWithCooldown(delays);

    private FailureSteps Begin()
    {
        var rule = new FailureRule(_matches);
        _rules.Add(rule);
        return new FailureSteps(rule);
    }
}

/// <summary>Fills a rule's slots in the order they are named.</summary>
internal sealed class FailureSteps(FailureRule rule) : IFailureActions, IAdditionalActions
{
    private readonly List<FailureAction> _latest = [];

    public IFailureActions Then
    {
        get
        {
            _latest.Clear();
            return this;
        }
    }

    public IAdditionalActions MoveToErrorQueue() => Add(new FailureAction(FailureActionKind.DeadLetter));

    public IAdditionalActions Requeue(int maxAttempts = 3)
    {
        for (var attempt = 1; attempt < maxAttempts; attempt++) Add(new FailureAction(FailureActionKind.Requeue));
        return this;
    }

    public IAdditionalActions PauseThenRequeue(TimeSpan delay) => Add(new FailureAction(FailureActionKind.Requeue) { Pause = delay });

    public IAdditionalActions Discard() => Add(new FailureAction(FailureActionKind.Discard));

    public IAdditionalActions ScheduleRetry(params TimeSpan[] delays) => AddEach(FailureActionKind.ScheduleRetry, delays);

    public IAdditionalActions RetryOnce() => Add(new FailureAction(FailureActionKind.Retry));

    public IAdditionalActions RetryTimes(int attempts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(attempts);
        for (var attempt = 0; attempt < attempts; attempt++) RetryOnce();
        return this;
    }

    public IAdditionalActions RetryWithCooldown(params TimeSpan[] delays) => AddEach(FailureActionKind.Retry, delays);

    public IAdditionalActions AndPauseProcessing(TimeSpan pauseTime)
    {
        foreach (var action in _latest) action.Pause = pauseTime;
        return this;
    }

    private FailureSteps AddEach(FailureActionKind kind, TimeSpan[] delays)
    {
        if (delays.Length == 0) throw new InvalidOperationException("At least one delay is needed");
        foreach (var delay in delays) Add(new FailureAction(kind, delay));
        return this;
    }

    private FailureSteps Add(FailureAction action)
    {
        _latest.Add(rule.Add(action));
        return this;
    }
}

public static class ErrorHandlingPolicyExtensions
{
    public static PolicyExpression OnException<TException>(this IWithFailurePolicies policies) where TException : Exception =>
        new(policies.Failures, static e => e is TException);

    public static PolicyExpression OnException<TException>(
        this IWithFailurePolicies policies, Func<TException, bool> exceptionPredicate, string description = "User supplied")
        where TException : Exception =>
        new(policies.Failures, e => e is TException typed && exceptionPredicate(typed));

    public static PolicyExpression OnAnyException(this IWithFailurePolicies policies) => new(policies.Failures, static _ => true);

    public static PolicyExpression OnInnerException<TException>(this IWithFailurePolicies policies) where TException : Exception =>
        new(policies.Failures, static e => InnerExceptions(e).Any(inner => inner is TException));

    private static IEnumerable<Exception> InnerExceptions(Exception exception)
    {
        var direct = exception is AggregateException many ? many.InnerExceptions : exception.InnerException is { } one ? [one] : Enumerable.Empty<Exception>();
        foreach (var inner in direct)
        {
            yield return inner;
            foreach (var deeper in InnerExceptions(inner)) yield return deeper;
        }
    }
}
