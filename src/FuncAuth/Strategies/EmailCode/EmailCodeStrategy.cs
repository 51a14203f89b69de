using FuncAuth.Messages;
using FuncAuth.SignUps;

namespace FuncAuth.Strategies.EmailCode;

/// <summary>A six-digit code by e-mail. Recovery-grade on its own: e-mail is no out-of-band authenticator (NIST SP 800-63B-4).</summary>
public sealed class EmailCodeStrategy : IFieldVerifier, IFirstFactor
{
    public string Name => "email_code";

    public string Field => Fields.EmailAddress;

    public Channel Channel => Channel.Email;

    public IEnumerable<Factor> Offer(FactorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.ForCodes.Where(contact => contact.Field == Field).Select(contact => new Factor(Name, contact));
    }

    /// <summary>Addresses with the sub-address <c>+clerk_test</c> (Frontend API).</summary>
    public bool IsTestDestination(string destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var at = destination.LastIndexOf('@');
        return at > 0 && destination.AsSpan(0, at).Contains("+clerk_test", StringComparison.OrdinalIgnoreCase);
    }
}
