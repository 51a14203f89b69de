using System.Text.Json;
using FuncAuth.Instances;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Tests.Strategies.OAuth;

/// <summary>What a page is told of a way to a provider and back.</summary>
public class ExternalVerificationResourceTests
{
    private const string Page = "http://localhost:3000/sso";

    private static readonly ExternalIdentity Jane = new("oauth_acme", "jane-1");

    [Fact]
    public void Who_is_away_is_unverified_and_only_the_beginning_says_where_to_go()
    {
        var proof = Proof(new ExternalStage.Away());

        var begun = ExternalVerificationResource.From(proof with { Departure = new Uri("https://acme.example/authorize?state=s") }, Given.Now);
        var later = ExternalVerificationResource.From(proof, Given.Now);

        Assert.Equal(("verification_oauth", "unverified", "oauth_acme"), (begun.Object, begun.Status, begun.Strategy));
        Assert.Equal("https://acme.example/authorize?state=s", begun.ExternalVerificationRedirectUrl);
        Assert.Equal(begun with { ExternalVerificationRedirectUrl = null }, later);
        Assert.Equal((Given.Now + ExternalProof.AwayFor).ToUnixTimeMilliseconds(), later.ExpireAt);
    }

    [Fact]
    public void Who_stays_away_too_long_is_expired_by_the_clock()
    {
        var proof = Proof(new ExternalStage.Away());

        Assert.Equal("unverified", ExternalVerificationResource.From(proof, Given.Now + ExternalProof.AwayFor - TimeSpan.FromTicks(1)).Status);
        Assert.Equal("expired", ExternalVerificationResource.From(proof, Given.Now + ExternalProof.AwayFor).Status);
    }

    [Fact]
    public void While_the_provider_is_asked_nothing_is_known_yet() =>
        Assert.Equal(("unverified", null), Told(Proof(new ExternalStage.Returning("request")), Given.Now));

    [Fact]
    public void What_is_proven_is_verified() => Assert.Equal(("verified", null), Told(Proof(new ExternalStage.Proven(Jane)), Given.Now));

    [Fact]
    public void What_another_attempt_has_to_take_over_is_transferable_for_a_while_and_says_why()
    {
        var proof = Proof(new ExternalStage.Proven(Jane, IsTransferable: true));

        Assert.Equal(("transferable", "external_account_not_found"), Told(proof, Given.Now));
        Assert.Equal(("expired", "external_account_not_found"), Told(proof, Given.Now + ExternalProof.TransferableFor));
    }

    [Fact]
    public void What_came_to_nothing_says_why() =>
        Assert.Equal(("failed", "oauth_access_denied"), Told(Proof(new ExternalStage.Failed("oauth_access_denied")), Given.Now));

    [Fact]
    public void The_wire_has_the_names_of_the_contract_and_no_address_where_there_is_none()
    {
        var json = JsonSerializer.Serialize(ExternalVerificationResource.From(Proof(new ExternalStage.Away()), Given.Now), WireJson.Default.ExternalVerificationResource);

        Assert.Equal(
            $$"""{"object":"verification_oauth","status":"unverified","strategy":"oauth_acme","attempts":null,"expire_at":{{(Given.Now + ExternalProof.AwayFor).ToUnixTimeMilliseconds()}},"error":null}""",
            json);
    }

    [Fact]
    public void A_contact_that_a_provider_vouches_for_has_no_tries_and_no_end()
    {
        var vouched = new Verification(VerificationId.From("v"), ExternalProvider.Vouched("oauth_acme"), "k1", Given.Now, Given.Now, Misses: 0, Given.Now);

        var resource = VerificationResource.From(vouched, Given.Now.AddYears(1), CodeRules.Default);

        Assert.Equal(new VerificationResource("verification_from_oauth", "verified", "from_oauth_acme", Attempts: null, ExpireAt: null), resource);
    }

    private static ExternalProof Proof(ExternalStage stage) => new(
        ExternalProof.BeginVerification("oauth_acme", Given.Facts()) with { VerifiedAt = stage is ExternalStage.Proven ? Given.Now : null }, Page, Page, stage);

    private static (string Status, string? Error) Told(ExternalProof proof, DateTimeOffset at)
    {
        var resource = ExternalVerificationResource.From(proof, at, OAuthErrors.AccountNotFound);
        return (resource.Status, resource.Error?.Code);
    }
}
