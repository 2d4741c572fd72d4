using Antiphon.Contract;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.OAuth;
using Antiphon.OAuth.Apps;

namespace Antiphon.UnitTests.OAuth;

public sealed class PartsTests
{
    [Fact]
    public void The_challenge_of_the_standard_fits_its_verifier()
    {
        // RFC 7636, appendix B
        const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        Assert.Equal(Challenge, Pkce.ChallengeOf(Verifier));
        Assert.True(Pkce.IsChallenge(Challenge));
        Assert.True(Pkce.Matches(Verifier, Challenge));
        Assert.False(Pkce.Matches(Verifier[..42], Pkce.ChallengeOf(Verifier[..42])));
        Assert.False(Pkce.Matches(new string('a', 129), Pkce.ChallengeOf(new string('a', 129))));
        Assert.False(Pkce.Matches(Verifier + "!", Pkce.ChallengeOf(Verifier + "!")));
        Assert.False(Pkce.Matches(Challenge, Challenge));
    }

    [Theory]
    [InlineData("https://a.example/cb", false, true)]
    [InlineData("https://a.example/cb?x=1", false, true)]
    [InlineData("http://localhost:8000/cb", false, true)]
    [InlineData("http://[::1]/cb", true, true)]
    [InlineData("com.example.app:/cb", true, true)]
    [InlineData("vscode://publisher.ext/cb", true, true)]
    [InlineData("com.example.app:/cb", false, false)]
    [InlineData("http://a.example/cb", true, false)]
    [InlineData("http://localhost.evil.example/", true, false)]
    [InlineData("https://a@b.example/", true, false)]
    [InlineData("https://@b.example/", true, false)]
    [InlineData("https://a.example/ cb", true, false)]
    [InlineData("https://a.example\\cb", true, false)]
    [InlineData("https://ä.example/", true, false)]
    [InlineData("https:///cb", true, false)]
    [InlineData("view-source:https://a.example/", true, false)]
    [InlineData("VBScript:x", true, false)]
    [InlineData("cb", true, false)]
    public void A_redirect_uri_is_plain_or_is_refused(string uri, bool isPublic, bool isGood) => Assert.Equal(isGood, RedirectUri.Complaint(uri, isPublic) is null);

    [Theory]
    [InlineData("http://127.0.0.1:9000/cb", true)]
    [InlineData("http://127.0.0.1/cb", true)]
    [InlineData("http://[::1]:9000/cb", true)]
    [InlineData("http://[::1]/cb?x=1", false)]
    [InlineData("http://127.0.0.1:9000/cb/", false)]
    [InlineData("http://127.0.0.1:99999/cb", false)]
    [InlineData("http://127.1:9000/cb", false)]
    [InlineData("http://127.0.0.1:9000@evil.example/cb", false)]
    [InlineData("http://localhost:9000/cb", false)]
    [InlineData("https://127.0.0.1:9000/cb", false)]
    public void Only_the_port_of_a_loopback_address_is_free(string asked, bool isRegistered)
    {
        var app = new App
        {
            Id = 1,
            ClientId = "c",
            Name = "n",
            RedirectUris = ["http://127.0.0.1:8000/cb", "http://[::1]/cb"],
            Scopes = [],
            IsPublic = true,
            IsSelfRegistered = true,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        Assert.Equal(isRegistered, RedirectUri.IsRegistered(app, asked));
        Assert.False(RedirectUri.IsRegistered(app with { IsPublic = false }, "http://127.0.0.1:9000/cb"));
    }

    [Theory]
    [InlineData("https://a.example/cb?x=1", "https://a.example")]
    [InlineData("http://127.0.0.1:9000/cb", "http://127.0.0.1:9000")]
    [InlineData("http://[::1]:9000/cb", "http:")]
    [InlineData("com.example.app:/cb", "com.example.app:")]
    public void A_form_may_lead_where_the_answer_goes(string redirectUri, string source) => Assert.Equal(source, RedirectUri.FormTarget(redirectUri));

    [Fact]
    public void Every_scope_has_words_for_its_effect()
    {
        Assert.All(Scope.All, scope => Assert.NotEmpty(ScopeCatalog.Effect(scope)));
        Assert.Equal(Scope.All.Count, Scope.All.Select(ScopeCatalog.Effect).Distinct().Count());
        Assert.DoesNotContain(ScopeCatalog.ReadingOnly, scope => scope.EndsWith(":write", StringComparison.Ordinal) || scope == Scope.WriteAll);
    }

    [Fact]
    public void Writing_does_not_imply_reading_and_the_old_scope_is_everything()
    {
        Assert.False(new ScopeSet([Scope.TicketsWrite]).Allows(Scope.TicketsRead));
        Assert.All(Scope.All, scope => Assert.True(new ScopeSet([Scope.WriteAll]).Allows(scope)));
        Assert.All(Scope.All, scope => Assert.False(new ScopeSet([]).Allows(scope)));
    }

    [Fact]
    public void A_secret_matches_itself_and_none_of_its_neighbours()
    {
        var secret = OAuthSecret.NewClientSecret();
        var hash = OpaqueToken.Hash(secret);
        Assert.True(OAuthSecret.Matches(secret, hash));
        for (var i = 0; i < secret.Length; i++)
        {
            Assert.False(OAuthSecret.Matches(secret[..i] + (secret[i] == 'a' ? 'b' : 'a') + secret[(i + 1)..], hash));
            Assert.False(OAuthSecret.Matches(secret[..i], hash));
        }

        Assert.False(OAuthSecret.Matches(secret, []));
    }

    [Theory]
    [InlineData("/oauth/authorize?a=b", "/oauth/authorize?a=b")]
    [InlineData("/", "/")]
    [InlineData(null, LocalPath.Home)]
    [InlineData("//evil.example", LocalPath.Home)]
    [InlineData("/\\evil.example", LocalPath.Home)]
    [InlineData("/a\nb", LocalPath.Home)]
    [InlineData("https:/evil.example", LocalPath.Home)]
    public void A_way_back_is_a_path_of_this_server(string? path, string led) => Assert.Equal(led, LocalPath.OrHome(path));
}
