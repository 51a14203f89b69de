using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(FuncAuth.Http.Tests.LongestFirst))]

namespace FuncAuth.Http.Tests;

/// <summary>
/// The browser's stories first: they run one after the other for minutes, and whatever else there is fits beside them. Begun late they would run alone at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => collection.TestCollectionDisplayName.Contains(nameof(Stories.BrowserTests), StringComparison.Ordinal))];
}
