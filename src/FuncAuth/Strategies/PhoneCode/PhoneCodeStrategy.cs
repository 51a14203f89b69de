using System.Text.RegularExpressions;
using FuncAuth.Messages;
using FuncAuth.SignUps;

namespace FuncAuth.Strategies.PhoneCode;

/// <summary>A six-digit code by SMS. "Restricted" for NIST SP 800-63B-4: offer something else beside it.</summary>
public sealed partial class PhoneCodeStrategy : IFieldVerifier, IFirstFactor, ISecondFactor
{
    public string Name => "phone_code";

    public string Field => Fields.PhoneNumber;

    public Channel Channel => Channel.Sms;

    public IEnumerable<Factor> Offer(FactorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.ForCodes.Where(contact => contact.Field == Field).Select(contact => new Factor(Name, contact));
    }

    public IEnumerable<Factor> OfferSecond(FactorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.SecondFactors.Where(contact => contact.Field == Field).Select((contact, place) => new Factor(Name, contact, IsDefault: place == 0));
    }

    /// <summary>+1 (XXX) 555-0100 to 555-0199: reserved for fiction, so nobody's (Frontend API).</summary>
    public bool IsTestDestination(string destination) => Reserved().IsMatch(destination);

    [GeneratedRegex(@"\A\+1[0-9]{3}55501[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();
}
