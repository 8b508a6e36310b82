using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Alba;

public sealed class ConfigurationOverride : IAlbaExtension
{
    private readonly KeyValuePair<string, string?>[] _pairs;

    private ConfigurationOverride(IEnumerable<KeyValuePair<string, string?>> pairs) => _pairs = [.. pairs];

    public static ConfigurationOverride Create(IEnumerable<KeyValuePair<string, string?>> configDictionary) => new(configDictionary);

    Task IAlbaExtension.Start(IAlbaHost host) => Task.CompletedTask;

    // The host's settings reach an application that reads them while it is being built; the application's come last and win.
    IHostBuilder IAlbaExtension.Configure(IHostBuilder builder) => builder
        .ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(_pairs))
        .ConfigureAppConfiguration((_, configuration) => configuration.AddInMemoryCollection(_pairs));

    void IDisposable.Dispose()
    {
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
