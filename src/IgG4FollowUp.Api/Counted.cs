using System.Globalization;

namespace IgG4FollowUp.Api;

/// <summary>Numbers of things, as sentences name them.</summary>
public static class Counted
{
    /// <summary><c>1 finding</c>, <c>2 findings</c>, <c>0 findings</c>.</summary>
    public static string Of(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");
}
