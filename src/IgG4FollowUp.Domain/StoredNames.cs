using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain;

/// <summary>
/// An enumeration as its members' names in lower kebab case (<c>intradural-extramedullary</c>): the form that is stored and
/// spoken over HTTP. Numbers are refused, so a renumbered member can never change the meaning of a stored value.
/// </summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>An enumeration as its members' names as they are written (<c>A</c> to <c>E</c>); numbers are refused.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class NamedEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
