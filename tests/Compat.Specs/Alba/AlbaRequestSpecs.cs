using System.Text.Json;
using Alba;

namespace Compat.Specs.AlbaSpecs;

public sealed class AlbaRequestSpecs : IAsyncLifetime
{
    private IAlbaHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SampleRoutes.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task L6_an_exception_of_the_application_is_thrown_unwrapped()
    {
        var thrown = await Should.ThrowAsync<NotSupportedException>(() => _host.Scenario(scenario => scenario.Get.Url("/broken")));

        thrown.Message.ShouldBe("the application is broken");
    }

    [Fact]
    public async Task L7_url_splits_the_query()
    {
        (await _host.GetAsText("/query?a=1&b=2")).ShouldBe("/query|?a=1&b=2");
    }

    [Fact]
    public async Task L7_to_url_takes_a_question_mark_as_part_of_the_path()
    {
        await _host.Scenario(scenario =>
        {
            scenario.Post.Text("abc").ToUrl("/length?a=1");
            scenario.StatusCodeShouldBe(404);
        });
    }

    [Fact]
    public async Task L7_query_string_adds_parameters_one_by_one_or_from_an_object()
    {
        var one = await _host.Scenario(scenario => scenario.Get.Url("/query").QueryString("a", "1 2").QueryString("b", "3"));
        (await one.ReadAsTextAsync()).ShouldBe("/query|?a=1%202&b=3");

        var all = await _host.Scenario(scenario => scenario.Get.Url("/query").QueryString(new Paint("ochre", Shade.Dark)));
        (await all.ReadAsTextAsync()).ShouldBe("/query|?Name=ochre&Shade=Dark");
    }

    [Fact]
    public async Task L8_json_is_written_and_read_with_the_applications_own_options()
    {
        var sent = await _host.Scenario(scenario =>
        {
            scenario.Post.Json(new Paint("ochre", Shade.Dark)).ToUrl("/paints");
            scenario.StatusCodeShouldBe(201);
        });
        (await sent.ReadAsTextAsync()).ShouldBe("""{"name":"ochre","shade":"Dark"}""");
        (await _host.PostJson(new Paint("ochre", Shade.Dark), "/paints/same").Receive<Paint>()).ShouldBe(new Paint("ochre", Shade.Dark));
        (await _host.PutJson(new Paint("ochre", Shade.Dark), "/paints/same").Receive<Paint>()).ShouldBe(new Paint("ochre", Shade.Dark));
        (await _host.GetAsJson<Paint>("/paints/1")).ShouldBe(new Paint("ochre", Shade.Dark));
        (await _host.GetAsJson<Paint>("/paints/raw")).ShouldBe(new Paint("ochre", Shade.Dark));
    }

    [Fact]
    public async Task L8_a_body_that_is_no_json_throws_json_exception_and_a_null_its_own()
    {
        var empty = await _host.Scenario(scenario => scenario.Get.Url("/empty"));
        await Should.ThrowAsync<JsonException>(() => empty.ReadAsJsonAsync<Paint>());

        var text = await _host.Scenario(scenario => scenario.Get.Url("/hello"));
        await Should.ThrowAsync<JsonException>(() => text.ReadAsJsonAsync<Paint>());

        var none = await _host.Scenario(scenario => scenario.Get.Url("/null"));
        await Should.ThrowAsync<AlbaJsonFormatterException>(() => none.ReadAsJsonAsync<Paint>());
    }

    [Fact]
    public async Task L9_the_body_can_be_read_more_than_once()
    {
        var result = await _host.Scenario(scenario => scenario.Get.Url("/paints/1"));

        (await result.ReadAsJsonAsync<Paint>()).ShouldBe(new Paint("ochre", Shade.Dark));
        result.ReadAsJson<Paint>().ShouldBe(new Paint("ochre", Shade.Dark));
        (await result.ReadAsTextAsync()).ShouldBe(result.ReadAsText());
        result.Context.Response.StatusCode.ShouldBe(200);
    }

    [Fact]
    public async Task L12_a_scenario_without_url_throws_invalid_operation()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => _host.Scenario(scenario => scenario.StatusCodeShouldBeOk()));
    }

    [Fact]
    public async Task bodies_arrive_with_their_content_type()
    {
        (await PostAsync(scenario => scenario.Post.Text("äb").ToUrl("/length"))).ShouldBe("text/plain|3");
        (await PostAsync(scenario => scenario.Post.RawJson("{ }").ToUrl("/length"))).ShouldBe("application/json|3");
        (await PostAsync(scenario => scenario.Post.ByteArray([1, 2]).ToUrl("/length").ContentType("image/png"))).ShouldBe("image/png|2");
        (await PostAsync(scenario => scenario.Post.Json(new { a = 1 }, JsonStyle.MinimalApi).ToUrl("/length"))).ShouldStartWith("application/json");
    }

    [Fact]
    public async Task request_headers_are_set_and_removed()
    {
        var result = await _host.Scenario(scenario =>
        {
            scenario.Get.Url("/request-headers").Accepts("text/csv").Etag("\"7\"");
            scenario.WithBearerToken("abc");
            scenario.WithRequestHeader("x-a", "A");
            scenario.WithRequestHeader("x-b", "B");
            scenario.RemoveRequestHeader("x-b");
        });

        (await result.ReadAsTextAsync()).ShouldBe("text/csv|\"7\"|Bearer abc|A|");
    }

    [Fact]
    public async Task the_request_can_be_changed_at_will()
    {
        var result = await _host.Scenario(scenario =>
        {
            scenario.Get.Url("/query");
            scenario.ConfigureHttpContext(context => context.Request.QueryString = new("?z=26"));
        });

        (await result.ReadAsTextAsync()).ShouldBe("/query|?z=26");
    }

    [Fact]
    public async Task each_verb_arrives_as_itself()
    {
        await VerbAsync("PUT", scenario => scenario.Put);
        await VerbAsync("DELETE", scenario => scenario.Delete);
        await VerbAsync("PATCH", scenario => scenario.Patch);
        await VerbAsync("HEAD", scenario => scenario.Head);
    }

    private Task<IScenarioResult> VerbAsync(string verb, Func<Scenario, IUrlExpression> use) => _host.Scenario(scenario =>
    {
        use(scenario).Url("/verb");
        scenario.Header("x-verb").SingleValueShouldEqual(verb);
    });

    private async Task<string> PostAsync(Action<Scenario> configure) => await (await _host.Scenario(configure)).ReadAsTextAsync();
}
