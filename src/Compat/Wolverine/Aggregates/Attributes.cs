namespace Wolverine.Marten;

public enum ConcurrencyStyle
{
    Optimistic,
    Exclusive,
}

/// <summary>The handler decides on an aggregate: it is fetched before, and what the handler returns is appended to its stream.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public class AggregateHandlerAttribute : Attribute
{
    public AggregateHandlerAttribute(ConcurrencyStyle loadStyle) => LoadStyle = loadStyle;

    public AggregateHandlerAttribute() : this(ConcurrencyStyle.Optimistic)
    {
    }

    public Type? AggregateType { get; set; }

    public bool Required { get; set; }

    public string? VersionSource { get; set; }

    internal ConcurrencyStyle LoadStyle { get; }
}

[AttributeUsage(AttributeTargets.Parameter)]
public class WriteAggregateAttribute : Attribute
{
    public WriteAggregateAttribute()
    {
    }

    public WriteAggregateAttribute(string? routeOrParameterName) => RouteOrParameterName = routeOrParameterName;

    public string? RouteOrParameterName { get; }

    public bool Required { get; set; } = true;

    public ConcurrencyStyle LoadStyle { get; set; } = ConcurrencyStyle.Optimistic;

    public string? VersionSource { get; set; }
}

[AttributeUsage(AttributeTargets.Parameter)]
public class ReadAggregateAttribute : Attribute
{
    public ReadAggregateAttribute()
    {
    }

    public ReadAggregateAttribute(string argumentName) => ArgumentName = argumentName;

    public string? ArgumentName { get; }

    public bool Required { get; set; } = true;
}
