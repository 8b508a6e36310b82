using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Hosting;

namespace Alba;

internal sealed class EntryPointFactory<TEntryPoint>(Action<IWebHostBuilder> configuration, IAlbaExtension[] extensions)
    : WebApplicationFactory<TEntryPoint>
    where TEntryPoint : class
{
    private IHost? _host;

    public IHost StartHost()
    {
        // Reading the services is what builds and starts the application.
        _ = Services;
        return _host ?? throw new InvalidOperationException($"The entry point of {typeof(TEntryPoint).Assembly.GetName().Name} builds no host.");
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => configuration(builder);

    protected override IHost CreateHost(IHostBuilder builder)
    {
        foreach (var extension in extensions)
            extension.Configure(builder);

        return _host = base.CreateHost(builder);
    }
}
