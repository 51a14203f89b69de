using FuncAuth.Messages;
using FuncAuth.Strategies.EmailCode;
using FuncAuth.Strategies.PhoneCode;

namespace FuncAuth.Strategies.ResetPassword;

/// <summary>
/// A code that opens nothing but the setting of a new password. It goes where <paramref name="code"/> sends its codes, and is another code:
/// what it is for is part of what a code is derived from (SECURITY.md C07).
/// </summary>
public abstract class ResetPasswordStrategy(string name, ICodeStrategy code) : ICodeStrategy, IFirstFactor
{
    public string Name => name;

    public string Field => code.Field;

    public Channel Channel => code.Channel;

    public bool ResetsPassword => true;

    public bool IsTestDestination(string destination) => code.IsTestDestination(destination);

    /// <summary>Who has no password has none to reset.</summary>
    public IEnumerable<Factor> Offer(FactorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.HasPassword ? source.Contacts.Where(contact => contact.Field == Field).Select(contact => new Factor(Name, contact)) : [];
    }
}

/// <summary>The code goes to an e-mail address.</summary>
public sealed class ResetPasswordEmailCodeStrategy() : ResetPasswordStrategy("reset_password_email_code", new EmailCodeStrategy());

/// <summary>The code goes to a phone number.</summary>
public sealed class ResetPasswordPhoneCodeStrategy() : ResetPasswordStrategy("reset_password_phone_code", new PhoneCodeStrategy());
