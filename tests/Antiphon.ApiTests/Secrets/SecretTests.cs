using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Integrations;
using Antiphon.Integrations.Http;
using Antiphon.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Secrets;

[Trait("row", "B31")]
public sealed class SecretTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly string[] Words = ["sign-with-this", "client-word", "abcdef-header"];

    [Fact]
    public async Task The_database_does_not_know_the_secrets_and_the_server_does()
    {
        var id = await CreateAsync(desk);
        Assert.Equal(0, await FindWordsAsync(desk));
        var call = (await ReadAsync(desk, id)).Http!;
        Assert.Equal("sign-with-this", call.HmacSecret);
        Assert.Equal("client-word", call.Oauth2!.ClientSecret);
        Assert.Equal("abcdef-header", call.Headers["X-Key"]);
    }

    [Fact]
    public async Task A_seal_does_not_open_in_another_row_or_column()
    {
        var (one, other) = (await CreateAsync(desk), await CreateAsync(desk));
        await ExecuteAsync(desk, $"update http_integrations set hmac_secret = (select hmac_secret from http_integrations where account_id = {desk.Account.Id} and integration_id = {one}) where account_id = {desk.Account.Id} and integration_id = {other}");
        await Assert.ThrowsAsync<SecretException>(() => ReadAsync(desk, other));
        await ExecuteAsync(desk, $"update http_integrations set hmac_secret = oauth2_client_secret where account_id = {desk.Account.Id} and integration_id = {one}");
        await Assert.ThrowsAsync<SecretException>(() => ReadAsync(desk, one));
        await ExecuteAsync(desk, $"delete from integrations where account_id = {desk.Account.Id} and id in ({one}, {other})");
    }

    [Fact]
    public async Task Accounts_have_keys_of_their_own()
    {
        await using var own = await Desk.StartAsync();
        var beta = await own.OpenAccountAsync("beta", "ada@beta.example");
        using var caller = own.Caller("ada@beta.example", beta.ApiKey, "beta.localhost");
        await CreateAsync(own);
        (await caller.PostJsonAsync("/api/integrations", Samples.Integration("Beta"))).Is(HttpStatusCode.Created);
        var keys = await own.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select account_id, sealed from secret_keys where account_id in ({own.Account.Id}, {beta.Account.Id}) order by account_id",
            row => (row.GetInt64(0), Convert.ToHexString(row.GetFieldValue<byte[]>(1))),
            CancellationToken.None));
        Assert.Equal([own.Account.Id, beta.Account.Id], keys.Select(key => key.Item1));
        Assert.NotEqual(keys[0].Item2, keys[1].Item2);
    }

    [Fact]
    public async Task First_secrets_that_are_kept_at_the_same_time_on_two_nodes_open_on_both()
    {
        await using var own = await Desk.StartAsync();
        await using var node = await Node.StartAsync(own.ConnectionString);
        using var second = new HttpClient { BaseAddress = node.Address };
        second.DefaultRequestHeaders.Authorization = own.Admin.DefaultRequestHeaders.Authorization;
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => (n % 2 == 0 ? own.Admin : second).PostJsonAsync("/api/integrations", Samples.Integration($"Nr. {n}"))));
        Assert.All(made, answer => answer.Is(HttpStatusCode.Created));
        foreach (var caller in (HttpClient[])[own.Admin, second])
        {
            var list = (await caller.GetJsonAsync("/api/integrations")).Is(HttpStatusCode.OK)["data"]!.AsArray();
            Assert.Equal(8, list.Count(integration => (string?)integration!["http"]!["headers"]!["x-api-key"] == "abcdef12345"));
        }
    }

    [Fact]
    [Trait("row", "N16")]
    public async Task An_answer_that_is_kept_for_its_idempotency_key_is_sealed_and_comes_back_whole()
    {
        var request = Samples.Integration("Kept");
        var first = (await desk.Admin.PostJsonAsync("/api/integrations", request, ("Idempotency-Key", "kept"))).Is(HttpStatusCode.Created);
        var again = (await desk.Admin.PostJsonAsync("/api/integrations", request, ("Idempotency-Key", "kept"))).Is(HttpStatusCode.Created);
        Assert.Equal(("replayed", first.Body), (again.Header("Antiphon-Outcome"), again.Body));
        var kept = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select body from idempotency_keys where account_id = {desk.Account.Id} and key = 'kept'", row => row.GetFieldValue<byte[]>(0), CancellationToken.None));
        Assert.DoesNotContain("abcdef12345", Encoding.UTF8.GetString(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_another_master_key_or_with_none_does_not_begin()
    {
        await using var own = await Desk.StartAsync();
        await CreateAsync(own);
        foreach (var key in (string[])[Convert.ToBase64String(new byte[MasterKey.Bytes]), ""])
        {
            var refused = await Assert.ThrowsAsync<SecretException>(() => Node.StartAsync(own.ConnectionString, builder => builder.Configuration.AddInMemoryCollection([new("Secrets:Key", key)])));
            Assert.Contains("sealed with the master key", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_master_key_what_is_secret_is_refused_and_the_rest_is_kept()
    {
        await using var own = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Secrets:Key", null)]));
        var refused = (await own.Admin.PostJsonAsync("/api/integrations", Samples.Integration("Secret"))).Is(HttpStatusCode.BadRequest);
        Assert.Contains("Secrets:Key", Assert.Single(refused.ErrorsAt("http.headers")), StringComparison.Ordinal);
        (await own.Admin.PostJsonAsync("/api/integrations", """{"name": "Open", "type": "http", "http": {"url": "https://a.example"}}""")).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_replaced_signing_secret_signs_for_a_day_more()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var id = await CreateAsync(own);
        await ChangeAsync("second");
        Assert.Equal(["second", "sign-with-this"], await SigningAsync());
        await ChangeAsync("second");
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(["second", "sign-with-this"], await SigningAsync());
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["second"], await SigningAsync());
        await ChangeAsync("third");
        Assert.Equal(["third", "second"], await SigningAsync());
        await ChangeAsync(null);
        Assert.Empty(await SigningAsync());
        Assert.Equal(["integration-created", "integration-updated", "integration-updated", "integration-updated"], await own.EventsOfAsync("Integration", id));
        Assert.Equal(0, await FindWordsAsync(own));

        async Task ChangeAsync(string? secret) =>
            (await own.Admin.PutJsonAsync($"/api/integrations/{id}", new JsonObject { ["http"] = new JsonObject { ["url"] = "https://a.example", ["hmac_secret"] = secret } })).Is(HttpStatusCode.OK);

        async Task<IReadOnlyList<string>> SigningAsync() => (await ReadAsync(own, id)).Http!.SigningSecrets(clock.GetUtcNow());
    }

    private static Task<long> CreateAsync(Desk desk) => desk.InScopeAsync(async services =>
    {
        var call = new HttpIntegrationRequest(
            "https://a.example",
            HmacSecret: "sign-with-this",
            Headers: System.Text.Json.JsonSerializer.SerializeToElement(new JsonObject { ["x-key"] = "abcdef-header" }),
            Oauth2: new HttpIntegrationOauth2Request("https://id.example/token", "desk", "client-word"));
        Input<CreateIntegrationRequest> request = new CreateIntegrationRequest("Sealed", IntegrationType.Http, call);
        return (await services.GetRequiredService<CreateIntegration>().RunAsync(request, Actor.System(desk.Account.Id), CancellationToken.None)).Value.Id;
    });

    private static Task<Integration> ReadAsync(Desk desk, long id) => desk.InScopeAsync(async services =>
        (await services.GetRequiredService<ReadIntegrations>().FindAsync(desk.Account.Id, id, CancellationToken.None))!);

    private static Task<int> ExecuteAsync(Desk desk, Sql sql) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(sql, CancellationToken.None));

    /// <summary>How many rows of any table of integrations or events hold one of the words, as text or as bytes.</summary>
    private static Task<long> FindWordsAsync(Desk desk) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"""
        select count(*) from (
          select h::text whole from http_integrations h where h.account_id = {desk.Account.Id}
          union all select i::text from integrations i where i.account_id = {desk.Account.Id}
          union all select e::text from events e where e.account_id = {desk.Account.Id}) kept
        join unnest({(string[])[.. Words, .. Words.Select(word => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word)))]}) word on strpos(whole, word) > 0
        """,
        row => row.GetInt64(0),
        CancellationToken.None));
}
