using Microsoft.Extensions.Primitives;

namespace Alba.Assertions;

/// <summary>Says what is wrong with the values of one header, or null when they are as expected.</summary>
internal sealed class HeaderAssertion(string header, Func<StringValues, string?> complaint) : IScenarioAssertion
{
    public void Assert(Scenario scenario, AssertionContext context)
    {
        if (complaint(context.HttpContext.Response.Headers[header]) is { } failure)
            context.AddFailure(failure);
    }
}
