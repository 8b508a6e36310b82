namespace Alba.Assertions;

internal sealed class StatusCodeAssertion(int expected) : IScenarioAssertion
{
    public void Assert(Scenario scenario, AssertionContext context)
    {
        var actual = context.HttpContext.Response.StatusCode;
        if (actual == expected) return;
        context.AddFailure($"Expected status code {expected}, but was {actual}");
        context.ReadBodyAsString();
    }
}

internal sealed class SuccessStatusAssertion : IScenarioAssertion
{
    public void Assert(Scenario scenario, AssertionContext context)
    {
        var actual = context.HttpContext.Response.StatusCode;
        if (actual is >= 200 and < 300) return;
        context.AddFailure($"Expected a status code between 200 and 299, but was {actual}");
        context.ReadBodyAsString();
    }
}

internal sealed class RedirectAssertion(string expected) : IScenarioAssertion
{
    public void Assert(Scenario scenario, AssertionContext context)
    {
        var actual = context.HttpContext.Response.Headers.Location.ToString();
        if (!string.Equals(actual, expected, StringComparison.OrdinalIgnoreCase))
            context.AddFailure($"Expected a redirect to '{expected}', but the location was '{actual}'");
    }
}
