namespace FuncAuth.Contracts.Communication;

internal static class Missing
{
    public static NotSupportedException Email() => Package("Azure.Communication.Email");

    public static NotSupportedException Sms() => Package("Azure.Communication.Sms");

    private static NotSupportedException Package(string name) =>
        new($"This build has no {name}: its feed lacked the package, so it was built on the stand-in declarations of eng/contracts, which cannot reach the service.");
}
