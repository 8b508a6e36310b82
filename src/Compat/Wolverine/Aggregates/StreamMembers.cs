using System.Linq.Expressions;
using System.Reflection;
using JasperFx;
using Wolverine.Runtime.Handlers;

namespace Wolverine.Marten;

/// <summary>Finds the members of a message that name an aggregate's stream and the version it is expected to have.</summary>
internal sealed class StreamMembers(Type messageType, Type aggregateType, MethodInfo method)
{
    public StreamIdentifier Find(string? explicitName, string? versionSource, bool acceptsUInt32)
    {
        var id = (explicitName is not null ? Member(explicitName) : null)
            ?? Members().FirstOrDefault(m => m.IsDefined(typeof(IdentityAttribute)))
            ?? Member(aggregateType.Name + "Id")
            ?? Member("Id")
            ?? throw Refuse(
                $"has no member marked [Identity], nor '{aggregateType.Name}Id', nor 'Id', to find the {aggregateType.Name} by");
        if (TypeOf(id) != typeof(Guid) && TypeOf(id) != typeof(Guid?))
        {
            throw Refuse($"identifies the {aggregateType.Name} by '{id.Name}', which is not a Guid");
        }

        return new StreamIdentifier { MemberName = id.Name, Id = Compile<Guid>(id), Version = Version(versionSource, acceptsUInt32) };
    }

    private Func<object, long>? Version(string? versionSource, bool acceptsUInt32)
    {
        var member = Member(versionSource ?? "Version");
        if (member is null)
        {
            return versionSource is null ? null : throw Refuse($"has no member '{versionSource}' for the expected version");
        }

        var type = TypeOf(member);
        return type == typeof(int) || type == typeof(long) || (acceptsUInt32 && type == typeof(uint)) ? Compile<long>(member) : null;
    }

    private Func<object, TResult> Compile<TResult>(MemberInfo member)
    {
        var message = Expression.Parameter(typeof(object));
        Expression value = Expression.MakeMemberAccess(Expression.Convert(message, messageType), member);
        if (value.Type == typeof(Guid?)) value = Expression.Call(value, nameof(Nullable<Guid>.GetValueOrDefault), Type.EmptyTypes);
        return Expression.Lambda<Func<object, TResult>>(Expression.Convert(value, typeof(TResult)), message).Compile();
    }

    private MemberInfo? Member(string name) =>
        Members().FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<MemberInfo> Members() =>
        messageType.GetMembers(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m is FieldInfo || m is PropertyInfo { CanRead: true } p && p.GetIndexParameters().Length == 0);

    private static Type TypeOf(MemberInfo member) => member is PropertyInfo p ? p.PropertyType : ((FieldInfo)member).FieldType;

    private InvalidOperationException Refuse(string reason) =>
        new($"Cannot bind {HandlerConventions.Describe(method)}: {messageType.FullName} {reason}");
}
