using System.Net;
using Alba.Assertions;

namespace Alba;

public static class ScenarioExpectationsExtensions
{
    public static Scenario ContentShouldContain(this Scenario scenario, string text) => scenario.AssertThat(new BodyAssertion(
        body => body.Contains(text, StringComparison.Ordinal), $"Expected the response body to contain '{text}'"));

    public static Scenario ContentShouldNotContain(this Scenario scenario, string text) => scenario.AssertThat(new BodyAssertion(
        body => !body.Contains(text, StringComparison.Ordinal), $"Expected the response body not to contain '{text}'"));

    public static Scenario ContentShouldBe(this Scenario scenario, string exactContent) => scenario.AssertThat(new BodyAssertion(
        body => string.Equals(body, exactContent, StringComparison.Ordinal), $"Expected the response body to be '{exactContent}'"));

    public static Scenario StatusCodeShouldBeOk(this Scenario scenario) => scenario.StatusCodeShouldBe(HttpStatusCode.OK);

    public static Scenario StatusCodeShouldBeSuccess(this Scenario scenario) => scenario.AssertThat(new SuccessStatusAssertion());

    public static Scenario ContentTypeShouldBe(this Scenario scenario, string mimeType)
    {
        scenario.Header("content-type").SingleValueShouldEqual(mimeType);
        return scenario;
    }

    public static Scenario RedirectShouldBe(this Scenario scenario, string expected)
    {
        scenario.StatusCodeShouldBe(HttpStatusCode.Redirect);
        return scenario.AssertThat(new RedirectAssertion(expected));
    }
}
