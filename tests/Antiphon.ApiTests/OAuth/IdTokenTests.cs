using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.OAuth;

public sealed class IdTokenTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "A07")]
    public async Task Who_signed_in_is_signed_with_a_key_that_everyone_can_read()
    {
        var app = await desk.RegisterAsync("tickets:read");
        var tokens = (await desk.ExchangeAsync(app, await desk.CodeAsync(app, "openid email profile tickets:read", ("nonce", "n-1")))).Is(HttpStatusCode.OK);
        var (header, claims) = await CheckedAsync(desk, (string)tokens["id_token"]!);
        Assert.Equal("RS256", (string?)header["alg"]);
        Assert.Equal(desk.Address.GetLeftPart(UriPartial.Authority), (string?)claims["iss"]);
        Assert.Equal(app.ClientId, (string?)claims["aud"]);
        Assert.Equal("n-1", (string?)claims["nonce"]);
        Assert.Equal(Desk.AdminEmail, (string?)claims["email"]);
        Assert.Equal("Ada", (string?)claims["given_name"]);
        Assert.Equal(3600, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.True((long)claims["auth_time"]! <= (long)claims["iat"]!);
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes((string)tokens["access_token"]!)).AsSpan(0, 16)), (string?)claims["at_hash"]);
        Assert.Equal((string?)claims["sub"], (string?)(await desk.Bearer((string)tokens["access_token"]!).GetJsonAsync("/oauth/userinfo")).Is(HttpStatusCode.OK)["sub"]);
    }

    [Fact]
    public async Task Scopes_decide_what_is_told_of_a_person()
    {
        var app = await desk.RegisterAsync("tickets:read");
        Assert.False((await desk.ConnectAsync(app, "tickets:read email profile")).Json.AsObject().ContainsKey("id_token"));
        var (_, claims) = await CheckedAsync(desk, (string)(await desk.ConnectAsync(app, "openid"))["id_token"]!);
        Assert.Null(claims["email"]);
        Assert.Null(claims["name"]);
        using var without = desk.Bearer((string)(await desk.ConnectAsync(app, "tickets:read"))["access_token"]!);
        (await without.GetJsonAsync("/oauth/userinfo")).IsError(HttpStatusCode.Forbidden, "insufficient_scope");
        using var stranger = new HttpClient { BaseAddress = desk.Address };
        (await stranger.GetJsonAsync("/oauth/userinfo")).IsError(HttpStatusCode.Unauthorized, "invalid_token");
    }

    [Fact]
    public async Task A_key_signs_for_three_months_and_old_ones_are_published_a_while_longer()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var app = await own.RegisterAsync("tickets:read");
        var before = (string)(await own.ConnectAsync(app, "openid"))["id_token"]!;
        await CheckedAsync(own, before);
        clock.Advance(TimeSpan.FromDays(90));
        var (header, _) = await CheckedAsync(own, (string)(await own.ConnectAsync(app, "openid"))["id_token"]!);
        Assert.NotEqual((string?)(await CheckedAsync(own, before)).Header["kid"], (string?)header["kid"]);
        clock.Advance(TimeSpan.FromDays(8));
        Assert.Single((await KeysAsync(own))["keys"]!.AsArray());
    }

    [Fact]
    public async Task The_private_key_is_sealed()
    {
        var app = await desk.RegisterAsync("tickets:read");
        await desk.ConnectAsync(app, "openid");
        var stored = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select private_key from signing_keys where account_id = {desk.Account.Id} limit 1", row => row.GetFieldValue<byte[]>(0), CancellationToken.None));
        using var rsa = RSA.Create();
        Assert.ThrowsAny<CryptographicException>(() => rsa.ImportPkcs8PrivateKey(stored, out _));
        Assert.DoesNotContain("\"d\"", (await KeysAsync(desk)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_master_key_there_is_no_id_token_and_everything_else()
    {
        await using var own = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Secrets:Key", "")]));
        var app = await own.RegisterAsync("tickets:read");
        var tokens = await own.ConnectAsync(app, "openid tickets:read");
        Assert.False(tokens.Json.AsObject().ContainsKey("id_token"));
        Assert.Empty((await KeysAsync(own))["keys"]!.AsArray());
    }

    private static async Task<Answer> KeysAsync(Desk desk)
    {
        using var http = new HttpClient { BaseAddress = desk.Address };
        return (await http.GetJsonAsync("/.well-known/jwks.json")).Is(HttpStatusCode.OK);
    }

    private static async Task<(JsonNode Header, JsonNode Claims)> CheckedAsync(Desk desk, string token)
    {
        var parts = token.Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        var key = (await KeysAsync(desk))["keys"]!.AsArray().Single(item => (string?)item!["kid"] == (string?)header["kid"])!;
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars((string)key["n"]!), Exponent = Base64Url.DecodeFromChars((string)key["e"]!) });
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return (header, JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!);
    }
}
