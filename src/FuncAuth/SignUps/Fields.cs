namespace FuncAuth.SignUps;

/// <summary>The attributes of a sign-up by their names on the wire.</summary>
public static class Fields
{
    public const string EmailAddress = "email_address";
    public const string PhoneNumber = "phone_number";
    public const string Username = "username";
    public const string Password = "password";
    public const string FirstName = "first_name";
    public const string LastName = "last_name";
    public const string LegalAccepted = "legal_accepted";
}
