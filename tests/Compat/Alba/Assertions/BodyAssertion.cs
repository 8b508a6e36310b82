namespace Alba.Assertions;

internal sealed class BodyAssertion(Func<string, bool> holds, string failure) : IScenarioAssertion
{
    public void Assert(Scenario scenario, AssertionContext context)
    {
        if (!holds(context.ReadBodyAsString()))
            context.AddFailure(failure);
    }
}
