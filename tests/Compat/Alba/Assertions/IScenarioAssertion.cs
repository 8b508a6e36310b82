using Microsoft.AspNetCore.Http;

namespace Alba;

public interface IScenarioAssertion
{
    void Assert(Scenario scenario, AssertionContext context);
}

public sealed class AssertionContext
{
    private readonly ScenarioAssertionException _failures;

    internal AssertionContext(HttpContext httpContext, ScenarioAssertionException failures)
    {
        HttpContext = httpContext;
        _failures = failures;
    }

    public HttpContext HttpContext { get; }

    public void AddFailure(string message) => _failures.AddFailure(message);

    // Whoever looks at the body also shows it, should the scenario fail.
    public string ReadBodyAsString()
    {
        var body = ResponseBody.ReadText(HttpContext);
        _failures.ShowBody(body);
        return body;
    }
}
