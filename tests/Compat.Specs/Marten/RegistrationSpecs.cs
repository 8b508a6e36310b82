using IgG4FollowUp.TestSupport;
using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Compat.Specs.Storage;

public sealed class RegistrationSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    [Fact]
    public async Task the_container_gives_one_store_and_scoped_sessions_on_the_default_tenant()
    {
        using var host = Build(services => services.AddMarten(ConnectionString).UseLightweightSessions());
        var store = host.Services.GetRequiredService<IDocumentStore>();
        host.Services.GetRequiredService<IDocumentStore>().ShouldBeSameAs(store);
        await using var scope = host.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        scope.ServiceProvider.GetRequiredService<IDocumentSession>().ShouldBeSameAs(session);
        session.TenantId.ShouldBe(StorageConstants.DefaultTenantId);
        scope.ServiceProvider.GetRequiredService<IQuerySession>().TenantId.ShouldBe(StorageConstants.DefaultTenantId);
    }

    [Fact]
    public void further_configuration_runs_after_the_first_in_order_of_registration()
    {
        var order = new List<string>();
        using var host = Build(services =>
        {
            services.ConfigureMarten(_ => order.Add("second"));
            services.AddMarten(options =>
            {
                options.Connection(ConnectionString);
                order.Add("first");
            });
            services.ConfigureMarten((_, _) => order.Add("third"));
        });
        host.Services.GetRequiredService<IDocumentStore>();
        order.ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public async Task the_schema_is_applied_at_start_on_the_container_s_data_source()
    {
        await using var dataSource = NpgsqlDataSource.Create(ConnectionString);
        using var host = Build(services =>
        {
            services.AddSingleton(dataSource);
            services.AddMarten(options => options.Schema.For<Person>()).UseLightweightSessions().UseNpgsqlDataSource().ApplyAllDatabaseChangesOnStartup();
        });
        await host.StartAsync(TestContext.Current.CancellationToken);
        (await ScalarAsync<long>("select count(*) from pg_tables where tablename = 'mt_doc_person'")).ShouldBe(1);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task options_may_come_from_the_container()
    {
        using var host = Build(services =>
        {
            services.AddSingleton(new Settings(ConnectionString));
            services.AddMarten(provider =>
            {
                var options = new StoreOptions { DatabaseSchemaName = "elsewhere" };
                options.Connection(provider.GetRequiredService<Settings>().ConnectionString);
                return options;
            });
        });
        var store = host.Services.GetRequiredService<IDocumentStore>();
        await using var session = store.LightweightSession();
        session.Store(new Person { Name = "x" });
        await session.SaveChangesAsync();
        (await ScalarAsync<long>("select count(*) from elsewhere.mt_doc_person")).ShouldBe(1);
        store.Options.DatabaseSchemaName.ShouldBe("elsewhere");
    }

    private static IHost Build(Action<IServiceCollection> configure) =>
        Host.CreateDefaultBuilder().ConfigureServices(configure).Build();

    private sealed record Settings(string ConnectionString);
}
