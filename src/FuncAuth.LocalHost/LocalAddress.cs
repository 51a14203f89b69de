namespace FuncAuth.LocalHost;

/// <summary>How a host is reached.</summary>
/// <param name="BaseUrl">Where it answers, without a slash at the end.</param>
/// <param name="PublishableKey">What front ends carry.</param>
/// <param name="IsOpenToOthers">Whether other machines can reach it.</param>
internal sealed record LocalAddress(string BaseUrl, string PublishableKey, bool IsOpenToOthers);
