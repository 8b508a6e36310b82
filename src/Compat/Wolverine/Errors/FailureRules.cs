namespace Wolverine.ErrorHandling;

internal enum FailureActionKind
{
    Retry,
    Requeue,
    ScheduleRetry,
    Discard,
    DeadLetter,
}

/// <summary>What to do after one failed attempt.</summary>
internal sealed class FailureAction(FailureActionKind kind, TimeSpan delay = default)
{
    public static readonly FailureAction DeadLetter = new(FailureActionKind.DeadLetter);

    public FailureActionKind Kind { get; } = kind;

    public TimeSpan Delay { get; } = delay;

    /// <summary>The queue rests for this long as well.</summary>
    public TimeSpan? Pause { get; set; }
}

/// <summary>An exception filter and one action per attempt number, starting with the first.</summary>
internal sealed class FailureRule(Func<Exception, bool> matches)
{
    private readonly List<FailureAction> _slots = [];

    public bool Matches(Exception exception) => matches(exception);

    public FailureAction Add(FailureAction action)
    {
        _slots.Add(action);
        return action;
    }

    public FailureAction For(int attempt) => attempt <= _slots.Count ? _slots[attempt - 1] : FailureAction.DeadLetter;
}

public class FailureRuleCollection
{
    private readonly List<FailureRule> _rules = [];

    internal FailureRuleCollection()
    {
    }

    internal void Add(FailureRule rule) => _rules.Add(rule);

    internal FailureRule? Find(Exception exception)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(exception)) return rule;
        }

        return null;
    }
}

public interface IWithFailurePolicies
{
    FailureRuleCollection Failures { get; }
}
