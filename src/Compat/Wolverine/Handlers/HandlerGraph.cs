namespace Wolverine.Runtime.Handlers;

/// <summary>Which message is handled by what.</summary>
internal sealed class HandlerGraph
{
    private readonly Dictionary<Type, HandlerChain> _chains = [];
    private readonly Dictionary<string, Type> _typesByName = new(StringComparer.Ordinal);

    public HandlerGraph(WolverineOptions options)
    {
        foreach (var handlerClass in options.Discovery.FindHandlerClasses(options.ApplicationAssembly))
        {
            foreach (var method in HandlerConventions.HandlerMethods(handlerClass))
            {
                var messageType = method.GetParameters()[0].ParameterType;
                if (!_chains.TryGetValue(messageType, out var chain)) _chains.Add(messageType, chain = new HandlerChain(messageType));
                chain.Add(handlerClass, method);
            }
        }

        foreach (var chain in _chains.Values)
        {
            _typesByName[chain.TypeName] = chain.MessageType;
            chain.ApplyConfigureMethods();
        }
    }

    public IReadOnlyCollection<HandlerChain> Chains => _chains.Values;

    public HandlerChain? Find(Type messageType) => _chains.GetValueOrDefault(messageType);

    public Type? FindMessageType(string name) => _typesByName.GetValueOrDefault(name);

    public void Compile(ChainServices services)
    {
        foreach (var chain in _chains.Values) chain.Compiled = new ChainCompiler(chain, services).Compile();
    }
}
