using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;
using Antiphon.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity;

[Trait("row", "A04")]
public sealed class AuthenticationTests(Desk desk) : IClassFixture<Desk>
{
    private const string Check = "/api/account";

    [Fact]
    public async Task The_right_pair_is_let_in_whatever_the_case_of_the_email()
    {
        foreach (var email in new[] { Desk.AdminEmail, "ADA@Acme.Example", $" {Desk.AdminEmail} " })
        {
            using var caller = desk.Caller(email, desk.AdminKey);
            (await caller.GetJsonAsync(Check)).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_wrong_key_is_refused_with_the_wires_words()
    {
        using var caller = desk.Caller(Desk.AdminEmail, new string('0', 64));
        var refused = (await caller.GetJsonAsync(Check)).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("""{"error":{"msg":"Unauthorized."}}""", refused.Body);
        Assert.Equal("Basic realm=\"acme\", charset=\"UTF-8\"", refused.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_browser_is_not_challenged()
    {
        using var caller = desk.Caller(Desk.AdminEmail, "wrong");
        var refused = (await caller.CallAsync(HttpMethod.Get, Check, null, ("Sec-Fetch-Mode", "cors"))).Is(HttpStatusCode.Unauthorized);
        Assert.Null(refused.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_key_with_another_users_email_is_refused()
    {
        await desk.InviteAsync("someone-else@store.example");
        using var caller = desk.Caller("someone-else@store.example", desk.AdminKey);
        (await caller.GetJsonAsync(Check)).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_in_upper_case_or_cut_short_is_refused()
    {
        foreach (var key in new[] { desk.AdminKey.ToUpperInvariant(), desk.AdminKey[..^1], desk.AdminKey + " ", "" })
        {
            using var caller = desk.Caller(Desk.AdminEmail, key);
            (await caller.GetJsonAsync(Check)).Is(HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic not-base64!")]
    [InlineData("Basic bm8tY29sb24=")]
    [InlineData("Bearer abc")]
    [InlineData("Digest username=\"ada\"")]
    public async Task Anything_but_a_pair_is_refused(string? header)
    {
        using var caller = new HttpClient { BaseAddress = desk.Address };
        (await caller.CallAsync(HttpMethod.Get, Check, null, header is null ? [] : [("Authorization", header)])).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_accounts_password_is_no_key()
    {
        await desk.JoinAsync("legacy@store.example");
        using var caller = desk.Caller("legacy@store.example", People.Password);
        (await caller.GetJsonAsync(Check)).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Each_of_several_keys_works_and_a_revoked_one_stops()
    {
        await desk.InviteAsync("keys@store.example");
        using var first = await desk.WithKeyAsync("keys@store.example");
        using var second = await desk.WithKeyAsync("keys@store.example");
        (await first.GetJsonAsync(Check)).Is(HttpStatusCode.OK);
        (await second.GetJsonAsync(Check)).Is(HttpStatusCode.OK);
        await desk.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            await db.ExecuteAsync(
                $"""
                update api_keys set revoked_at = now() where account_id = {desk.Account.Id} and id = (
                  select min(k.id) from api_keys k join users u on u.account_id = k.account_id and u.id = k.user_id where k.account_id = {desk.Account.Id} and u.email = 'keys@store.example')
                """,
                CancellationToken.None);
            services.GetRequiredService<Antiphon.Identity.ApiKeys>().Forget();
            return true;
        });
        (await first.GetJsonAsync(Check)).Is(HttpStatusCode.Unauthorized);
        (await second.GetJsonAsync(Check)).Is(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("row", "A01")]
    public async Task Accounts_share_a_server_and_no_keys()
    {
        var beta = await desk.OpenAccountAsync("beta", "ada@beta.example");
        using var acme = desk.Caller(Desk.AdminEmail, desk.AdminKey, "acme.localhost");
        Assert.Equal("acme", (string?)(await acme.GetJsonAsync(Check)).Is(HttpStatusCode.OK)["domain"]);
        using var own = desk.Caller("ada@beta.example", beta.ApiKey, "beta.localhost");
        Assert.Equal("beta", (string?)(await own.GetJsonAsync(Check)).Is(HttpStatusCode.OK)["domain"]);
        using var strayed = desk.Caller(Desk.AdminEmail, desk.AdminKey, "beta.localhost");
        (await strayed.GetJsonAsync(Check)).Is(HttpStatusCode.Unauthorized);
        using var lost = desk.Caller(Desk.AdminEmail, desk.AdminKey, "nobody.localhost");
        (await lost.GetJsonAsync(Check)).Is(HttpStatusCode.NotFound);
        var page = (await lost.GetJsonAsync("/")).Is(HttpStatusCode.NotFound);
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
    }

    [Fact]
    public async Task Failed_logins_are_limited_per_source_address()
    {
        await using var own = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Limits:FailedLogins", "3")]));
        using var guesser = From(own, "127.0.0.2", "wrong");
        for (var i = 0; i < 3; i++)
        {
            (await guesser.GetJsonAsync(Check)).Is(HttpStatusCode.Unauthorized);
        }

        var held = (await guesser.GetJsonAsync(Check)).Is(HttpStatusCode.TooManyRequests);
        Assert.InRange(int.Parse(held.Header("Retry-after")!), 1, 60);
        using var right = From(own, "127.0.0.2", own.AdminKey);
        (await right.GetJsonAsync(Check)).Is(HttpStatusCode.TooManyRequests);
        (await right.PostJsonAsync("/invitations/guess", new { password = People.Password })).Is(HttpStatusCode.TooManyRequests);
        using var elsewhere = From(own, "127.0.0.3", own.AdminKey);
        (await elsewhere.GetJsonAsync(Check)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guessed_invitations_count_as_failed_logins()
    {
        await using var own = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Limits:FailedLogins", "2")]));
        using var guesser = From(own, "127.0.0.4", own.AdminKey);
        (await guesser.PostJsonAsync("/invitations/1", new { password = People.Password })).Is(HttpStatusCode.NotFound);
        (await guesser.PostJsonAsync("/invitations/2", new { password = People.Password })).Is(HttpStatusCode.NotFound);
        (await guesser.PostJsonAsync("/invitations/3", new { password = People.Password })).Is(HttpStatusCode.TooManyRequests);
    }

    /// <summary>A caller at another address of this machine.</summary>
    private static HttpClient From(Desk desk, string address, string key)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var caller = new HttpClient(handler) { BaseAddress = desk.Address };
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Desk.AdminEmail}:{key}")));
        return caller;
    }
}
