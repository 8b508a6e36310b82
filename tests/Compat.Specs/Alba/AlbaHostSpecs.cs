using Alba;
using Compat.SampleApp;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compat.Specs.AlbaSpecs;

public sealed class AlbaHostSpecs
{
    [Fact]
    public async Task an_entry_point_is_hosted_in_development_unless_told_otherwise()
    {
        await using var host = await AlbaHost.For<SampleEntryPoint>();
        (await host.GetAsText("/environment")).ShouldBe("Development");

        await using var staging = await AlbaHost.For<SampleEntryPoint>(web => web.UseEnvironment("Staging"));
        (await staging.GetAsText("/environment")).ShouldBe("Staging");
    }

    [Fact]
    public async Task services_of_the_entry_point_are_at_hand_and_can_be_replaced()
    {
        var added = new Paint("ochre", Shade.Light);
        await using var host = await AlbaHost.For<SampleEntryPoint>(
            web => web.ConfigureServices(services => services.AddSingleton(added)));

        host.Services.GetRequiredService<Paint>().ShouldBeSameAs(added);
        host.Server.Services.GetRequiredService<Paint>().ShouldBeSameAs(added);
    }

    [Fact]
    public async Task configuration_can_be_overridden()
    {
        await using var host = await AlbaHost.For<SampleEntryPoint>(
            ConfigurationOverride.Create([new KeyValuePair<string, string?>("Sample:Setting", "overridden")]));

        (await host.GetAsText("/setting")).ShouldBe("overridden");
        host.Services.GetRequiredService<IConfiguration>()["Sample:Setting"].ShouldBe("overridden");
    }

    [Fact]
    public async Task an_extension_configures_before_the_application_starts_and_is_started_and_disposed_with_it()
    {
        var extension = new Recording();
        var host = await SampleRoutes.StartAsync(extension);
        extension.Calls.ShouldBe(["configure", "start"]);

        await host.DisposeAsync();
        extension.Calls.Take(3).ShouldBe(["configure", "start", "dispose"]);
    }

    [Fact]
    public async Task L11_before_and_after_each_run_around_every_scenario()
    {
        await using var host = await SampleRoutes.StartAsync();
        var calls = new List<string>();
        host.BeforeEach(context =>
        {
            calls.Add("before");
            context.Request.Headers["x-a"] = "from before";
        });
        host.AfterEach(context => calls.Add($"after {context!.Response.StatusCode}"));

        (await host.GetAsText("/request-headers")).ShouldContain("from before");
        await host.GetAsText("/hello");

        calls.ShouldBe(["before", "after 200", "before", "after 200"]);
    }

    [Fact]
    public async Task L11_after_each_runs_also_when_the_scenario_fails()
    {
        await using var host = await SampleRoutes.StartAsync();
        var calls = new List<string>();
        host.AfterEach(_ => calls.Add("after"));

        await Should.ThrowAsync<ScenarioAssertionException>(() => host.GetAsText("/nowhere"));
        calls.ShouldBe(["after"]);

        await Should.ThrowAsync<NotSupportedException>(() => host.GetAsText("/broken"));
        calls.ShouldBe(["after", "after"]);
    }

    [Fact]
    public async Task L11_the_asynchronous_forms_are_awaited()
    {
        await using var host = await SampleRoutes.StartAsync();
        var calls = new List<string>();
        host.BeforeEachAsync(async context =>
        {
            await Task.Yield();
            calls.Add("before");
            context.Request.Headers["x-a"] = "later";
        });
        host.AfterEachAsync(async _ =>
        {
            await Task.Yield();
            calls.Add("after");
        });

        (await host.GetAsText("/request-headers")).ShouldContain("later");
        calls.ShouldBe(["before", "after"]);
    }

    private sealed class Recording : IAlbaExtension
    {
        public List<string> Calls { get; } = [];

        public IHostBuilder Configure(IHostBuilder builder)
        {
            Calls.Add("configure");
            return builder;
        }

        public async Task Start(IAlbaHost host)
        {
            (await host.GetAsText("/hello")).ShouldBe("hello");
            Calls.Add("start");
        }

        public void Dispose() => Calls.Add("dispose");

        public ValueTask DisposeAsync()
        {
            Calls.Add("dispose");
            return ValueTask.CompletedTask;
        }
    }
}
