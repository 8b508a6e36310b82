using Alba;

namespace Compat.Specs.AlbaSpecs;

public sealed class AlbaAssertionSpecs : IAsyncLifetime
{
    private IAlbaHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SampleRoutes.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task L1_a_scenario_without_status_assertion_requires_200_and_shows_the_body()
    {
        var failure = await FailureOfAsync(scenario => scenario.Post.Json(new Paint("ochre", Shade.Dark)).ToUrl("/paints"));

        failure.ShouldContain("Expected status code 200, but was 201");
        failure.ShouldContain("""{"name":"ochre","shade":"Dark"}""");
    }

    [Fact]
    public async Task L1_the_expected_status_can_be_another()
    {
        await _host.Scenario(scenario =>
        {
            scenario.Post.Json(new Paint("ochre", Shade.Dark)).ToUrl("/paints");
            scenario.StatusCodeShouldBe(201);
        });
        await _host.Scenario(scenario =>
        {
            scenario.Get.Url("/nowhere");
            scenario.StatusCodeShouldBe(System.Net.HttpStatusCode.NotFound);
        });
        await _host.Scenario(scenario =>
        {
            scenario.Get.Url("/nowhere");
            scenario.IgnoreStatusCode();
        });
    }

    [Fact]
    public async Task L2_all_failed_assertions_are_in_one_exception_with_the_status_first()
    {
        var failure = await FailureOfAsync(scenario =>
        {
            scenario.Get.Url("/hello");
            scenario.ContentShouldContain("goodbye");
            scenario.Header("x-missing").SingleValueShouldEqual("here");
            scenario.StatusCodeShouldBe(418);
        });

        var status = failure.IndexOf("Expected status code 418, but was 200", StringComparison.Ordinal);
        status.ShouldBeGreaterThanOrEqualTo(0);
        failure.IndexOf("goodbye", StringComparison.Ordinal).ShouldBeGreaterThan(status);
        failure.IndexOf("x-missing", StringComparison.Ordinal).ShouldBeGreaterThan(status);
    }

    [Fact]
    public async Task L3_success_does_not_lift_the_200_and_accepts_2xx_once_the_status_is_ignored()
    {
        (await FailureOfAsync(scenario =>
        {
            scenario.Post.Json(new Paint("ochre", Shade.Dark)).ToUrl("/paints");
            scenario.StatusCodeShouldBeSuccess();
        })).ShouldContain("Expected status code 200, but was 201");

        await _host.Scenario(scenario =>
        {
            scenario.Post.Json(new Paint("ochre", Shade.Dark)).ToUrl("/paints");
            scenario.IgnoreStatusCode();
            scenario.StatusCodeShouldBeSuccess();
        });

        await Should.ThrowAsync<ScenarioAssertionException>(() => _host.Scenario(scenario =>
        {
            scenario.Get.Url("/nowhere");
            scenario.IgnoreStatusCode();
            scenario.StatusCodeShouldBeSuccess();
        }));
    }

    [Fact]
    public async Task L4_the_content_type_is_compared_whole_with_its_charset()
    {
        await _host.Scenario(scenario =>
        {
            scenario.Get.Url("/paints/1");
            scenario.ContentTypeShouldBe("application/json; charset=utf-8");
        });

        var failure = await FailureOfAsync(scenario =>
        {
            scenario.Get.Url("/paints/1");
            scenario.ContentTypeShouldBe("application/json");
        });
        failure.ShouldContain("application/json; charset=utf-8");
    }

    [Fact]
    public async Task L5_failures_name_what_was_expected_and_what_came()
    {
        var body = await FailureOfAsync(scenario => scenario.ContentShouldContain("goodbye").Get.Url("/hello"));
        body.ShouldContain("goodbye");
        body.ShouldContain("hello");

        var header = await FailureOfAsync(scenario =>
        {
            scenario.Post.Json(new Paint("ochre", Shade.Dark)).ToUrl("/paints");
            scenario.StatusCodeShouldBe(201);
            scenario.Header("location").SingleValueShouldEqual("/paints/2");
        });
        header.ShouldContain("/paints/2");
        header.ShouldContain("/paints/1");
    }

    [Fact]
    public async Task L5_every_body_and_header_assertion_holds_and_fails_as_it_says()
    {
        await HoldsAsync("/hello", scenario => scenario.ContentShouldBe("hello"));
        await HoldsAsync("/hello", scenario => scenario.ContentShouldNotContain("goodbye"));
        await HoldsAsync("/many", scenario => scenario.Header("x-many").ShouldHaveValues("one", "two"));
        await HoldsAsync("/many", scenario => scenario.Header("x-many").ShouldHaveValues());
        await HoldsAsync("/hello", scenario => scenario.Header("x-many").ShouldNotBeWritten());
        await HoldsAsync("/hello", scenario => scenario.Header("content-type").ShouldHaveOneNonNullValue());
        await HoldsAsync("/hello", scenario => scenario.Header("content-type").SingleValueShouldMatch("^text/plain"));
        await HoldsAsync("/old", scenario => scenario.RedirectShouldBe("/new"));

        await FailsAsync("/hello", scenario => scenario.ContentShouldBe("hell"));
        await FailsAsync("/hello", scenario => scenario.ContentShouldNotContain("hell"));
        await FailsAsync("/many", scenario => scenario.Header("x-many").ShouldHaveValues("two", "three"));
        await FailsAsync("/hello", scenario => scenario.Header("x-many").ShouldHaveValues());
        await FailsAsync("/many", scenario => scenario.Header("x-many").ShouldNotBeWritten());
        await FailsAsync("/many", scenario => scenario.Header("x-many").ShouldHaveOneNonNullValue());
        await FailsAsync("/hello", scenario => scenario.Header("content-type").SingleValueShouldMatch("^application"));
        await FailsAsync("/old", scenario => scenario.RedirectShouldBe("/newer"));
    }

    [Fact]
    public async Task L5_an_assertion_of_the_tests_own_reads_the_response_and_adds_its_failure()
    {
        var failure = await FailureOfAsync(scenario => scenario.AssertThat(new Shouting()).Get.Url("/hello"));

        failure.ShouldContain("'hello' is not loud");
    }

    private async Task<string> FailureOfAsync(Action<Scenario> configure) =>
        (await Should.ThrowAsync<ScenarioAssertionException>(() => _host.Scenario(configure))).Message;

    private Task<IScenarioResult> HoldsAsync(string url, Action<Scenario> assertion) => _host.Scenario(scenario =>
    {
        scenario.Get.Url(url);
        assertion(scenario);
    });

    private Task FailsAsync(string url, Action<Scenario> assertion) =>
        Should.ThrowAsync<ScenarioAssertionException>(() => HoldsAsync(url, assertion));

    private sealed class Shouting : IScenarioAssertion
    {
        public void Assert(Scenario scenario, AssertionContext context)
        {
            var body = context.ReadBodyAsString();
            if (!string.Equals(body, body.ToUpperInvariant(), StringComparison.Ordinal) && context.HttpContext.Response.StatusCode == 200)
                context.AddFailure($"'{body}' is not loud");
        }
    }
}
