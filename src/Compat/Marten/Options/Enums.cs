namespace JasperFx
{
    public enum AutoCreate
    {
        All,
        CreateOrUpdate,
        CreateOnly,
        None,
    }

    public static class StorageConstants
    {
        public const string DefaultTenantId = "*DEFAULT*";
    }

    public interface IRevisioned
    {
        int Version { get; set; }
    }

    public interface ILongVersioned
    {
        long Version { get; set; }
    }

    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
    public class IdentityAttribute : Attribute;
}

namespace JasperFx.MultiTenancy
{
    public enum TenancyStyle
    {
        Single,
        Conjoined,
    }
}

namespace JasperFx.Events
{
    public enum StreamIdentity
    {
        AsGuid,
        AsString,
    }

    public enum EventAppendMode
    {
        Rich,
        Quick,
        QuickWithServerTimestamps,
    }

    public enum StreamActionType
    {
        Start,
        Append,
    }

    public enum ConcurrencyStyle
    {
        Optimistic,
        Exclusive,
    }
}

namespace JasperFx.Events.Projections
{
    public enum ProjectionLifecycle
    {
        Inline,
        Async,
        Live,
    }
}

namespace Weasel.Core
{
    // Declared here and in Marten, as upstream: code that imports both namespaces must say which one it means.
    public interface ISerializer;

    public enum EnumStorage
    {
        AsInteger,
        AsString,
    }

    public enum Casing
    {
        Default,
        CamelCase,
        SnakeCase,
    }
}

namespace Marten
{
    public interface ISerializer;
}
