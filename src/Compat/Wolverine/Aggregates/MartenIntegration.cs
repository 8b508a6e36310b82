using Marten;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Persistence.Durability;

namespace Wolverine.Marten;

public class MartenIntegration
{
    internal MartenIntegration()
    {
    }

    public string? MessageStorageSchemaName { get; set; }
}

public static class WolverineOptionsMartenExtensions
{
    public static MartenServiceCollectionExtensions.MartenConfigurationExpression IntegrateWithWolverine(
        this MartenServiceCollectionExtensions.MartenConfigurationExpression expression, Action<MartenIntegration>? configure = null)
    {
        var integration = new MartenIntegration();
        configure?.Invoke(integration);
        expression.Services.AddSingleton(provider =>
        {
            var store = provider.GetRequiredService<DocumentStore>();
            var options = provider.GetRequiredService<WolverineOptions>();
            var schema = integration.MessageStorageSchemaName
                ?? options.Durability.MessageStorageSchemaName
                ?? store.Configuration.DatabaseSchemaName;
            return new EnvelopeStore(store.DataSource, schema, options);
        });
        expression.Services.AddSingleton<IMessageStore, MessageStore>();
        return expression;
    }
}
