using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.Integration.Hosting;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer<LongestFirst>]

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>
/// The two classes that take minutes begin first, so that no run ends with one of them at work and everything else done. The rest comes in
/// any order, each time in another one.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest = [typeof(CrashSpecs), typeof(AlertCrashSpecs)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderByDescending(IsLongest)];

    // The collection of a class that shares it with no other is named after it.
    private static bool IsLongest<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        Array.Exists(Longest, type => collection.TestCollectionDisplayName.Contains(type.FullName!, StringComparison.Ordinal));
}
