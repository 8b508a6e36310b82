using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Configuration;
using Wolverine.Runtime.Routing;

namespace Compat.Specs.WolverineSpecs;

public sealed class HandlerSpecs(PostgresServer postgres)
{
    [Fact]
    public async Task H5_before_methods_as_declared_then_handler_after_commit_after_commit_finally()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(WalkHandler));
        var key = Guid.NewGuid();
        await host.Bus().InvokeAsync(new Walk(key));
        Journal.Read(key).ShouldBe(
            ["load", "validate", "before", "handle", "after:unsaved", "post-process:unsaved", "after-commit:saved", "finally"]);
    }

    [Fact]
    public async Task H7_a_load_that_says_stop_ends_the_message_silently()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(FindNoteHandler));
        var (known, unknown) = (Guid.NewGuid(), Guid.NewGuid());
        await using (var session = host.Documents().LightweightSession())
        {
            session.Store(new Note { Id = known, Text = "known" });
            await session.SaveChangesAsync();
        }

        await host.Bus().InvokeAsync(new FindNote(known));
        await host.Bus().InvokeAsync(new FindNote(unknown));
        Journal.Read(known).ShouldBe(["known"]);
        Journal.Read(unknown).ShouldBeEmpty();
    }

    [Fact]
    public async Task H8_a_validation_that_finds_something_stops_silently()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(JudgeHandler), typeof(OutcomeHandler));
        var (good, bad, fine, wrong) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await host.Bus().InvokeAsync(new Judge(good, IsGood: true));
        await host.Bus().InvokeAsync(new Judge(bad, IsGood: false));
        await host.Bus().InvokeAsync(new JudgeByOutcome(fine, IsGood: true));
        await host.Bus().InvokeAsync(new JudgeByOutcome(wrong, IsGood: false));
        Journal.Read(good).ShouldBe(["handled"]);
        Journal.Read(bad).ShouldBeEmpty();
        Journal.Read(fine).ShouldBe(["handled"]);
        Journal.Read(wrong).ShouldBeEmpty();
        (await host.LoadAsync<Note>(good)).ShouldNotBeNull();
        (await host.LoadAsync<Note>(bad)).ShouldBeNull();
    }

    [Fact]
    public async Task H9_two_handler_classes_of_one_message_both_run()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(), _ => { }, typeof(FirstTwiceHandler), typeof(SecondTwiceHandler));
        var key = Guid.NewGuid();
        await host.Bus().InvokeAsync(new Twice(key));
        Journal.Read(key).Order().ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task H10_classes_without_suffix_internal_classes_and_methods_returning_a_primitive_are_not_handlers()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(),
            o =>
            {
                o.Discovery.DisableConventionalDiscovery(false);
                o.ApplicationAssembly = typeof(HandlerSpecs).Assembly;
            },
            s => s.AddSingleton(TimeProvider.System).AddScoped<IClerk, Clerk>().AddScoped<Inkwell>().AddTransient<Pen>());
        var key = Guid.NewGuid();
        await Should.ThrowAsync<IndeterminateRoutesException>(async () => await host.Bus().InvokeAsync(new OnlyByConvention(key)));
        await host.Bus().InvokeAsync(new FoundByConvention(key));
        Journal.Read(key).ShouldBe(["found"]);
    }

    [Fact]
    public async Task H11_time_parameters_are_now_in_utc()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(TimeHandler));
        var before = DateTimeOffset.UtcNow;
        var times = await host.Bus().InvokeAsync<Times>(new AskTime(Guid.NewGuid()));
        var after = DateTimeOffset.UtcNow;
        times.Offset.ShouldBeInRange(before, after);
        times.Offset.Offset.ShouldBe(TimeSpan.Zero);
        times.Plain.ShouldBeInRange(before.UtcDateTime, after.UtcDateTime);
    }

    [Fact]
    public async Task H12_documents_stored_by_a_handler_that_throws_are_not_saved()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(StoreThenFailHandler));
        var id = Guid.NewGuid();
        (await Should.ThrowAsync<InvalidOperationException>(async () => await host.Bus().InvokeAsync(new StoreThenFail(id))))
            .Message.ShouldBe("after storing");
        (await host.LoadAsync<Note>(id)).ShouldBeNull();
    }

    [Fact]
    public async Task services_registered_by_type_are_one_per_message_and_share_its_session()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(), _ => { }, s => s.AddScoped<IClerk, Clerk>(), typeof(AskClerkHandler));
        (await host.Bus().InvokeForTenantAsync<string>("north", new AskClerk(Guid.NewGuid()))).ShouldBe("clerk of north");
    }

    [Fact]
    public async Task a_scoped_service_registered_by_a_lambda_is_refused_at_the_first_message()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(),
            _ => { },
            s => s.AddScoped<IClerk>(p => new Clerk(p.GetRequiredService<Marten.IDocumentSession>())),
            typeof(AskClerkHandler));
        await Should.ThrowAsync<InvalidServiceLocationException>(async () => await host.Bus().InvokeAsync(new AskClerk(Guid.NewGuid())));
    }

    [Fact]
    public async Task a_returned_side_effect_runs_with_what_it_asks_for()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(SideEffectHandler));
        var key = Guid.NewGuid();
        await host.Bus().InvokeForTenantAsync("north", new SideEffectWanted(key));
        Journal.Read(key).ShouldBe(["written for north"]);
    }
}
