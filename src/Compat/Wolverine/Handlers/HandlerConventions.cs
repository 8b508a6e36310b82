using System.Reflection;
using Wolverine.Attributes;
using Wolverine.Marten;

namespace Wolverine.Runtime.Handlers;

/// <summary>By which names and shapes a class and its methods are recognised.</summary>
internal static class HandlerConventions
{
    private static readonly HashSet<string> HandlerNames = WithAsync("Handle", "Handles", "Consume", "Consumes");
    private static readonly HashSet<string> BeforeNames = WithAsync("Before", "Load", "Validate");
    private static readonly HashSet<string> AfterNames = WithAsync("After", "PostProcess");
    private static readonly HashSet<string> AfterCommitNames = WithAsync("AfterCommit");
    private static readonly HashSet<string> FinallyNames = WithAsync("Finally");

    public static bool IsHandlerClass(Type type) =>
        type.IsClass && type.IsVisible && !type.IsGenericTypeDefinition && (!type.IsAbstract || type.IsSealed)
        && !type.IsDefined(typeof(WolverineIgnoreAttribute), inherit: false)
        && (type.Name.EndsWith("Handler", StringComparison.Ordinal)
            || type.Name.EndsWith("Consumer", StringComparison.Ordinal)
            || typeof(IWolverineHandler).IsAssignableFrom(type)
            || type.IsDefined(typeof(WolverineHandlerAttribute), inherit: false)
            || type.IsDefined(typeof(AggregateHandlerAttribute), inherit: false));

    public static IEnumerable<MethodInfo> HandlerMethods(Type type) =>
        Methods(type).Where(m =>
            (HandlerNames.Contains(m.Name) || m.IsDefined(typeof(WolverineHandlerAttribute)))
            && m.GetParameters() is [var message, ..]
            && !message.ParameterType.IsByRef
            && !m.ReturnType.IsPrimitive);

    public static IEnumerable<MethodInfo> Before(Type type) => Middleware<WolverineBeforeAttribute>(type, BeforeNames);

    public static IEnumerable<MethodInfo> After(Type type) => Middleware<WolverineAfterAttribute>(type, AfterNames);

    public static IEnumerable<MethodInfo> AfterCommit(Type type) =>
        Methods(type).Where(m => AfterCommitNames.Contains(m.Name));

    public static IEnumerable<MethodInfo> Finally(Type type) => Middleware<WolverineFinallyAttribute>(type, FinallyNames);

    public static bool IsValidation(MethodInfo method) => method.Name is "Validate" or "ValidateAsync";

    public static string Describe(MethodBase method) => $"{method.DeclaringType?.FullName}.{method.Name}";

    private static IEnumerable<MethodInfo> Middleware<TAttribute>(Type type, HashSet<string> names) where TAttribute : Attribute =>
        Methods(type).Where(m => names.Contains(m.Name) || m.IsDefined(typeof(TAttribute)));

    // The metadata token follows the source: reflection promises no order, the conventions do.
    private static IEnumerable<MethodInfo> Methods(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
            .Where(m => m.DeclaringType != typeof(object) && !m.IsGenericMethodDefinition && !m.IsSpecialName
                && !m.IsDefined(typeof(WolverineIgnoreAttribute)))
            .OrderBy(m => m.MetadataToken);

    private static HashSet<string> WithAsync(params string[] names) =>
        new([.. names, .. names.Select(n => n + "Async")], StringComparer.Ordinal);
}
