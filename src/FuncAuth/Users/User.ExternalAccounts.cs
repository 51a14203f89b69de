namespace FuncAuth.Users;

/// <content>The ways to external providers that are under way for a user.</content>
public sealed partial record User
{
    /// <summary>The account that is linked at the provider of <paramref name="strategy"/>; null where none is.</summary>
    public ExternalAccount? LinkedAt(string strategy) => ExternalAccounts.FirstOrDefault(account => account.IsLinked && account.Strategy == strategy);

    /// <summary>The same with an account as <paramref name="changed"/> has it.</summary>
    internal User With(ExternalAccount changed) =>
        this with { ExternalAccounts = [.. ExternalAccounts.Select(account => account.Id == changed.Id ? changed : account)] };

    /// <summary>The same without what has died of ways to providers: those that nobody came back from.</summary>
    internal User WithoutLostWays(DateTimeOffset now) => ExternalAccounts.Any(account => account.IsLostAt(now) || account.Settled(now) != account)
        ? this with { ExternalAccounts = [.. ExternalAccounts.Where(account => !account.IsLostAt(now)).Select(account => account.Settled(now))] }
        : this;
}
